"""Figures of a question as dot plots: one row a source, one plot a unit. Pure geometry: positions in, shapes out.

Nothing here adds figures up or divides them: what is drawn is what a claim has, and a tick of the axis.
"""

import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import get_language

from sources.figures import figure_told, grouped_number
from sources.models import Claim, Position

# Values that differ more than this are drawn on a logarithmic axis, and the plot says so.
LOG_BEYOND = 50
# An axis begins at 0 unless what differs would then be less than so much of it.
_LEAST_SPREAD = Decimal("0.05")
_MOST_TICKS = 6
_LETTER = 8.6
_LINE = 19.0
_RADIUS = 6.5


class Shape(StrEnum):
    """How a figure is drawn."""

    DOT = "dot"
    UP = "up"
    DOWN = "down"
    ABOUT = "about"
    BAR = "bar"
    WORDS = "words"


_SHAPES = {
    Claim.Operator.EXACTLY: Shape.DOT,
    Claim.Operator.AT_LEAST: Shape.UP,
    Claim.Operator.AT_MOST: Shape.DOWN,
    Claim.Operator.ABOUT: Shape.ABOUT,
    Claim.Operator.BETWEEN: Shape.BAR,
    Claim.Operator.OPEN: Shape.WORDS,
}


@dataclass(frozen=True, slots=True)
class Frame:
    """The form of a plot: beside one another on a wide screen and on paper, one below the other on a phone."""

    name: str
    width: float
    left: float
    right: float
    names: int
    stacked: bool


WIDE = Frame("wide", width=860, left=316, right=690, names=34, stacked=False)
NARROW = Frame("narrow", width=352, left=12, right=336, names=40, stacked=True)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: where it stands, and its words."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A source in a plot; `x` and `x_end` are where its figure is drawn."""

    shape: Shape
    y: float
    x: float
    x_end: float
    names: list[Line]
    figures: list[Line]
    radius: float = _RADIUS

    @property
    def path(self) -> str:
        """The line, as the data of a path: a bar, or what is open at one end with a corner there."""
        if self.shape == Shape.BAR:
            return f"M{self.x:g} {self.y:g}H{self.x_end:g}"
        if self.shape in {Shape.UP, Shape.DOWN}:
            back = -6 if self.shape == Shape.UP else 6
            corner = f"M{self.x_end + back:g} {self.y - 6:g}l{-back} 6l{back} 6"
            return f"M{self.x:g} {self.y:g}H{self.x_end:g}{corner}"
        return ""

    @property
    def has_dot(self) -> bool:
        """Whether a dot is drawn: for words there is none, and a range is a bar."""
        return self.shape not in {Shape.WORDS, Shape.BAR}


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the axis, with its number."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A plot in one frame."""

    frame: Frame
    rows: list[Row]
    ticks: list[Tick]
    top: float
    bottom: float
    height: float

    @property
    def view_box(self) -> str:
        """The view box of the SVG."""
        return f"0 0 {self.frame.width:g} {self.height:g}"

    @property
    def number_y(self) -> float:
        """Where the numbers of the axis stand."""
        return self.bottom + 20


@dataclass(frozen=True, slots=True)
class Plot:
    """The figures of one unit. `told` are the same in words, for whoever does not see the drawing."""

    unit: str
    told: list[tuple[str, str]]
    drawings: list[Drawing]
    is_log: bool
    starts_at_zero: bool

    @property
    def has_axis(self) -> bool:
        """Whether any source gives a number."""
        return bool(self.drawings[0].ticks)


@dataclass(frozen=True, slots=True)
class Axis:
    """From a value to a place: ticks at round numbers, linear or logarithmic."""

    low: Decimal
    high: Decimal
    ticks: list[Decimal]
    is_log: bool = False

    def share(self, value: Decimal) -> float:
        """Return how far along the axis a value stands, from 0 to 1."""
        if self.is_log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return float((value - self.low) / (self.high - self.low))


def plots_of(positions: Iterable[Position]) -> list[Plot]:
    """Return a plot for each unit that the positions' claims count in, in their order; units are never mixed."""
    units: dict[str, list[Position]] = {}
    for position in positions:
        if position.claim.has_figure:
            units.setdefault(position.claim.figure_unit.strip().casefold(), []).append(position)
    return [_plot(group) for group in units.values()]


def axis_of(values: Sequence[Decimal]) -> Axis | None:
    """Return an axis on which all values have room; None where there is no value."""
    if not values:
        return None
    low, high = min(values), max(values)
    if low > 0 and high / low > LOG_BEYOND:
        return _log_axis(low, high)
    spread = high - low
    begins = low >= 0 and (spread == 0 or spread / high >= _LEAST_SPREAD)
    start = Decimal(0) if begins else low
    step = _round_step((high - start) or abs(high) or Decimal(1))
    if all(value == value.to_integral_value() for value in values):
        step = max(step, Decimal(1))
    first = math.floor(start / step) * step
    last = math.ceil(high / step) * step
    last = last if last > first else first + step
    ticks = [first + step * n for n in range(int((last - first) / step) + 1)]
    return Axis(first, last, ticks)


def _log_axis(low: Decimal, high: Decimal) -> Axis:
    first, last = math.floor(low.log10()), math.ceil(high.log10())
    every = math.ceil((last - first) / (_MOST_TICKS - 1))
    last = first + every * math.ceil((last - first) / every)
    ticks = [Decimal(10) ** power for power in range(first, last + 1, every)]
    return Axis(ticks[0], ticks[-1], ticks, is_log=True)


def _round_step(span: Decimal) -> Decimal:
    """Return 1, 2 or 5 times a power of ten, so that about four steps make the span."""
    rough = span / 4
    power = Decimal(10) ** math.floor(rough.log10())
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)


def _plot(positions: list[Position]) -> Plot:
    claims = [position.claim for position in positions]
    values = [v for claim in claims for v in (claim.figure_value, claim.figure_high) if v is not None]
    axis = axis_of([Decimal(value) for value in values])
    return Plot(
        unit=claims[0].in_language("figure_unit"),
        told=[(position.in_language("who"), figure_told(position.claim)) for position in positions],
        drawings=[_drawing(positions, axis, frame) for frame in (WIDE, NARROW)],
        is_log=axis is not None and axis.is_log,
        starts_at_zero=axis is None or axis.low == 0,
    )


def _drawing(positions: list[Position], axis: Axis | None, frame: Frame) -> Drawing:
    rows = []
    top = y = 8.0
    for position in positions:
        row, y = _row(position, axis, frame, y)
        rows.append(row)
    ticks = [Tick(_place(axis, value, frame), grouped_number(value)) for value in axis.ticks] if axis else []
    return Drawing(frame, rows, ticks, top, y, y + (30 if ticks else 4))


def _row(position: Position, axis: Axis | None, frame: Frame, y: float) -> tuple[Row, float]:
    claim = position.claim
    shape = _SHAPES[Claim.Operator(claim.figure_operator)]
    who = _wrapped(position.in_language("who"), frame.names)
    if frame.stacked:
        told = _wrapped(figure_told(claim), frame.names - 4)
        names = _lines(who, 0, y + 16)
        figures = _lines(told, 0, y + 16 + len(who) * _LINE)
        foot = y + 16 + (len(who) + len(told) - 1) * _LINE
        at = foot + 20
        end = at + 26 if shape != Shape.WORDS and axis else foot + 20
    else:
        has_value = shape != Shape.WORDS and axis is not None
        x = frame.right + 22 if has_value else frame.left
        room = frame.width - x
        told = _wrapped(figure_told(claim), int(room / _LETTER))
        height = max(len(who), len(told), 1) * _LINE + 18
        at = y + height / 2
        names = _lines(who, 0, at + 5.5 - (len(who) - 1) * _LINE / 2)
        figures = _lines(told, x, at + 5.5 - (len(told) - 1) * _LINE / 2)
        end = y + height
    start, stop = 0.0, 0.0
    if axis is not None and claim.figure_value is not None:
        start = _place(axis, Decimal(claim.figure_value), frame)
        stop = {Shape.UP: frame.right + 10, Shape.DOWN: frame.left - 10}.get(shape, start)
        if claim.figure_high is not None:
            stop = _place(axis, Decimal(claim.figure_high), frame)
    return Row(shape, round(at, 1), start, round(stop, 1), names, figures), end


def _place(axis: Axis | None, value: Decimal, frame: Frame) -> float:
    share = axis.share(value) if axis else 0.0
    return round(frame.left + share * (frame.right - frame.left), 1)


def _wrapped(text: str, letters: int) -> list[str]:
    """Return a text in lines of so many letters; Cyrillic ones are a little wider."""
    room = letters if get_language() == "en" else round(letters * 0.92)
    return textwrap.wrap(text, max(room, 6)) or [""]


def _lines(texts: list[str], x: float, y: float) -> list[Line]:
    return [Line(x, round(y + n * _LINE, 1), text) for n, text in enumerate(texts)]
