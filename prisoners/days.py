"""Counting days inside, never past what is known (DESIGN.md, "Time")."""

from dataclasses import dataclass
from datetime import date, timedelta

from toolkit.partial_dates import earliest, latest, middle

# Once nobody has checked for this long, a count stops at the last confirmed day.
STALE_AFTER = timedelta(days=90)


@dataclass(frozen=True)
class DayCount:
    """A number of days with all that must be said beside it."""

    days: int
    is_about: bool
    is_at_least: bool
    start: date
    certain_from: date
    end: date
    is_stopped: bool
    is_ended: bool

    @property
    def uncertain_days(self) -> int:
        """How many days at the start may or may not belong to the count: drawn dotted."""
        return (self.certain_from - self.start).days


def count_days(
    since: str, *, circa: bool = False, until: str = "", today: date, confirmed_on: date | None = None
) -> DayCount | None:
    """Count the days from a partial date to today, or to its end.

    since: partial date ("2019", "2021-09", "2021-09-15"); a year alone counts "at least" from its last day, a month
    or an approximate day "about" from its middle. until: partial date of the end, or empty while it lasts.
    today: the day that counts as today. confirmed_on: the last day on which somebody checked; once that is more than
    90 days ago the count stops there. Returns None when the start is not known or lies ahead.
    """
    if not since:
        return None
    year_only = len(since) == 4
    month_known = len(since) >= 7
    start = latest(since) if year_only else middle(since)
    certain_from = start
    if not year_only and (circa or len(since) == 7):
        certain_from = latest(since[:7]) + timedelta(days=1)
    end, stopped = today, False
    if until:
        end = min(today, earliest(until))
    elif confirmed_on is not None and today - confirmed_on > STALE_AFTER:
        end, stopped = confirmed_on, True
    if end < start:
        return None
    return DayCount(
        days=(end - start).days,
        is_about=month_known and (circa or len(since) == 7 or (bool(until) and len(until) < 10)),
        is_at_least=year_only or stopped,
        start=start,
        certain_from=min(certain_from, end),
        end=end,
        is_stopped=stopped,
        is_ended=bool(until),
    )
