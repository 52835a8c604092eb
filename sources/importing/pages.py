"""HTML to paragraphs: all that a reader sees, in its order, with the furniture of the page marked in place.

What is text is decided by three voices: where an element stands (menus, asides, forms, what is called "related"), how
much of it is links, and what trafilatura takes for the text of the page. Nothing is fetched, and no script is run.
"""

from collections.abc import Sequence
from itertools import islice

import lxml.html
from lxml import etree

from sources.importing.blocks import Block, find_blocks
from sources.importing.encodings import decode
from sources.importing.furniture import is_phrase, is_prose, mark_lines
from sources.importing.page_facts import PageFacts, find_facts
from sources.importing.proposals import LONGEST_BYLINE, LONGEST_TITLE, propose, tidy
from sources.importing.shapes import (
    Paragraph,
    Proposals,
    Reading,
    UnreadableError,
    check_length,
)

# Up to so many characters of markup trafilatura is asked; beyond it takes minutes, and the other two voices decide.
_MOST_FOR_MAIN_TEXT = 2_000_000
_MOSTLY_LINKS = 0.6
# A page of the longest text has fewer tags.
_MOST_ELEMENTS = 200_000
# A beginning and an end for each, and as much again in scripts.
_MOST_MARKS = 3 * _MOST_ELEMENTS


def read_page(data: bytes, *, declared: str = "", url: str = "") -> Reading:
    """Return the paragraphs of a page of HTML. Raises UnreadableError."""
    return read_markup(decode(data, declared=declared), url=url)


def read_markup(text: str, *, url: str = "") -> Reading:
    """Return the paragraphs of a page that is decoded already. Raises UnreadableError."""
    # A tree takes thirty times what its markup does: count before there is one.
    if text.count("<") > _MOST_MARKS:
        raise UnreadableError("too_long")
    tree = _parse(text)
    if sum(1 for _ in islice(tree.iter(), _MOST_ELEMENTS)) == _MOST_ELEMENTS:
        raise UnreadableError("too_long")
    blocks = find_blocks(tree)
    if not blocks:
        raise UnreadableError("empty")
    check_length([block.text for block in blocks])
    small = len(text) <= _MOST_FOR_MAIN_TEXT
    facts = find_facts(tree, url=url, with_text=small)
    paragraphs = _mark(blocks, facts)
    return Reading("html", paragraphs, _proposals(paragraphs, facts))


def _parse(text: str) -> lxml.html.HtmlElement:
    # The text is decoded: what it says of its encoding is no longer so, and lxml would refuse to hear it.
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise UnreadableError("empty") from None
    return tree


def _mark(blocks: Sequence[Block], facts: PageFacts) -> tuple[Paragraph, ...]:
    lines = [block.text for block in blocks]
    known = mark_lines(lines)
    text = [_is_text(block, facts) for block in blocks]
    first = next((at for at, is_text in enumerate(text) if is_text), 0)
    last = max((at for at, is_text in enumerate(text) if is_text), default=len(blocks) - 1)
    marks = []
    for at, block in enumerate(blocks):
        within = first <= at <= last and not _is_elsewhere(block)
        is_title = block.level == 1 and not block.is_aside
        # What any page says is furniture even where trafilatura took it along.
        marks.append(is_phrase(block.text) or not (text[at] or is_title or (within and not known[at])))
    if all(marks):
        # Nothing looks like text, so all that is in no menu is taken for it.
        marks = [block.is_aside for block in blocks]
    return tuple(Paragraph(line, mark) for line, mark in zip(lines, marks, strict=True))


def _is_elsewhere(block: Block) -> bool:
    """Return whether a block leads elsewhere: a menu, or links for the most part."""
    return block.is_aside or block.share_of_links >= _MOSTLY_LINKS


def _is_text(block: Block, facts: PageFacts) -> bool:
    """Return whether a block surely belongs to the text."""
    if _is_elsewhere(block):
        return False
    if facts.lines:
        return " ".join(block.text.split()).casefold() in facts.lines or is_prose(block.text)
    return is_prose(block.text)


def _proposals(paragraphs: tuple[Paragraph, ...], facts: PageFacts) -> Proposals:
    """Return what the page says of itself in its head, else what its text proposes."""
    own = propose(paragraphs)
    return Proposals(
        title=tidy(facts.title, LONGEST_TITLE) or own.title,
        byline=tidy(facts.byline, LONGEST_BYLINE) or own.byline,
        publisher=tidy(facts.publisher, LONGEST_BYLINE),
        published_on=facts.published_on or own.published_on,
        language=facts.language or own.language,
        url=facts.url or own.url,
    )
