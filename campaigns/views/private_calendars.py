"""A volunteer's private calendar: made and revoked on their own page, read by their calendar."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.calendars import calendar_feed, sign_up_event
from campaigns.feeds.rows import calendar_owner, sign_ups_of_the_same
from campaigns.occasions import absolute
from campaigns.services.links import find_sign_up
from campaigns.services.private_calendars import make_calendar_link, revoke_calendar_links
from campaigns.views.feeds import CALENDAR
from toolkit.conditional import unless_known
from toolkit.http import public_form


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public_form
def make_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Make the address of a private calendar and show it this once; the one before it works no more."""
    now = timezone.now()
    found = find_sign_up(token, now=now)
    if found is None:
        return _not_found(request)
    if request.method != "POST":
        return redirect("campaigns:sign-up-manage", token)
    made = make_calendar_link(found, now=now)
    address = absolute(reverse("campaigns:private-calendar", args=[made]))
    context = {"section": "pickets", "token": token, "address": address}
    return render(request, "campaigns/sign_up_calendar_made.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public_form
def revoke_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Revoke the address of the private calendar, when posted."""
    now = timezone.now()
    found = find_sign_up(token, now=now)
    if found is None:
        return _not_found(request)
    if request.method == "POST":
        revoke_calendar_links(found, now=now)
    response = redirect("campaigns:sign-up-manage", token)
    response.status_code = 303
    return response


@require_safe
@never_cache
def private_calendar(request: HttpRequest, token: str) -> HttpResponseBase:
    """Hand out the shifts of a volunteer to whoever holds the address of their calendar."""
    owner = calendar_owner(token, now=timezone.now())
    if owner is None:
        return _not_found(request)
    events = map(sign_up_event, sign_ups_of_the_same(owner))
    content = calendar_feed(events, key=f"volunteers/{owner.pk.hex}", name=_("My shifts"))
    return unless_known(request, HttpResponse(content, content_type=CALENDAR))


def _not_found(request: HttpRequest) -> HttpResponse:
    """Answer alike for a wrong, an expired and a revoked address."""
    return render(request, "campaigns/sign_up_not_found.html", {"section": "pickets"}, status=404)
