"""Pictures among blocks, and at the left of what follows (CSS 2.2, 9.5 and 10)."""

from toolkit.typeset.flow import Cursor, length, pixels
from toolkit.typeset.parts import Box, Node, NotTypesetError, Picture


def lay_float(node: Node, left: float, room: float, cursor: Cursor) -> Box:
    """Lay out a picture at the left of what follows."""
    style = node.style
    margin = pixels(style.margin, room)
    if node.tag != "img" or cursor.floats.end() > cursor.place():
        raise NotTypesetError("a float that is no picture, or stands beside another")
    width = length(style.width, room)
    if width is None:
        raise NotTypesetError("a picture without a width")
    box = Box(node, left + margin.left, cursor.place() + margin.top, width, 0.0)
    own = Cursor(box.y)
    lay_picture(box, own)
    cursor.floats.add(box.x + box.width + margin.right, own.y + margin.bottom)
    return box


def lay_picture(box: Box, cursor: Cursor) -> None:
    """Lay out a picture whose left side and width are known."""
    style = box.node.style
    if any(style.padding) or any(side.width for side in style.border) or style.min_height:
        raise NotTypesetError("a picture in a frame, or of a least height")
    height = length(style.height, None)
    if height is None:
        height = box.width * _height_of_drawing(box.node)
    y = cursor.settle()
    box.y, box.height = y, height
    box.children.append(Picture(box.node, box.x, y, box.width, height))
    cursor.y += height


def _height_of_drawing(node: Node) -> float:
    """Return how high a drawing is, in widths."""
    if node.drawing is None:
        raise NotTypesetError("a picture without a height")
    try:
        _x, _y, width, height = map(float, node.drawing.get("viewbox", "").replace(",", " ").split())
    except ValueError as error:
        raise NotTypesetError("a drawing without a view box") from error
    return height / width
