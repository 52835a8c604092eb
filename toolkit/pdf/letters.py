"""Which letters our fonts for PDF have, and how wide they are set. Needs no Pango."""

import hashlib
import html
import re
import unicodedata
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont

from toolkit.typeset import VERSION

_TAGS = re.compile(r"<(style|title)\b.*?</\1>|<[^>]*>", re.DOTALL)
_DRAWN_BY_NOBODY = {"Cc", "Cf", "Zs", "Zl", "Zp", "Mn"}


def missing_letters(page: str) -> list[str]:
    """Return the letters of an HTML page that none of our fonts has, each once, in order of their code."""
    text = unicodedata.normalize("NFC", html.unescape(_TAGS.sub(" ", page)))
    known = _known()
    return sorted(
        letter
        for letter in set(text)
        if ord(letter) not in known and unicodedata.category(letter) not in _DRAWN_BY_NOBODY
    )


def text_width(text: str, *, weight: int) -> float:
    """Return how wide a line of Commissioner is, in parts of its size; a letter that is missing counts as one."""
    widths, units = _widths(weight)
    return sum(widths.get(ord(letter), units) for letter in text) / units


@cache
def fonts_and_engine() -> str:
    """Return a hash that changes when a font, the version of WeasyPrint or that of our typesetter does."""
    digest = hashlib.sha256(f"{version('weasyprint')} {VERSION}".encode())
    for path in sorted(_folder().glob("*.ttf")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def styles_version(names: tuple[str, ...]) -> str:
    """Return a hash of style sheets of static/css/print/ by their content. Raises OSError for one that is not there."""
    folder = Path(settings.BASE_DIR) / "static" / "css" / "print"
    digest = hashlib.sha256()
    for name in names:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()


@cache
def _known() -> frozenset[int]:
    return frozenset(
        code for path in _folder().glob("*.ttf") for code in TTFont(path, lazy=True).getBestCmap()
    )


@cache
def _widths(weight: int) -> tuple[dict[int, int], int]:
    font = TTFont(_folder() / f"Commissioner-{weight}.ttf", lazy=True)
    metrics = font["hmtx"].metrics
    widths = {code: metrics[glyph][0] for code, glyph in font.getBestCmap().items()}
    return widths, font["head"].unitsPerEm


def _folder() -> Path:
    return Path(settings.BASE_DIR) / "static" / "fonts" / "pdf"
