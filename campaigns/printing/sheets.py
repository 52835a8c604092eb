"""What all sheets share: the address of the living page, and text that steps down until it fits."""

import bisect
import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.translation import get_language, override

from campaigns.printing.options import Ink, Options
from sources.models import Review
from sources.models.translations import Translated
from toolkit.pdf import TooManyPagesError, render_pdf, require_pdf
from toolkit.pdf.letters import fonts_and_engine, missing_letters, styles_version
from toolkit.qr import qr_address

KEPT_SECONDS = 60 * 60
_BREAKS = re.compile(r"[ \t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Address:
    """A page of ours as paper shows it: a code to scan and, beside it, the same in words."""

    host: str
    path: str
    qr: str


class MissingLettersError(ValueError):
    """Our fonts lack letters of what is to be printed; `letters` are these."""

    def __init__(self, letters: Sequence[str]) -> None:
        super().__init__(" ".join(letters))
        self.letters = list(letters)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet before it is set: its variants from the largest to the smallest, and on how many pages each goes."""

    html_of: Callable[[int], str]
    styles: tuple[str, ...]
    pages: Sequence[int]

    def fits(self) -> bool:
        """Say whether at least the smallest variant fits its pages."""
        try:
            self.render(len(self.pages) - 1)
        except TooManyPagesError:
            return False
        return True

    def first_that_fits(self) -> int:
        """Return the number of the largest variant that fits. Raises TooManyPagesError when none does."""
        return min(_search(self))

    def render(self, variant: int) -> bytes:
        """Return one variant. Raises TooManyPagesError, and what `toolkit.pdf.render_pdf` raises."""
        return render_pdf(
            self.html_of(variant), styles=["base.css", *self.styles], max_pages=self.pages[variant]
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be printed: the same sheet with all of its text, then with less and less of it.

    `key` names the file by what it shows: its texts, its style sheets, our fonts and the engine.
    """

    language: str
    sheets: Sequence[Sheet]

    def key(self) -> str:
        """Return the SHA-256 of what the sheet shows, in hexadecimal digits. Raises PDFUnavailableError."""
        require_pdf()
        with override(self.language):
            first, last = self.sheets[0], self.sheets[-1]
            ends = [first.html_of(0), last.html_of(len(last.pages) - 1)]
        styles = styles_version(("fonts.css", "base.css", *first.styles))
        return hashlib.sha256("\0".join([*ends, styles, fonts_and_engine()]).encode()).hexdigest()

    def render(self) -> bytes:
        """Return the largest that fits, of the sheets that has most of the text.

        Raises PDFUnavailableError, MissingLettersError before anything is set, TooManyPagesError when not even
        the last sheet fits, and what `toolkit.pdf.render_pdf` raises.
        """
        require_pdf()
        with override(self.language):
            missing = missing_letters(self.sheets[0].html_of(0))
            if missing:
                raise MissingLettersError(missing)
            chosen = self.sheets[0]
            if len(self.sheets) > 1 and not chosen.fits():
                rest = self.sheets[1:-1]
                chosen = self.sheets[bisect.bisect_left(rest, x=True, key=Sheet.fits) + 1]
            done = _search(chosen)
            return done[min(done)]


def sheet_pdf(draft: Draft) -> bytes:
    """Return a draft's PDF from the cache, where it is kept an hour under its key, or set it.

    Raises what `Draft.render` raises.
    """
    key = f"sheet-{draft.key()}"
    data: bytes | None = cache.get(key)
    if data is None:
        data = draft.render()
        cache.set(key, data, KEPT_SECONDS)
    return data


def address_of(page: str, *, query: str = "") -> Address:
    """Return the address of one of our pages ("/ru/...") under the public URL.

    A `query` ("?shift=3") is only in the code: it spares who scans a tap, and who types need not type it.
    """
    code = qr_address(f"{settings.PUBLIC_URL}{page}{query}")
    return Address(host=urlsplit(settings.PUBLIC_URL).netloc, path=page, qr=code)


def is_unread(subjects: Iterable[Translated]) -> bool:
    """Say whether a text in the active language is a translation that no native speaker has read yet."""
    language = get_language()
    return language != settings.LANGUAGE_CODE and any(
        row.language == language and row.review == Review.UNREAD
        for subject in subjects
        for row in subject.translations.all()
    )


def sheet_html(template: str, **context: object) -> str:
    """Return a sheet's page in the active language, with single spaces for every kind of break.

    Where a line ends in a space and a line break, WeasyPrint gives up; so it does on breaks of other kinds that
    a pasted text may hold.
    """
    options = context.get("options")
    ink = options.ink if isinstance(options, Options) else Ink.COLOUR
    shared = {"language": get_language(), "ink": ink, "options": None}
    html = render_to_string(f"campaigns/pdf/{template}", {**shared, **context})
    return _BREAKS.sub(" ", html)


def render_first_that_fits(
    html_of: Callable[[int], str], style: str, *, pages: Sequence[int], keep: bool = True
) -> bytes:
    """Return the PDF of the first variant that fits; `pages` says for each variant on how many pages.

    The file is kept in the cache for an hour, found again by what it shows; `keep` is False for what shows
    somebody's name. Raises TooManyPagesError when not even the last variant fits.
    """
    sheet = Sheet(html_of, (style,), pages)
    if not keep:
        done = _search(sheet)
        return done[min(done)]
    shown = hashlib.sha256(f"{style}\0{html_of(0)}\0{html_of(len(pages) - 1)}".encode()).hexdigest()
    key = f"sheet-{shown}"
    data: bytes | None = cache.get(key)
    if data is None:
        done = _search(sheet)
        data = done[min(done)]
        cache.set(key, data, KEPT_SECONDS)
    return data


def _search(sheet: Sheet) -> dict[int, bytes]:
    """Return variants that fit, the largest of all among them: the last is tried, then what lies between is halved."""
    done: dict[int, bytes] = {}

    def fits(variant: int) -> bool:
        try:
            done[variant] = sheet.render(variant)
        except TooManyPagesError:
            return False
        return True

    last = len(sheet.pages) - 1
    if not fits(0):
        done[last] = sheet.render(last)
        bisect.bisect_left(range(last), x=True, lo=1, key=fits)
    return done
