"""The text of a block, and where its lines may end."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from toolkit.typeset.parts import Length, Node, NotTypesetError, Sides
from toolkit.typeset.shaping import Run, font_of, run_of, strut

# What stands in the text of a block for a box in its line: it may end before and after it, as beside an ideograph.
ATOM = "\u2e80"
BREAK = "\n"
_SPACES = re.compile(r"[ \t\r\n\f]+")
# Pango's mark of a place where a line may end is the lowest bit of 32.
_MAY_END = 1
_WIDE = 1e9
_NEARLY = 1e-6


@dataclass(frozen=True, slots=True)
class Atom:
    """A box in a line: its node, its size with margins, and how far it reaches above the baseline."""

    node: Node
    width: float
    above: float
    below: float
    raised: float
    # "top" or "bottom" where it stands at an end of the line, else "baseline".
    at: str


@dataclass(slots=True)
class Part:
    """A run of letters, or a box in the line: its place in the text of the block, and in pixels on one long line."""

    item: Run | Atom
    start: int
    end: int
    x: float


@dataclass(slots=True)
class Paragraph:
    """The inline content of a block on one long line."""

    node: Node
    language: str
    text: str = ""
    parts: list[Part] = field(default_factory=list)
    width: float = 0.0
    # Where lines may end, how long the text is up to there without its last space, and where they must.
    ends: list[int] = field(default_factory=list)
    seen_ends: list[int] = field(default_factory=list)
    reach: list[float] = field(default_factory=list)
    forced: list[int] = field(default_factory=list)

    def add(self, item: Run | Atom, text: str) -> None:
        """Add a run or a box at the end."""
        begin = len(self.text)
        self.parts.append(Part(item, begin, begin + len(text), self.width))
        self.text += text
        self.width += item.edges[-1] if isinstance(item, Run) else item.width

    def x_at(self, place: int) -> float:
        """Return where a place of the text stands on the long line."""
        part = self.parts[self._part_at(place)]
        if isinstance(part.item, Run):
            return part.x + part.item.edges[place - part.start]
        return part.x if place == part.start else part.x + part.item.width

    def end_x(self, place: int) -> float:
        """Return where a line ends on the long line that ends at a place of the text."""
        if not place:
            return 0.0
        part = self.parts[self._part_at(place - 1)]
        if not isinstance(part.item, Run):
            return part.x + part.item.width
        own = place - part.start
        return part.x + part.item.edges[own] - part.item.kerning_before(own)

    def part_numbers(self, start: int, end: int) -> range:
        """Return the numbers of the parts that have something between two places."""
        first = self._part_at(start)
        last = first
        while last < len(self.parts) and self.parts[last].start < end:
            last += 1
        return range(first, last)

    def close(self) -> None:
        """Find where lines may end, once all is added."""
        if self.text.endswith(" "):
            self._drop_last_space()
        length = len(self.text)
        for place in [*_may_end(self.text, self.language), length]:
            seen = place - 1 if self.text[place - 1] == " " and place < length else place
            if place < length and self._is_held(place):
                continue
            if self.text[place - 1] == BREAK:
                seen = place - 1
                self.forced.append(len(self.ends))
            self.ends.append(place)
            self.seen_ends.append(seen)
            self.reach.append(self.end_x(seen))

    def lines(self, rooms: Iterator[float], *, anywhere: bool) -> Iterator[tuple[int, int]]:
        """Yield from where to where each line goes, without the space at its end; `rooms` are the widths of the lines.

        `anywhere` says whether a word that is longer than a line is cut.
        """
        start, length = 0, len(self.text)
        while start < length:
            if self.text[start] == " ":
                start += 1
                continue
            number, seen = self._line(start, next(rooms), anywhere=anywhere)
            yield start, seen
            start = max(seen, self.ends[number]) if number is not None else seen

    def _line(self, start: int, room: float, *, anywhere: bool) -> tuple[int | None, int]:
        """Return the number of the place where the line from `start` ends, and where what is seen of it ends."""
        most = self.x_at(start) + room + _NEARLY
        first = bisect_right(self.ends, start)
        last = bisect_right(self.reach, most, lo=first) - 1
        forced = bisect_left(self.forced, first)
        if forced < len(self.forced) and self.forced[forced] <= max(last, first):
            last = self.forced[forced]
        if last >= first:
            return last, self.seen_ends[last]
        if not anywhere:
            return first, self.seen_ends[first]
        return self._cut(start, most, first)

    def _cut(self, start: int, most: float, first: int) -> tuple[int | None, int]:
        """Cut a word that is longer than its line; at least one letter stays."""
        end = self.ends[first]
        place = start + 1
        while place < end and self.x_at(place + 1) <= most:
            place += 1
        return (first, self.seen_ends[first]) if place >= self.seen_ends[first] else (None, place)

    def _part_at(self, place: int) -> int:
        low = bisect_right(self.parts, place, key=lambda part: part.start) - 1
        return max(low, 0)

    def _is_held(self, place: int) -> bool:
        """Say whether no line may end within a text that does not wrap."""
        part = self.parts[self._part_at(place)]
        inside = part.start < place
        return inside and isinstance(part.item, Run) and not part.item.wraps

    def _drop_last_space(self) -> None:
        self.text = self.text[:-1]
        part = self.parts[-1]
        part.end -= 1
        if part.end == part.start:
            self.parts.pop()


def paragraph_of(block: Node, content: Sequence[Node | str], atoms: "dict[Node, Atom]") -> Paragraph | None:
    """Return the inline content of a block as one long line; None where nothing of it is seen.

    `atoms` are the boxes in it, laid out already. Raises NotTypesetError.
    """
    paragraph = Paragraph(block, block.language)
    _Reader(paragraph, atoms).read(block, content, raised=0.0, reach=(0.0, 0.0))
    if not paragraph.text.strip(" "):
        return None
    paragraph.close()
    return paragraph


class _Reader:
    """Reads the inline content of a block: spaces in a row become one (CSS Text 3, 4.1.1)."""

    def __init__(self, paragraph: Paragraph, atoms: "dict[Node, Atom]") -> None:
        self.paragraph, self.atoms = paragraph, atoms

    def read(
        self, node: Node, content: Sequence[Node | str], *, raised: float, reach: tuple[float, float]
    ) -> None:
        """Read what is in an element whose baseline is raised, and around which a line reaches so far."""
        above, below = strut(font_of(node.style), node.style.size, node.style.line_height)
        reach = min(reach[0], -raised - above), max(reach[1], -raised + below)
        for child in content:
            if isinstance(child, str):
                self._read_text(child, node, raised, reach)
            elif child.tag == "br":
                self._add(BREAK, node, raised, reach)
            elif child in self.atoms:
                self.paragraph.add(self.atoms[child], ATOM)
            elif child.style.display == "inline" and child.tag not in {"img", "svg"}:
                self._check(child)
                align = child.style.vertical_align
                by = align if isinstance(align, float) else 0.0
                self.read(child, child.children, raised=raised + by, reach=reach)
            else:
                raise NotTypesetError(f"<{child.tag}>, {child.style.display}, in a line")

    def _read_text(self, text: str, node: Node, raised: float, reach: tuple[float, float]) -> None:
        text = _SPACES.sub(" ", text)
        before = self.paragraph.text
        if text.startswith(" ") and (not before or before[-1] in {" ", BREAK}):
            text = text[1:]
        if text:
            self._add(text, node, raised, reach)

    def _add(self, text: str, node: Node, raised: float, reach: tuple[float, float]) -> None:
        if text == BREAK:
            run = Run(node, font_of(node.style), raised, *reach, [], [0.0, 0.0], [0, 0], wraps=True)
        else:
            run = run_of(text, node, raised=raised, top=reach[0], bottom=reach[1])
        self.paragraph.add(run, text)

    def _check(self, node: Node) -> None:
        style = node.style
        edges: list[Sides[Length]] = [style.margin, style.padding]
        if any(side for sides in edges for side in sides) or any(side.width for side in style.border):
            raise NotTypesetError("a box around a part of a line")
        if style.background is not None or style.vertical_align in {"top", "bottom"}:
            raise NotTypesetError("a part of a line with a ground or at the end of the line")


def _may_end(text: str, language: str) -> list[int]:
    """Return where lines of a text may end, but for its own end, by Pango's reading of UAX 14."""
    # The app starts where Pango is not installed, and this loads it.
    from weasyprint.text.ffi import ffi  # noqa: PLC0415
    from weasyprint.text.line_break import get_log_attrs  # noqa: PLC0415

    attributes = get_log_attrs(text, language)
    # One more than the text has letters; neither the first nor the last counts.
    bits = memoryview(ffi.buffer(attributes)).cast("B").cast("I")
    return [place for place in range(1, len(text)) if bits[place] & _MAY_END]
