"""Lines below each other: where each letter of a paragraph stands (CSS 2.2, 9.4.2 and 10.8)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from toolkit.typeset.paragraphs import Atom, Paragraph, Part
from toolkit.typeset.parts import Box, Node, NotTypesetError, Picture, Text, move
from toolkit.typeset.shaping import Run, font_of, strut


@dataclass(slots=True)
class Floats:
    """Boxes at the left of the flow: how far right and how far down each reaches."""

    reach: list[tuple[float, float]] = field(default_factory=list)

    def add(self, right: float, bottom: float) -> None:
        """Add a box."""
        self.reach.append((right, bottom))

    def end(self) -> float:
        """Return where the lowest of them ends."""
        return max((bottom for _right, bottom in self.reach), default=float("-inf"))

    def left_at(self, y: float, left: float) -> float:
        """Return where a line at this height begins that would begin at `left`."""
        return max([left, *(right for right, bottom in self.reach if bottom > y)])


@dataclass(slots=True)
class Lines:
    """A paragraph and the room that it has."""

    paragraph: Paragraph
    left: float
    width: float
    floats: Floats


def place_lines(
    lines: Lines, y: float, boxes: Mapping[Node, Box]
) -> tuple[list[Box | Text | Picture], float, float]:
    """Return what stands in the lines of a paragraph from `y` on, where they end, and the last baseline.

    `boxes` are those in the lines; they are moved to their places.
    """
    style = lines.paragraph.node.style
    place = _Place(lines, y, boxes)
    for start, end in lines.paragraph.lines(place.rooms(), anywhere=style.break_anywhere):
        place.set_line(start, end)
    return place.placed, place.y, place.baseline


class _Place:
    """Sets line after line."""

    def __init__(self, lines: Lines, y: float, boxes: Mapping[Node, Box]) -> None:
        self.lines, self.y, self.boxes = lines, y, boxes
        self.placed: list[Box | Text | Picture] = []
        self.baseline = y
        self.left = lines.left
        style = lines.paragraph.node.style
        self.strut = strut(font_of(style), style.size, style.line_height)

    def rooms(self) -> Iterator[float]:
        """Yield the width of each line, when those before it are set."""
        right = self.lines.left + self.lines.width
        while True:
            self.left = self.lines.floats.left_at(self.y, self.lines.left)
            yield right - self.left

    def set_line(self, start: int, end: int) -> None:
        """Set a line of the text from one place to another."""
        paragraph = self.lines.paragraph
        numbers = paragraph.part_numbers(start, end)
        parts = [paragraph.parts[number] for number in numbers]
        top, bottom = self._heights(parts)
        self.baseline = self.y - top
        begin = paragraph.x_at(start)
        shift = self.left + self._aligned(paragraph.end_x(end) - begin) - begin
        for part in parts:
            self._put(part, max(start, part.start), min(end, part.end), shift, bottom - top)
        self.y += bottom - top

    def _heights(self, parts: list[Part]) -> tuple[float, float]:
        """Return from where to where the line reaches, the baseline being 0."""
        top, bottom = -self.strut[0], self.strut[1]
        highest = 0.0
        for part in parts:
            item = part.item
            if isinstance(item, Run):
                top, bottom = min(top, item.top), max(bottom, item.bottom)
            elif item.at != "baseline":
                highest = max(highest, item.above + item.below)
            else:
                top, bottom = min(top, -item.raised - item.above), max(bottom, item.below - item.raised)
        return top, max(bottom, top + highest)

    def _aligned(self, width: float) -> float:
        """Return by how much a line of a width begins further right."""
        align = self.lines.paragraph.node.style.text_align
        free = self.lines.left + self.lines.width - self.left - width
        if align == "left" or free <= 0:
            return 0.0
        if align == "right":
            return free
        if align == "center":
            return free / 2
        raise NotTypesetError(f"text aligned {align}")

    def _put(self, part: Part, start: int, end: int, shift: float, height: float) -> None:
        item = part.item
        if isinstance(item, Atom):
            box = self.boxes[item.node]
            down = {
                "top": self.y,
                "bottom": self.y + height - item.above - item.below,
                "baseline": self.baseline - item.raised - item.above,
            }[item.at]
            move(box, part.x + shift, down)
            self.placed.append(box)
            return
        shaped = item.part(start - part.start, end - part.start, is_last=end < part.end)
        if shaped.letters:
            x = part.x + item.edges[start - part.start] + shift
            self.placed.append(
                Text(
                    item.node,
                    x,
                    self.baseline - item.raised,
                    item.font,
                    shaped,
                    item.node.style.letter_spacing,
                )
            )
