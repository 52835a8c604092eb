"""When and where a shift is, in words: what mails, calendar files and a volunteer's own pages say alike."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from django.conf import settings
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext

from campaigns.models import Picket, Shift
from campaigns.templatetags.pickets import zone_name


@dataclass(frozen=True, slots=True)
class Occasion:
    """A shift in words of the active language; a text that is not known is empty."""

    title: str
    task: str
    day: str
    hours: str
    zone: str
    where: str
    meeting_point: str
    access_notes: str
    before_you_come: str
    is_sample: bool
    url: str


def occasion_of(shift: Shift, *, tell_private: bool) -> Occasion:
    """Describe a shift; `tell_private` says whether the reader may know a meeting point told after sign-up only."""
    picket = shift.picket
    may_tell = tell_private or not picket.meeting_point_is_private
    return Occasion(
        title=picket.in_language("title"),
        task=shift.in_language("title") or str(shift.get_role_display()),
        day=day_in_words(shift.starts_at, picket),
        hours=f"{_local(shift.starts_at, picket):%H:%M}–{_local(shift.ends_at, picket):%H:%M}",
        zone=zone_name(picket.time_zone),
        where=place_in_words(picket),
        meeting_point=picket.in_language("meeting_point") if may_tell else "",
        access_notes=picket.in_language("access_notes"),
        before_you_come=picket.in_language("before_you_come"),
        is_sample=picket.is_sample,
        url=absolute(picket.get_absolute_url()),
    )


def day_in_words(moment: datetime, picket: Picket) -> str:
    """Return the day of a moment in the picket's own zone."""
    # Translators: date format as in Django's `date` filter; E is the month's name as used inside a date.
    return format_date(_local(moment, picket), gettext("l j E Y"))


def moment_in_words(moment: datetime, picket: Picket) -> str:
    """Return day and time of a moment in the picket's own zone, and which zone that is."""
    return gettext("%(day)s, %(time)s (%(zone)s)") % {
        "day": day_in_words(moment, picket),
        "time": f"{_local(moment, picket):%H:%M}",
        "zone": zone_name(picket.time_zone),
    }


def place_in_words(picket: Picket) -> str:
    """Return the address, or the name of the place, or nothing."""
    return picket.in_language("address") or (picket.place.display_name if picket.place else "")


def absolute(path: str) -> str:
    """Return the full address of one of our own paths."""
    return urljoin(settings.PUBLIC_URL, path)


def _local(moment: datetime, picket: Picket) -> datetime:
    return moment.astimezone(picket.zone)
