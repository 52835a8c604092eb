"""Moving times by days as people mean it: noon stays noon in the picket's own zone, whatever its clocks do."""

from datetime import UTC, date, datetime, timedelta, tzinfo


def day_of(moment: datetime, zone: tzinfo) -> date:
    """Return the day of a moment in a zone."""
    return moment.astimezone(zone).date()


def days_between(one: datetime, other: datetime, zone: tzinfo) -> timedelta:
    """Return how much later the clocks of a zone show at `other` than at `one`."""
    return other.astimezone(zone).replace(tzinfo=None) - one.astimezone(zone).replace(tzinfo=None)


def move_on_the_clock(moment: datetime, zone: tzinfo, by: timedelta) -> datetime:
    """Return the moment at which the clocks of a zone show so much more, in UTC.

    An hour that the clocks leave out is taken an hour later (01:30 becomes 02:30 when 01:00 is followed by 02:00);
    of an hour that comes twice it is the first.
    """
    local = moment.astimezone(zone).replace(tzinfo=None, fold=0) + by
    return local.replace(tzinfo=zone).astimezone(UTC)


def move_span(
    starts_at: datetime, ends_at: datetime, zone: tzinfo, by: timedelta
) -> tuple[datetime, datetime]:
    """Move beginning and end alike; one that would end before it begins lasts as long as it did."""
    start = move_on_the_clock(starts_at, zone, by)
    end = move_on_the_clock(ends_at, zone, by)
    return start, end if end > start else start + (ends_at - starts_at)
