"""How far down boxes have come that follow each other, and lengths in pixels (CSS 2.2, 8.3.1 and 10)."""

from dataclasses import dataclass, field

from toolkit.typeset.lines import Floats
from toolkit.typeset.parts import Box, Length, Node, NotTypesetError, Share, Sides


@dataclass(slots=True)
class Cursor:
    """How far down a flow of boxes has come, and the margins that wait to be collapsed (CSS 2.2, 8.3.1)."""

    y: float
    floats: Floats = field(default_factory=Floats)
    above: float = 0.0
    below: float = 0.0
    # Boxes that begin where the margins that wait will end.
    waiting: list[Box] = field(default_factory=list)
    # Where the last line that was set has its baseline.
    baseline: float | None = None
    # What absolute boxes are placed in; None where there are none.
    area: Box | None = None

    def add_margin(self, margin: float) -> None:
        """Let a margin collapse with those that wait."""
        self.above, self.below = max(self.above, margin), min(self.below, margin)

    def place(self) -> float:
        """Return where something would stand now."""
        return self.y + self.above + self.below

    def settle(self, y: float | None = None) -> float:
        """Let the margins that wait be; return where the next thing stands."""
        self.y = self.place() if y is None else y
        self.above = self.below = 0.0
        for box in self.waiting:
            box.y = self.y
        self.waiting.clear()
        return self.y

    def end(self) -> float:
        """Return where all ends that stands in the flow, or beside it (CSS 2.2, 10.6.7)."""
        return max(self.settle(), self.floats.end())


def around(node: Node, padding: Sides[float]) -> float:
    """Return how much wider the box of an element is than its content."""
    border = node.style.border
    return border.left.width + padding.left + padding.right + border.right.width


def pixels(sides: Sides[Length], room: float) -> Sides[float]:
    """Return lengths in pixels; `auto` is none."""
    return Sides(*(length(side, room) or 0.0 for side in sides))


def length(value: Length, room: float | None) -> float | None:
    """Return a length in pixels. Raises NotTypesetError for a part of what is not known."""
    if isinstance(value, Share):
        if room is None:
            raise NotTypesetError("a height that is a part of another")
        return value.part * room
    return value
