"""What stands on a page becomes its content, with tags and bookmarks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from toolkit.typeset.borders import draw_borders
from toolkit.typeset.content import POINTS, Content
from toolkit.typeset.images import PageImages
from toolkit.typeset.page_fonts import PageFonts
from toolkit.typeset.parts import Box, Node, NotTypesetError, Picture, Placed, Text
from toolkit.typeset.spaces import texts_before_spaces, with_space
from toolkit.typeset.svg import draw_svg
from toolkit.typeset.tags import Tag, Tags


class Bookmark(NamedTuple):
    """A heading, and the place of its upper left corner in points from below."""

    title: str
    x: float
    y: float


class Drawing:
    """A page that was drawn.

    Backgrounds and borders come first, then what the page says in reading order: so no background covers a text, and
    all that a tag owns follows each other. Raises NotTypesetError for what is not known here.
    """

    def __init__(self, placed: Placed) -> None:
        self.fonts, self.images = PageFonts(), PageImages()
        self.tags = Tags(placed.tree.body)
        self.bookmarks: list[Bookmark] = []
        self._page = placed.tree.page
        self._content = Content(self._page.height, self.fonts)
        self._owner: Tag | None = None
        # About which point what is drawn now is turned.
        self._middle: tuple[float, float] | None = None
        self._before_spaces = texts_before_spaces(placed.body, self.tags)
        self._draw_boxes(placed.body)
        self._draw_children(placed.body)
        self._end_mark()
        self.content = self._content.data()

    def _draw_boxes(self, body: Box) -> None:
        """Draw backgrounds and borders, from the outermost box inwards, as artifacts (ISO 14289-1, 7.3)."""
        content, page = self._content, self._page
        content.begin_artifact()
        if body.node.style.background:
            # It covers the whole page (CSS 2.2, 14.2).
            content.fill(body.node.style.background, content.rectangle(0, 0, page.width, page.height))
        self._draw_frames(body, body)
        content.end_mark()

    def _draw_frames(self, top: Box, body: Box) -> None:
        """Draw backgrounds and borders of a box and of those in it."""
        content = self._content
        waiting = [top]
        while waiting:
            box = waiting.pop()
            style = box.node.style
            if style.is_turned and box is not top:
                with self._turned(box):
                    self._draw_frames(box, body)
                continue
            if style.background and box is not body and box.width and box.height:
                content.fill(style.background, content.rectangle(box.x, box.y, box.width, box.height))
            draw_borders(box, content)
            waiting += [child for child in reversed(box.children) if isinstance(child, Box)]

    @contextmanager
    def _turned(self, box: Box) -> Iterator[None]:
        """Turn what is drawn by half a turn about the middle of a box (CSS Transforms 1, 6)."""
        if self._middle is not None:
            raise NotTypesetError("a turn within a turn")
        self._middle = box.x + box.width / 2, box.y + box.height / 2
        self._content.begin_turned(*self._middle)
        yield
        self._content.end_drawing()
        self._middle = None

    def _draw_children(self, box: Box) -> None:
        if level := box.node.style.bookmark_level:
            self._add_bookmark(box, level)
        for child in box.children:
            if isinstance(child, Box):
                self._draw_inner(child)
            elif isinstance(child, Picture):
                self._draw_picture(child)
            elif child.shaped.letters:
                self._draw_text(child)

    def _draw_inner(self, box: Box) -> None:
        if not box.node.style.is_turned:
            self._draw_children(box)
            return
        # What is marked must end where what is turned ends (ISO 32000-1, 14.6.1).
        self._end_mark()
        with self._turned(box):
            self._draw_children(box)
            self._end_mark()

    def _seen(self, box: Box | Picture) -> tuple[float, float, float, float]:
        """Return left, lower, right and upper side as they are seen, in points from below."""
        left, top, right, bottom = box.x, box.y, box.x + box.width, box.y + box.height
        if self._middle is not None:
            x, y = (2 * each for each in self._middle)
            left, top, right, bottom = x - right, y - bottom, x - left, y - top
        high = self._page.height
        return left * POINTS, (high - bottom) * POINTS, right * POINTS, (high - top) * POINTS

    def _draw_text(self, text: Text) -> None:
        owner, style = self.tags.owner(text.node), text.node.style
        if owner is self.tags.document and all(
            letter.text.isspace() for letter, _kerning in text.shaped.letters
        ):
            # A space between two boxes is part of none of them.
            return
        self._mark(owner)
        shaped = with_space(text.font, text.shaped) if text in self._before_spaces else text.shaped
        self._content.text(text.font, style.size, text.spacing, style.colour, (text.x, text.y), shaped)

    def _draw_picture(self, picture: Picture) -> None:
        tag = self.tags.owner(picture.node)
        # Where it is tells a reader how to show it (ISO 32000-1, table 343).
        tag.entries += b"/A<</O/Layout/BBox[%.2f %.2f %.2f %.2f]>>" % self._seen(picture)
        self._mark(tag)
        if picture.node.drawing is not None:
            draw_svg(picture, self._content)
        else:
            name = self.images.name(picture.node.attributes.get("src", ""))
            self._content.image(name, picture.x, picture.y, picture.width, picture.height)

    def _mark(self, owner: Tag) -> None:
        """Have what follows belong to a tag."""
        if owner is self._owner:
            return
        self._end_mark()
        self._owner = owner
        self._content.begin_mark(self.tags.add_content(owner))

    def _end_mark(self) -> None:
        if self._owner is not None:
            self._content.end_mark()
            self._owner = None

    def _add_bookmark(self, box: Box, level: int) -> None:
        if level > 1:
            raise NotTypesetError("bookmarks within bookmarks")
        title = " ".join("".join(_texts(box.node)).split())
        if title:
            left, _lower, _right, upper = self._seen(box)
            self.bookmarks.append(Bookmark(title, left, upper))


def _texts(node: Node) -> list[str]:
    return [
        text for child in node.children for text in (_texts(child) if isinstance(child, Node) else [child])
    ]
