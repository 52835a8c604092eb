"""PDF files from our own HTML. The app starts without Pango; then `pdf_available` says no."""

import atexit
import importlib
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.pdf.files import write_whole_file
from toolkit.pdf.stand_ins import stand_ins

if TYPE_CHECKING:
    from weasyprint.document import Document

    from toolkit.pdf.engine import Engine

__all__ = [
    "PDFUnavailableError",
    "SetPDF",
    "TooManyPagesError",
    "pdf_available",
    "render_pdf",
    "require_pdf",
    "set_pdf",
    "write_pdf",
]

logger = logging.getLogger(__name__)

# WeasyPrint uses them where HarfBuzz's own subsetter is missing, and for variable fonts, of which we have none. With
# what they load (lxml among it) they take ten megabytes.
_HARDLY_EVER_USED = ("fontTools.subset", "fontTools.varLib.instancer")


class PDFUnavailableError(RuntimeError):
    """This machine cannot make PDFs: Pango or our fonts are missing."""


class TooManyPagesError(ValueError):
    """The text does not fit the pages that its sheet has."""

    def __init__(self, pages: int, limit: int) -> None:
        super().__init__(f"{pages} pages where {limit} are allowed")


@dataclass(frozen=True, slots=True)
class SetPDF:
    """A page that was laid out and can be written."""

    engine: "Engine"
    document: "Document"

    def write(self) -> bytes:
        """Return the tagged PDF."""
        return self.engine.write(self.document)


def pdf_available() -> bool:
    """Say whether PDFs can be made here. The first call loads Pango, which takes half a second."""
    try:
        _engine()
    except PDFUnavailableError:
        return False
    return True


def require_pdf() -> None:
    """Load what makes PDFs. Raises PDFUnavailableError where they cannot be made."""
    _engine()


def render_pdf(html: str, *, styles: Sequence[str] = (), max_pages: int | None = None) -> bytes:
    """Return a tagged PDF (PDF/UA-1) of an HTML page that has a title and a language.

    `styles` are style sheets such as "leaflet.css" in static/css/print/, next to the fonts' own. The page can
    refer to our files as `static:css/...` and carry PNG pictures as data; nothing else is ever fetched. The
    same page gives the same bytes. Raises PDFUnavailableError, TooManyPagesError when it is longer than
    `max_pages`, and ValueError when title or language is missing.
    """
    return set_pdf(html, styles=styles, max_pages=max_pages).write()


def set_pdf(html: str, *, styles: Sequence[str] = (), max_pages: int | None = None) -> SetPDF:
    """Lay out a page, which says whether it fits, and leave the writing for later: that takes a third of the time.

    Raises what `render_pdf` raises.
    """
    engine = _engine()
    return SetPDF(engine, engine.set(html, tuple(styles), max_pages))


def write_pdf(html: str, target: Path, *, styles: Sequence[str] = (), max_pages: int | None = None) -> Path:
    """Render as `render_pdf` does and put the file at `target`, whole or not at all; returns `target`.

    Raises what `render_pdf` raises, and OSError when the disk is full or cannot be written; the file that was
    there before then stays as it was.
    """
    write_whole_file(target, render_pdf(html, styles=styles, max_pages=max_pages))
    return target


def _engine() -> "Engine":
    reason, engine = _load()
    if engine is None:
        raise PDFUnavailableError(reason)
    return engine


@cache
def _load() -> tuple[str, "Engine | None"]:
    """Load the engine once a process; a failure is logged once and remembered."""
    try:
        with stand_ins(*_HARDLY_EVER_USED):
            module = importlib.import_module("toolkit.pdf.engine")
        engine: Engine = module.Engine()
    except OSError as error:
        reason = str(error).strip().splitlines()[0]
        logger.warning("PDFs are off: %s", reason)
        return reason, None
    return "", engine


def _start_anew_after_fork() -> None:
    """A forked child loads its own engine: fonts and locks are not to be shared with the parent."""
    if _load.cache_info().currsize:
        _, engine = _load()
        if engine is not None:
            engine.leave_to_parent()
        _load.cache_clear()


os.register_at_fork(after_in_child=_start_anew_after_fork)
# Pango must be let go of before the interpreter takes its libraries down, or the process may end in a crash;
# it also removes the copies of the fonts that WeasyPrint keeps in the temporary folder.
atexit.register(_load.cache_clear)
