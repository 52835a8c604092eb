"""Series: the next dates are kept ready, each once, at the hour that the clocks show."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from campaigns.models import Picket, PicketSeries
from campaigns.services import series as services
from campaigns.services.pickets import cancel_picket, move_picket
from campaigns.services.series import extend_all_series, extend_series, make_on, missing_dates, pattern_of
from campaigns.tasks import extend_series_task
from tests.factories.campaigns import PicketFactory, PicketSeriesFactory, ShiftFactory

NOW = datetime(2030, 1, 7, 9, tzinfo=UTC)


def series_from(day: date, zone: str = "Europe/London", **changes: object) -> PicketSeries:
    """Return a series with its first picket, at noon; it is over by NOW."""
    series = PicketSeriesFactory.create(**changes)
    PicketFactory.create(
        series=series,
        campaign=series.campaign,
        slug="vigil",
        stage="over",
        time_zone=zone,
        starts_at=datetime.combine(day, time(12), tzinfo=ZoneInfo(zone)).astimezone(UTC),
    )
    return series


def dates_of(series: PicketSeries) -> list[str]:
    return list(series.pickets.order_by("date").values_list("date", flat=True))


@pytest.mark.django_db
def test_a_series_keeps_its_next_dates_ready_as_drafts() -> None:
    series = series_from(date(2030, 1, 5))
    ShiftFactory.create(picket=series.pickets.get(), places_needed=6)

    made = extend_series(series, now=NOW)

    assert dates_of(series) == ["2030-01-05", "2030-02-02", "2030-03-02", "2030-04-06"]
    assert [(one.stage, one.state, one.slug) for one in made] == [
        ("draft", "draft", f"vigil-{day}") for day in ("2030-02-02", "2030-03-02", "2030-04-06")
    ]
    assert [one.shifts.get().places_needed for one in made] == [6, 6, 6]
    assert extend_series(series, now=NOW) == []
    assert len(extend_series(series, now=NOW + timedelta(days=30))) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Asia/Almaty", "Australia/Lord_Howe"])
def test_a_series_keeps_its_hour_through_a_year(zone: str) -> None:
    series = series_from(date(2030, 1, 5), zone, ahead=12)
    extend_series(series, now=NOW)
    starts = [one.starts_at for one in series.pickets.order_by("starts_at") if one.starts_at is not None]
    local = [start.astimezone(ZoneInfo(zone)) for start in starts]
    assert len(local) == 13
    assert {(f"{start:%A %H:%M}", (start.day - 1) // 7) for start in local} == {("Saturday 12:00", 0)}
    changes = len({start.utcoffset() for start in local})
    assert changes == (1 if zone == "Asia/Almaty" else 2)
    uneven = {(later - earlier) % timedelta(days=1) for earlier, later in pairwise(starts)}
    assert (uneven != {timedelta(0)}) == (changes == 2), "the control: in UTC the hour moves with the clocks"


@pytest.mark.django_db
def test_a_date_stays_taken_when_its_picket_is_moved_or_cancelled() -> None:
    series = series_from(date(2030, 1, 5))
    first, second, _third = extend_series(series, now=NOW)
    cancel_picket(first, note={}, now=NOW)
    Picket.objects.filter(pk=second.pk).update(stage="announced")
    assert second.starts_at is not None
    assert second.ends_at is not None
    week = timedelta(days=7)
    move_picket(
        second,
        starts_at=second.starts_at - week,
        ends_at=second.ends_at - week,
        place=None,
        texts={},
        now=NOW,
    )

    assert extend_series(series, now=NOW) == []
    assert dates_of(series) == ["2030-01-05", "2030-02-02", "2030-02-23", "2030-04-06"]


@pytest.mark.django_db
def test_a_picket_that_was_put_in_by_hand_and_moved_keeps_its_date() -> None:
    series = PicketSeriesFactory.create()
    picket = PicketFactory.create(series=series, starts_at=datetime(2030, 2, 2, 12, tzinfo=UTC))
    assert picket.starts_at is not None
    assert picket.ends_at is not None
    by = timedelta(days=3)
    move_picket(
        picket, starts_at=picket.starts_at + by, ends_at=picket.ends_at + by, place=None, texts={}, now=NOW
    )

    extend_series(series, now=NOW)

    assert dates_of(series) == ["2030-02-05", "2030-03-02", "2030-04-06"]


@pytest.mark.django_db
def test_a_series_copies_the_latest_that_is_not_cancelled() -> None:
    series = series_from(date(2030, 1, 5), ahead=1)
    (draft,) = extend_series(series, now=NOW)
    draft.title = "The newest"
    draft.save()
    (following,) = extend_series(series, now=NOW + timedelta(days=30))
    cancel_picket(following, note={}, now=NOW)

    pattern = pattern_of(series)

    assert (following.title, pattern) == ("The newest", draft)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"is_active": False}, []),
        ({"until": date(2030, 2, 28)}, ["2030-02-02"]),
        ({"ahead": 0}, []),
        ({"rule": "nonsense"}, []),
        ({"rule": "FREQ=WEEKLY;INTERVAL=2", "ahead": 2}, ["2030-01-19", "2030-02-02"]),
    ],
)
def test_a_series_makes_no_more_than_it_should(changes: dict[str, Any], expected: list[str]) -> None:
    series = series_from(date(2030, 1, 5), **changes)
    extend_series(series, now=NOW)
    assert dates_of(series) == ["2030-01-05", *expected]


@pytest.mark.django_db
def test_a_series_without_a_picket_makes_none() -> None:
    series = PicketSeriesFactory.create()
    assert extend_series(series, now=NOW) == []
    PicketFactory.create(series=series, stage="draft", starts_at=None, ends_at=None, date="2030-02")
    assert extend_series(series, now=NOW) == []


@pytest.mark.django_db
def test_beat_extends_every_series_that_is_active() -> None:
    for n in range(3):
        series = PicketSeriesFactory.create(is_active=n > 0)
        PicketFactory.create(series=series, slug=f"vigil-{n}")
    extend_series_task()
    assert Picket.objects.filter(stage="draft").count() == 6
    assert extend_all_series(now=datetime.now(UTC)) == 0


def both_runs(series: PicketSeries) -> None:
    """Two runs at once: both look what is missing before either has made anything."""
    services.note_dates(series)
    pattern = pattern_of(series)
    assert pattern is not None
    seen = [missing_dates(series, now=NOW), missing_dates(series, now=NOW)]
    for days in seen:
        for day in days:
            make_on(series, pattern, day)


@pytest.mark.django_db
def test_two_runs_at_once_make_each_date_once() -> None:
    series = series_from(date(2030, 1, 5))
    both_runs(series)
    assert dates_of(series) == ["2030-01-05", "2030-02-02", "2030-03-02", "2030-04-06"]


@pytest.fixture
def no_constraint(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Take the constraint away that makes each date of a series one picket."""
    kept = list(Picket._meta.constraints)
    constraint = next(one for one in kept if one.name == "picket_once_per_date_of_series")
    monkeypatch.setattr(Picket._meta, "constraints", [one for one in kept if one is not constraint])
    with connection.schema_editor() as editor:
        editor.remove_constraint(Picket, constraint)
    yield
    Picket.objects.all().delete()
    monkeypatch.setattr(Picket._meta, "constraints", kept)
    with connection.schema_editor() as editor:
        editor.add_constraint(Picket, constraint)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_constraint")
def test_without_the_constraint_two_runs_make_dates_twice() -> None:
    """The control."""
    series = series_from(date(2030, 1, 5))
    both_runs(series)
    assert dates_of(series) == ["2030-01-05", *["2030-02-02"] * 2, *["2030-03-02"] * 2, *["2030-04-06"] * 2]
