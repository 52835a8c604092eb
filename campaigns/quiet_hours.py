"""When people may be written to: not at night where they are."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

NIGHT_BEGINS = time(21)
NIGHT_ENDS = time(8)
# What would come too late in the morning goes out in the evening before, this long before the night.
EVENING_BEFORE = timedelta(minutes=30)
# Nothing is moved further than this from the moment that was meant: the night, the half hour before it, and an hour
# by which the clocks may change.
MOST_MOVED = timedelta(hours=12, minutes=30)


def awake_at(moment: datetime, zone: ZoneInfo, *, not_after: datetime | None = None) -> datetime:
    """Return `moment`, or when it is night in `zone` the morning after; the evening before if that is too late.

    Too late is after `not_after`. The result is in UTC's offset of `moment` and the same instant wherever it is read.
    """
    local = moment.astimezone(zone)
    if NIGHT_ENDS <= local.time() < NIGHT_BEGINS:
        return moment
    morning_day = local.date() if local.time() < NIGHT_ENDS else local.date() + timedelta(days=1)
    morning = datetime.combine(morning_day, NIGHT_ENDS, tzinfo=zone)
    if not_after is None or morning <= not_after:
        return morning.astimezone(moment.tzinfo)
    evening = datetime.combine(morning_day - timedelta(days=1), NIGHT_BEGINS, tzinfo=zone)
    return evening.astimezone(moment.tzinfo) - EVENING_BEFORE
