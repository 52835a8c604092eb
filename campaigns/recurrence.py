"""Rules by which a picket comes again: a small part of RFC 5545 that people can read, and its dates."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from dateutil.rrule import rrulestr
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# What a rule may say, by how often it comes.
_PARTS = {
    "DAILY": {"INTERVAL"},
    "WEEKLY": {"INTERVAL", "BYDAY", "BYMONTH"},
    "MONTHLY": {"INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH"},
    "YEARLY": {"INTERVAL", "BYMONTH", "BYDAY", "BYMONTHDAY"},
}
_DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
_BYDAY = re.compile(r"(?P<nth>-1|[1-5])?(?P<day>MO|TU|WE|TH|FR|SA|SU)")
_MOST_BETWEEN = 52


class RuleError(ValueError):
    """A rule that is not understood. Its words are for the organiser."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that was read: FREQ, INTERVAL and the lists of days and months, empty where it says none."""

    text: str
    frequency: str
    interval: int
    days: tuple[str, ...]
    month_days: tuple[int, ...]
    months: tuple[int, ...]

    def dates(self, first: date, *, after: date, until: date | None = None) -> Iterator[date]:
        """Yield the dates after a day, up to and with `until`, as counted from the `first` date of the series.

        A rule may have none, such as the 31st of each April: that is known after a second at most.
        """
        start = datetime.combine(first, time())
        for moment in rrulestr(self.text, dtstart=start).xafter(datetime.combine(after, time())):
            if until is not None and moment.date() > until:
                return
            yield moment.date()

    def in_words(self) -> str:
        """Return the rule in words of the active language."""
        lists = [_day_in_words(day) for day in self.days]
        lists += [_month_day_in_words(number) for number in self.month_days]
        words = self._how_often()
        if lists:
            words = _("%(how_often)s: %(days)s") % {"how_often": words, "days": ", ".join(lists)}
        if self.months:
            months = ", ".join(str(MONTHS[number]) for number in self.months)
            words = _("%(rule)s; only in: %(months)s") % {"rule": words, "months": months}
        return words

    def _how_often(self) -> str:
        words = {
            "DAILY": ngettext("Every day", "Every %d days", self.interval),
            "WEEKLY": ngettext("Every week", "Every %d weeks", self.interval),
            "MONTHLY": ngettext("Every month", "Every %d months", self.interval),
            "YEARLY": ngettext("Every year", "Every %d years", self.interval),
        }[self.frequency]
        return words % self.interval if "%d" in words else words


def read_rule(text: str) -> Rule:
    """Return a rule that is written as in RFC 5545, such as FREQ=MONTHLY;BYDAY=1SA. Raises RuleError."""
    given = _split(text.strip().upper().removeprefix("RRULE:"))
    frequency = given.pop("FREQ", "")
    if frequency not in _PARTS:
        raise RuleError(_("Begin with FREQ=WEEKLY, FREQ=MONTHLY, FREQ=YEARLY or FREQ=DAILY."))
    foreign = sorted(given.keys() - _PARTS[frequency])
    if foreign:
        raise RuleError(
            _("%(part)s is not understood here. How long a series goes on is a field of its own.")
            % {"part": ", ".join(foreign)}
        )
    days = tuple(part for part in given.get("BYDAY", "").split(",") if part)
    for day in days:
        match = _BYDAY.fullmatch(day)
        if match is None or bool(match["nth"]) == (frequency == "WEEKLY"):
            raise RuleError(
                _("BYDAY=%(day)s is not understood. Write SA for each Saturday of a week, 1SA for the first.")
                % {"day": day}
            )
    if days and "BYMONTHDAY" in given:
        raise RuleError(_("Name days of the week or days of the month, not both."))
    interval = _numbers(given.get("INTERVAL", "1"), "INTERVAL", 1, _MOST_BETWEEN)
    if len(interval) != 1:
        raise RuleError(_("INTERVAL is one number."))
    return Rule(
        text=";".join([f"FREQ={frequency}", *(f"{key}={value}" for key, value in given.items())]),
        frequency=frequency,
        interval=interval[0],
        days=days,
        month_days=_numbers(given.get("BYMONTHDAY", ""), "BYMONTHDAY", -31, 31),
        months=_numbers(given.get("BYMONTH", ""), "BYMONTH", 1, 12),
    )


def _split(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in filter(None, text.split(";")):
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if not (key and equals and value) or key in parts:
            raise RuleError(_("Write it as FREQ=MONTHLY;BYDAY=1SA: the first Saturday of each month."))
        parts[key] = value
    return parts


def _numbers(text: str, key: str, low: int, high: int) -> tuple[int, ...]:
    numbers = []
    for part in filter(None, text.split(",")):
        if not re.fullmatch(r"-?[0-9]{1,3}", part) or not low <= int(part) <= high or int(part) == 0:
            raise RuleError(
                _("%(key)s=%(value)s is not understood. Write numbers from %(low)d to %(high)d.")
                % {"key": key, "value": part, "low": low, "high": high}
            )
        numbers.append(int(part))
    return tuple(numbers)


def _day_in_words(part: str) -> str:
    match = _BYDAY.fullmatch(part)
    assert match is not None  # noqa: S101 - read_rule has looked
    day = {"day": WEEKDAYS[_DAYS.index(match["day"])]}
    return {
        None: "%(day)s",
        "1": _("the first %(day)s"),
        "2": _("the second %(day)s"),
        "3": _("the third %(day)s"),
        "4": _("the fourth %(day)s"),
        "5": _("the fifth %(day)s"),
        "-1": _("the last %(day)s"),
    }[match["nth"]] % day


def _month_day_in_words(number: int) -> str:
    if number < 0:
        return _("day %(n)d from the end of the month") % {"n": -number}
    return _("day %(n)d of the month") % {"n": number}
