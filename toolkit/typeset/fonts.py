"""Which of our fonts a style means (CSS Fonts 4, 5.2), by the names of their files: Family-WEIGHT[-Italic].ttf."""

import re
from functools import cache
from typing import NamedTuple

from django.conf import settings

from toolkit.typeset.parts import NotTypesetError

_NAME = re.compile(r"(\w+)-(\d{3})(-Italic)?\.ttf")
# Wanted weights between these are also met by each other before a lighter one.
_REGULAR, _MEDIUM = 400, 500
# WeasyPrint thickens letters that are wanted as heavy as that where the font is lighter.
_BOLD = 600


class _File(NamedTuple):
    weight: int
    italic: bool
    name: str


@cache
def font_file(families: tuple[str, ...], weight: int, italic: bool) -> str:  # noqa: FBT001 - as styles hold it
    """Return the file in static/fonts/pdf/, by its name, of the first family that we have.

    Raises NotTypesetError when we have none of them, or the letters would have to be slanted or thickened.
    """
    known = _files()
    family = next((name for each in families if (name := each.replace(" ", "").lower()) in known), None)
    if family is None:
        raise NotTypesetError(f"no font of {', '.join(families)}")
    files = [file for file in known[family] if file.italic == italic]
    if not files:
        raise NotTypesetError(f"{family} has no such letters: italic {italic}")
    found = min(files, key=lambda file: _distance(weight, file.weight))
    if weight >= _BOLD > found.weight:
        raise NotTypesetError(f"{family} has no bold letters")
    return found.name


def _distance(wanted: int, weight: int) -> tuple[int, int]:
    """Return what is the smaller, the sooner a weight is taken where another is wanted."""
    away = abs(weight - wanted)
    if _REGULAR <= wanted <= _MEDIUM:
        # Up to 500, then lighter ones, then heavier ones.
        return (0 if wanted <= weight <= _MEDIUM else 1 if weight < wanted else 2), away
    first = weight <= wanted if wanted < _REGULAR else weight >= wanted
    return (0 if first else 1), away


@cache
def _files() -> dict[str, list[_File]]:
    found: dict[str, list[_File]] = {}
    for path in sorted((settings.BASE_DIR / "static" / "fonts" / "pdf").glob("*.ttf")):
        if match := _NAME.fullmatch(path.name):
            file = _File(int(match[2]), bool(match[3]), path.name)
            found.setdefault(match[1].lower(), []).append(file)
    return found
