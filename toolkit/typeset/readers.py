"""Readers of values that many properties have. Each raises NotTypesetError for a value that it does not know."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.typeset.parts import NotTypesetError, Share
from toolkit.typeset.shorthands import WIDTHS
from toolkit.typeset.values import Amount, Sizes, Tokens, amount, colour, word, written


@dataclass(frozen=True, slots=True)
class Around:
    """What values refer to: sizes, the parent's size and weight, and the element's colour and height of line."""

    sizes: Sizes
    parent_size: float = 0.0
    parent_weight: int = 0
    colour: str = ""
    line_height: float = 0.0


type Read = Callable[[Tokens, Around], Any]


def one_of(meanings: Mapping[str, Any]) -> Read:
    """Return the reader of one of some names, each with what it means."""

    def read(tokens: Tokens, _around: Around) -> Any:  # noqa: ANN401 - as wide as the properties
        found = word(tokens)
        if found not in meanings:
            raise NotTypesetError(f"value {written(tokens)}")
        return meanings[found]

    return read


def same(*names: str) -> Read:
    """Return the reader of one of some names that mean themselves."""
    return one_of({name: name for name in names})


def read_amount(tokens: Tokens, around: Around) -> Amount:
    """Read a number, a length or a percentage."""
    found = amount(tokens[0], around.sizes) if len(tokens) == 1 else None
    if found is None:
        raise NotTypesetError(f"value {written(tokens)}")
    return found


def pixels(tokens: Tokens, around: Around) -> float:
    """Read a length; 0 needs no unit (CSS Values 4, 6)."""
    found = read_amount(tokens, around)
    if found.unit != "px" and (found.unit or found.value):
        raise NotTypesetError(f"value {written(tokens)}")
    return found.value


def length(*, is_auto: bool, is_signed: bool = False) -> Read:
    """Return the reader of a length or a part of what is around; `auto` becomes None, where it is allowed."""

    def read(tokens: Tokens, around: Around) -> float | Share | None:
        if is_auto and word(tokens) == "auto":
            return None
        found = read_amount(tokens, around)
        if found.value < 0 and not is_signed:
            raise NotTypesetError(f"value {written(tokens)}")
        return Share(found.value / 100) if found.unit == "%" else pixels(tokens, around)

    return read


def line_width(tokens: Tokens, around: Around) -> float:
    """Read the width of a border."""
    name = word(tokens)
    found = WIDTHS[name] if name in WIDTHS else pixels(tokens, around)
    if found < 0:
        raise NotTypesetError(f"value {written(tokens)}")
    return found


def read_colour(tokens: Tokens, around: Around) -> str | None:
    """Read a colour; None is one that is not seen."""
    if len(tokens) != 1:
        raise NotTypesetError(f"value {written(tokens)}")
    return around.colour if word(tokens) == "currentcolor" else colour(tokens[0])


def seen_colour(tokens: Tokens, around: Around) -> str:
    """Read a colour that is seen."""
    found = read_colour(tokens, around)
    if found is None:
        raise NotTypesetError("a colour that is not seen")
    return found
