"""The outlines and towns of the world, tile by tile, from land.zip (made by scripts/build_map.py)."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from campaigns.locator.clipping import Line

LAND = Path(__file__).with_name("land.zip")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of detail: the sides of its tiles and its steps, in degrees. As scripts/build_map.py makes them."""

    name: str
    tile: int
    step: float


NEAR = Level("near", tile=5, step=0.01)
FAR = Level("far", tile=15, step=0.05)


@dataclass(frozen=True, slots=True)
class Town:
    """A town: its name as GeoNames writes it, where it is in degrees, and how many live there."""

    name: str
    longitude: float
    latitude: float
    people: int


@dataclass(frozen=True, slots=True)
class Tile:
    """What one tile holds, in degrees: rings of land, lines of coast and borders, and towns."""

    land: list[Line]
    coast: list[Line]
    borders: list[Line]
    towns: list[Town]


def tiles_within(level: Level, *, west: float, south: float, east: float, north: float) -> Iterator[Tile]:
    """Yield the tiles that a window touches; one that goes over the 180th meridian goes on beyond it."""
    for y in range(math.floor(south / level.tile) * level.tile, math.ceil(north), level.tile):
        for x in range(math.floor(west / level.tile) * level.tile, math.ceil(east), level.tile):
            home = (x + 180) % 360 - 180
            stored = _stored(level, home, y)
            if stored is not None:
                yield _decoded(stored, level, x, y)


@lru_cache(maxsize=64)
def _stored(level: Level, x: int, y: int) -> dict[str, Any] | None:
    """Return a tile as it is stored; None where there is nothing but sea."""
    with ZipFile(LAND) as archive:
        try:
            content = archive.read(f"{level.name}/{y}_{x}")
        except KeyError:
            return None
    tile: dict[str, Any] = json.loads(content)
    return tile


def _decoded(stored: dict[str, Any], level: Level, x: int, y: int) -> Tile:
    def line(coded: list[int]) -> Line:
        xs, ys = accumulate(coded[::2]), accumulate(coded[1::2])
        return [(x + dx * level.step, y + dy * level.step) for dx, dy in zip(xs, ys, strict=True)]

    return Tile(
        land=[line(coded) for coded in stored.get("land", [])],
        coast=[line(coded) for coded in stored.get("coast", [])],
        borders=[line(coded) for coded in stored.get("borders", [])],
        towns=[
            Town(name, x + dx * level.step, y + dy * level.step, people)
            for name, dx, dy, people in stored.get("towns", [])
        ],
    )
