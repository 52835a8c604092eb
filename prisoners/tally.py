"""Geometry of the day tally: a line for every day. Pure: dates in, rectangles and labels out.

Everything is in user units of an SVG whose viewBox is `Tally.view_box`. The web shows the row on a wide
screen and the months on a phone; printed sheets use the row. Beyond `YEARS_AFTER` days the tally is a box
per month instead, since single lines could no longer be told apart.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

YEARS_AFTER = 400
_PITCH_MAX = 14.0
_LINE = 0.34
# Steps that differ by less are the same.
_SAME = 0.001


class Mark(StrEnum):
    """What a rectangle stands for."""

    DAY = "day"
    DOTTED = "dotted"
    TODAY = "today"
    DOOR = "door"
    NOTCH = "notch"


class Ending(StrEnum):
    """How the line ends: it grows (in prison), stops (died), opens (released), is dotted (not confirmed)."""

    GROWS = "grows"
    STOPS = "stops"
    OPENS = "opens"
    DOTTED = "dotted"


class Layout(StrEnum):
    """One row, one row per month, or one row per year with a box per month."""

    ROW = "row"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Rect:
    """A filled rectangle; `y` grows downwards."""

    x: float
    y: float
    width: float
    height: float
    mark: Mark


@dataclass(frozen=True, slots=True)
class Label:
    """Where a text begins (`y` is its baseline); `kind` is month, year or report, `day` says which.

    The numbers are strings: a template would print a float with the decimal comma of its language.
    """

    x: str
    y: str
    kind: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class Stroke:
    """Rectangles of one size, equally far apart, as dashes of lines: `thickness` is the height of each of them.

    A printed sheet has 128 of them in a row; a dash is drawn much quicker than a rectangle.
    """

    mark: Mark
    thickness: str
    dashes: str
    path: str


@dataclass(frozen=True, slots=True)
class Tally:
    """A drawn tally. `days` is the number of lines, today's included."""

    width: float
    height: float
    rects: tuple[Rect, ...]
    labels: tuple[Label, ...]
    days: int
    layout: Layout

    @property
    def view_box(self) -> str:
        """Value of the SVG attribute viewBox."""
        return f"0 0 {self.width:g} {self.height:g}"

    @property
    def paths(self) -> list[tuple[str, str]]:
        """Mark and path data, one path for all rectangles of a mark: small pages, and PDF draws them too."""
        ordered = sorted(self.rects, key=lambda rect: rect.mark)
        return [
            (str(mark), "".join(_path(rect) for rect in group))
            for mark, group in groupby(ordered, key=lambda rect: rect.mark)
        ]

    @property
    def strokes(self) -> list[Stroke]:
        """The same rectangles as dashed lines, for printed sheets."""
        lines: dict[tuple[Mark, str, str], list[str]] = {}
        for run in _runs(self.rects):
            first, last = run[0], run[-1]
            gap = run[1].x - first.x - first.width if len(run) > 1 else 0
            dashes = f"{_number(first.width, 3)} {_number(gap, 3)}" if gap else ""
            length = last.x + last.width - first.x
            path = f"M{_number(first.x)} {_number(first.y + first.height / 2)}h{_number(length)}"
            lines.setdefault((first.mark, _number(first.height), dashes), []).append(path)
        return [Stroke(*key, "".join(paths)) for key, paths in lines.items()]


def draw_tally(
    *,
    start: dt.date,
    end: dt.date,
    known_from: dt.date | None = None,
    known_to: dt.date | None = None,
    reported: dt.date | None = None,
    ending: Ending = Ending.GROWS,
    layout: Layout = Layout.ROW,
    width: float = 1136,
    line: float = 58,
) -> Tally:
    """Draw a line for each day after `start` up to and including `end`.

    Days before `known_from` (the start is approximate) and after `known_to` (nobody has confirmed them) are
    dotted. `reported` is the day of the last report, marked by a notch. `line` is the height of a line (of a
    box in the layout YEARS). Raises ValueError when `end` is not after `start`.
    """
    if end <= start:
        raise ValueError("a tally needs an end after its start")
    days = [start + dt.timedelta(days=n) for n in range(1, (end - start).days + 1)]

    def mark(day: dt.date) -> Mark:
        if day == end and ending is Ending.GROWS:
            return Mark.TODAY
        if day == end and ending is Ending.OPENS:
            return Mark.DOOR
        early = known_from is not None and day < known_from
        late = known_to is not None and day > known_to
        return Mark.DOTTED if early or late else Mark.DAY

    draw = {Layout.ROW: _row, Layout.MONTHS: _months, Layout.YEARS: _years}[layout]
    rects, labels, height = draw([(day, mark(day)) for day in days], width, line, reported)
    return Tally(width, round(height, 2), tuple(rects), tuple(labels), len(days), layout)


type _Days = list[tuple[dt.date, Mark]]
type _Drawn = tuple[list[Rect], list[Label], float]


def _row(days: _Days, width: float, line: float, reported: dt.date | None) -> _Drawn:
    months = [list(group) for _, group in groupby(days, key=lambda item: (item[0].year, item[0].month))]
    step = min(_PITCH_MAX, width / (len(days) + 1.74 * (len(months) - 1) + 0.25))
    top = line * 0.25 + (12 if reported else 0) * line / 58
    rects: list[Rect] = []
    labels: list[Label] = []
    x = 0.0
    for month in months:
        labels.append(_label(x, top + line * 1.36, "month", month[0][0]))
        for day, mark in month:
            if day == reported:
                rects.append(Rect(x, top - line * 0.3, 1.5 * line / 58, line * 0.2, Mark.NOTCH))
                labels.append(_label(x + line * 0.08, top - line * 0.14, "report", day))
            rects.extend(_line(x, top, step, line, mark))
            x += step
        x += step * 1.74
    return rects, labels, top + line * 1.45


def _months(days: _Days, width: float, line: float, reported: dt.date | None) -> _Drawn:
    step = (width - 40) / 30.6
    rects: list[Rect] = []
    labels: list[Label] = []
    y = line * 0.3
    for _, group in groupby(days, key=lambda item: (item[0].year, item[0].month)):
        month = list(group)
        labels.append(_label(0, y + line * 0.78, "month", month[0][0]))
        for day, mark in month:
            x = 40 + (day.day - 1) * step
            rects.extend(_line(x, y, step, line, mark))
            if day == reported:
                rects.append(Rect(x, y - line * 0.25, step * _LINE, line * 0.17, Mark.NOTCH))
        y += line * 1.3
    return rects, labels, y


def _years(days: _Days, width: float, line: float, reported: dt.date | None) -> _Drawn:
    step = (width - 48) / 12
    rects: list[Rect] = []
    labels: list[Label] = []
    y = 0.0
    for _, group in groupby(days, key=lambda item: item[0].year):
        year = list(group)
        labels.append(_label(0, y + line * 0.78, "year", year[0][0]))
        for month, entries in groupby(year, key=lambda item: item[0].month):
            marks = {mark for _, mark in entries}
            # A month counts as known when any of its days is; the last day's own mark goes first.
            best = next(m for m in (Mark.TODAY, Mark.DOOR, Mark.DAY, Mark.DOTTED) if m in marks)
            shown = Mark.DAY if best is Mark.DOOR else best
            x = 48 + (month - 1) * step
            rects.extend(_dots(x, y, step - 3, line, 3) if shown is Mark.DOTTED else [])
            rects.extend([] if shown is Mark.DOTTED else [Rect(x, y, step - 3, line, shown)])
        y += line * 1.3
    return rects, labels, y


def _line(x: float, y: float, step: float, line: float, mark: Mark) -> list[Rect]:
    """One day: a bar, a dotted bar, today's taller bar, or a last bar that opens like a door."""
    thick = step * _LINE
    if mark is Mark.DOTTED:
        return list(_dots(x, y, thick, line, max(line / 16, thick * 0.75)))
    if mark is Mark.TODAY:
        return [Rect(x, y - line * 0.25, thick * 1.7, line * 1.25, mark)]
    if mark is Mark.DOOR:
        return [Rect(x, y, thick, line, Mark.DAY), Rect(x, y, line * 0.8, thick, mark)]
    return [Rect(x, y, thick, line, mark)]


def _dots(x: float, y: float, width: float, height: float, size: float) -> Iterator[Rect]:
    """Fill an area with dots of `size`, as far apart as they are high."""
    for n in range(int(height / (2 * size) + 0.01)):
        yield Rect(x, y + n * 2 * size, width, size, Mark.DOTTED)


def _label(x: float, y: float, kind: str, day: dt.date) -> Label:
    return Label(_number(x), _number(y), kind, day)


def _path(rect: Rect) -> str:
    x, y, width, height = map(_number, (rect.x, rect.y, rect.width, rect.height))
    return f"M{x} {y}h{width}v{height}h-{width}z"


def _runs(rects: Iterable[Rect]) -> Iterator[list[Rect]]:
    """Yield rectangles of one mark, size and height above the ground that follow each other in equal steps."""
    ordered = sorted(rects, key=lambda rect: (rect.mark, rect.y, rect.height, rect.width, rect.x))
    for _, group in groupby(ordered, key=lambda rect: (rect.mark, rect.y, rect.height, rect.width)):
        run: list[Rect] = []
        for rect in group:
            if len(run) > 1 and abs((rect.x - run[-1].x) - (run[1].x - run[0].x)) > _SAME:
                yield run
                run = []
            run.append(rect)
        yield run


def _number(value: float, digits: int = 2) -> str:
    return f"{value:.{digits}f}".rstrip("0").rstrip(".")
