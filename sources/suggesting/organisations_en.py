"""English marks of an organisation: a head word in a capitalised phrase, a legal form, a word before or after."""

import itertools
import re
from collections.abc import Iterator, Sequence

from sources.suggesting import body_words_en, words_en
from sources.suggesting.found import Found
from sources.suggesting.gazetteer import is_given_name, places, plain
from sources.suggesting.passage import Passage
from sources.suggesting.tokens import SPACES, Word

IN_BRACKETS = re.compile(r" ?\((?:the )?([A-ZА-ЯЁӘҒҚҢӨҰҮҺІİŞÇ][\w./-]{1,11})\)")
# "Workers' Front", "People's Party": the possessive of many joins two runs, that of one person does not.
OF_MANY = re.compile(r".*s['’] |(?:people|women|men|children)['’]s ", re.IGNORECASE)


def find_english(passage: Passage) -> Iterator[Found]:
    """Yield what an English passage marks as a body, the surest first."""
    return itertools.chain(
        _legal_forms(passage),
        _headed(passage),
        (
            _organisation(passage, *match.span())
            for match in body_words_en.SMALL_BODIES.finditer(passage.text)
        ),
        _named(passage),
    )


def _legal_forms(passage: Passage) -> Iterator[Found]:
    for match in body_words_en.LEGAL_FORM.finditer(passage.text):
        words = match[1].split()
        lead = next(
            (n for n, word in enumerate(words) if word.casefold() not in words_en.NOT_NAMES), len(words)
        )
        if lead < len(words):
            yield _organisation(passage, match.start() + match[1].index(words[lead]), match.end())


def _headed(passage: Passage) -> Iterator[Found]:
    """Executive Committee of the Example Movement; Sample Workers' Union; Ministry of Justice."""
    words = passage.words
    runs = list(passage.runs())
    index = 0
    while index < len(runs):
        begin, end = runs[index]
        # A run goes on over "of the", "for", "and" to the next.
        while index + 1 < len(runs) and _goes_on(passage, begin, end, runs[index + 1]):
            index += 1
            end = runs[index][1]
        index += 1
        begin = _without_lead(words, begin, end)
        if _is_body(words[begin:end], passage):
            yield _organisation(passage, words[begin].start, words[end - 1].end)
            yield from _other_name(passage, words[begin].start, words[end - 1].end)


def _goes_on(passage: Passage, begin: int, end: int, following: tuple[int, int]) -> bool:
    words = passage.words
    if following[0] == end:
        of_many = OF_MANY.fullmatch(words[end - 1].text + words[end].gap)
        return bool(of_many) and any(
            word.lower in body_words_en.HEADS for word in words[following[0] : following[1]]
        )
    between = words[end : following[0]]
    if not 1 <= len(between) <= 2 or any(word.gap not in SPACES for word in words[end : following[0] + 1]):
        return False
    joining = [word.lower for word in between]
    if joining[0] not in body_words_en.JOINING or words[following[0]].first:
        return False
    headed = any(word.lower in body_words_en.HEADS for word in words[begin:end])
    if joining[0] in {"of", "for", "against"}:
        return headed
    if joining == ["to"]:
        # "Committee to Protect Examples", not "sent the Committee to Example".
        goal = words[following[0]].text
        return words[end - 1].lower in body_words_en.TO_DO and plain(goal) not in places()
    if joining[0] in {"in", "on", "to"}:
        return False
    # "the Union and the Party" are two; "Ministry of Trade and Labour" is one.
    return (
        joining == ["and"]
        and headed
        and end - begin >= 3
        and words[following[1] - 1].lower not in body_words_en.HEADS
        and any(word.lower == "of" for word in words[begin:end])
    )


def _without_lead(words: Sequence[Word], begin: int, end: int) -> int:
    while begin < end - 1 and words[begin].lower in body_words_en.LEADS:
        begin += 1
    return begin


def _is_body(run: Sequence[Word], passage: Passage) -> bool:
    strong = [index for index, word in enumerate(run) if word.lower in body_words_en.HEADS]
    weak = [index for index, word in enumerate(run) if word.lower in body_words_en.WEAK_HEADS]
    if len(run) == 1 or not (strong or weak) or (passage.is_heading and len(run) > 6):
        return False
    if not strong and (run[0].first or weak[-1] != len(run) - 1 or passage.is_heading):
        return False
    if passage.is_heading and not any(word.lower in {"of", "for"} for word in run) and run[0].first:
        return False
    lower_seen = [word for word in run if word.lower in passage.elsewhere.small]
    return not (run[0].first and len(run) == 2 and len(lower_seen) == 2)


def _other_name(passage: Passage, start: int, end: int) -> Iterator[Found]:
    """Yield the acronym in brackets after a body, or what else it is known as, under the body's name."""
    name = {"name": passage.text[start:end]}
    match = IN_BRACKETS.match(passage.text, end)
    if match and not match[1].isdigit():
        yield Found("organisation", *match.span(1), name)
        end = match.end()
    match = body_words_en.ALSO.match(passage.text, end)
    if match:
        yield Found("organisation", match.start(1), match.start(1) + len(match[1].rstrip(".-")), name)


def _named(passage: Passage) -> Iterator[Found]:
    """The daily Sample; company Sample; Sample media; The Sample, within a sentence; Sampleneft."""
    words = passage.words
    for begin, end in passage.runs():
        run = words[begin:end]
        if (
            passage.before(begin) in body_words_en.MEDIA_AFTER
            and not run[0].first
            and run[0].lower not in words_en.NOT_NAMES
        ):
            yield _organisation(passage, run[0].start, run[-1].end)
        small_end = passage.after(end) in body_words_en.SMALL_ENDS
        if small_end and not passage.is_heading and _may_name(run) and not is_given_name(run[0].text, "en"):
            yield _organisation(passage, run[0].start, words[end].end)
        titled = run[0].text == "The" and not run[0].first and not passage.is_heading
        if titled and len(run) > 1 and _may_name(run[1:]):
            yield _organisation(passage, run[0].start, run[-1].end)
        for word in run:
            if body_words_en.COMPANY_ENDS.search(word.text) and len(word.text) > 6 and not word.first:
                yield _organisation(passage, word.start, word.end)


def _may_name(run: Sequence[Word]) -> bool:
    """Return whether words say more than where or whose something is."""
    return not any(
        word.lower in words_en.NOT_NAMES
        or words_en.PEOPLES.search(word.text)
        or word.lower in words_en.TITLES
        for word in run
    ) and (plain(" ".join(word.text for word in run)) not in places())


def _organisation(passage: Passage, start: int, end: int) -> Found:
    return Found("organisation", start, end, {"name": passage.text[start:end]})
