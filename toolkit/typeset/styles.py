"""Computed styles: the cascade, inheritance and what each value comes to in pixels (CSS Cascade 4, 4)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from toolkit.typeset.defaults import defaults
from toolkit.typeset.harmless import check_harmless
from toolkit.typeset.parts import Border, Length, NotTypesetError, Sides, Style
from toolkit.typeset.properties import PROPERTIES, line_height
from toolkit.typeset.readers import Around
from toolkit.typeset.sheets import Declaration, Sheets
from toolkit.typeset.shorthands import SIDES, WIDE, longhands
from toolkit.typeset.values import Amount, Sizes, Tokens, substitute, without_space, word, written

_INLINE = {"inline", "inline-block", "table-cell"}
_MEDIUM = 16.0
_NO_MARGIN: Sides[Length] = Sides(0.0, 0.0, 0.0, 0.0)


@dataclass(eq=False, slots=True)
class Computed:
    """The style of an element, None when it is not shown, and what else its children inherit."""

    style: Style | None
    custom: Mapping[str, Tokens]
    # A number is inherited as a number. None is `normal`.
    line_height: Amount | None
    # The name of the page that it stands on, empty for a page without one.
    page: str
    root_size: float
    # What was computed for children, by their signatures.
    children: dict[Any, "Computed"] = field(default_factory=dict)


# What goes from property to the value that won, with the selector that it won by.
type _Winners = dict[str, tuple[Tokens, str]]


def compute(tag: str, element: Any, parent: Computed | None, sheets: Sheets) -> Computed:  # noqa: ANN401 - cssselect2 has no types
    """Return the style of an element, of which cssselect2 has a wrapper.

    Raises NotTypesetError when a rule that matches it says what the typesetter does not know.
    """
    if tag not in defaults():
        raise NotTypesetError(f"<{tag}>")
    matches = sheets.matcher.match(element)
    _check_pseudo_elements(matches)
    declared = list(_in_order([rules for *_order, pseudo, rules in matches if pseudo is None]))
    custom = _custom(declared, parent)
    return _Computing(_winners([*defaults()[tag], *declared], custom), parent).computed(custom)


def _in_order(matches: Sequence[Sequence[Declaration]]) -> Iterator[Declaration]:
    """Go through declarations, the weakest first; matches come by their specificity and order."""
    for is_important in (False, True):
        for rules in matches:
            yield from (each for each in rules if each.is_important == is_important)


def _check_pseudo_elements(matches: Sequence[Any]) -> None:
    """Raise NotTypesetError when an element has a pseudo-element that is more than nothing."""
    found: dict[str, list[Sequence[Declaration]]] = {}
    for *_order, pseudo, rules in matches:
        if pseudo is not None and rules:
            found.setdefault(pseudo, []).append(rules)
    for pseudo, rules in found.items():
        contents = [each for each in _in_order(rules) if each.name == "content"]
        if not contents or word(contents[-1].tokens) != "none":
            raise NotTypesetError(f"::{pseudo} by {rules[-1][0].selector}")


def _custom(declared: Sequence[Declaration], parent: Computed | None) -> Mapping[str, Tokens]:
    """Return the custom properties of an element, those of its parent among them."""
    inherited = parent.custom if parent else {}
    own = {each.name: each.tokens for each in declared if each.name.startswith("--")}
    if not own:
        return inherited
    for name, tokens in own.items():
        if word(tokens) in WIDE:
            raise NotTypesetError(f"{name}: value {word(tokens)}")
    together = {**inherited, **own}
    return {name: substitute(tokens, together) for name, tokens in together.items()}


def _winners(declared: Sequence[Declaration], custom: Mapping[str, Tokens]) -> _Winners:
    """Return what is declared last for each property, without shorthands and `var()`."""
    winners: _Winners = {}
    for each in declared:
        if each.name.startswith("--"):
            continue
        for name, value in each.longhands or _longhands(each, custom):
            winners[name] = value, each.selector
    return winners


def _longhands(declaration: Declaration, custom: Mapping[str, Tokens]) -> list[tuple[str, Tokens]]:
    if not declaration.name:
        raise NotTypesetError(declaration.selector)
    with _Named(declaration.name, declaration.selector):
        tokens = without_space(substitute(declaration.tokens, custom))
        if not tokens:
            raise NotTypesetError("no value")
        return list(longhands(declaration.name, tokens))


class _Named:
    """Adds property and selector to what is refused."""

    def __init__(self, name: str, selector: str) -> None:
        self.name, self.selector = name, selector

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, NotTypesetError):
            raise NotTypesetError(f"{self.name} of {self.selector}: {error}") from error


class _Computing:
    """Reads the values of one element, in the order in which they refer to each other."""

    def __init__(self, winners: _Winners, parent: Computed | None) -> None:
        self.winners = winners
        self.parent = parent
        self.above = parent.style if parent else None
        size = self.above.size if self.above else _MEDIUM
        weight = self.above.weight if self.above else 400
        self.around = Around(Sizes(size, parent.root_size if parent else _MEDIUM), size, weight)

    def computed(self, custom: Mapping[str, Tokens]) -> Computed:
        """Return the style and what children inherit."""
        page = self.page()
        root_size = self.around.sizes.root
        if self.value("display") == "none":
            return Computed(None, custom, None, page, root_size)
        size = float(self.value("font-size"))
        root_size = root_size if self.parent else size
        self.around = replace(self.around, sizes=Sizes(size, root_size))
        self.around = replace(self.around, colour=self.value("color"))
        height = self.line_height()
        if height is None:
            raise NotTypesetError("line-height: normal")
        pixels = height.value if height.unit == "px" else height.value * size
        self.around = replace(self.around, line_height=pixels)
        style = self.style(size, pixels)
        self.check(style)
        return Computed(style, custom, height, page, root_size)

    def value(self, name: str) -> Any:  # noqa: ANN401 - as wide as the properties
        """Return the computed value of a property."""
        known, winner = PROPERTIES[name], self.winners.get(name)
        if winner is None:
            return known.of(self.above) if known.is_inherited and self.above else known.first
        tokens, selector = winner
        wide = word(tokens)
        if wide == "inherit" and self.above:
            return known.of(self.above)
        if wide in WIDE:
            return known.first
        with _Named(name, selector):
            return known.read(tokens, self.around)

    def line_height(self) -> Amount | None:
        """Return a number, a length or None, as children inherit it."""
        tokens, selector = self.winners.get("line-height", ((), ""))
        if not tokens or word(tokens) == "inherit":
            return self.parent.line_height if self.parent else None
        with _Named("line-height", selector):
            return None if word(tokens) == "initial" else line_height(tokens, self.around)

    def page(self) -> str:
        """Return the name of the page that the element wants, or that it stands on."""
        tokens, selector = self.winners.get("page", ((), ""))
        if not tokens or word(tokens) in {"auto", *WIDE}:
            return self.parent.page if self.parent else ""
        if not word(tokens):
            raise NotTypesetError(f"page of {selector}: value {written(tokens)}")
        return str(tokens[0].value)

    def style(self, size: float, height: float) -> Style:
        """Return the style. Raises NotTypesetError for a value that is not known."""
        floating, display, position = self.value("float"), self.value("display"), self.value("position")
        if position == "absolute":
            floating = "none"
        if display in _INLINE and (floating != "none" or position == "absolute" or self.parent is None):
            # CSS 2.1, 9.7.
            display = "block"
        return Style(
            display=display,
            floating=floating,
            clear=self.value("clear"),
            width=self.value("width"),
            height=self.value("height"),
            # Margins do not apply to cells (CSS 2.1, 8.3).
            margin=_NO_MARGIN
            if display == "table-cell"
            else Sides(*(self.value(f"margin-{side}") for side in SIDES)),
            padding=Sides(*(self.value(f"padding-{side}") for side in SIDES)),
            border=Sides(*(self.border(side) for side in SIDES)),
            background=self.value("background-color"),
            colour=self.around.colour,
            families=self.value("font-family"),
            size=size,
            weight=self.value("font-weight"),
            italic=self.value("font-style"),
            line_height=height,
            letter_spacing=self.value("letter-spacing"),
            text_align=self.value("text-align"),
            white_space=self.value("white-space"),
            vertical_align=self.value("vertical-align"),
            break_anywhere=self.value("overflow-wrap"),
            table_layout=self.value("table-layout"),
            bookmark_level=self.value("bookmark-level"),
            is_pixelated=self.value("image-rendering"),
            min_height=self.value("min-height"),
            position=position,
            left=self.value("left"),
            top=self.value("top"),
            is_turned=self.value("transform"),
        )

    def border(self, side: str) -> Border:
        """Return one side; without a line it has no width, and is the same for all (CSS Backgrounds 3, 4.3)."""
        line = self.value(f"border-{side}-style")
        width = 0.0 if line in {"none", "hidden"} else self.value(f"border-{side}-width")
        if not width:
            return Border(0.0, "solid", self.around.colour)
        if line not in {"solid", "dashed"}:
            raise NotTypesetError(f"border-{side}-style: {line}")
        return Border(width, line, self.value(f"border-{side}-color") or self.around.colour)

    def check(self, style: Style) -> None:
        """Raise NotTypesetError for what no style holds and yet changes the page."""
        for name, (tokens, selector) in self.winners.items():
            if name not in PROPERTIES and name not in {"line-height", "page"}:
                with _Named(name, selector):
                    check_harmless(name, tokens)
        sizing, _selector = self.winners.get("box-sizing", ((), ""))
        sized = (style.width, style.height) != (None, None) or style.min_height
        has_edges = any(style.padding) or any(side.width for side in style.border)
        if word(sizing) != "border-box" and sized and has_edges:
            raise NotTypesetError("a width or height that leaves out padding and border")
