"""Times are moved by what clocks show, in zones whose clocks go forward and back."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from campaigns.wall_clock import day_of, days_between, move_on_the_clock, move_span

# Half an hour only, as nowhere else.
LORD_HOWE = "Australia/Lord_Howe"


@pytest.mark.parametrize(
    ("zone", "day", "days"),
    [
        ("Europe/London", date(2026, 3, 28), 7),
        ("Europe/London", date(2026, 10, 24), 7),
        ("America/New_York", date(2026, 3, 7), 7),
        ("America/New_York", date(2026, 10, 31), 7),
        (LORD_HOWE, date(2026, 4, 4), 7),
        (LORD_HOWE, date(2026, 10, 3), 7),
        # Kazakhstan put its clocks back for good on 1 March 2024.
        ("Asia/Almaty", date(2024, 2, 24), 14),
    ],
)
def test_noon_stays_noon_across_a_change_of_the_clocks(zone: str, day: date, days: int) -> None:
    clocks = ZoneInfo(zone)
    noon = datetime.combine(day, time(12))
    moment = noon.replace(tzinfo=clocks).astimezone(UTC)

    moved = move_on_the_clock(moment, clocks, timedelta(days=days))

    assert moved.astimezone(clocks).replace(tzinfo=None) == noon + timedelta(days=days)
    assert moved != moment + timedelta(days=days), "the control: adding days in UTC gives another hour"
    assert days_between(moment, moved, clocks) == timedelta(days=days)


def test_an_hour_that_is_left_out_is_taken_an_hour_later() -> None:
    london = ZoneInfo("Europe/London")
    start = datetime(2026, 3, 22, 1, 30, tzinfo=london).astimezone(UTC)
    moved = move_on_the_clock(start, london, timedelta(days=7))
    assert f"{moved.astimezone(london):%Y-%m-%d %H:%M}" == "2026-03-29 02:30"


def test_of_an_hour_that_comes_twice_it_is_the_first() -> None:
    london = ZoneInfo("Europe/London")
    start = datetime(2026, 10, 18, 1, 30, tzinfo=london).astimezone(UTC)
    moved = move_on_the_clock(start, london, timedelta(days=7))
    assert moved == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_span_that_would_end_before_it_begins_keeps_its_length() -> None:
    london = ZoneInfo("Europe/London")
    start, end = (datetime(2026, 3, 22, *at, tzinfo=london).astimezone(UTC) for at in ((1, 30), (2, 0)))
    moved = move_span(start, end, london, timedelta(days=7))
    assert moved[1] - moved[0] == timedelta(minutes=30)


def test_the_day_is_that_of_the_zone() -> None:
    assert day_of(datetime(2026, 1, 3, 20, tzinfo=UTC), ZoneInfo("Asia/Almaty")) == date(2026, 1, 4)
