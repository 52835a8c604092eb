"""Values of CSS: amounts with their units, `calc()`, `var()` and colours (CSS Values and Units 4, CSS Variables 1).

Everything here raises NotTypesetError for what it does not know.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tinycss2 import serialize
from tinycss2.ast import (
    DimensionToken,
    FunctionBlock,
    HashToken,
    IdentToken,
    LiteralToken,
    Node,
    NumberToken,
    ParenthesesBlock,
    PercentageToken,
)
from tinycss2.color4 import parse_color

from toolkit.typeset.parts import NotTypesetError

type Tokens = Sequence[Node]

# Pixels to a unit (CSS Values 4, 6.2).
_PIXELS = {"px": 1.0, "pt": 96 / 72, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 24 / 25.4}
# Names that refer to each other in a circle end here.
_DEEPEST = 20


class Sizes(NamedTuple):
    """What lengths of a font refer to: the size of the element's letters and that of the root's, in pixels."""

    own: float
    root: float


class Amount(NamedTuple):
    """A number (unit ""), a length in pixels ("px") or a percentage ("%")."""

    value: float
    unit: str


def without_space(tokens: Tokens) -> list[Node]:
    """Leave out white space and comments."""
    return [token for token in tokens if token.type not in {"whitespace", "comment"}]


def is_literal(token: Node, marks: str) -> bool:
    """Say whether a token is one of some marks, such as a comma."""
    return isinstance(token, LiteralToken) and token.value in marks


def word(tokens: Tokens) -> str:
    """Return a value that is one name, in small letters, and "" for any other value."""
    return str(tokens[0].lower_value) if len(tokens) == 1 and tokens[0].type == "ident" else ""


def has_variables(tokens: Tokens) -> bool:
    """Say whether a value depends on custom properties."""
    for token in tokens:
        if isinstance(token, FunctionBlock) and (token.lower_name == "var" or has_variables(token.arguments)):
            return True
        if isinstance(token, ParenthesesBlock) and has_variables(token.content):
            return True
    return False


def written(tokens: Tokens) -> str:
    """Return a value as it is written, for those who read why it was refused."""
    return " ".join(serialize([token]) for token in tokens)


def words(tokens: Tokens) -> list[str]:
    """Return names in small letters, and anything else as it is written."""
    return [token.lower_value if isinstance(token, IdentToken) else serialize([token]) for token in tokens]


def amount(token: Node, sizes: Sizes) -> Amount | None:
    """Return what a number, length, percentage or `calc()` says, and None for anything else."""
    if isinstance(token, NumberToken):
        return Amount(token.value, "")
    if isinstance(token, PercentageToken):
        return Amount(token.value, "%")
    if isinstance(token, DimensionToken):
        return Amount(token.value * _pixels(token.lower_unit, sizes), "px")
    if isinstance(token, FunctionBlock) and token.lower_name == "calc":
        return _sum(without_space(token.arguments), sizes)
    return None


def colour(token: Node) -> str | None:
    """Return a named or #hex colour as "#rrggbb", and None for `transparent`."""
    if isinstance(token, IdentToken | HashToken):
        found = parse_color(token)
        if found is not None and not isinstance(found, str):
            red, green, blue, opacity = (round(255 * part) for part in (*found.coordinates, found.alpha))
            if not opacity:
                return None
            if opacity == 255:
                return f"#{red:02x}{green:02x}{blue:02x}"
    raise NotTypesetError(f"colour {serialize([token])}")


def substitute(tokens: Tokens, custom: Mapping[str, Tokens], deep: int = 0) -> list[Node]:
    """Put the values of custom properties in place of `var()` (CSS Variables 1, 3)."""
    if deep > _DEEPEST:
        raise NotTypesetError("custom properties that refer to each other")
    result: list[Node] = []
    for token in tokens:
        if isinstance(token, FunctionBlock) and token.lower_name == "var":
            result += substitute(_variable(token, custom), custom, deep + 1)
        elif isinstance(token, FunctionBlock):
            inner = substitute(token.arguments, custom, deep + 1)
            result.append(FunctionBlock(token.source_line, token.source_column, token.name, inner))
        elif isinstance(token, ParenthesesBlock):
            inner = substitute(token.content, custom, deep + 1)
            result.append(ParenthesesBlock(token.source_line, token.source_column, inner))
        else:
            result.append(token)
    return result


def _variable(function: FunctionBlock, custom: Mapping[str, Tokens]) -> Tokens:
    """Return what `var()` stands for, which may have `var()` in turn."""
    arguments: Tokens = function.arguments
    comma = next((place for place, token in enumerate(arguments) if is_literal(token, ",")), len(arguments))
    name = serialize(without_space(arguments[:comma]))
    if name in custom:
        return custom[name]
    if comma == len(arguments):
        raise NotTypesetError(f"{name} has no value")
    return arguments[comma + 1 :]


def _pixels(unit: str, sizes: Sizes) -> float:
    if unit == "em":
        return sizes.own
    if unit == "rem":
        return sizes.root
    if unit in _PIXELS:
        return _PIXELS[unit]
    raise NotTypesetError(f"unit {unit}")


def _sum(tokens: list[Node], sizes: Sizes) -> Amount:
    """Return what the inside of `calc()` says (CSS Values 4, 10.8): products, added or subtracted."""
    total = None
    first = 0
    for place in range(len(tokens) + 1):
        if place < len(tokens) and not is_literal(tokens[place], "+-"):
            continue
        product = _product(tokens[first:place], sizes)
        if total is None:
            total = product
        elif total.unit != product.unit:
            raise NotTypesetError(f"calc({written(tokens)})")
        else:
            sign = -1 if is_literal(tokens[first - 1], "-") else 1
            total = Amount(total.value + sign * product.value, total.unit)
        first = place + 1
    if total is None:  # pragma: no cover - the end of the list always ends a product
        raise NotTypesetError("calc()")
    return total


def _product(tokens: list[Node], sizes: Sizes) -> Amount:
    """Return what follows of factors says; one of a product has a unit, and what is divided by has none."""
    if len(tokens) % 2 == 0:
        raise NotTypesetError(f"calc({written(tokens)})")
    total = _factor(tokens[0], sizes)
    for operator, token in zip(tokens[1::2], tokens[2::2], strict=True):
        factor = _factor(token, sizes)
        if is_literal(operator, "*") and not (total.unit and factor.unit):
            total = Amount(total.value * factor.value, total.unit or factor.unit)
        elif is_literal(operator, "/") and not factor.unit and factor.value:
            total = Amount(total.value / factor.value, total.unit)
        else:
            raise NotTypesetError(f"calc({written(tokens)})")
    return total


def _factor(token: Node, sizes: Sizes) -> Amount:
    found = amount(token, sizes)
    if isinstance(token, ParenthesesBlock):
        inner = without_space(token.content)
        if any(isinstance(each, FunctionBlock) for each in inner):
            # WeasyPrint does not know `calc()` within these.
            raise NotTypesetError(f"calc() with {serialize([token])}")
        found = _sum(inner, sizes)
    if found is None:
        raise NotTypesetError(f"calc() with {serialize([token])}")
    return found
