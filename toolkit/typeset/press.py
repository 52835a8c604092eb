"""A page of HTML becomes one that can be written, by our typesetter. Loads ten MiB that a web page never needs."""

import logging
from dataclasses import dataclass

from toolkit.pdf import render_pdf, set_pdf
from toolkit.typeset.file import write_page
from toolkit.typeset.layout import lay_out
from toolkit.typeset.parts import NotTypesetError, Placed
from toolkit.typeset.reading import read_page
from toolkit.typeset.sheet import SetSheet

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TypesetPage:
    """A page that the typesetter laid out."""

    placed: Placed
    html: str
    styles: tuple[str, ...]

    def write(self) -> bytes:
        """Return the tagged PDF; WeasyPrint makes it where the page shows what cannot be drawn here."""
        try:
            return write_page(self.placed)
        except NotTypesetError as reason:
            _note(reason, self.styles)
        return render_pdf(self.html, styles=self.styles, max_pages=1)


def set_page(html: str, styles: tuple[str, ...], max_pages: int | None) -> SetSheet:
    """Lay out a page with the typesetter, or with WeasyPrint where it knows more. Raises what `set_pdf` does."""
    try:
        return TypesetPage(lay_out(read_page(html, styles), max_pages=max_pages), html, styles)
    except NotTypesetError as reason:
        _note(reason, styles)
    # Not while that is handled: it holds all that was read of the page.
    return set_pdf(html, styles=styles, max_pages=max_pages)


def _note(reason: NotTypesetError, styles: tuple[str, ...]) -> None:
    """Leave a trace of why a page was set slowly; it names styles and kinds of boxes, never content."""
    logger.debug("WeasyPrint sets a page of %s: %s", ", ".join(styles), reason)
