"""Cutting lines and rings at an edge. Django is not needed: scripts/build_map.py cuts tiles with this too."""

from collections.abc import Iterator
from itertools import pairwise

type Point = tuple[float, float]
type Line = list[Point]


def half(ring: Line, axis: int, edge: float, side: int) -> Line:
    """Return a ring cut at an edge: the side that is kept is where values are above (1) or below (-1) it."""
    kept: Line = []
    for number, point in enumerate(ring):
        before = ring[number - 1]
        inside, was_inside = (point[axis] - edge) * side >= 0, (before[axis] - edge) * side >= 0
        if inside != was_inside:
            kept.append(_crossing(before, point, axis, edge))
        if inside:
            kept.append(point)
    return kept


def between(line: Line, axis: int, low: float, high: float) -> Iterator[Line]:
    """Yield the stretches of a line that lie between two values."""
    part: Line = []
    for one, other in pairwise(line):
        near, far = sorted((one[axis], other[axis]))
        cuts = [edge for edge in (low, high) if near < edge < far]
        cuts.sort(key=lambda edge: abs(edge - one[axis]))
        points = [one, *(_crossing(one, other, axis, edge) for edge in cuts), other]
        for start, end in pairwise(points):
            if low <= (start[axis] + end[axis]) / 2 < high:
                part = part or [start]
                part.append(end)
            elif part:
                yield part
                part = []
    if part:
        yield part


def _crossing(one: Point, other: Point, axis: int, edge: float) -> Point:
    share = (edge - one[axis]) / (other[axis] - one[axis])
    along = one[1 - axis] + share * (other[1 - axis] - one[1 - axis])
    return (edge, along) if axis == 0 else (along, edge)
