"""Borders (CSS Backgrounds 3, 4): solid ones of any colours, dashed ones on all sides alike or on one."""

from toolkit.typeset.content import Content
from toolkit.typeset.parts import Border, Box, NotTypesetError, Sides

# A dash is about as long as a border is wide times this, as WeasyPrint has it.
_DASH = 3


def draw_borders(box: Box, content: Content) -> None:
    """Draw the borders of a box. Raises NotTypesetError for other styles, and dashed ones beside others."""
    borders = box.node.style.border
    seen = {side for side in borders if side.width}
    if not seen:
        return
    styles = {side.style for side in seen}
    if styles == {"solid"}:
        if len(seen) == 1 and all(side.width for side in borders):
            content.fill(borders.top.colour, _ring(box, borders, content), rule="f*")
        else:
            _draw_solid(box, borders, content)
    elif styles == {"dashed"} and len(seen) == 1:
        _draw_dashed(box, borders, content)
    else:
        raise NotTypesetError(f"borders that are {', '.join(sorted(styles))}")


def _ring(box: Box, borders: Sides[Border], content: Content) -> str:
    """Return what lies between the border edge and the padding edge."""
    width = box.width - borders.left.width - borders.right.width
    height = box.height - borders.top.width - borders.bottom.width
    inner = content.rectangle(box.x + borders.left.width, box.y + borders.top.width, width, height)
    return f"{content.rectangle(box.x, box.y, box.width, box.height)} {inner}"


def _draw_solid(box: Box, borders: Sides[Border], content: Content) -> None:
    """Fill each side up to the diagonals to the sides next to it."""
    left, top, right, bottom = box.x, box.y, box.x + box.width, box.y + box.height
    outer = [(left, top), (right, top), (right, bottom), (left, bottom)]
    left, top = left + borders.left.width, top + borders.top.width
    right, bottom = right - borders.right.width, bottom - borders.bottom.width
    inner = [(left, top), (right, top), (right, bottom), (left, bottom)]
    for place, side in enumerate(borders):
        if side.width:
            after = (place + 1) % 4
            corners = (outer[place], outer[after], inner[after], inner[place])
            start, *others = (content.point(*corner) for corner in corners)
            content.fill(side.colour, " ".join([f"{start} m", *(f"{point} l" for point in others)]))


def _draw_dashed(box: Box, borders: Sides[Border], content: Content) -> None:
    """Draw each side with dashes that begin and end in its corners, as WeasyPrint does."""
    left, top, right, bottom = box.x, box.y, box.x + box.width, box.y + box.height
    half = max(side.width for side in borders) / 2
    lines = (
        ((left, top + half), (right, top + half)),
        ((right - half, top), (right - half, bottom)),
        ((left, bottom - half), (right, bottom - half)),
        ((left + half, top), (left + half, bottom)),
    )
    lengths = (box.width, box.height) * 2
    for side, length, (start, end) in zip(borders, lengths, lines, strict=True):
        if side.width:
            # In this order: a side may be as long as a whole number of dashes, and what is left out by rounding counts.
            number = int(length / (_DASH * side.width) / 2) + 1
            dash = length / (2 * number - 1)
            path = f"{content.point(*start)} m {content.point(*end)} l"
            content.stroke(side.colour, side.width, [dash, dash], path)
