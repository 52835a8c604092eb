"""One-page sheets: set by the typesetter where it knows all that they use, else by WeasyPrint."""

from collections.abc import Sequence
from typing import Protocol

from toolkit.pdf import require_pdf


class SetSheet(Protocol):
    """A page that was laid out and can be written."""

    def write(self) -> bytes:
        """Return the tagged PDF."""


def set_sheet(html: str, *, styles: Sequence[str] = (), max_pages: int | None = None) -> SetSheet:
    """Lay out a sheet, and leave the writing for later. Takes and raises what `toolkit.pdf.set_pdf` does."""
    require_pdf()
    # Loaded when something is printed: processes that serve pages know the sheets too.
    from toolkit.typeset.press import set_page  # noqa: PLC0415

    return set_page(html, tuple(styles), max_pages)
