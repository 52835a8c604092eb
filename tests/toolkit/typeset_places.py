"""Where each text of a page stands, by WeasyPrint and by our typesetter."""

from collections.abc import Iterator
from typing import NamedTuple

from weasyprint.formatting_structure import boxes

from toolkit.pdf import TooManyPagesError, set_pdf
from toolkit.typeset.layout import lay_out
from toolkit.typeset.parts import Box, Placed, Text
from toolkit.typeset.reading import read_page

# Both round, WeasyPrint to the 1024th of a pixel for each letter.
NEARLY = 0.1


class Place(NamedTuple):
    """A text of one line in one font, and where its baseline begins, in pixels."""

    text: str
    x: float
    y: float


def weasyprint_places(html: str, styles: tuple[str, ...]) -> list[Place] | None:
    """Return the texts of a page as WeasyPrint sets it; None where one page is not enough."""
    try:
        [page] = set_pdf(html, styles=styles, max_pages=1).document.pages
    except TooManyPagesError:
        return None
    found = [
        Place(box.text.strip(" ").replace("\u2060", ""), box.position_x, box.position_y + box.baseline)
        for box in page._page_box.descendants()
        if isinstance(box, boxes.TextBox)
    ]
    return [place for place in found if place.text]


def our_places(html: str, styles: tuple[str, ...]) -> list[Place] | None:
    """Return the texts of a page as our typesetter sets it. Raises NotTypesetError."""
    try:
        placed: Placed = lay_out(read_page(html, styles), max_pages=1)
    except TooManyPagesError:
        return None
    found = [
        Place("".join(letter.text for letter, _move in text.shaped.letters).strip(" "), text.x, text.y)
        for text in texts_in(placed.body)
    ]
    return [place for place in found if place.text]


def texts_in(box: Box) -> Iterator[Text]:
    """Yield the texts in a box in the order in which they are read."""
    for child in box.children:
        if isinstance(child, Box):
            yield from texts_in(child)
        elif isinstance(child, Text):
            yield child


def differences(html: str, styles: tuple[str, ...]) -> list[tuple[object, object]]:
    """Return what stands elsewhere, or is broken into other lines, in pairs: WeasyPrint's and ours."""
    theirs, ours = weasyprint_places(html, styles), our_places(html, styles)
    if theirs is None or ours is None:
        return [] if theirs is ours else [(theirs, ours)]
    if [place.text for place in theirs] != [place.text for place in ours]:
        return [pair for pair in zip(theirs, ours, strict=False) if pair[0].text != pair[1].text]
    return [
        (one, other)
        for one, other in zip(theirs, ours, strict=True)
        if abs(one.x - other.x) > NEARLY or abs(one.y - other.y) > NEARLY
    ]
