"""Shorthands: one declaration that stands for several (CSS Cascade 4, 3.1)."""

from collections.abc import Callable, Iterator

from tinycss2.ast import IdentToken, Node

from toolkit.typeset.parts import NotTypesetError
from toolkit.typeset.values import Sizes, Tokens, amount, word

SIDES = ("top", "right", "bottom", "left")
# What every property can be. WeasyPrint does not know the others of CSS Cascade 4, 7.3.
WIDE = ("inherit", "initial")
LINES = ("none", "hidden", "dotted", "dashed", "solid", "double", "groove", "ridge", "inset", "outset")
WIDTHS = {"thin": 1.0, "medium": 3.0, "thick": 5.0}

# Here it only matters that something is a length, not how long it is.
_ANY = Sizes(1, 1)

type _Longhands = Iterator[tuple[str, Tokens]]


def longhands(name: str, tokens: Tokens) -> _Longhands:
    """Return what a declaration says, by properties that are no shorthands; `tokens` have neither space nor `var()`.

    Raises NotTypesetError for a value that no such shorthand has.
    """
    if name in _SHORTHANDS:
        return _SHORTHANDS[name](name, tokens)
    return iter([(name, tokens)])


def _of_sides(pattern: str) -> Callable[[str, Tokens], _Longhands]:
    """Return the reader of one to four values, for the sides clockwise from the top (CSS Box 4, 4)."""

    def read(name: str, tokens: Tokens) -> _Longhands:
        if not 1 <= len(tokens) <= len(SIDES):
            raise NotTypesetError(f"{name} with {len(tokens)} values")
        top, right, bottom, left = (tokens[place % len(tokens)] for place in range(4))
        if len(tokens) == 3:
            left = right
        for side, token in zip(SIDES, (top, right, bottom, left), strict=True):
            yield pattern.format(side), [token]

    return read


def _border(name: str, tokens: Tokens) -> _Longhands:
    """Read width, line and colour in any order; what is left out is as at first (CSS Backgrounds 3, 4.4)."""
    parts = dict.fromkeys(("width", "style", "color"), tokens if word(tokens) in WIDE else None)
    if None in parts.values():
        for token in tokens:
            part = _border_part(token)
            if parts[part]:
                raise NotTypesetError(f"{name} with two of {part}")
            parts[part] = [token]
    for side in SIDES if name == "border" else [name.removeprefix("border-")]:
        for part, found in parts.items():
            yield f"border-{side}-{part}", found or [IdentToken(0, 0, "initial")]


def _border_part(token: Node) -> str:
    name = word([token])
    if name in LINES:
        return "style"
    return "width" if name in WIDTHS or amount(token, _ANY) else "color"


def _background(name: str, tokens: Tokens) -> _Longhands:
    """Read a background that is a colour or nothing."""
    if len(tokens) != 1:
        raise NotTypesetError(f"{name} of more than a colour")
    yield "background-color", [IdentToken(0, 0, "transparent")] if word(tokens) == "none" else tokens


_SHORTHANDS: dict[str, Callable[[str, Tokens], _Longhands]] = {
    "margin": _of_sides("margin-{}"),
    "padding": _of_sides("padding-{}"),
    "border": _border,
    **{f"border-{side}": _border for side in SIDES},
    "border-width": _of_sides("border-{}-width"),
    "border-style": _of_sides("border-{}-style"),
    "border-color": _of_sides("border-{}-color"),
    "background": _background,
}
