"""Style sheets: which rules match an element, and the rules of the page. A sheet is read once a process."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import cssselect2
import tinycss2
from cssselect2 import parser
from django.conf import settings
from tinycss2.ast import Node

from toolkit.typeset.parts import NotTypesetError
from toolkit.typeset.shorthands import longhands
from toolkit.typeset.values import Tokens, has_variables, without_space, words

_OF_PLACE = {
    "first-child",
    "last-child",
    "only-child",
    "first-of-type",
    "last-of-type",
    "only-of-type",
    "nth-child",
    "nth-last-child",
    "nth-of-type",
    "nth-last-of-type",
}
# Others ask for what does not go into the signature of an element, such as what it holds.
_KNOWN = _OF_PLACE | {"root", "lang"}


class Declaration(NamedTuple):
    """A property with its value, and where it stands, for those who look for what was refused."""

    name: str
    tokens: Tokens
    is_important: bool
    selector: str
    # The same by properties that are no shorthands, where that depends on no custom property.
    longhands: list[tuple[str, Tokens]] | None = None


class PageRule(NamedTuple):
    """An @page rule for the pages of a name, or for all of them when the name is empty."""

    name: str
    declarations: list[Declaration]


@dataclass(eq=False)
class Sheets:
    """The rules of some sheets, and by what they tell elements apart."""

    matcher: cssselect2.Matcher = field(default_factory=cssselect2.Matcher)
    pages: list[PageRule] = field(default_factory=list)
    # The attributes that selectors name.
    told_by: set[str] = field(default_factory=lambda: {"class"})
    # Tags and classes (with a dot) of elements whose place among their siblings matters; "*" is any element.
    placed: set[str] = field(default_factory=set)

    def add(self, css: str) -> None:
        """Add the rules of a sheet, which win over the earlier ones. Raises NotTypesetError for what is not known."""
        self._add_rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))

    def _add_rules(self, rules: Iterable[Node]) -> None:
        for rule in rules:
            if rule.type == "qualified-rule":
                self._add_rule(rule)
            elif rule.type != "at-rule":
                raise NotTypesetError(f"a sheet that cannot be read: {rule.message}")
            elif rule.lower_at_keyword == "media":
                self._add_media(rule)
            elif rule.lower_at_keyword == "page":
                self.pages += _page_rules(rule)
            elif rule.lower_at_keyword != "font-face":
                raise NotTypesetError(f"@{rule.at_keyword}")

    def _add_media(self, rule: Node) -> None:
        prelude = words(without_space(rule.prelude))
        if prelude in (["print"], ["all"]):
            self._add_rules(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))
        elif prelude != ["screen"]:
            raise NotTypesetError(f"@media {tinycss2.serialize(rule.prelude).strip()}")

    def _add_rule(self, rule: Node) -> None:
        name = tinycss2.serialize(rule.prelude).strip()
        declarations = list(_declarations(rule.content, name))
        try:
            for selector in parser.parse(rule.prelude):
                self._note(selector.parsed_tree, is_placed=False)
            for compiled in cssselect2.compile_selector_list(rule.prelude):
                self.matcher.add_selector(compiled, declarations)
        except cssselect2.SelectorError as error:
            raise NotTypesetError(f"selector {name}") from error

    def _note(self, tree: Node, *, is_placed: bool) -> None:
        """Note by what a selector tells elements apart."""
        if isinstance(tree, parser.CombinedSelector):
            self._note(tree.left, is_placed=is_placed)
            self._note(tree.right, is_placed=is_placed or tree.combinator in {"+", "~"})
            return
        for part in tree.simple_selectors:
            self.told_by |= _told_by(part)
            for inner in getattr(part, "selector_list", []):
                if not isinstance(inner.parsed_tree, parser.CompoundSelector):
                    raise NotTypesetError("a selector inside a selector")
                self._note(inner.parsed_tree, is_placed=False)
        if is_placed or _is_of_place(tree):
            self.placed.add(_subject(tree))


def _told_by(part: Node) -> set[str]:
    """Return the attributes that a simple selector looks at. Raises NotTypesetError when it looks at anything else."""
    if isinstance(part, parser.RelationalSelector):
        raise NotTypesetError("a selector by what is inside an element")
    if isinstance(part, parser.PseudoClassSelector | parser.FunctionalPseudoClassSelector):
        if part.name not in _KNOWN:
            raise NotTypesetError(f"selector :{part.name}")
        return {"lang"} if part.name == "lang" else set()
    if isinstance(part, parser.AttributeSelector):
        return {part.lower_name}
    return {"id"} if isinstance(part, parser.IDSelector) else set()


def _is_of_place(compound: Node) -> bool:
    return any(
        isinstance(part, parser.PseudoClassSelector | parser.FunctionalPseudoClassSelector)
        and part.name in _OF_PLACE
        for part in compound.simple_selectors
    )


def _subject(compound: Node) -> str:
    """Return a tag or class that an element must have for a selector."""
    parts = compound.simple_selectors
    for part in parts:
        if isinstance(part, parser.ClassSelector):
            return f".{part.class_name}"
    return next((part.lower_local_name for part in parts if isinstance(part, parser.LocalNameSelector)), "*")


def _declarations(content: Tokens, selector: str) -> Iterator[Declaration]:
    """Read a block. What cannot be read becomes a property without a name, which no element can have."""
    for each in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if each.type == "declaration":
            name = each.name if each.name.startswith("--") else each.lower_name
            tokens = without_space_around(each.value)
            yield Declaration(name, tokens, each.important, selector, _longhands(name, tokens))
        else:
            yield Declaration("", [], is_important=False, selector=f"what is no declaration in {selector}")


def _longhands(name: str, tokens: Tokens) -> list[tuple[str, Tokens]] | None:
    """Return what can be said before an element is known; what is wrong only matters when there is one."""
    found = without_space(tokens)
    if not found or name.startswith("--") or has_variables(found):
        return None
    try:
        return list(longhands(name, found))
    except NotTypesetError:
        return None


def without_space_around(tokens: Tokens) -> Tokens:
    """Leave out comments, and white space at the ends."""
    kept = [token for token in tokens if token.type != "comment"]
    while kept and kept[0].type == "whitespace":
        del kept[0]
    while kept and kept[-1].type == "whitespace":
        del kept[-1]
    return kept


def _page_rules(rule: Node) -> Iterator[PageRule]:
    prelude = without_space(rule.prelude)
    if any(token.type != "ident" for token in prelude) or len(prelude) > 1:
        raise NotTypesetError(f"@page {tinycss2.serialize(rule.prelude).strip()}")
    name = tinycss2.serialize(prelude)
    yield PageRule(name, list(_declarations(rule.content, f"@page {name}".strip())))


@cache
def sheets(names: tuple[str, ...]) -> Sheets:
    """Return style sheets of static/css/print/, in order. Raises OSError for one that is not there."""
    result = Sheets()
    for name in names:
        result.add((settings.BASE_DIR / "static" / "css" / "print" / name).read_text(encoding="utf-8"))
    return result
