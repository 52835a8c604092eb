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
from django.utils.translation import get_language

from sources.models import Review
from sources.models.translations import Translated
from toolkit.pdf import TooManyPagesError, render_pdf
from toolkit.qr import qr_address

KEPT_SECONDS = 60 * 60
_BREAKS = re.compile(r"[ \t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Address:
    """A page of ours as paper shows it: a code to scan and, beside it, the same in words."""

    host: str
    path: str
    qr: str


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
    html = render_to_string(f"campaigns/pdf/{template}", {"language": get_language(), **context})
    return _BREAKS.sub(" ", html)


def render_first_that_fits(
    html_of: Callable[[int], str], style: str, *, pages: Sequence[int], keep: bool = True
) -> bytes:
    """Return the PDF of the first variant that fits; `pages` says for each variant on how many pages.

    The variants are ordered from the largest to the smallest: the first and the last are tried, then the search
    halves what lies between. The file is kept in the cache for an hour, found again by what it shows; `keep` is
    False for what shows somebody's name. Raises TooManyPagesError when not even the last variant fits.
    """
    if not keep:
        return _search(html_of, style, pages)
    shown = hashlib.sha256(f"{style}\0{html_of(0)}\0{html_of(len(pages) - 1)}".encode()).hexdigest()
    key = f"sheet-{shown}"
    data: bytes | None = cache.get(key)
    if data is None:
        data = _search(html_of, style, pages)
        cache.set(key, data, KEPT_SECONDS)
    return data


def _search(html_of: Callable[[int], str], style: str, pages: Sequence[int]) -> bytes:
    done: dict[int, bytes] = {}

    def render(variant: int) -> None:
        styles = ["base.css", style]
        done[variant] = render_pdf(html_of(variant), styles=styles, max_pages=pages[variant])

    def fits(variant: int) -> bool:
        try:
            render(variant)
        except TooManyPagesError:
            return False
        return True

    last = len(pages) - 1
    if not fits(0):
        render(last)
        bisect.bisect_left(range(last), x=True, lo=1, key=fits)
    return done[min(done)]
