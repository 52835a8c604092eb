"""Days that come back each year: birthdays, whose year may not be known, and anniversaries.

A birthday is stored as "1974-02-28" or "02-28". What began on 29 February comes back on 28 February in the years
that have no 29th: a day too early is better than a day too late.
"""

import calendar
import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Each month with the days that it can have.
PATTERN = (
    r"^([0-9]{4}-)?(02-(0[1-9]|[12][0-9])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    r"|(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01]))$"
)
_FULL = len("1974-02-28")


def validate_birthday(value: str) -> None:
    """Raise ValidationError unless value is a full date, or a month and a day, that the calendar has."""
    if re.fullmatch(PATTERN, value) is None or not _is_in_calendar(value):
        raise ValidationError(
            _("Write the month and the day, with the year where it is known: 02-28 or 1974-02-28."),
            code="birthday",
        )


def next_return(value: str, *, today: date) -> date:
    """Return the first day, from today on, on which a full date or a month and day comes back.

    Raises ValueError when it is neither.
    """
    if re.fullmatch(PATTERN, value) is None:
        raise ValueError(f"not a day of the year: {value!r}")
    month, day = int(value[-5:-3]), int(value[-2:])
    this_year = _in_year(today.year, month, day)
    return this_year if this_year >= today else _in_year(today.year + 1, month, day)


def _in_year(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _is_in_calendar(value: str) -> bool:
    """Return whether a full date exists; 29 February does not in most years."""
    try:
        date.fromisoformat(value if len(value) == _FULL else f"2000-{value}")
    except ValueError:
        return False
    return True
