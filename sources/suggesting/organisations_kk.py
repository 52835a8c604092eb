"""Kazakh marks of an organisation: a name in quotation marks before its legal form, a marking word that comes last."""

import itertools
from collections.abc import Iterator

from sources.suggesting import words_kk
from sources.suggesting.found import Found
from sources.suggesting.organisations_ru import QUOTED
from sources.suggesting.passage import Passage
from sources.suggesting.tokens import SPACES


def find_kazakh(passage: Passage) -> Iterator[Found]:
    """Yield what a Kazakh passage marks as a body."""
    return itertools.chain(_quoted(passage), _headed(passage))


def _quoted(passage: Passage) -> Iterator[Found]:
    for match in QUOTED.finditer(passage.text):
        if match[1][0].isupper() and words_kk.AFTER_QUOTES.match(
            passage.text[match.end() : match.end() + 30]
        ):
            yield Found("organisation", *match.span(1), {"name": match[1]})


def _headed(passage: Passage) -> Iterator[Found]:
    """Қазақстан үлгілі кәсіподақтар одағы: the marking word comes last."""
    words = passage.words
    for index, word in enumerate(words):
        if not words_kk.HEAD.match(word.lower):
            continue
        begin = index
        while begin > 0 and index - begin < 5 and words[begin].gap in SPACES and not words[begin].is_capital:
            begin -= 1
        if (
            words[begin].is_capital
            and begin < index
            and words[begin].lower not in words_kk.NOT_NAMES - {"бас"}
        ):
            name = passage.text[words[begin].start : word.end]
            yield Found("organisation", words[begin].start, word.end, {"name": name})
