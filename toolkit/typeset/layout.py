"""Boxes below and beside each other (CSS 2.2, 8 to 10 and 17), on one page."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from toolkit.pdf import TooManyPagesError
from toolkit.typeset.flow import Cursor, around, length, pixels
from toolkit.typeset.lines import Lines, place_lines
from toolkit.typeset.paragraphs import Atom, paragraph_of
from toolkit.typeset.parts import Box, Node, NotTypesetError, Picture, Placed, Share, Sides, Text, Tree, move
from toolkit.typeset.pictures import lay_float, lay_picture
from toolkit.typeset.positions import absolute_place, check_absolute, check_end
from toolkit.typeset.tables import lay_table

# What stands at the end of its page; see `move_to_foot` in toolkit/pdf/engine.py.
FOOT = "at-the-foot"
# Room enough for all that a line can hold.
_WIDE = 1e7
_NEARLY = 1e-9


def lay_out(tree: Tree, *, max_pages: int | None) -> Placed:
    """Return what stands where on the one page of a sheet.

    Raises TooManyPagesError when it needs more, and NotTypesetError.
    """
    if max_pages != 1:
        raise NotTypesetError("more than one page")
    page = tree.page
    left, top = page.margin.left, page.margin.top
    width, end = page.width - left - page.margin.right, page.height - page.margin.bottom
    cursor = Cursor(top, area=Box(tree.body, left, top, width, end - top))
    box = _lay_block(tree.body, left, width, cursor)
    if cursor.y > end * (1 + _NEARLY):
        raise TooManyPagesError(2, max_pages)
    _move_to_foot(box, end)
    return Placed(tree, box)


def _lay_block(node: Node, left: float, room: float, cursor: Cursor) -> Box:
    """Lay out a block in a flow, `room` being the width of the block around it."""
    style = node.style
    margin, padding = pixels(style.margin, room), pixels(style.padding, room)
    cursor.add_margin(margin.top)
    if style.clear == "both" and cursor.floats.end() > cursor.place():
        cursor.settle(cursor.floats.end())
    width = length(style.width, room)
    if width is None:
        width = room - margin.left - margin.right
    box = Box(node, left + margin.left, cursor.place(), width, 0.0)
    if node.tag in {"svg", "img"}:
        lay_picture(box, cursor)
    elif style.display == "table":
        cursor.settle()
        lay_table(box, padding, cursor, _lay_content)
    else:
        _lay_content(box, padding, cursor)
    cursor.add_margin(margin.bottom)
    return box


def _lay_content(box: Box, padding: Sides[float], cursor: Cursor) -> None:
    """Lay out what is in a block, whose upper left corner and width are known."""
    style = box.node.style
    border = style.border
    above, below = border.top.width + padding.top, border.bottom.width + padding.bottom
    height = length(style.height, None)
    cursor.waiting.append(box)
    if above or height is not None:
        cursor.settle()
        cursor.y += above
    inner_left = box.x + border.left.width + padding.left
    inner_width = box.width - border.left.width - padding.left - border.right.width - padding.right
    box.children += _lay_children(box.node, inner_left, inner_width, cursor)
    if height is not None:
        cursor.above = cursor.below = 0.0
        cursor.y = box.y + height
    elif below:
        cursor.settle()
        cursor.y += below
    _grow(box, cursor)


def _grow(box: Box, cursor: Cursor) -> None:
    """Let a box end where its content does, or its least height; margins at its end go on below it."""
    least = length(box.node.style.min_height, None) or 0.0
    if box in cursor.waiting:
        if not least:
            box.height = 0.0
            return
        cursor.settle()
    cursor.y = max(cursor.y, box.y + least)
    box.height = cursor.y - box.y


def _lay_children(node: Node, left: float, width: float, cursor: Cursor) -> Iterator[Box | Text | Picture]:
    for is_inline, group in groupby(node.children, key=_is_inline):
        content = list(group)
        if is_inline:
            yield from _lay_inline(node, content, left, width, cursor)
            continue
        for child in content:
            if not isinstance(child, Node):
                continue
            if child.style.position == "absolute":
                check_absolute(node.children)
                yield _lay_absolute(child, cursor)
            elif child.style.floating == "left":
                yield lay_float(child, left, width, cursor)
            elif child.style.display in {"block", "table"}:
                yield _lay_block(child, left, width, cursor)
            else:
                raise NotTypesetError(f"a box {child.style.display} among blocks")


def _is_inline(child: Node | str) -> bool:
    if isinstance(child, str):
        return True
    return child.style.display in {"inline", "inline-block"} and child.style.floating == "none"


def _lay_absolute(node: Node, cursor: Cursor) -> Box:
    """Lay out a box that is taken out of the flow; without a width it is as wide as its content."""
    area, box, room = absolute_place(node, cursor)
    padding = pixels(node.style.padding, area.width)
    width = length(node.style.width, area.width)
    box.width = min(_widest(node) + around(node, padding), room) if width is None else width
    own = Cursor(box.y)
    _lay_content(box, padding, own)
    box.height = max(box.height, own.end() - box.y)
    check_end(box, area)
    return box


def _lay_inline(
    node: Node, content: Sequence[Node | str], left: float, width: float, cursor: Cursor
) -> list[Box | Text | Picture]:
    inner = {child: _lay_atom(child, width) for child in _atoms_in(content)}
    atoms = {child: atom for child, (atom, _box) in inner.items()}
    paragraph = paragraph_of(node, content, atoms)
    if paragraph is None:
        return []
    cursor.settle()
    lines = Lines(paragraph, left=left, width=width, floats=cursor.floats)
    placed, cursor.y, cursor.baseline = place_lines(
        lines, cursor.y, {child: box for child, (_atom, box) in inner.items()}
    )
    return placed


def _atoms_in(content: Iterable[Node | str]) -> Iterator[Node]:
    for child in content:
        if isinstance(child, Node):
            if child.style.display == "inline-block":
                yield child
            else:
                yield from _atoms_in(child.children)


def _lay_atom(node: Node, room: float) -> tuple[Atom, Box]:
    """Lay out a box that stands in a line, as if the upper left corner of its margins were that of the page."""
    style = node.style
    margin, padding = pixels(style.margin, room), pixels(style.padding, room)
    width = length(style.width, room)
    if width is None:
        width = min(_widest(node) + around(node, padding), room - margin.left - margin.right)
    box = Box(node, margin.left, margin.top, width, 0.0)
    cursor = Cursor(margin.top)
    _lay_content(box, padding, cursor)
    box.height = max(box.height, cursor.end() - box.y)
    whole = margin.top + box.height + margin.bottom
    above = cursor.baseline if cursor.baseline is not None else whole
    align = style.vertical_align
    atom = Atom(
        node=node,
        width=margin.left + width + margin.right,
        above=above,
        below=whole - above,
        raised=align if isinstance(align, float) else 0.0,
        at=align if isinstance(align, str) else "baseline",
    )
    return atom, box


def _widest(node: Node) -> float:
    """Return how wide the content of a box is where no line ends but by force."""
    if not node.children:
        return 0.0
    inner = list(_atoms_in(node.children))
    if not all(_is_inline(child) for child in node.children) or any(map(_has_share, inner)):
        raise NotTypesetError("a box as wide as the boxes in it")
    # No part of the room around them is asked for.
    paragraph = paragraph_of(node, node.children, {child: _lay_atom(child, _WIDE)[0] for child in inner})
    if paragraph is None:
        return 0.0
    if paragraph.forced:
        raise NotTypesetError("a box as wide as the longest of its lines")
    return paragraph.width if not paragraph.reach else paragraph.reach[-1]


def _has_share(node: Node) -> bool:
    """Say whether a box is as wide as a part of what is around it, or has such edges."""
    style = node.style
    return any(isinstance(each, Share) for each in (style.width, *style.margin, *style.padding))


def _move_to_foot(box: Box, end: float) -> bool:
    """Move the first box that stands at the end of the page there; say whether there was one."""
    for child in box.children:
        if not isinstance(child, Box):
            continue
        if FOOT in child.node.attributes.get("class", "").split():
            margin = length(child.node.style.margin.bottom, None) or 0.0
            move(child, 0.0, max(0.0, end - child.y - child.height - margin))
            return True
        if _move_to_foot(child, end):
            return True
    return False
