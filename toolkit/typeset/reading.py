"""Reads a page of HTML with its style sheets. Styles are kept by what elements are told apart by, not by their text."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from cssselect2 import ElementWrapper
from lxml import etree

from toolkit.typeset.pages import page_style
from toolkit.typeset.parts import Node, NotTypesetError, PageStyle, Style, Tree
from toolkit.typeset.sheets import Sheets, sheets
from toolkit.typeset.styles import Computed, compute

# So many styles are kept for a set of sheets; then all are let go.
_KEPT = 5000
# Attributes that change nothing but by selectors, and those that a picture is made of.
_ATTRIBUTES = frozenset({"class", "id", "lang", "dir", "title", "alt", "src"})
_IN_HEAD = {"title", "meta"}


def read_page(html: str, styles: Sequence[str]) -> Tree:
    """Read a page as WeasyPrint would; `styles` are sheets such as "base.css" in static/css/print/.

    What a page opens it must close in order, as templates do: what HTML makes of other pages differs from parser to
    parser.

    Raises NotTypesetError for an element, an attribute, a rule or a value that the typesetter does not know,
    ValueError when title or language is missing, and OSError for a sheet that is not there.
    """
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    root = etree.fromstring(html.encode() or b"<html>", parser)
    title, language = root.findtext("head/title"), root.get("lang")
    if not title or not language:
        raise ValueError("a PDF needs a title and a language")
    for element in root.iterfind("head/*"):
        if element.tag not in _IN_HEAD:
            raise NotTypesetError(f"<{element.tag}> in the head")
    known = _known(tuple(styles))
    reading = _Reading(known, root)
    attributes = dict(root.attrib)
    _check_attributes(root.tag, attributes)
    top = reading.computed(root, attributes, None)
    body = None if root.find("body") is None else reading.node(root.find("body"), top, language)
    if body is None or not _is_plain(top.style) or body.style.background or not _is_in_place(body.style):
        raise NotTypesetError("<html> or <body> with more than text in it")
    return Tree(title, language, body, known.page(reading.page))


class _Known:
    """The sheets of a page and what was computed with them."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.sheets: Sheets = sheets(names)
        self.told_by = sorted(self.sheets.told_by)
        # What <html> has, by its signature; what is below hangs on it.
        self.tops: dict[Any, Computed] = {}
        self.kept = 0
        self._same: dict[Style, Style] = {}
        self._pages: dict[str, PageStyle] = {}
        self._placed: dict[tuple[str, str], bool] = {}

    def page(self, name: str) -> PageStyle:
        """Return the style of the pages of a name."""
        if name not in self._pages:
            self._pages[name] = page_style(self.sheets.pages, name)
        return self._pages[name]

    def keep(self, among: dict[Any, Computed], signature: object, computed: Computed) -> None:
        """Keep a style. Equal ones become the same, so that others can keep things by it."""
        if self.kept >= _KEPT:
            self.tops, self._same, self._placed, self.kept = {}, {}, {}, 0
        if computed.style is not None:
            computed.style = self._same.setdefault(computed.style, computed.style)
        among[signature] = computed
        self.kept += 1

    def is_placed(self, tag: str, classes: str) -> bool:
        """Say whether the place of such an element among its siblings can matter."""
        key = tag, classes
        if key not in self._placed:
            names = {"*", tag, *(f".{name}" for name in classes.split())}
            self._placed[key] = not names.isdisjoint(self.sheets.placed)
        return self._placed[key]


@cache
def _known(names: tuple[str, ...]) -> _Known:
    return _Known(names)


class _Reading:
    """One page that is being read."""

    def __init__(self, known: _Known, root: Any) -> None:  # noqa: ANN401 - lxml has no types
        self.known = known
        self.root = root
        self.page = ""
        self._wrappers: dict[Any, Any] = {}

    def node(self, element: Any, parent: Computed, language: str) -> Node | None:  # noqa: ANN401 - lxml has no types
        """Return an element with all that is in it; None for one that is not shown."""
        tag = element.tag
        attributes = dict(element.attrib)
        if attributes:
            _check_attributes(tag, attributes)
            language = attributes.get("lang", language)
        computed = self.computed(element, attributes, parent)
        if computed.style is None:
            return None
        if tag == "body":
            self.page = computed.page
        elif computed.page != self.page:
            raise NotTypesetError("more than one kind of page")
        node = Node(tag, attributes, computed.style, language)
        if tag == "svg":
            node.drawing = element
            return node
        children = node.children
        if element.text:
            children.append(element.text)
        for child in element:
            below = self.node(child, computed, language)
            if below is not None:
                children.append(below)
            if child.tail:
                children.append(child.tail)
        return node

    def computed(self, element: Any, attributes: Mapping[str, str], parent: Computed | None) -> Computed:  # noqa: ANN401 - lxml has no types
        """Return the style of an element, computed once for all that are not told apart."""
        known = self.known
        signature = self._signature(element.tag, attributes)
        if known.sheets.placed and known.is_placed(element.tag, attributes.get("class", "")):
            signature = signature, *self._place(element)
        among = parent.children if parent else known.tops
        found: Computed | None = among.get(signature)
        if found is None:
            found = compute(element.tag, self._wrapper(element), parent, known.sheets)
            known.keep(among, signature, found)
        return found

    def _signature(self, tag: str, attributes: Mapping[str, str]) -> Any:  # noqa: ANN401 - whatever can be a key
        if not attributes:
            return tag
        return tag, *(attributes.get(name) for name in self.known.told_by)

    def _place(self, element: Any) -> tuple[Any, ...]:  # noqa: ANN401 - lxml has no types
        """Return how many siblings come before, and by what all of them are told apart."""
        parent = element.getparent()
        if parent is None:
            return ()
        siblings = [self._signature(each.tag, each.attrib) for each in parent]
        return parent.index(element), tuple(siblings)

    def _wrapper(self, element: Any) -> Any:  # noqa: ANN401 - lxml has no types
        """Return what cssselect2 asks its questions."""
        if not self._wrappers:
            top = ElementWrapper.from_html_root(self.root)
            self._wrappers = {each.etree_element: each for each in top.iter_subtree()}
        return self._wrappers[element]


def _check_attributes(tag: str, attributes: Mapping[str, str]) -> None:
    """Raise NotTypesetError for an attribute that could change more than selectors say."""
    if attributes.get("dir", "ltr") != "ltr":
        raise NotTypesetError("text from right to left")
    if "style" in attributes:
        raise NotTypesetError("an attribute with style")
    if tag != "svg" and not attributes.keys() <= _ATTRIBUTES:
        odd = sorted(name for name in attributes.keys() - _ATTRIBUTES if not name.startswith("data-"))
        if odd:
            raise NotTypesetError(f"attribute {odd[0]}")


def _is_plain(style: Style | None) -> bool:
    """Say whether a style is nothing but what text inherits."""
    if style is None or style.background or (style.display, style.floating) != ("block", "none"):
        return False
    edges = [*style.margin, *style.padding, *(side.width for side in style.border)]
    return not any(edges) and (style.width, style.height) == (None, None) and _is_in_place(style)


def _is_in_place(style: Style) -> bool:
    """Say whether an element stands in the flow, upright."""
    return style.position == "static" and not style.is_turned
