"""The map of ties as a drawing: boxes in columns, from who does something on the left to whom it is done on the right.

Our own layout in place of a library: it is the same each time, takes milliseconds, and gives each line of a box a
height of its own, so that the word on it can be read. All sizes are units of the drawing; see docs/decisions.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sources.models import Organisation, Person
from sources.ties.rows import TieRow, key_of

BETWEEN_BOXES = 18
BETWEEN_GROUPS = 34
# How high a line is that passes between two boxes.
ROOM = 16


@dataclass(frozen=True, slots=True)
class Layout:
    """How wide a drawing is, and how it is set."""

    name: str
    columns: int
    box: int
    gap: int
    line: int
    port: int
    letters: int
    has_words: bool

    @property
    def width(self) -> int:
        """The whole width."""
        return self.columns * self.box + (self.columns - 1) * self.gap + 2

    @property
    def inner(self) -> int:
        """The room for a line of text."""
        return self.box - 22


WIDE = Layout("wide", columns=3, box=220, gap=228, line=20, port=28, letters=23, has_words=True)
NARROW = Layout("narrow", columns=2, box=142, gap=68, line=18, port=26, letters=15, has_words=False)


@dataclass(slots=True)
class Box:
    """One person or organisation; without lines of text, the room that a line needs to pass between boxes."""

    key: str
    subject: Person | Organisation
    lines: list[str]
    rank: int = 0
    x: float = 0
    y: float = 0
    height: float = 0
    left: list["Line"] = field(default_factory=list)
    right: list["Line"] = field(default_factory=list)
    texts: list[tuple[float, float, str]] = field(default_factory=list)

    @property
    def is_person(self) -> bool:
        """Whether it is drawn as a person."""
        return isinstance(self.subject, Person)

    @property
    def middle(self) -> float:
        """How far down its middle is."""
        return self.y + self.height / 2


@dataclass(slots=True)
class Line:
    """One tie between two boxes. `at` and `to` are its ends, `label_at` and `anchor` where its word stands."""

    row: TieRow
    start: Box
    end: Box
    # The room in the middle column through which a line passes that leads past it.
    via: Box | None = None
    at: tuple[float, float] = (0, 0)
    to: tuple[float, float] = (0, 0)
    # Which way it leaves the one box and reaches the other: 1 to the right, -1 to the left.
    out: int = 1
    into: int = 1
    path: str = ""
    arrow: str = ""
    label_at: tuple[float, float] = (0, 0)
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a template sets as SVG."""

    layout: Layout
    height: float
    boxes: list[Box]
    lines: list[Line]


def draw(rows: Sequence[TieRow], layout: Layout) -> Drawing:
    """Return the drawing of some ties; the same for the same ties."""
    boxes: dict[str, Box] = {}
    lines = []
    for row in rows:
        if row.subject == row.object:
            continue
        start, end = (_box(boxes, side, layout) for side in (row.subject, row.object))
        lines.append(Line(row, start, end))
    _rank(boxes, lines, layout.columns)
    groups = _groups(boxes, lines)
    for group in groups:
        first = min(box.rank for box in group)
        for box in group:
            box.rank -= first
        keys = {box.key for box in group}
        group.extend(_rooms(line for line in lines if line.start.key in keys))
    for line in lines:
        _choose_sides(line, layout.columns)
    top = 1.0
    for group in groups:
        top = _place(group, layout, top) + BETWEEN_GROUPS
    _connect(boxes.values(), lines, layout)
    return Drawing(layout, round(top - BETWEEN_GROUPS + 1), list(boxes.values()), lines)


def _box(boxes: dict[str, Box], subject: Person | Organisation, layout: Layout) -> Box:
    key = key_of(subject)
    if key not in boxes:
        boxes[key] = Box(key, subject, _wrap(subject.display_name, layout.letters))
    return boxes[key]


def _wrap(text: str, letters: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > letters:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _rank(boxes: dict[str, Box], lines: list[Line], columns: int) -> None:
    """Put who is acted on to the right of who acts, as far as there are columns and no circle forbids it."""
    for _ in range(columns - 1):
        for line in lines:
            if line.start is not line.end:
                line.end.rank = max(line.end.rank, min(line.start.rank + 1, columns - 1))
    ahead = defaultdict(list)
    for line in lines:
        ahead[line.start.key].append(line.end.rank)
    acted_on = {line.end.key for line in lines}
    for key, box in boxes.items():
        if key not in acted_on:
            box.rank = max(0, min(ahead[key]) - 1)


def _groups(boxes: dict[str, Box], lines: list[Line]) -> list[list[Box]]:
    """Return the boxes that hang together, the largest group first."""
    parent = {key: key for key in boxes}

    def root(key: str) -> str:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for line in lines:
        parent[root(line.start.key)] = root(line.end.key)
    groups = defaultdict(list)
    for key, box in boxes.items():
        groups[root(key)].append(box)
    return sorted(groups.values(), key=lambda group: (-len(group), min(box.key for box in group)))


def _rooms(lines: Iterable[Line]) -> list[Box]:
    """Return a room in the middle column for each line that leads past it: it must not seem to end at a box there."""
    rooms = []
    for line in lines:
        if abs(line.start.rank - line.end.rank) > 1:
            line.via = Box(f"~{line.row.tie.slug}", line.start.subject, [], rank=1)
            rooms.append(line.via)
    return rooms


def _place(group: list[Box], layout: Layout, top: float) -> float:
    """Put a group's boxes into columns from `top` on, and return where it ends."""
    columns = defaultdict(list)
    for box in sorted(group, key=lambda box: box.key):
        box.x = 1 + box.rank * (layout.box + layout.gap)
        ports = max(len(box.left), len(box.right))
        box.height = max(len(box.lines) * layout.line + 20, ports * layout.port + 6) if box.lines else ROOM
        columns[box.rank].append(box)
    for column in columns.values():
        _stack(column, top)
    for _ in range(4):
        for column in columns.values():
            column.sort(key=lambda box: (_wish(box), box.key))
            _stack(column, top)
    tallest = max(columns.values(), key=lambda column: column[-1].y + column[-1].height)
    bottom = tallest[-1].y + tallest[-1].height
    for column in columns.values():
        if column is not tallest:
            _spread(column, top, bottom)
    return bottom


def _wish(box: Box) -> float:
    """Return how far down a box would like its middle: at the mean of what it is tied to."""
    others = [
        other.middle
        for line in (*box.left, *box.right)
        for other in ((line.start, line.end) if box is line.via else (_other(line, box),))
    ]
    return sum(others) / len(others)


def _stack(column: list[Box], top: float) -> None:
    for box in column:
        box.y = top
        top += box.height + BETWEEN_BOXES


def _spread(column: list[Box], top: float, bottom: float) -> None:
    """Move the boxes of a column beside what they are tied to, in their order and within the group."""
    for box, wish in [(box, _wish(box) - box.height / 2) for box in column]:
        box.y = max(top, wish)
        top = box.y + box.height + BETWEEN_BOXES
    for box in reversed(column):
        box.y = min(box.y, bottom - box.height)
        bottom = box.y - BETWEEN_BOXES


def _connect(boxes: Iterable[Box], lines: list[Line], layout: Layout) -> None:
    """Lead each line from its own place on one box to its own place on the other."""
    for box in boxes:
        top = box.middle - (len(box.lines) - 1) * layout.line / 2 + 5
        box.texts = [(box.x + 11, top + n * layout.line, text) for n, text in enumerate(box.lines)]
        for side, x in ((box.left, box.x), (box.right, box.x + layout.box)):
            side.sort(key=lambda line: (_other(line, box).middle, line.row.number))
            step = box.height / (len(side) + 1)
            for place, line in enumerate(side, start=1):
                point = (x, box.y + place * step)
                if line.start is box:
                    line.at = point
                else:
                    line.to = point
    for line in lines:
        _bend(line, layout)


def _choose_sides(line: Line, columns: int) -> None:
    """Let a line within one column bend into a gap: to the right of it, or to the left of the last."""
    start, end = line.start.rank, line.end.rank
    if start == end:
        line.out = -1 if start == columns - 1 else 1
        line.into = -line.out
    elif end < start:
        line.out = line.into = -1
    _side(line.start, line.out).append(line)
    _side(line.end, -line.into).append(line)
    if line.via is not None:
        _side(line.via, -line.out).append(line)
        _side(line.via, line.into).append(line)


def _side(box: Box, direction: int) -> list[Line]:
    return box.right if direction > 0 else box.left


def _bend(line: Line, layout: Layout) -> None:
    (x1, y1), (x2, y2) = line.at, line.to
    reach = layout.gap * (0.42 if line.out != line.into else 0.5)
    line.path = f"M{x1:g} {y1:.1f}"
    x, y = x1, y1
    if line.via is not None:
        x, y = line.via.x + (0 if line.out > 0 else layout.box), line.via.middle
        line.path += f"C{x1 + line.out * reach:g} {y1:.1f} {x - line.out * reach:g} {y:.1f} {x:g} {y:.1f}"
        x += line.out * layout.box
        line.path += f"H{x:g}"
    line.path += f"C{x + line.out * reach:g} {y:.1f} {x2 - line.into * reach:g} {y2:.1f} {x2:g} {y2:.1f}"
    line.arrow = f"M{x2:g} {y2:.1f}l{-9 * line.into} -4.5v9z"
    # The word stands at the end that has fewer lines, where none of the others is near.
    if len(_side(line.start, line.out)) <= len(_side(line.end, -line.into)):
        line.label_at, line.anchor = (x1 + line.out * 8, y1 - 5), "start" if line.out > 0 else "end"
    else:
        line.label_at, line.anchor = (x2 - line.into * 14, y2 - 5), "end" if line.into > 0 else "start"


def _other(line: Line, box: Box) -> Box:
    """Return what a line meets next, away from one of its ends."""
    return line.via or (line.end if line.start is box else line.start)
