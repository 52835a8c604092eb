"""Series: the next dates of a picket that comes again are kept ready as drafts."""

from datetime import date, datetime
from itertools import islice

from django.db import IntegrityError, transaction

from campaigns.models import Picket, PicketSeries
from campaigns.recurrence import RuleError, read_rule
from campaigns.services.picket_copies import CopyError, copy_picket
from campaigns.wall_clock import day_of


def extend_series(series: PicketSeries, *, now: datetime) -> list[Picket]:
    """Make the drafts that are missing among the next `ahead` dates of an active series, and return them.

    Each is a copy of the latest picket of the series. A date stays taken when its picket is moved or cancelled, so
    a date is left out by cancelling its draft. Two runs at once make each date once: the database refuses the second.
    """
    if not series.is_active:
        return []
    note_dates(series)
    pattern = pattern_of(series)
    if pattern is None:
        return []
    made = (make_on(series, pattern, day) for day in missing_dates(series, now=now))
    return [picket for picket in made if picket is not None]


def extend_all_series(*, now: datetime) -> int:
    """Extend every active series; return how many drafts are new."""
    return sum(len(extend_series(series, now=now)) for series in PicketSeries.objects.filter(is_active=True))


@transaction.atomic
def note_dates(series: PicketSeries) -> None:
    """Note for which date each picket is that an organiser put into the series by hand."""
    taken = set(series.pickets.exclude(series_date=None).values_list("series_date", flat=True))
    for picket in series.pickets.filter(series_date=None, starts_at__isnull=False).order_by(
        "starts_at", "pk"
    ):
        assert picket.starts_at is not None  # noqa: S101 - for the type checker: filtered above
        day = day_of(picket.starts_at, picket.zone)
        if day not in taken:
            taken.add(day)
            picket.series_date = day
            picket.save(update_fields=["series_date"])


def pattern_of(series: PicketSeries) -> Picket | None:
    """Return the picket that the next ones are copies of: the latest that is not cancelled; None without any."""
    pickets = series.pickets.filter(series_date__isnull=False, starts_at__isnull=False)
    return pickets.exclude(stage=Picket.Stage.CANCELLED).order_by("-series_date").first()


def first_date(series: PicketSeries) -> date | None:
    """Return the date from which a series is counted: that of its first picket; None without any."""
    dates = series.pickets.filter(series_date__isnull=False).order_by("series_date")
    return dates.values_list("series_date", flat=True).first()


def next_dates(series: PicketSeries, *, now: datetime, count: int) -> list[date]:
    """Return the next dates of a series after today, in the zone of its pickets; none where the rule is wrong."""
    pattern, first = pattern_of(series), first_date(series)
    if pattern is None or first is None:
        return []
    try:
        rule = read_rule(series.rule)
    except RuleError:
        return []
    return list(islice(rule.dates(first, after=day_of(now, pattern.zone), until=series.until), count))


def missing_dates(series: PicketSeries, *, now: datetime) -> list[date]:
    """Return those of the next `ahead` dates that have no picket yet."""
    taken = set(series.pickets.values_list("series_date", flat=True))
    return [day for day in next_dates(series, now=now, count=series.ahead) if day not in taken]


def make_on(series: PicketSeries, pattern: Picket, day: date) -> Picket | None:
    """Make the draft of one date, and return it; None when another run has made it meanwhile."""
    try:
        with transaction.atomic():
            return copy_picket(pattern, day=day, series=series)
    except (IntegrityError, CopyError):
        return None
