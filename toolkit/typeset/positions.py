"""Boxes that are taken out of the flow (CSS 2.2, 9.6 and 10.3.7): the page's area is what they are placed in."""

from collections.abc import Sequence

from toolkit.typeset.flow import Cursor, length, pixels
from toolkit.typeset.parts import Box, Node, NotTypesetError


def check_absolute(children: Sequence[Node | str]) -> None:
    """Raise NotTypesetError when text stands beside a box that is taken out of the flow: it is one paragraph."""
    for child in children:
        text = child if isinstance(child, str) else ""
        if text.strip() or (isinstance(child, Node) and child.style.display.startswith("inline")):
            raise NotTypesetError("an absolute box in a line")


def absolute_place(node: Node, cursor: Cursor) -> tuple[Box, Box, float]:
    """Return the page's area, the box of an absolute element without its size, and the room from its left side on.

    Raises NotTypesetError for one that stands where it would in the flow, or in another box than the page's area.
    """
    style, area = node.style, cursor.area
    if area is None or node.tag in {"svg", "img"} or style.display != "block":
        raise NotTypesetError(f"<{node.tag}>, {style.display}, that is absolute")
    margin = pixels(style.margin, area.width)
    left, top = length(style.left, area.width), length(style.top, None)
    if left is None or top is None:
        raise NotTypesetError("an absolute box whose place is not told")
    left += margin.left
    box = Box(node, area.x + left, area.y + top + margin.top, 0.0, 0.0)
    return area, box, area.width - left - margin.right


def check_end(box: Box, area: Box) -> None:
    """Raise NotTypesetError when an absolute box has text that another page may have to take."""
    if box.children and box.y + box.height > area.y + area.height:
        raise NotTypesetError("an absolute box that ends below the page")
