"""Pages that were laid out by hand: what stands where, without a layout."""

import base64
from collections.abc import Mapping
from dataclasses import replace

from lxml import html

from toolkit.pdf.files import PICTURE
from toolkit.pdf.outlines import Shaped, whole_font
from toolkit.typeset.parts import Border, Box, Node, PageStyle, Picture, Placed, Sides, Style, Text, Tree

NO_BORDER = Border(0, "solid", "#000000")
PLAIN = Style(
    display="block",
    floating="none",
    clear="none",
    width=None,
    height=None,
    margin=Sides(0, 0, 0, 0),
    padding=Sides(0, 0, 0, 0),
    border=Sides(NO_BORDER, NO_BORDER, NO_BORDER, NO_BORDER),
    background=None,
    colour="#10140f",
    families=("Literata",),
    size=16.0,
    weight=400,
    italic=False,
    line_height=24.0,
    letter_spacing=0.0,
    text_align="left",
    white_space="normal",
    vertical_align="baseline",
    break_anywhere=False,
    table_layout="auto",
    bookmark_level=0,
    is_pixelated=False,
)
INLINE = replace(PLAIN, display="inline")
FONT = "Literata-400.ttf"


def node(
    tag: str, *children: Node | str, style: Style = PLAIN, attributes: Mapping[str, str] | None = None
) -> Node:
    """Return an element."""
    return Node(tag, attributes or {}, style, "ru", list(children))


def text(
    around: Node,
    words: str,
    x: float = 50,
    y: float = 50,
    *,
    font: str = FONT,
    spacing: float = 0,
    shaped: Shaped | None = None,
) -> Text:
    """Return words of an element in their place."""
    return Text(around, x, y, font, shaped or whole_font(font).shape(words), spacing)


def box(
    around: Node, *children: Box | Text | Picture, at: tuple[float, float, float, float] = (40, 40, 200, 60)
) -> Box:
    """Return a box of an element in its place: left, top, width and height."""
    return Box(around, *at, list(children))


def page(*boxes: Box, title: str = "Проба", width: float = 400, height: float = 300) -> Placed:
    """Return a page of these boxes."""
    body = node("body", *(each.node for each in boxes))
    size = PageStyle(width, height, Sides(40, 40, 40, 40))
    return Placed(Tree(title, "ru", body, size), box(body, *boxes, at=(40, 40, width - 80, height - 80)))


def drawing(content: str, *, view: str = "0 0 100 50", title: str = "Рисунок") -> Node:
    """Return an SVG as an element, read as the pages are."""
    around = node("svg")
    around.drawing = html.fromstring(f'<svg viewBox="{view}"><title>{title}</title>{content}</svg>')
    return around


def picture(around: Node, *, alt: str = "Что на ней", size: float = 100) -> Placed:
    """Return a page with a picture whose corner is 50 pixels from those of the page."""
    around.attributes = {"alt": alt, **around.attributes}
    return page(box(around, Picture(around, 50, 50, size, size), at=(50, 50, size, size)))


def address_of(png: bytes) -> str:
    return PICTURE + base64.b64encode(png).decode("ascii")
