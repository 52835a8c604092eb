"""The blocks of a page: each becomes one paragraph of one line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import lxml.html
from lxml import etree

_BLOCKS = frozenset(
    """address article aside blockquote body button caption center dd details dialog div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html label legend li main menu nav ol p pre section summary
    table tbody td tfoot th thead tr ul br""".split()  # noqa: SIM905 - names to read, not to count quotes
)
# What nobody reads: code, what stands in for it, pictures, and the answers of forms.
_UNSEEN = frozenset(
    """script style noscript template head title meta link iframe object embed applet canvas svg math audio video map
    select option datalist textarea input""".split()  # noqa: SIM905 - as above
)
_ASIDE = {"nav", "aside", "footer", "form", "menu", "dialog", "button", "label", "legend"}
_ROLES = {
    "navigation",
    "banner",
    "contentinfo",
    "complementary",
    "search",
    "menu",
    "menubar",
    "dialog",
    "toolbar",
}
_CALLED = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|submenu|breadcrumbs?|sidebar|widget|widgets|footer|colophon|masthead"
    r"|share|sharing|sharedaddy|social|addtoany|jp-relatedposts|related|recommended|recommendations|comments?|commentlist"
    r"|respond|disqus|cookies?|consent|gdpr|newsletter|subscribe|subscription|promo|advert|advertisement|ads?|banner"
    r"|popup|modal|overlay|pagination|pager|post-navigation|tagcloud|tags|toolbar|login|searchform|skip-link)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NEVER_CALLED = {"html", "body", "main", "article"}
_SPACE = re.compile(r"\s+")
# An element that holds more than this share of all letters is the page, whatever it is called.
_WHOLE = 0.5


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of a page, and what is known of its place."""

    text: str
    share_of_links: float
    is_aside: bool
    level: int

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading."""
        return self.level > 0


def find_blocks(tree: lxml.html.HtmlElement) -> list[Block]:
    """Return the blocks of a page in order. A line break ends a paragraph; a row of a plain table is one."""
    asides = _asides(tree)
    return list(_walk(tree, asides))


def _walk(tree: lxml.html.HtmlElement, asides: set[etree._Element]) -> Iterator[Block]:
    state = _State()
    for event, element in _seen(tree):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if element in asides:
                yield from state.end()
                state.asides += 1
            if tag in _BLOCKS:
                yield from state.begin(element, tag)
            state.links += tag == "a"
            state.add(element.text)
        elif event == "end":
            state.links -= tag == "a"
            if tag in _BLOCKS:
                yield from state.finish(element, tag)
            if element in asides:
                yield from state.end()
                state.asides -= 1
            state.add(element.tail)
        else:
            state.add(element.tail)
    yield from state.end()


def _seen(tree: lxml.html.HtmlElement) -> Iterator[tuple[str, etree._Element]]:
    """Return the starts and ends of what a reader sees, and as "after" what is not seen: its tail is."""
    unseen: etree._Element | None = None
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if unseen is None:
            if event == "start" and (element.tag in _UNSEEN or _is_hidden(element)):
                unseen = element
            else:
                yield event, element
        elif unseen is element and event == "end":
            unseen = None
            yield "after", element


class _State:
    """The paragraph that is being put together."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.letters = self.linked = 0
        self.links = self.asides = self.level = 0
        self.row: etree._Element | None = None

    def add(self, text: str | None) -> None:
        if text:
            self.parts.append(text)
            length = len(text.strip())
            self.letters += length
            self.linked += length if self.links else 0

    def begin(self, element: etree._Element, tag: str) -> Iterator[Block]:
        if self.row is not None:
            return
        yield from self.end()
        self.level = int(tag[1]) if re.fullmatch(r"h[1-6]", tag) else 0
        if tag == "tr" and _is_plain_row(element):
            self.row = element

    def finish(self, element: etree._Element, tag: str) -> Iterator[Block]:
        if self.row is element:
            self.row = None
        elif self.row is not None:
            if tag in {"td", "th"} and element.getnext() is not None:
                self.parts.append(" | ")
            return
        yield from self.end()
        self.level = 0

    def end(self) -> Iterator[Block]:
        text = _SPACE.sub(" ", "".join(self.parts)).strip(" |")
        if text:
            yield Block(text, self.linked / max(1, self.letters), self.asides > 0, self.level)
        self.parts, self.letters, self.linked = [], 0, 0


def _is_plain_row(row: etree._Element) -> bool:
    """Return whether the cells of a row hold words alone; tables that lay a page out hold other blocks."""
    return not any(
        element.tag in _BLOCKS - {"td", "th", "br"} or element.tag in _UNSEEN
        for element in row.iterdescendants()
    )


def _is_hidden(element: etree._Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style


def _asides(tree: lxml.html.HtmlElement) -> set[etree._Element]:
    """Return the elements that are furniture by their place or by what they are called."""
    sizes: dict[etree._Element, int] = {}
    found = []
    for _event, element in etree.iterwalk(tree, events=("end",)):
        if not isinstance(element.tag, str) or element.tag in _UNSEEN:
            continue
        own = len(element.text or "") + sum(sizes.pop(child, 0) + len(child.tail or "") for child in element)
        sizes[element] = own
        if _looks_aside(element):
            found.append((element, own))
    whole = max(sizes.values(), default=0)
    return {
        element
        for element, size in found
        if size <= whole * _WHOLE or element.tag in {"nav", "footer", "button"}
    }


def _looks_aside(element: etree._Element) -> bool:
    if element.tag in _ASIDE or element.get("role") in _ROLES:
        return True
    if element.tag in _NEVER_CALLED:
        return False
    return bool(_CALLED.search(f"{element.get('class') or ''} {element.get('id') or ''}"))
