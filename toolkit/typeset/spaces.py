"""Spaces at the ends of lines: nobody sees them, but who reads the tags would join words (ISO 32000-1, 14.8.2.5)."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from toolkit.pdf.outlines import Letter, Shaped, whole_font
from toolkit.typeset.parts import Box, Node, Text
from toolkit.typeset.shaping import UNSEEN
from toolkit.typeset.tags import Tags

_SPACES = re.compile(r"[ \t\r\n\f]+")
_UNSEEN = re.compile(f"[{''.join(sorted(UNSEEN))}]")
# So many letters on either side tell the place in the page.
_AROUND = 12
# What stands by so much of a size higher or lower stands in another line.
_ANOTHER_LINE = 0.6


def texts_before_spaces(body: Box, tags: Tags) -> set[Text]:
    """Return the texts after which a line ends at a space, within one paragraph."""
    source = _SPACES.sub(" ", _UNSEEN.sub("", "".join(_source(body.node))))
    return {
        text
        for text, following in pairwise(_texts(body))
        if _is_another_line(text, following)
        and tags.block(text.node) is tags.block(following.node)
        and f"{_letters(text, -_AROUND, None)} {_letters(following, 0, _AROUND)}" in source
    }


def with_space(file: str, shaped: Shaped) -> Shaped:
    """Return a text with a space after it."""
    return Shaped([*shaped.letters, (_space(file), 0.0)], shaped.width)


@cache
def _space(file: str) -> Letter:
    letters = whole_font(file).shape(" ").letters
    return letters[0][0]


def _is_another_line(text: Text, following: Text) -> bool:
    size = max(text.node.style.size, following.node.style.size)
    return abs(following.y - text.y) > _ANOTHER_LINE * size


def _letters(text: Text, start: int, end: int | None) -> str:
    return "".join([letter.text for letter, _kerning in text.shaped.letters[start:end]])


def _source(node: Node) -> Iterator[str]:
    """Yield the words of the page; a line that is ended by force ends at a space too."""
    for child in node.children:
        if isinstance(child, str):
            yield child
        elif child.tag == "br":
            yield " "
        else:
            yield from _source(child)


def _texts(box: Box) -> Iterator[Text]:
    for child in box.children:
        if isinstance(child, Box):
            yield from _texts(child)
        elif isinstance(child, Text) and child.shaped.letters:
            yield child
