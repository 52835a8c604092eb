"""A sentence as a box for each month. Pure: partial dates in, boxes out.

Where only the year of the arrest is known, every month of it may be the first one and every month of the
reckoned last year may be the last. The end is reckoned from cited facts; it is never shown as a release.
"""

from dataclasses import dataclass
from datetime import date

from toolkit.partial_dates import earliest, latest


@dataclass(frozen=True, slots=True)
class Box:
    """A month: before, unsure, held, now, ahead, ahead-about or after; `alone` when in solitary confinement."""

    kind: str
    alone: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """Rows of twelve boxes, and how many months are behind, at least and at most."""

    years: list[tuple[int, list[Box]]]
    months: int
    behind_low: int
    behind_high: int


def draw_sentence(
    arrested_on: str, months: int, *, today: date, alone: list[tuple[str, str]] | None = None
) -> Sentence | None:
    """Return the boxes of a sentence that began with the arrest.

    `alone` are partial dates of the first and last known months in solitary confinement, the last one empty
    while it lasts. Returns None when the month today lies before the arrest or after the reckoned end.
    """
    first, last = _month(earliest(arrested_on)), _month(latest(arrested_on))
    now = _month(today)
    if not first <= now < last + months:
        return None
    spans = [
        (_month(earliest(since)), _month(latest(until)) if until else now) for since, until in alone or []
    ]

    def kind(month: int) -> str:
        if month < first:
            return "before"
        if month < last and month <= now:
            return "unsure"
        if month <= now:
            return "now" if month == now else "held" if month > last or first == last else "unsure"
        if month < first + months:
            return "ahead"
        return "ahead-about" if month < last + months else "after"

    rows = []
    for year in range(first // 12, (last + months - 1) // 12 + 1):
        boxes = []
        for month in range(year * 12, year * 12 + 12):
            is_alone = month <= now and any(low <= month <= high for low, high in spans)
            boxes.append(Box(kind(month), is_alone))
        rows.append((year, boxes))
    return Sentence(rows, months, max(0, now - last), min(months, now - first))


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1
