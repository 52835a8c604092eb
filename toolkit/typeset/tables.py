"""Tables of one row whose columns have fixed widths (CSS 2.2, 17.5)."""

from collections.abc import Callable, Sequence

from toolkit.typeset.flow import Cursor, length, pixels
from toolkit.typeset.parts import Box, Node, NotTypesetError, Sides

type LayContent = Callable[[Box, Sides[float], Cursor], None]


def lay_table(box: Box, padding: Sides[float], cursor: Cursor, lay_content: LayContent) -> None:
    """Lay out a table at its place, and its cells with `lay_content` (CSS 2.2, 17.5.2.1).

    A table that is higher than its row leaves room below it, as WeasyPrint has it.
    """
    style = box.node.style
    border = style.border
    cells = _cells(box.node)
    inset = border.left.width + padding.left
    room = box.width - inset - padding.right - border.right.width
    widths = _columns([length(cell.style.width, room) for cell in cells], room)
    start = cursor.y
    top = start + border.top.width + padding.top
    x, end = box.x + inset, top
    row = []
    for cell, width in zip(cells, widths, strict=True):
        own = Cursor(top, area=cursor.area)
        inner = Box(cell, x, top, width, 0.0)
        lay_content(inner, pixels(cell.style.padding, room), own)
        end = max(end, own.end())
        row.append(inner)
        x += width
    for inner in row:
        inner.height = end - top
    box.children += row
    box.y = start
    least = length(style.height, None) or 0.0
    cursor.y = max(end + padding.bottom + border.bottom.width, start + least)
    box.height = cursor.y - start


def _cells(table: Node) -> list[Node]:
    """Return the cells of a table. Raises NotTypesetError for what is not known."""
    style = table.style
    cells = [child for child in table.children if isinstance(child, Node)]
    if style.table_layout != "fixed" or style.width is None:
        raise NotTypesetError("a table whose columns are as wide as their content")
    if style.min_height or any(cell.style.height is not None for cell in cells):
        raise NotTypesetError("a table of a least height, or a cell of a height")
    if any(isinstance(child, str) and child.strip() for child in table.children) or any(
        cell.style.display != "table-cell" or cell.style.vertical_align != "top" for cell in cells
    ):
        raise NotTypesetError("a table with something else than cells from the top of one row")
    return cells


def _columns(wanted: Sequence[float | None], room: float) -> list[float]:
    """Return the widths of columns: those that say none share what the others leave."""
    known = sum(width for width in wanted if width is not None)
    shares = sum(width is None for width in wanted)
    if known > room or not shares:
        raise NotTypesetError("columns that do not fill the table")
    return [(room - known) / shares if width is None else width for width in wanted]
