"""Dates that are only as exact as their source: a year, a year and month, or a day.

They are stored as the prefix of an ISO 8601 date ("2019", "2021-09", "2022-01-08"), as the FollowTheMoney
tools do (package `prefixdate`), so that comparing the text sorts them.
"""

import calendar
import re
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from prefixdate import parse

PATTERN = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"


def validate_partial_date(value: str) -> None:
    """Raise ValidationError unless value is YYYY, YYYY-MM or YYYY-MM-DD and exists in the calendar."""
    if value and not _is_one(value):
        raise ValidationError(
            _("Write a year, a year and month, or a full date: 2019, 2021-09 or 2022-01-08."),
            code="partial_date",
        )


class PartialDateField(models.CharField[str, str]):
    """A partial date; the empty string when it is not known. Pair it with `partial_date_check`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)
        if validate_partial_date not in self.validators:
            self.validators.append(validate_partial_date)


def partial_date_check(*fields: str, model: str) -> models.CheckConstraint:
    """Return the database's own check that the fields hold partial dates or nothing."""
    condition = models.Q()
    for field in fields:
        condition &= models.Q(**{field: ""}) | models.Q(**{f"{field}__regex": PATTERN})
    return models.CheckConstraint(condition=condition, name=f"{model}_partial_dates")


def earliest(value: str) -> date:
    """Return the first day that a partial date can mean. Raises ValueError when it is empty."""
    year, month, day = _parts(value)
    return date(year, month or 1, day or 1)


def latest(value: str) -> date:
    """Return the last day that a partial date can mean. Raises ValueError when it is empty."""
    year, month, day = _parts(value)
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def middle(value: str) -> date:
    """Return the day that stands for a partial date in an "about" count: the 15th of a month, 1 July of a year."""
    year, month, day = _parts(value)
    return date(year, month or 7, day or (15 if month else 1))


def display(value: str, *, circa: bool = False) -> str:
    """Return the partial date in words of the active language; "about" in front when circa."""
    if not value:
        return gettext("date not known")
    # Translators: date formats as in Django's `date` filter; E is the month's name as used inside a date.
    form = {4: gettext("Y"), 7: gettext("F Y"), 10: gettext("j E Y")}[len(value)]
    words = format_date(earliest(value), form)
    return gettext("about %(date)s") % {"date": words} if circa else words


def display_span(value: str, end: str, *, circa: bool = False) -> str:
    """Return a span of two partial dates in words; just the first when there is no end."""
    if not end or end == value:
        return display(value, circa=circa)
    words = gettext("%(first)s to %(last)s") % {"first": display(value), "last": display(end)}
    return gettext("about %(date)s") % {"date": words} if circa else words


def _is_one(value: str) -> bool:
    # prefixdate looks into the calendar, and also takes hours and minutes, which we do not.
    return re.fullmatch(PATTERN, value) is not None and parse(value).text == value


def _parts(value: str) -> tuple[int, int, int]:
    if not _is_one(value):
        raise ValueError(f"not a partial date: {value!r}")
    numbers = [int(part) for part in value.split("-")]
    year, month, day = (*numbers, 0, 0)[:3]
    return year, month, day
