"""The properties that the typesetter knows: what each is at first, whether it is inherited, how its value is read."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, NamedTuple

from tinycss2.ast import IdentToken, NumberToken, StringToken

from toolkit.typeset.parts import NotTypesetError, Share, Style
from toolkit.typeset.readers import (
    Around,
    Read,
    length,
    line_width,
    one_of,
    pixels,
    read_amount,
    read_colour,
    same,
    seen_colour,
)
from toolkit.typeset.shorthands import LINES, SIDES, WIDTHS
from toolkit.typeset.values import Amount, Tokens, is_literal, word, written


class Property(NamedTuple):
    """A property: how its value is read, its first value, what the parent has, and whether it is inherited."""

    read: Read
    first: Any
    of: Callable[[Style], Any]
    is_inherited: bool = False


def _families(tokens: Tokens, _around: Around) -> tuple[str, ...]:
    """Read names between commas: strings, or words that become one name (CSS Fonts 4, 2.1)."""
    names: list[list[str]] = [[]]
    for token in tokens:
        if is_literal(token, ","):
            names.append([])
        elif isinstance(token, IdentToken | StringToken):
            names[-1].append(token.value)
        else:
            raise NotTypesetError(f"value {written(tokens)}")
    if not all(names) or names in ([["unset"]], [["revert"]], [["revert-layer"]]):
        raise NotTypesetError(f"value {written(tokens)}")
    return tuple(" ".join(name) for name in names)


# What `small` and the like are, in pixels, from the smallest (CSS Fonts 4, 2.5; the factors are WeasyPrint's).
_NAMED_SIZES = {
    "xx-small": 16 * 3 / 5,
    "x-small": 12.0,
    "small": 16 * 8 / 9,
    "medium": 16.0,
    "large": 16 * 6 / 5,
    "x-large": 24.0,
    "xx-large": 32.0,
}


def _size(tokens: Tokens, around: Around) -> float:
    """Read a size; `smaller` and `larger` go to the next one with a name, as WeasyPrint does."""
    parent, name = around.parent_size, word(tokens)
    if name in _NAMED_SIZES:
        return _NAMED_SIZES[name]
    if name == "smaller":
        return max((size for size in _NAMED_SIZES.values() if size < parent), default=parent * 0.8)
    if name == "larger":
        return min((size for size in _NAMED_SIZES.values() if size > parent), default=parent * 1.2)
    found = length(is_auto=False)(tokens, around)
    return found.part * parent if isinstance(found, Share) else float(found or 0)


def _weight(tokens: Tokens, around: Around) -> int:
    """Read a weight; `bolder` and `lighter` follow CSS Fonts 4, 2.2.1."""
    parent = around.parent_weight
    match word(tokens):
        case "normal":
            return 400
        case "bold":
            return 700
        case "bolder":
            return 400 if parent < 350 else 700 if parent < 550 else max(parent, 900)
        case "lighter":
            return min(parent, 100) if parent < 550 else 400 if parent < 750 else 700
    if (
        len(tokens) == 1
        and isinstance(tokens[0], NumberToken)
        and tokens[0].int_value in range(100, 1000, 100)
    ):
        return int(tokens[0].int_value)
    raise NotTypesetError(f"value {written(tokens)}")


def line_height(tokens: Tokens, around: Around) -> Amount | None:
    """Read a number, which is inherited as such, or a length; None is `normal` (CSS Inline 3, 5.2)."""
    if word(tokens) == "normal":
        return None
    found = read_amount(tokens, around)
    if found.value < 0:
        raise NotTypesetError(f"value {written(tokens)}")
    return Amount(found.value / 100 * around.sizes.own, "px") if found.unit == "%" else found


def _letter_spacing(tokens: Tokens, around: Around) -> float:
    return 0.0 if word(tokens) == "normal" else pixels(tokens, around)


def _vertical_align(tokens: Tokens, around: Around) -> str | float:
    """Read how far the baseline is raised. `super` is half of the element's own size, as WeasyPrint has it."""
    match word(tokens):
        case "baseline" | "top" | "bottom" as name:
            return name
        case "super":
            return around.sizes.own * 0.5
        case "sub":
            return around.sizes.own * -0.5
    found = read_amount(tokens, around)
    return found.value / 100 * around.line_height if found.unit == "%" else pixels(tokens, around)


def _level(tokens: Tokens, _around: Around) -> int:
    if word(tokens) == "none":
        return 0
    if len(tokens) == 1 and isinstance(tokens[0], NumberToken) and (tokens[0].int_value or 0) > 0:
        return int(tokens[0].int_value)
    raise NotTypesetError(f"value {written(tokens)}")


def _transform(tokens: Tokens, _around: Around) -> bool:
    """Read `none`, or half a turn."""
    found = written(tokens)
    if found not in {"none", "rotate(180deg)"}:
        raise NotTypesetError(f"value {found}")
    return found != "none"


def _of_side(name: str, side: str) -> Callable[[Style], Any]:
    return attrgetter(f"{name}.{side}")


_ON_ALL_SIDES: dict[str, Property] = {}
for _side in SIDES:
    _ON_ALL_SIDES |= {
        f"margin-{_side}": Property(length(is_auto=True, is_signed=True), 0.0, _of_side("margin", _side)),
        f"padding-{_side}": Property(length(is_auto=False), 0.0, _of_side("padding", _side)),
        f"border-{_side}-width": Property(line_width, WIDTHS["medium"], _of_side("border", f"{_side}.width")),
        f"border-{_side}-style": Property(same(*LINES), "none", _of_side("border", f"{_side}.style")),
        f"border-{_side}-color": Property(seen_colour, None, _of_side("border", f"{_side}.colour")),
    }

_NO = False
_DISPLAYS = ("block", "inline", "inline-block", "table", "table-cell", "none")

PROPERTIES: dict[str, Property] = _ON_ALL_SIDES | {
    "display": Property(same(*_DISPLAYS), "inline", attrgetter("display")),
    "float": Property(same("none", "left"), "none", attrgetter("floating")),
    "clear": Property(same("none", "both"), "none", attrgetter("clear")),
    "width": Property(length(is_auto=True), None, attrgetter("width")),
    "height": Property(length(is_auto=True), None, attrgetter("height")),
    "min-height": Property(length(is_auto=True), None, attrgetter("min_height")),
    "position": Property(same("static", "absolute"), "static", attrgetter("position")),
    "left": Property(length(is_auto=True, is_signed=True), None, attrgetter("left")),
    "top": Property(length(is_auto=True, is_signed=True), None, attrgetter("top")),
    "transform": Property(_transform, _NO, attrgetter("is_turned")),
    "background-color": Property(read_colour, None, attrgetter("background")),
    "color": Property(seen_colour, "#000000", attrgetter("colour"), is_inherited=True),
    "font-family": Property(_families, ("serif",), attrgetter("families"), is_inherited=True),
    "font-size": Property(_size, 16.0, attrgetter("size"), is_inherited=True),
    "font-weight": Property(_weight, 400, attrgetter("weight"), is_inherited=True),
    "font-style": Property(
        one_of({"normal": False, "italic": True}), _NO, attrgetter("italic"), is_inherited=True
    ),
    "letter-spacing": Property(_letter_spacing, 0.0, attrgetter("letter_spacing"), is_inherited=True),
    "text-align": Property(
        one_of({"left": "left", "start": "left", "right": "right", "end": "right", "center": "center"}),
        "left",
        attrgetter("text_align"),
        is_inherited=True,
    ),
    "white-space": Property(same("normal", "nowrap"), "normal", attrgetter("white_space"), is_inherited=True),
    "overflow-wrap": Property(
        one_of({"normal": False, "anywhere": True}), _NO, attrgetter("break_anywhere"), is_inherited=True
    ),
    "image-rendering": Property(
        one_of({"auto": False, "pixelated": True}), _NO, attrgetter("is_pixelated"), is_inherited=True
    ),
    "vertical-align": Property(_vertical_align, "baseline", attrgetter("vertical_align")),
    "table-layout": Property(same("auto", "fixed"), "auto", attrgetter("table_layout")),
    "bookmark-level": Property(_level, 0, attrgetter("bookmark_level")),
}
