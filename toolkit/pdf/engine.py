"""WeasyPrint, bound to our own files and fonts. Importing this module needs Pango (OSError without it)."""

import base64
import logging
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from django.conf import settings
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.pdf.metadata import NS, DocumentMetadata
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse, URLFetchingError

from toolkit.pdf import TooManyPagesError
from toolkit.pdf.files import PICTURE, RefusedAddressError, own_file
from toolkit.pdf.languages import tag_languages

logger = logging.getLogger(__name__)

FONT_STYLES = "fonts.css"
INFO_KEYS = {"Title"}
# Three millimetres in points: so far colour runs over the edge of a page that has marks for a print shop.
BLEED = 3 * 72 / 25.4
PICTURE_LIMIT = 512 * 1024


def _tells_no_content(record: logging.LogRecord) -> bool:
    """Keep what a page says out of the log: addresses, and the letters of a name that our fonts lack."""
    text = record.getMessage()
    return not any(part in text for part in ("://", "data:", ".notdef"))


logging.getLogger("weasyprint").addFilter(_tells_no_content)


class OwnFilesFetcher(URLFetcher):  # type: ignore[misc]  # the base has no types
    """Reads our static files and PNG data, and nothing else: no network, no other file, no redirect."""

    def __init__(self, root: Path) -> None:
        super().__init__(allowed_protocols=["static", "data"], allow_redirects=False)
        self.root = root

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Return the content of an address. Raises RefusedAddressError, which leaves the picture or sheet out."""
        if url.startswith(PICTURE):
            if len(url) > PICTURE_LIMIT:
                raise RefusedAddressError("a picture too large")
            picture = base64.b64decode(url.removeprefix(PICTURE), validate=True)
            return URLFetcherResponse("data:", picture, {"Content-Type": "image/png"})
        try:
            path = own_file(url, self.root)
        except RefusedAddressError:
            logger.warning("A PDF tried to read an address that is not ours; it was left out.")
            raise
        kind = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}.get(path.suffix, "font/ttf")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


class PlainMetadata(DocumentMetadata):  # type: ignore[misc]  # the base has no types
    """Title and language, and no word on which software made the file, who or when."""

    def generate_rdf_metadata(self, variant: str, version: int, conformance: str | None) -> bytes:
        """Return the metadata without the producer that WeasyPrint writes."""
        rdf = ET.fromstring(super().generate_rdf_metadata(variant, version, conformance))  # noqa: S314 - just made
        for description in list(rdf):
            description.attrib.pop(f"{{{NS['pdf']}}}Producer", None)
            if set(description.attrib) == {f"{{{NS['rdf']}}}about"} and len(description) == 0:
                rdf.remove(description)
        packet: bytes = ET.tostring(rdf, encoding="utf-8")
        return packet


class Engine:
    """One fetcher, one font configuration and the parsed style sheets, kept as long as the process lives.

    Pango's font map is not made for several threads, so one page is set at a time. Raises OSError when a font
    of ours is missing.
    """

    def __init__(self) -> None:
        tag_languages()
        self.lock = threading.Lock()
        self.fetcher = OwnFilesFetcher(settings.BASE_DIR / "static")
        folder = self.fetcher.root / "fonts" / "pdf"
        if not any(folder.glob("*.ttf")):
            raise FileNotFoundError(f"no fonts in {folder}; run scripts/build_fonts.py")
        self.fonts = FontConfiguration()
        self.sheets: dict[str, CSS] = {}

    def leave_to_parent(self) -> None:
        """Disown the copies of the fonts in a forked child, whose end would otherwise delete the parent's."""
        self.fonts._folder = None  # noqa: SLF001 - there is no public way

    def stylesheet(self, name: str) -> CSS:
        """Return a style sheet of static/css/print/, parsed once."""
        if name not in self.sheets:
            path = own_file(f"static:css/print/{name}", self.fetcher.root)
            self.sheets[name] = CSS(
                string=path.read_text(encoding="utf-8"), url_fetcher=self.fetcher, font_config=self.fonts
            )
        return self.sheets[name]

    def set_pages(self, html: str, styles: tuple[str, ...]) -> Document:
        """Lay out a page. Raises ValueError when it cannot be set without an address that is not ours."""
        try:
            return HTML(string=html, url_fetcher=self.fetcher).render(
                font_config=self.fonts,
                stylesheets=[self.stylesheet(name) for name in (FONT_STYLES, *styles)],
                pdf_variant="pdf/ua-1",
            )
        except URLFetchingError as error:
            raise ValueError("the page needs an address that is not ours") from error

    def set(self, html: str, styles: tuple[str, ...], max_pages: int | None) -> Document:
        """Lay out a page that is to become a PDF; see `toolkit.pdf.set_pdf`."""
        with self.lock:
            document = self.set_pages(html, styles)
            move_to_foot(document)
        if max_pages is not None and len(document.pages) > max_pages:
            raise TooManyPagesError(len(document.pages), max_pages)
        title, language = document.metadata.title, document.metadata.lang
        if not title or not language:
            raise ValueError("a PDF needs a title and a language")
        document.metadata = PlainMetadata(title=title, lang=language)
        return document

    def write(self, document: Document) -> bytes:
        """Return the PDF of a page that was laid out."""
        with self.lock:
            data: bytes = document.write_pdf(finisher=_finish, pdf_variant="pdf/ua-1", pdf_identifier=True)
        return data


def move_to_foot(document: Document) -> None:
    """Move what has the class `at-the-foot` down to the end of its page.

    WeasyPrint has footnotes for this, and lays the whole page out twice for them. Backgrounds are laid out already and
    stay behind: what is moved shows borders and text only.
    """
    for page in document.pages:
        page_box = page._page_box  # noqa: SLF001 - there is no public way
        for box in page_box.descendants():
            if box.element is not None and "at-the-foot" in box.element.get("class", "").split():
                end = page_box.content_box_y() + page_box.height
                box.translate(0, max(0, end - box.position_y - box.margin_height()))
                break


def _finish(_document: Document, pdf: Any) -> None:  # noqa: ANN401 - pydyf has no types
    """Leave out metadata that is not allowed, and say where the bleed ends: the marks stand outside of it."""
    for key in set(pdf.info) - INFO_KEYS:
        del pdf.info[key]
    for page in pdf.objects:
        if isinstance(page, dict) and page.get("BleedBox") != page.get("TrimBox"):
            left, top, right, bottom = page["TrimBox"]
            page["BleedBox"][:] = [left - BLEED, top - BLEED, right + BLEED, bottom + BLEED]
