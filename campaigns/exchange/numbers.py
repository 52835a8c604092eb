"""Numbers and dates in English text, in digits and in words."""

import re
from decimal import Decimal

_UNITS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
]  # fmt: skip
_TENS = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
]  # fmt: skip
_SMALL = {word: number for number, word in enumerate(_UNITS)} | {
    word: (number + 2) * 10 for number, word in enumerate(_TENS)
}
_LARGE = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "twentieth": 20,
}  # fmt: skip
_FRACTIONS = {"half": Decimal("0.5"), "quarter": Decimal("0.25")}
_TIMES = {"twice": 2, "double": 2, "doubled": 2, "doubling": 2, "thrice": 3, "tripled": 3, "dozen": 12}
_MONTHS = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
]  # fmt: skip

# Digits not glued to a letter before them (rs21, IV564), with groups of three where they are grouped.
_DIGITS = re.compile(
    r"(?<![A-Za-z0-9.,])(\d{1,3}(?:[,. \u00a0\u2009\u202f'’]\d{3})+(?!\d)|\d+)(?:[.,](\d+))?"
)
_YEAR_SPAN = re.compile(r"\b(\d{2})(\d{2})\s?[-–—/]\s?(\d{2})\b")
_WORDS = re.compile(r"[a-z]+")
_NUMERIC_DATE = re.compile(r"\b(\d{1,4})[-./](\d{1,2})[-./](\d{1,4})\b")


def find_numbers(text: str) -> set[Decimal]:
    """Return every number that the text can be read to give: 4,400; 4 400; forty; 2.5 million; two-and-a-half."""
    lower = text.casefold()
    return _find_digits(lower) | _find_words(lower)


def find_written_numbers(text: str) -> set[Decimal]:
    """Return the numbers of two digits or more that the text writes in digits."""
    found = set()
    for match in _DIGITS.finditer(text):
        whole = re.sub(r"\D", "", match[1])
        if len(whole) + len(match[2] or "") >= 2:
            found.add(Decimal(f"{whole}.{match[2]}") if match[2] else Decimal(whole))
    return found


def _find_digits(text: str) -> set[Decimal]:
    found: set[Decimal] = set()
    for match in _DIGITS.finditer(text):
        readings = {Decimal(re.sub(r"\D", "", match[1]))}
        if match[2]:
            readings = {Decimal(f"{value}.{match[2]}") for value in readings} | readings
        elif re.fullmatch(r"\d{1,3}[.]\d{3}", match[1]):
            readings.add(Decimal(match[1]))
        following = re.match(r"[\s+-]*([a-z]+)", text[match.end() :])
        factor = _LARGE.get(following[1].removesuffix("s")) if following else None
        found |= readings | ({value * factor for value in readings} if factor else set())
    found |= {Decimal(century + year) for century, _, year in _YEAR_SPAN.findall(text)}
    return found


def _find_words(text: str) -> set[Decimal]:
    """Read runs of number words; each part of a run counts as well ("two hundred" also gives two)."""
    words = _WORDS.findall(text)
    found: set[Decimal] = set()
    for start, word in enumerate(words):
        if word in _ORDINALS or word in _TIMES:
            found.add(Decimal(_ORDINALS.get(word) or _TIMES[word]))
        if word in _SMALL or word in _LARGE or word in _FRACTIONS:
            found |= _read_run(words[start:])
    return found


def _read_run(words: list[str]) -> set[Decimal]:
    """Return what a run of number words comes to after each of its words."""
    found: set[Decimal] = set()
    total = part = Decimal(0)
    for place, word in enumerate(words):
        if word in _SMALL:
            if place and words[place - 1] in _SMALL and not (part % 100 >= 20 and _SMALL[word] < 10):
                break
            part += _SMALL[word]
        elif word in _LARGE:
            part = (part or Decimal(1)) * _LARGE[word]
            if _LARGE[word] > 100:
                total, part = total + part, Decimal(0)
        elif word in _FRACTIONS:
            part += _FRACTIONS[word]
        elif place and word in {"and", "a"}:
            continue
        else:
            break
        found.add(total + part)
    return found


def find_months(text: str) -> set[int]:
    """Return the months (1 to 12) that the text names, whole or shortened, or writes in a numeric date."""
    found = set()
    for word in re.findall(r"[A-Z][a-z]+|[A-Z]+", text):
        lower = word.casefold()
        for number, month in enumerate(_MONTHS, 1):
            if lower == month or (len(lower) in {3, 4} and month.startswith(lower)):
                found.add(number)
    for parts in _NUMERIC_DATE.findall(text):
        found |= {int(part) for part in parts[:2] if 1 <= int(part) <= 12}
    return found


def missing_date_parts(date: str, text: str) -> list[str]:
    """Return which of year, month and day of a partial date the text does not give."""
    year, month, day = [*date.split("-"), "", ""][:3]
    numbers = find_numbers(text)
    missing = []
    if Decimal(year) not in numbers and not _gives_short_year(year, text):
        missing.append("year")
    if month and int(month) not in find_months(text):
        missing.append("month")
    if day and Decimal(day) not in numbers and not _gives_numeric_day(day, text):
        missing.append("day")
    return missing


def date_numbers(date: str) -> set[Decimal]:
    """Return the numbers that a partial date gives, a decade included (2011: 2011, 11, 2010)."""
    year, *rest = (Decimal(part) for part in date.split("-"))
    return {year, year % 100, year - year % 10, *rest}


def _gives_short_year(year: str, text: str) -> bool:
    return any(year[2:] in {parts[0], parts[2]} for parts in _NUMERIC_DATE.findall(text))


def _gives_numeric_day(day: str, text: str) -> bool:
    return any(int(day) in {int(part) for part in parts} for parts in _NUMERIC_DATE.findall(text))
