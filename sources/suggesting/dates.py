"""Dates in a passage: whole, partial, spans, and relative ones resolved against the publication date."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext

from sources.suggesting import words_en
from sources.suggesting.date_words import ENGLISH, LANGUAGES, DateWords
from sources.suggesting.found import Found, free_of
from toolkit.partial_dates import earliest

# A day and month without a year is in the past, unless it comes this soon (days).
SOON = 45
BACK = re.compile(r"last|past|прошл|минувш|өткен|былтыр", re.IGNORECASE)
FORTH = re.compile(r"next|coming|следующ|будущ|келесі|ертең", re.IGNORECASE)
UNITS = (
    (re.compile(r"weekend|выходн", re.IGNORECASE), "weekend"),
    (re.compile(r"day|д(?:ень|н)|сут|күн", re.IGNORECASE), "days"),
    (re.compile(r"week|недел|апта", re.IGNORECASE), "weeks"),
    (re.compile(r"month|месяц|ай", re.IGNORECASE), "months"),
    (re.compile(r"year|год|лет|жыл", re.IGNORECASE), "years"),
)
COUNTS = {
    "a": 1, "an": 1, "one": 1, **words_en.NUMBERS, "два": 2, "две": 2, "три": 3, "четыре": 4, "пять": 5, "шесть": 6,
    "семь": 7, "восемь": 8, "девять": 9, "десять": 10, "бір": 1, "екі": 2, "үш": 3, "төрт": 4, "бес": 5, "алты": 6,
    "жеті": 7, "сегіз": 8, "тоғыз": 9, "он": 10,
}  # fmt: skip
NEAR = {
    "today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1, "сегодня": 0, "вчера": -1, "накануне": -1, "завтра": 1,
    "позавчера": -2, "послезавтра": 2, "бүгін": 0, "кеше": -1, "ертең": 1,
}  # fmt: skip


@dataclass(frozen=True)
class When:
    """A resolved date; `inferred` says why where the words alone do not give it."""

    date: str = ""
    end: str = ""
    circa: bool = False
    inferred: str = ""


class _NoSuchDateError(ValueError):
    """What looks like a date names a day that no calendar has."""


def find_dates(text: str, *, language: str, published_on: str) -> list[Found]:
    """Return the dates of a text in order. `published_on` is a partial date, empty when it is not known."""
    words = LANGUAGES.get(language, ENGLISH)
    found: list[Found] = []
    for pattern in words.patterns:
        for match in pattern.finditer(text):
            start, end = _trimmed(text, *match.span())
            candidate = Found("date", start, end)
            if not free_of(candidate, found):
                continue
            try:
                when = _resolve(match, words, published_on)
            except (ValueError, OverflowError):  # no such day, or a year that no calendar of Python has
                continue
            found.append(Found("date", start, end, _proposal(when)))
    return sorted(found, key=lambda one: one.start)


def _proposal(when: When) -> dict[str, object]:
    return {"date": when.date, "date_end": when.end, "circa": when.circa, "inferred": when.inferred}


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    shown = text[start:end]
    end -= len(shown) - len(shown.rstrip(" ,"))
    lead = re.match(
        r"(?:in|over|for|at|the|с|со) (?!end|beginning|start|middle|year before|weekend|last|past)",
        shown,
        re.IGNORECASE,
    )
    return start + (lead.end() if lead else 0), end


def _resolve(match: re.Match[str], words: DateWords, published_on: str) -> When:
    parts = {name: value for name, value in match.groupdict().items() if value}
    before = match.string[max(0, match.start() - 80) : match.start()]
    ahead = bool(words.ahead.search(before.rsplit(". ", 1)[-1])) or bool(FORTH.search(parts.get("which", "")))
    if "iso" in parts:
        return When(_day(*(int(part) for part in parts["iso"].split("-"))))
    if "first" in parts:
        return _numeric(parts, published_on)
    if "decade" in parts:
        return When(parts["decade"], f"{parts['decade'][:3]}9")
    if "month" in parts:
        return _calendar(parts, words, published_on, ahead=ahead)
    if "season" in parts:
        return _season(parts, words, published_on)
    if "year" in parts:
        return _years(parts)
    return _relative(parts, words, published_on, ahead=ahead)


def _years(parts: dict[str, str]) -> When:
    year, last = parts["year"], parts.get("year2", "")
    if not last:
        return When(year, circa="part" in parts)
    last = year[: 4 - len(last)] + last
    if int(last) <= int(year) or int(last) - int(year) > 200:
        raise _NoSuchDateError
    return When(year, last)


def _numeric(parts: dict[str, str], published_on: str) -> When:
    first, second = int(parts["first"]), int(parts["second"])
    year = int(parts["short"]) + (0 if len(parts["short"]) == 4 else 2000)
    if first > 12 or parts["mark"] == "." or first == second:
        return When(_day(year, second, first))
    if second > 12:
        return When(_day(year, first, second))
    options = [_day(year, second, first), _day(year, first, second)]
    if not published_on:
        return When(str(year), inferred=gettext("day and month cannot be told apart"))
    past = [option for option in options if option <= published_on] or options
    return When(max(past), inferred=gettext("day and month were told apart by the publication date"))


def _calendar(parts: dict[str, str], words: DateWords, published_on: str, *, ahead: bool) -> When:
    month = words.month(parts["month"])
    day = int(parts.get("day", 0))
    if not month:
        raise _NoSuchDateError
    year, why = _year_of(parts, month, day, words, published_on, ahead=ahead)
    circa = "part" in parts
    if not year:
        # The calendar must still have the day; the year of a leap serves for any.
        _day(2024, month, day or 1)
        return When(
            inferred=gettext("the year is not given, and the publication date is not known"), circa=circa
        )
    last = ""
    if "month2" in parts:
        last = f"{year}-{words.month(parts['month2']):02}"
    if "day2" in parts:
        last = _day(year, month, int(parts["day2"]))
    first = _day(year, month, day) if day else f"{year}-{month:02}"
    if last and last < first:
        raise _NoSuchDateError
    return When(first, last, circa, why)


def _year_of(
    parts: dict[str, str], month: int, day: int, words: DateWords, published_on: str, *, ahead: bool
) -> tuple[int, str]:
    if "year" in parts:
        return int(parts["year"]), ""
    if not published_on:
        return 0, ""
    published = int(published_on[:4])
    if "that" in parts:
        return published + _step(parts["that"]), gettext("the year is reckoned from the publication date")
    why = gettext("the year is that of the publication date, or the nearest before or after it")
    if len(published_on) < 10:
        return published, why
    today = date.fromisoformat(published_on)
    years = [year for year in (published - 1, published, published + 1) if _exists(year, month, day or 1)]
    if "weekday" in parts and day:
        wanted = words.weekday(parts["weekday"])
        agreeing = [year for year in years if date(year, month, day).weekday() == wanted]
        years = agreeing or years
    days = {year: (date(year, month, day or 1) - today).days for year in years}
    if not years:
        raise _NoSuchDateError
    coming = [year for year in years if days[year] > 0]
    gone = [year for year in years if days[year] <= 0]
    if not day:
        return (
            min(coming) if ahead and coming and min(days[y] for y in coming) < 200 else max(gone or years)
        ), why
    if coming and (ahead or not gone or (days[min(coming)] <= SOON and days[max(gone)] < -300)):
        return min(coming), why
    return max(gone or years), why


def _season(parts: dict[str, str], words: DateWords, published_on: str) -> When:
    first, last = words.season(parts["season"])
    why = ""
    if "year" in parts:
        year = int(parts["year"])
    elif published_on:
        why = gettext("the year is reckoned from the publication date")
        year = int(published_on[:4])
        month = int(published_on[5:7] or 12)
        if BACK.search(parts["which"]) and month <= (last if first <= last else 3):
            year -= 1
        if FORTH.search(parts["which"]) and month > first:
            year += 1
    else:
        return When(inferred=_unknown())
    # The winter of 2021 may be either; it is taken to be the one that ends in it.
    start = year - 1 if first > last else year
    return When(f"{start}-{first:02}", f"{year}-{last:02}", circa=True, inferred=why)


def _relative(parts: dict[str, str], words: DateWords, published_on: str, *, ahead: bool) -> When:
    if not published_on or "vague" in parts:
        reason = gettext("the words say only roughly when") if published_on else _unknown()
        return When(inferred=reason, circa=True)
    today = earliest(published_on)
    why = gettext("reckoned from the publication date")
    if "before_last" in parts:
        return When(str(today.year - 2), inferred=why)
    unit = _unit(parts.get("unit", ""))
    if "that" in parts:  # the end of last year
        return When(str(today.year + _step(parts["that"])), circa=True, inferred=why)
    if unit == "years":
        return _ago(parts, unit, today, why)
    if len(published_on) < 10:
        return When(inferred=gettext("the day of publication is not known"))
    if "near" in parts:
        return When((today + timedelta(days=NEAR[parts["near"].casefold()])).isoformat(), inferred=why)
    if "holiday" in parts:
        month, day = words_en.HOLIDAYS[parts["holiday"].casefold().replace("’", "'")]
        passed = date(today.year, month, day) <= today
        return When(date(today.year - (0 if passed else 1), month, day).isoformat(), inferred=why)
    if "weekday" in parts:
        return When(_weekday(parts, words, today, ahead=ahead).isoformat(), inferred=why)
    return _ago(parts, unit, today, why)


def _weekday(parts: dict[str, str], words: DateWords, today: date, *, ahead: bool) -> date:
    wanted = words.weekday(parts["weekday"])
    if ahead:
        return today + timedelta(days=(wanted - today.weekday()) % 7 or 7)
    return today - timedelta(days=(today.weekday() - wanted) % 7)


def _ago(parts: dict[str, str], unit: str, today: date, why: str) -> When:
    if "which" not in parts and unit != "weekend":
        return _counted(parts.get("count", "1"), unit, today, why)
    step = _step(parts.get("which", "last"))
    if unit == "years":
        return When(str(today.year + step), inferred=why)
    if unit == "months":
        return When((today + relativedelta(months=step)).isoformat()[:7], inferred=why)
    if unit == "weekend":
        saturday = today - timedelta(days=(today.weekday() - 5) % 7)
        saturday += timedelta(weeks=1 if step > 0 else 0)
        return When(saturday.isoformat(), (saturday + timedelta(days=1)).isoformat(), inferred=why)
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
    return When(monday.isoformat(), (monday + timedelta(days=6)).isoformat(), circa=True, inferred=why)


def _counted(count: str, unit: str, today: date, why: str) -> When:
    number = int(count) if count.isdigit() else COUNTS.get(count.casefold(), 0)
    if not number:
        return When(circa=True, inferred=gettext("the words say only roughly when"))
    days, months, length = {
        "days": (1, 0, 10),
        "weeks": (7, 0, 10),
        "months": (0, 1, 7),
        "years": (0, 12, 4),
    }[unit]
    then = today - timedelta(days=days * number) - relativedelta(months=months * number)
    return When(then.isoformat()[:length], circa=unit != "days", inferred=why)


def _step(words: str) -> int:
    return -1 if BACK.search(words) else 1 if FORTH.search(words) else 0


def _unit(words: str) -> str:
    return next((unit for pattern, unit in UNITS if words and pattern.match(words)), "")


def _unknown() -> str:
    return gettext("the publication date is not known")


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


def _day(year: int, month: int, day: int) -> str:
    if not _exists(year, month, day):
        raise _NoSuchDateError
    return f"{year:04}-{month:02}-{day:02}"
