"""What the parts of the typesetter hand on: styles, the tree of a page, and what stands where on it.

Lengths are CSS pixels (96 to an inch) from the upper left corner of the page, downwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from toolkit.pdf.outlines import Shaped


class NotTypesetError(Exception):
    """The page has something that this typesetter does not know; WeasyPrint sets it."""


class Share(NamedTuple):
    """A length that is a part of the width around it."""

    part: float


# A length in pixels, a part of the width around it, or None for `auto`.
type Length = float | Share | None


class Border(NamedTuple):
    """One side of a border: its width in pixels, 0 where there is none, "solid" or "dashed", and its colour."""

    width: float
    style: str
    colour: str


class Sides[T](NamedTuple):
    """Something for each side."""

    top: T
    right: T
    bottom: T
    left: T


@dataclass(frozen=True, slots=True)
class Style:
    """The computed style of an element, as far as the typesetter knows styles. Colours are "#rrggbb".

    `line_height` is in pixels, already multiplied by the size of the element that it is computed for; `raise_` is
    how far the baseline stands above that of the parent for `super` and lengths, or one of "baseline", "top", "bottom".
    """

    display: str  # "block", "inline", "inline-block", "table", "table-cell", "none"
    floating: str  # "none", "left"
    clear: str  # "none", "both"
    width: Length
    height: Length
    margin: Sides[Length]
    padding: Sides[Length]
    border: Sides[Border]
    background: str | None
    colour: str
    families: tuple[str, ...]
    size: float
    weight: int
    italic: bool
    line_height: float
    letter_spacing: float
    text_align: str  # "left", "right", "center"
    white_space: str  # "normal", "nowrap"
    vertical_align: str | float
    break_anywhere: bool
    table_layout: str
    bookmark_level: int
    is_pixelated: bool
    min_height: Length = None
    position: str = "static"  # "static", "absolute"
    left: Length = None
    top: Length = None
    is_turned: bool = False  # By half a turn, about its middle.


@dataclass(eq=False, slots=True)
class Node:
    """An element with its style; `language` is the one in force. Texts are as they stand in the page."""

    tag: str
    attributes: Mapping[str, str]
    style: Style
    language: str
    children: list["Node | str"] = field(default_factory=list)
    # Of <svg>, the element itself (lxml), whose names are in small letters.
    drawing: Any = None


class PageStyle(NamedTuple):
    """The size of the page and its margins, in pixels."""

    width: float
    height: float
    margin: Sides[float]


class Tree(NamedTuple):
    """A page that was read: its title, its language, the body and the page's own style."""

    title: str
    language: str
    body: Node
    page: PageStyle


@dataclass(eq=False, slots=True)
class Text:
    """Letters of one font in one line; `y` is that of the baseline. `spacing` is added after each letter."""

    node: Node
    x: float
    y: float
    font: str
    shaped: Shaped
    spacing: float


@dataclass(eq=False, slots=True)
class Picture:
    """A PNG or an SVG in its place. `node` is <img> or <svg>."""

    node: Node
    x: float
    y: float
    width: float
    height: float


@dataclass(eq=False, slots=True)
class Box:
    """The border box of an element, and what is in it in reading order."""

    node: Node
    x: float
    y: float
    width: float
    height: float
    children: list["Box | Text | Picture"] = field(default_factory=list)


class Placed(NamedTuple):
    """A page that was laid out: the box of its body holds all that it shows."""

    tree: Tree
    body: Box


def move(box: Box, right: float, down: float) -> None:
    """Move a box with all that is in it."""
    box.x += right
    box.y += down
    for child in box.children:
        if isinstance(child, Box):
            move(child, right, down)
        else:
            child.x += right
            child.y += down
