"""Organisations in a passage: by the language's own marks, by acronyms, by shape, and as the document names them.

No list of bodies stands behind this: a body is known by how a text introduces it.
"""

import itertools
import re
from collections.abc import Iterator

from sources.suggesting import body_words_en, words_ru
from sources.suggesting.found import Found, free_of
from sources.suggesting.gazetteer import places, plain
from sources.suggesting.organisations_en import find_english
from sources.suggesting.organisations_kk import find_kazakh
from sources.suggesting.organisations_ru import find_russian
from sources.suggesting.passage import Passage

DOMAIN = re.compile(
    r"(?<![\w@/.])(?:[A-ZА-Я][\w-]{0,40}|[a-z][\w-]{0,40})\.(?:[Rr]u|com|org|net|by|kz|info|media|uz|kg|am|ge"
    r"|tr|ir|ua|news)(?![\w/.]|-\w)"
)
CAMEL = re.compile(r"(?<![\w@/.#])(?:[A-Z][a-z]+[A-Z]\w+|[A-Z]{2,}[a-z]{3,}\w*|[a-z]{1,3}\d{2,3})(?![\w/@])")
# Acronym-Name: a monitor or a party calls itself so; "GHQ-led" is two words.
HYPHENED = re.compile(r"[^\W\d_a-zа-яё]{2,6}-[^\W\d_a-zа-яё][^\W\d_]{2,}")
# An acronym with a stroke in it: a joint service of two.
STROKE = re.compile(r"(?<![\w/.])[A-Z]{2,6}/[A-Z]{2,6}(?![\w/])")
# Services that carry somebody's words; they are named without being spoken of.
CARRIERS = {"youtube", "whatsapp", "wordpress.com"}
FIND = {"en": find_english, "ru": find_russian, "kk": find_kazakh}


def find_organisations(passage: Passage) -> list[Found]:
    """Return the organisations of a passage, the longest where two would share words."""
    parts = [FIND[passage.language](passage), _acronyms(passage), _by_shape(passage), _seen(passage)]
    found: list[Found] = []
    for one in itertools.chain.from_iterable(parts):
        if free_of(one, found) and plain(str(one.proposal["name"])) not in places():
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def _acronyms(passage: Passage) -> Iterator[Found]:
    loud = sum(word.is_acronym for word in passage.words) > max(3, 0.3 * len(passage.words))
    for word in passage.words:
        shaped = (word.is_acronym and 2 <= len(word.text) <= 6) or HYPHENED.fullmatch(word.text)
        if not shaped or (loud and word.text.casefold() not in passage.elsewhere.organisations):
            continue
        barred = (
            word.text in body_words_en.NOT_ACRONYMS
            or word.text in words_ru.NOT_ACRONYMS
            or body_words_en.OFFICER.fullmatch(word.text)
        )
        # A town in capitals opens a report; somebody's initials stand before an age.
        after = passage.text[word.end : word.end + 30]
        dateline = word.first and re.match(r",? ?(?:[\w ]{0,20},|—|–|-)", after) and len(word.text) > 4
        initials = len(word.text) == 2 and re.match(r", \d", after)
        if not barred and not dateline and not initials:
            yield _organisation(passage, word.start, word.end)


def _by_shape(passage: Passage) -> Iterator[Found]:
    for pattern in (DOMAIN, STROKE, CAMEL):
        for match in pattern.finditer(passage.text):
            if (
                "://" not in passage.text[max(0, match.start() - 60) : match.start()].split(" ")[-1]
                and match[0].casefold() not in CARRIERS
                and not re.match(r"(?:Mc|Mac|De|Di|Du|La|Le|Van|Fitz)[A-Z]", match[0])
            ):
                yield _organisation(passage, *match.span())


def _seen(passage: Passage) -> Iterator[Found]:
    """What the document names as a body elsewhere, one or two words without their marking word."""
    known = passage.elsewhere.organisations
    for begin, end in passage.runs():
        words = passage.words
        for first in range(begin, end):
            for last in range(min(end, first + 6), first, -1):
                text = passage.text[words[first].start : words[last - 1].end]
                if text.casefold() in known and len(text) > 2:
                    yield _organisation(passage, words[first].start, words[last - 1].end)
                    break


def _organisation(passage: Passage, start: int, end: int) -> Found:
    return Found("organisation", start, end, {"name": passage.text[start:end]})
