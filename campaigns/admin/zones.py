"""Times in the admin are a picket's own: what an organiser types is what stands on the leaflet."""

from collections.abc import Callable
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def zone_named(name: str) -> tzinfo:
    """Return a time zone by its name; UTC for a name that is none."""
    return ZoneInfo(name) if name in available_timezones() else UTC


def check_zone(name: str) -> None:
    """Raise ValidationError unless a time zone has this name."""
    if name not in available_timezones():
        raise ValidationError(_("No time zone is called this. Write it as Europe/London or Asia/Almaty."))


def answer_in_zone(zone: tzinfo, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer with all times read and shown in a zone. The page is rendered at once, while the zone is in force."""
    with timezone.override(zone):
        response = answer()
        if isinstance(response, SimpleTemplateResponse):
            response.render()
    return response
