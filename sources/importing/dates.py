"""The date in a line such as "By Somebody, January 9, 2022": for the date of a whole document alone.

Dates within the text are the business of `sources/suggesting`, which reads many more forms.
"""

import re
from datetime import date

_MONTHS = {
    1: "january jan января январь янв қаңтар қаңтары january janvier enero gennaio januar ocak",
    2: "february feb февраля февраль фев ақпан février febrero febbraio februar şubat",
    3: "march mar марта март наурыз mars marzo märz mart",
    4: "april apr апреля апрель апр сәуір avril abril aprile nisan",
    5: "may мая май мамыр mai mayo maggio mayıs",
    6: "june jun июня июнь маусым juin junio giugno juni haziran",
    7: "july jul июля июль шілде juillet julio luglio juli temmuz",
    8: "august aug августа август авг тамыз août agosto ağustos",
    9: "september sep sept сентября сентябрь сен сент қыркүйек septembre septiembre settembre eylül",
    10: "october oct октября октябрь окт қазан octobre octubre ottobre oktober ekim",
    11: "november nov ноября ноябрь ноя нояб қараша novembre noviembre kasım",
    12: "december dec декабря декабрь дек желтоқсан décembre diciembre dicembre dezember aralık",
}
_NUMBER = {name: number for number, names in _MONTHS.items() for name in names.split()}
_NAME = "|".join(sorted(_NUMBER, key=len, reverse=True))
_LONGEST = 500
_YEAR = r"(?P<y>19[5-9]\d|20\d\d)"
_DAY = r"(?P<d>[0-3]?\d)"
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b{_YEAR}-(?P<m>[01]\d)-(?P<d>[0-3]\d)\b",
        rf"\b{_DAY}(?:st|nd|rd|th)?\.?\s+(?:de\s+)?(?P<n>{_NAME})\b\.?,?\s+(?:de\s+)?{_YEAR}",
        rf"\b(?P<n>{_NAME})\b\.?\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}",
        rf"\b{_YEAR}\s*(?:жылғы|ж\.)\s+{_DAY}\s+(?P<n>{_NAME})",
        rf"(?<![\d./-]){_DAY}(?P<s>[./-])(?P<m>[01]?\d)(?P=s){_YEAR}\b",
        rf"(?<![\d./-]){_DAY}(?P<s>[./-])(?P<m>[01]?\d)(?P=s)(?P<yy>\d\d)(?![\d./-])",
        rf"\b(?P<n>{_NAME})\b\.?,?\s+{_YEAR}",
    )
]


def find_date(line: str) -> str:
    """Return the first date as a partial date ("2022-01-09", "2022-01"), or nothing.

    Of "3/4/2022" nobody knows which is the month, so only the year is kept; with a dot it is the fourth month.
    """
    for form in _FORMS:
        match = form.search(line[:_LONGEST])
        if match:
            found = _partial(match.groupdict())
            if found:
                return found
    return ""


def _partial(parts: dict[str, str | None]) -> str:
    year = int(parts.get("y") or f"20{parts['yy']}")
    month = _NUMBER.get((parts.get("n") or "").casefold()) or int(parts.get("m") or 0)
    day = int(parts.get("d") or 0)
    if parts.get("s") in {"/", "-"} and day <= 12 and month <= 12 and day != month:
        return str(year)
    if not day:
        return f"{year:04}-{month:02}"
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
