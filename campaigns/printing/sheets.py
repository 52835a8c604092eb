"""What all sheets share: the address of the living page, and text that steps down until it fits."""

import bisect
import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache as cache_of
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.translation import get_language, override

from campaigns.printing.directions import set_apart
from campaigns.printing.fitting import Search
from campaigns.printing.options import Ink, Options, Paper
from sources.models import Review
from sources.models.translations import Translated
from toolkit.pdf import require_pdf
from toolkit.pdf.letters import fonts_and_engine, missing_letters, styles_version
from toolkit.qr import qr_address
from toolkit.typeset.sheet import SetSheet, set_sheet

KEPT_SECONDS = 60 * 60
# Sheets of about as many letters are set in about the same size.
_ALIKE = 200
_TAGS = re.compile(r"<[^>]*>")
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

    def first_that_fits(self) -> int:
        """Return the number of the largest variant that fits. Raises TooManyPagesError when none does."""
        return self.search().best()

    def search(self) -> Search:
        """Return a search for the largest variant that fits."""
        letters = len(_TAGS.sub("", self.html_of(0)))
        kind = self.styles, len(self.pages), letters // _ALIKE
        return Search(self.set, variants=len(self.pages), kind=kind)

    def set(self, variant: int) -> SetSheet:
        """Lay out one variant. Raises TooManyPagesError, and what `toolkit.pdf.set_pdf` raises."""
        return set_sheet(
            self.html_of(variant), styles=["base.css", *self.styles], max_pages=self.pages[variant]
        )

    def render(self, variant: int) -> bytes:
        """Return one variant. Raises what `set` raises."""
        return self.set(variant).write()


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
            search_in = cache_of(lambda number: self.sheets[number].search())
            last, chosen = len(self.sheets) - 1, 0
            if last and not search_in(0).fits_at_all():
                chosen = bisect.bisect_left(
                    range(last), x=True, lo=1, key=lambda number: search_in(number).fits_at_all()
                )
            search = search_in(chosen)
            return search.set(search.best()).write()


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
    paper = options.paper if isinstance(options, Options) else Paper.A4
    has_marks = isinstance(options, Options) and options.marks
    shared = {
        "language": get_language(),
        "ink": ink,
        "paper": paper,
        "has_marks": has_marks,
        "options": None,
        "is_paper": True,
    }
    html = render_to_string(f"campaigns/pdf/{template}", {**shared, **context})
    return set_apart(_BREAKS.sub(" ", html))
