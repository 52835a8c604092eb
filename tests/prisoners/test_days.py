"""Days inside: counted, approximate, at least; and never past what is known."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from prisoners.days import STALE_AFTER, DayCount, count_days

TODAY = date(2022, 1, 21)


def _counted(*args: str, **options: object) -> DayCount:
    found = count_days(*args, today=TODAY, **options)  # type: ignore[arg-type]  # given by the tests below
    assert found is not None
    return found


def test_from_a_known_day_the_count_is_exact() -> None:
    count = _counted("2022-01-01")

    assert (count.days, count.is_about, count.is_at_least, count.uncertain_days) == (20, False, False, 0)
    assert (count.start, count.end, count.is_ended, count.is_stopped) == (
        date(2022, 1, 1),
        TODAY,
        False,
        False,
    )


def test_from_a_month_it_is_about_and_the_whole_month_is_uncertain() -> None:
    count = _counted("2021-09")

    # From 15 September to 21 January: 15 + 31 + 30 + 31 + 21.
    assert (count.days, count.is_about, count.is_at_least) == (128, True, False)
    assert (count.start, count.certain_from) == (date(2021, 9, 15), date(2021, 10, 1))
    assert count.uncertain_days == 16


def test_from_an_approximate_day_it_is_about() -> None:
    count = _counted("2021-09-10", circa=True)

    assert (count.days, count.is_about) == (133, True)
    assert count.certain_from == date(2021, 10, 1)


def test_from_a_year_alone_it_is_at_least_from_its_last_day() -> None:
    count = _counted("2021")

    assert (count.days, count.is_about, count.is_at_least) == (21, False, True)


def test_it_ends_with_the_release() -> None:
    count = _counted("2021-01-01", until="2021-03-02")
    assert (count.days, count.is_ended, count.is_about, count.is_at_least) == (60, True, False, False)

    about = _counted("2021-01-01", until="2021-03")
    assert (about.days, about.is_about) == (59, True)


def test_a_release_that_lies_ahead_does_not_count_yet() -> None:
    assert _counted("2022-01-01", until="2023-01-01").end == TODAY


@pytest.mark.parametrize("days_ago", [0, 1, 89, 90])
def test_checked_within_ninety_days_it_runs_to_today(days_ago: int) -> None:
    count = _counted("2021-01-01", confirmed_on=TODAY - timedelta(days=days_ago))

    assert (count.end, count.is_stopped, count.is_at_least) == (TODAY, False, False)


def test_not_checked_for_longer_it_stops_at_the_last_confirmed_day_and_says_at_least() -> None:
    confirmed = TODAY - STALE_AFTER - timedelta(days=1)
    count = _counted("2021-01-01", confirmed_on=confirmed)

    assert (count.end, count.is_stopped, count.is_at_least) == (confirmed, True, True)
    assert count.days == (confirmed - date(2021, 1, 1)).days
    # The same however much later one looks.
    later = count_days("2021-01-01", today=date(2030, 1, 1), confirmed_on=confirmed)
    assert later == count


@pytest.mark.parametrize("since", ["", "2022-01-22", "2023", "2022-02"])
def test_without_a_start_or_with_one_ahead_there_is_no_count(since: str) -> None:
    assert count_days(since, today=TODAY) is None


def test_on_the_day_itself_it_is_nought() -> None:
    assert _counted("2022-01-21").days == 0


@given(
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    st.sampled_from([4, 7, 10]),
    st.booleans(),
    st.none() | st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
)
def test_a_count_never_runs_past_what_is_known(
    since: date,
    length: int,
    circa: bool,  # noqa: FBT001 - hypothesis gives them
    confirmed: date | None,
    today: date,
) -> None:
    count = count_days(since.isoformat()[:length], circa=circa, today=today, confirmed_on=confirmed)
    assume(count is not None)
    assert count is not None
    assert 0 <= count.days == (count.end - count.start).days
    assert count.start <= count.certain_from <= count.end <= today
    if confirmed is not None and today - confirmed > STALE_AFTER:
        assert count.end == confirmed
        assert count.is_at_least
