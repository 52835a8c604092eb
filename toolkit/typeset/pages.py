"""The size and the margins of a page, by @page rules (CSS Paged Media 3)."""

from collections.abc import Iterator

from toolkit.typeset.parts import NotTypesetError, PageStyle, Sides
from toolkit.typeset.sheets import Declaration, PageRule
from toolkit.typeset.shorthands import SIDES, longhands
from toolkit.typeset.values import Sizes, Tokens, amount, without_space, words, written

_MM, _INCH = 96 / 25.4, 96
_SIZES = {
    "a3": (297 * _MM, 420 * _MM),
    "a4": (210 * _MM, 297 * _MM),
    "a5": (148 * _MM, 210 * _MM),
    "a6": (105 * _MM, 148 * _MM),
    "letter": (8.5 * _INCH, 11 * _INCH),
    "legal": (8.5 * _INCH, 14 * _INCH),
}
# WeasyPrint's, where no rule says another one.
_MARGIN = 75.0
# A page has no letters that its lengths could refer to; rules that use em are refused below.
_NONE = Sizes(float("nan"), float("nan"))


def page_style(rules: list[PageRule], name: str) -> PageStyle:
    """Return the style of the pages of a name. Raises NotTypesetError for marks, margin boxes and the like."""
    width, height = _SIZES["a4"]
    margins = dict.fromkeys(SIDES, _MARGIN)
    for each in _in_order(rules, name):
        if not each.name:
            raise NotTypesetError(each.selector)
        tokens = without_space(each.tokens)
        if each.name == "size":
            width, height = _size(tokens)
        elif each.name == "margin" or each.name.removeprefix("margin-") in SIDES:
            for margin, value in longhands(each.name, tokens):
                margins[margin.removeprefix("margin-")] = _pixels(value)
        elif (each.name, words(tokens)) not in [("marks", ["none"]), ("bleed", ["auto"])]:
            raise NotTypesetError(f"{each.name} of {each.selector}")
    return PageStyle(width, height, Sides(**margins))


def _in_order(rules: list[PageRule], name: str) -> Iterator[Declaration]:
    """Go through declarations, the weakest first: a page's name wins over none (CSS Paged Media 3, 4.5)."""
    for is_important in (False, True):
        for wanted in dict.fromkeys(("", name)):
            for rule in rules:
                if rule.name == wanted:
                    yield from (each for each in rule.declarations if each.is_important == is_important)


def _size(tokens: Tokens) -> tuple[float, float]:
    """Read one or two lengths, or a name with the way that the page is turned."""
    found = words(tokens)
    names = [word for word in found if word in _SIZES]
    if names and len(found) <= 2 and set(found) <= {names[0], "portrait", "landscape"}:
        width, height = _SIZES[names[0]]
        return (height, width) if "landscape" in found else (width, height)
    lengths = [_pixels([token]) for token in tokens]
    if not 1 <= len(lengths) <= 2:
        raise NotTypesetError(f"size {written(tokens)}")
    return lengths[0], lengths[-1]


def _pixels(tokens: Tokens) -> float:
    found = amount(tokens[0], _NONE) if len(tokens) == 1 else None
    # What is not a number is not equal to itself.
    if found is None or found.value != found.value or (found.unit != "px" and (found.unit or found.value)):
        raise NotTypesetError(f"value {written(tokens)} of a page")
    return found.value
