"""Days that come back each year."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from toolkit.yearly import next_return, validate_birthday


@pytest.mark.parametrize("value", ["02-28", "1974-02-28", "02-29", "1976-02-29", "12-31", "2000-01-01"])
def test_a_birthday_is_a_month_and_a_day_with_or_without_the_year(value: str) -> None:
    validate_birthday(value)


@pytest.mark.parametrize(
    "value",
    [
        "1974",
        "1974-02",
        "1975-02-29",
        "02-30",
        "04-31",
        "13-01",
        "2-8",
        "28.02.1974",
        "",
        "0000-01-01",
        "02-28\n",
    ],
)
def test_what_is_no_day_of_the_year_is_refused_with_an_example(value: str) -> None:
    with pytest.raises(ValidationError, match="02-28 or 1974-02-28"):
        validate_birthday(value)


@pytest.mark.parametrize(
    ("value", "today", "comes"),
    [
        ("03-08", date(2031, 3, 7), date(2031, 3, 8)),
        ("03-08", date(2031, 3, 8), date(2031, 3, 8)),
        ("03-08", date(2031, 3, 9), date(2032, 3, 8)),
        ("1974-01-01", date(2031, 12, 31), date(2032, 1, 1)),
        ("02-29", date(2031, 1, 1), date(2031, 2, 28)),
        ("02-29", date(2032, 1, 1), date(2032, 2, 29)),
        ("1976-02-29", date(2032, 2, 29), date(2032, 2, 29)),
        ("02-29", date(2031, 3, 1), date(2032, 2, 29)),
        ("02-29", date(2099, 12, 1), date(2100, 2, 28)),
    ],
)
def test_next_return_is_the_first_from_today_on(value: str, today: date, comes: date) -> None:
    assert next_return(value, today=today) == comes


def test_next_return_of_a_leap_day_comes_once_a_year() -> None:
    days = {next_return("02-29", today=date(2028, 1, 1) + timedelta(days=n)) for n in range(8 * 365)}

    assert sorted(day.year for day in days) == [*range(2028, 2036), 2036][: len(days)]


@pytest.mark.parametrize("value", ["1974", "02-30", ""])
def test_next_return_of_no_day_is_an_error(value: str) -> None:
    with pytest.raises(ValueError, match="not a day of the year"):
        next_return(value, today=date(2031, 1, 1))
