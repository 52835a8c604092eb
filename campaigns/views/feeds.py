"""Calendar files, calendars to subscribe to, and news. All are public, and the same for everybody."""

from collections.abc import Iterable
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Event

from campaigns.calendars import calendar_feed, picket_event, published, shift_event
from campaigns.feeds.news import PicketNewsFeed
from campaigns.feeds.rows import pickets_in_calendars, public_shifts, shifts_in_calendars, within
from campaigns.models import Campaign, Picket, Shift
from campaigns.occasions import absolute
from sources.models import Place
from toolkit.conditional import unless_known

CALENDAR = "text/calendar; charset=utf-8"


@require_safe
def picket_calendar_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Hand out the calendar file of a picket whose hours are known."""
    pickets = Picket.objects.published().exclude(stage=Picket.Stage.DRAFT).filter(starts_at__isnull=False)
    picket = get_object_or_404(pickets.with_translations().select_related("place"), slug=slug)
    return _file(request, picket_event(picket), picket.slug)


@require_safe
def shift_calendar_file(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Hand out the calendar file of a shift, without what only its volunteers may know."""
    shift = get_object_or_404(public_shifts(), pk=pk, picket__slug=slug)
    return _file(request, shift_event(shift), f"{shift.picket.slug}-{shift.pk}")


@require_safe
def picket_calendar(request: HttpRequest) -> HttpResponseBase:
    """Hand out the calendar of all pickets."""
    pickets = pickets_in_calendars(now=timezone.now())
    return _feed(request, map(picket_event, pickets), key="pickets", name=_("Pickets"))


@require_safe
def campaign_calendar(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Hand out the calendar of a campaign's pickets."""
    campaign = get_object_or_404(Campaign.objects.published().with_translations(), slug=slug)
    pickets = pickets_in_calendars(now=timezone.now()).filter(campaign=campaign)
    name = _("Pickets: %(of)s") % {"of": campaign.in_language("title")}
    return _feed(request, map(picket_event, pickets), key=f"campaigns/{slug}", name=name)


@require_safe
def place_calendar(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Hand out the calendar of pickets in a city or another place, and in whatever lies within it."""
    place = get_object_or_404(Place.objects.with_names(), slug=slug)
    pickets = pickets_in_calendars(now=timezone.now()).filter(within(place))
    name = _("Pickets: %(of)s") % {"of": place.display_name}
    return _feed(request, map(picket_event, pickets), key=f"places/{slug}", name=name)


@require_safe
def role_calendar(request: HttpRequest, role: str) -> HttpResponseBase:
    """Hand out the calendar of shifts of one role, such as those of legal observers."""
    if role not in Shift.Role:
        raise Http404
    shifts = shifts_in_calendars(now=timezone.now()).filter(role=role)
    name = _("Shifts: %(role)s") % {"role": Shift.Role(role).label}
    return _feed(request, map(shift_event, shifts), key=f"roles/{role}", name=name)


@require_safe
def picket_news(request: HttpRequest) -> HttpResponseBase:
    """Hand out the news of all pickets."""
    return _news(request, None)


@require_safe
def campaign_news(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Hand out the news of a campaign's pickets."""
    campaigns = Campaign.objects.published().with_translations()
    return _news(request, get_object_or_404(campaigns, slug=slug))


def _news(request: HttpRequest, campaign: Campaign | None) -> HttpResponseBase:
    return unless_known(request, PicketNewsFeed(campaign)(request))


def _file(request: HttpRequest, event: Event, name: str) -> HttpResponseBase:
    """Answer with a file of one event, tagged by what it says and not by when it was made."""
    content = event.to_ical()
    response = HttpResponse(published(event), content_type=CALENDAR)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    _say_when(response, [event])
    return unless_known(request, response, content=content)


def _feed(request: HttpRequest, events: Iterable[Event], *, key: str, name: str) -> HttpResponseBase:
    """Answer with a calendar to subscribe to."""
    events = list(events)
    content = calendar_feed(events, key=key, name=name, address=absolute(request.path))
    response = HttpResponse(content, content_type=CALENDAR)
    _say_when(response, events)
    return unless_known(request, response)


def _say_when(response: HttpResponse, events: list[Event]) -> None:
    changes: list[datetime] = [event.last_modified for event in events]
    if changes:
        response.headers["Last-Modified"] = http_date(max(changes).timestamp())
