"""What pages say to other programs: feeds to follow, and data about a picket."""

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from campaigns.feeds.news import feed_path
from campaigns.models import Campaign, Picket, SignUp
from campaigns.services.private_calendars import has_calendar_link
from campaigns.services.pushing import push_key
from campaigns.structured import as_json, event_data
from toolkit.push.keys import public_key_of

register = template.Library()


@register.simple_tag
def news_link(campaign: Campaign | None = None) -> SafeString:
    """Return the element of a page's head by which a feed reader finds the news, of a campaign or of all."""
    title = gettext("News of pickets")
    if campaign is not None:
        title = gettext("News of pickets: %(campaign)s") % {"campaign": campaign.in_language("title")}
    return format_html(
        '<link rel="alternate" type="application/atom+xml" title="{}" href="{}">', title, feed_path(campaign)
    )


@register.inclusion_tag("campaigns/sign_up_calendar.html")
def sign_up_calendar(sign_up: SignUp, token: str) -> dict[str, object]:
    """Show what a volunteer can do about their own calendar and notifications; `token` opens their page."""
    key = push_key()
    return {
        "token": token,
        "has_calendar": has_calendar_link(sign_up, now=timezone.now()),
        "push_key": public_key_of(key) if key else "",
        "browsers": sign_up.push_subscriptions.count() if key else 0,
    }


@register.filter
def as_webcal(address: str) -> str:
    """Return the address of a calendar in the form that calendars open and subscribe to."""
    return f"webcal://{address.partition('://')[2]}"


@register.simple_tag
def picket_data(picket: Picket) -> SafeString:
    """Return a picket as a data block, which is no script and which no Content-Security-Policy stops."""
    data = event_data(picket)
    if data is None:
        return SafeString()
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(as_json(data)),  # noqa: S308 - as_json leaves nothing in it that could end the element
    )
