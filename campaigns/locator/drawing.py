"""One locator picture: what is within a window around a point, in units of its viewBox."""

import math
from dataclasses import dataclass, replace
from functools import lru_cache

from campaigns.locator.clipping import Line, between, half
from campaigns.locator.tiles import FAR, NEAR, Level, Town, tiles_within

WIDTH, HEIGHT = 480, 320
_KM_IN_DEGREE = 111.2
# Beyond what is seen, so that no edge of the clipping shows.
_MARGIN = 6.0
# A town so near the mark is the place itself.
_OWN = 16.0
_FONT = 16.0
# How wide a letter is at the most usual, as a part of the font's size.
_LETTER = 0.56
_MOST_TOWNS = 6


@dataclass(frozen=True, slots=True)
class Frame:
    """How much a picture shows: so many km from left to right, and the length of its scale bar in km."""

    level: Level
    across: int
    bar: int


FRAMES = (Frame(NEAR, across=200, bar=50), Frame(FAR, across=2000, bar=500))


@dataclass(frozen=True, slots=True)
class Label:
    """A name beside a dot; `anchor` as in SVG, `km` how far the dot is from the middle."""

    text: str
    x: float
    y: float
    anchor: str
    dot_x: float
    dot_y: float
    km: int


@dataclass(frozen=True, slots=True)
class Outlines:
    """What does not depend on the reader's language: paths of SVG, and the towns with their points."""

    land: str
    coast: str
    borders: str
    towns: tuple[tuple[Town, float, float], ...]


@dataclass(frozen=True, slots=True)
class Locator:
    """A picture. The point is at its middle; `name` is what its label says, which may be nothing."""

    outlines: Outlines
    name: Label | None
    towns: list[Label]
    across: int
    bar: int
    bar_end: int


def draw(latitude: float, longitude: float, *, name: str, frame: Frame) -> Locator:
    """Return the picture around a point."""
    outlines = outlines_around(round(latitude, 3), round(longitude, 3), frame)
    # The scale bar keeps its corner, and the mark its place.
    taken = [(0.0, HEIGHT - 44.0, 180.0, float(HEIGHT)), _box_of_mark()]
    own = _place(name, WIDTH / 2, HEIGHT / 2, taken, gap=12.0, font=_FONT * 1.15) if name else None
    towns: list[Label] = []
    for town, x, y in outlines.towns:
        if len(towns) == _MOST_TOWNS:
            break
        label = None if town.name == name else _place(town.name, x, y, taken, gap=7.0, font=_FONT)
        if label is not None:
            km = math.hypot(x - WIDTH / 2, y - HEIGHT / 2) * frame.across / WIDTH
            towns.append(replace(label, km=round(km)))
    bar_end = 16 + frame.bar * WIDTH // frame.across
    return Locator(outlines, own, towns, frame.across, frame.bar, bar_end)


@lru_cache(maxsize=256)
def outlines_around(latitude: float, longitude: float, frame: Frame) -> Outlines:
    """Return what is within a frame around a point; remembered, as each view of a page asks for the same."""
    scale = WIDTH / frame.across * _KM_IN_DEGREE
    # Near the poles, where no picket is, a degree of longitude still has some width.
    shrink = max(math.cos(math.radians(latitude)), 0.1)

    def projected(line: Line) -> Line:
        return [
            (WIDTH / 2 + (x - longitude) * shrink * scale, HEIGHT / 2 - (y - latitude) * scale)
            for x, y in line
        ]

    reach_x = (WIDTH / 2 + _MARGIN) / scale / shrink
    reach_y = (HEIGHT / 2 + _MARGIN) / scale
    land, coast, borders, towns = [], [], [], []
    for tile in tiles_within(
        frame.level,
        west=longitude - reach_x,
        south=latitude - reach_y,
        east=longitude + reach_x,
        north=latitude + reach_y,
    ):
        land += [_path(ring, close=True) for line in tile.land if (ring := _clip_ring(projected(line)))]
        coast += [_path(part) for line in tile.coast for part in _clip_line(projected(line))]
        borders += [_path(part) for line in tile.borders for part in _clip_line(projected(line))]
        towns += [(town, *projected([(town.longitude, town.latitude)])[0]) for town in tile.towns]
    seen = [
        (town, x, y)
        for town, x, y in towns
        if 0 < x < WIDTH and 0 < y < HEIGHT and math.hypot(x - WIDTH / 2, y - HEIGHT / 2) > _OWN
    ]
    seen.sort(key=lambda entry: (-entry[0].people, entry[0].name))
    return Outlines("".join(land), "".join(coast), "".join(borders), tuple(seen[:30]))


type _Box = tuple[float, float, float, float]


def _box_of_mark() -> _Box:
    return (WIDTH / 2 - 9, HEIGHT / 2 - 9, WIDTH / 2 + 9, HEIGHT / 2 + 9)


def _place(text: str, x: float, y: float, taken: list[_Box], *, gap: float, font: float) -> Label | None:
    """Return a label right, left, below or above a point, where it covers nothing else; None if there is no room."""
    wide = len(text) * font * _LETTER
    drop = font * 0.35
    for anchor, left, base in (
        ("start", x + gap, y + drop),
        ("end", x - gap - wide, y + drop),
        ("middle", x - wide / 2, y + gap + font),
        ("middle", x - wide / 2, y - gap),
    ):
        box = (left, base - font, left + wide, base + drop)
        within = box[0] > 4 and box[1] > 4 and box[2] < WIDTH - 4 and box[3] < HEIGHT - 4
        if within and not any(_overlap(box, other) for other in taken):
            taken += [box, (x - 4, y - 4, x + 4, y + 4)]
            at = {"start": left, "end": left + wide, "middle": x}[anchor]
            return Label(text, round(at, 1), round(base, 1), anchor, round(x, 1), round(y, 1), 0)
    return None


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _clip_ring(ring: Line) -> Line:
    for axis, edge, side in (
        (0, -_MARGIN, 1),
        (0, WIDTH + _MARGIN, -1),
        (1, -_MARGIN, 1),
        (1, HEIGHT + _MARGIN, -1),
    ):
        ring = half(ring, axis, edge, side)
    return ring if len(ring) > 2 else []


def _clip_line(line: Line) -> list[Line]:
    columns = between(line, 0, -_MARGIN, WIDTH + _MARGIN)
    return [part for column in columns for part in between(column, 1, -_MARGIN, HEIGHT + _MARGIN)]


def _path(line: Line, *, close: bool = False) -> str:
    """Return a line as a path of SVG, without points that fall together."""
    points = [(round(x, 1), round(y, 1)) for x, y in line]
    kept = [point for number, point in enumerate(points) if not number or point != points[number - 1]]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + ("Z" if close else "")
