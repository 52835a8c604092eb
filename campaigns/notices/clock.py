"""Days and weeks of organisers. They begin at midnight; what they bring is told from eight in the morning to nine."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

MORNING = time(8)
EVENING = time(21)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Clock:
    """A moment in the organisers' zone.

    `today` is the day by the calendar; `told` the last day whose morning has come; `monday` the last Monday whose
    morning has come, on which the weekly digest goes out.
    """

    today: date
    told: date
    monday: date
    is_night: bool

    @property
    def sunday(self) -> date:
        """The last day of the week that the digest of `monday` tells of."""
        return self.monday + WEEK - timedelta(days=1)


def clock_at(now: datetime) -> Clock:
    """Return what an aware moment is by the organisers' clock (setting ORGANISERS_TIME_ZONE)."""
    local = now.astimezone(ZoneInfo(settings.ORGANISERS_TIME_ZONE))
    today = local.date()
    told = today if local.time() >= MORNING else today - timedelta(days=1)
    is_night = not MORNING <= local.time() < EVENING
    return Clock(today, told, told - timedelta(days=told.weekday()), is_night)
