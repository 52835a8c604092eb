"""Russian marks of an organisation: names in quotation marks, a noun with its genitives, clipped compounds."""

import itertools
import re
from collections.abc import Iterator

from sources.suggesting import words_ru
from sources.suggesting.found import Found
from sources.suggesting.passage import Passage
from sources.suggesting.tokens import SPACES

QUOTED = re.compile(r"[«„“\"]([^«»„“”\"]{2,70})[»”\"]")
# A letter alone in quotation marks is a department's name.
QUOTE_AFTER = re.compile(r" [«„“\"][^«»„“”\"]{1,40}[»”\"]")
IN_BRACKETS = re.compile(r" ?\((?:далее )?[«\"]?([А-ЯЁ][А-ЯЁа-яё-]{1,11})[»\"]?\)")
# Минобразец, Рособразец, Генпрокуратура: a state body clipped into one word.
CLIPPED = re.compile(r"(?:Мин|Рос|Гос|Ген|Глав|Об[лк]|Бел|Каз|Узб)[а-яё]{3,}")
CLIPPED_END = re.compile(
    r"(?:прокуратур|дум|комнадзор|потребнадзор|надзор|гварди|здрав|юст|образовани|обороны|обр|природы|труд|культ|цифры?"
    r"|информ|спорт|фин|энерго|транс|комитет|архив|стат|реестр|имуществ|сельхоз|соцзащиты|внудел)[а-яё]{0,3}$"
)


def find_russian(passage: Passage) -> Iterator[Found]:
    """Yield what a Russian passage marks as a body, the surest first."""
    return itertools.chain(_quoted(passage), _headed(passage), _clipped(passage))


def _quoted(passage: Passage) -> Iterator[Found]:
    for match in QUOTED.finditer(passage.text):
        before = passage.text[max(0, match.start() - 40) : match.start()]
        name = match[1]
        if not name[0].isupper() or words_ru.BEFORE_PLACE_QUOTES.search(before):
            continue
        adjective_before = re.search(r"(?:^|\s)[А-ЯЁ]\w+(?:ого|ой|ий|ый|ая|ое) $", before)
        few = len(name.split()) <= 4 and not re.search(r"[.!?,:]", name)
        headed = any(words_ru.HEAD.match(word.casefold()) for word in name.split())
        own = few and (name.split()[-1][0].isupper() or "-" in name or headed)
        told = few and own and words_ru.TELLING_BEFORE_QUOTES.search(before)
        if words_ru.BEFORE_QUOTES.search(before) or told or (adjective_before is None and own and headed):
            yield _organisation(passage, *match.span(1))
            yield from _in_brackets(passage, match.end(), name)


def _headed(passage: Passage) -> Iterator[Found]:
    """Независимый профсоюз рабочих; Министерство внутренних дел; Кировский районный суд; Центр «Э»."""
    words = passage.words
    for index, word in enumerate(words):
        if not words_ru.HEAD.match(word.lower):
            continue
        begin, end = _lead(passage, index), _tail(passage, index)
        stop = words[end - 1].end
        quote = QUOTE_AFTER.match(passage.text, word.end) if end == index + 1 else None
        alone = begin == index
        named = words[begin].is_capital and (not alone or word.is_capital)
        if alone and word.is_capital and quote and len(quote[0]) < 6:
            yield _organisation(passage, word.start, quote.end())
        elif alone and words[begin].first and not _opens_a_name(passage, index, end):
            if end > index + 1:
                yield from _of_a_place(passage, index, end)
        elif named and (not alone or end > index + 1):
            yield _organisation(passage, words[begin].start, stop)
            yield from _in_brackets(passage, stop, passage.text[words[begin].start : stop])
        else:
            yield from _of_a_place(passage, index, end)


def _opens_a_name(passage: Passage, index: int, end: int) -> bool:
    """Return whether a head that opens a sentence opens a name: a union or the like of such and such people."""
    word, tail = passage.words[index], passage.words[index + 1 : end]
    if not tail:
        return False
    if re.match(r"(?:министерств|прокуратур|парламент|сенат)", word.lower):
        return True
    adjective = any(words_ru.GENITIVE_ADJECTIVE.search(one.lower) for one in tail)
    return bool(words_ru.OPENING_HEAD.match(word.lower)) and adjective and len(tail) > 1


def _of_a_place(passage: Passage, index: int, end: int) -> Iterator[Found]:
    """суд Примерска, прокуратура Образцовой области: small, but of a place that is named."""
    words = passage.words
    named = any(one.is_capital for one in words[index + 1 : end])
    if named and re.match(r"(?:суд|прокуратур|полици|парламент|управлени|министерств)", words[index].lower):
        yield _organisation(passage, words[index].start, words[end - 1].end)


def _lead(passage: Passage, index: int) -> int:
    """Return the first of the adjectives before a head, back to a capitalised one."""
    words, begin = passage.words, index
    while (
        begin > 0
        and words[begin].gap in SPACES
        and index - begin < 4
        and not (words[begin].is_capital and begin < index)
    ):
        before = words[begin - 1].lower
        if not words_ru.ADJECTIVE_END.search(before) or before in words_ru.NOT_NAMES | words_ru.PRONOUNS:
            break
        begin -= 1
    return begin


def _tail(passage: Passage, index: int) -> int:
    """Return the word after the last of the genitives that follow a head, over "по" with its datives."""
    words, end = passage.words, index + 1
    nouns = 0
    while end < len(words) and words[end].gap in SPACES and end - index <= 5:
        lower = words[end].lower
        if lower == "по" and nouns == 0 and words[index].is_capital and end == index + 1:
            about = _about(passage, end + 1)
            if about == end + 1:
                break
            return about
        if lower in words_ru.TAIL_ENDS or len(lower) < 3:
            break
        if words_ru.GENITIVE_ADJECTIVE.search(lower) and not words[end].is_acronym:
            end += 1
            continue
        if words_ru.GENITIVE.search(lower) and nouns < 2 and not words_ru.SAYING.match(lower):
            if nouns and not words[end].is_capital:
                break
            nouns += 1
            end += 1
            continue
        break
    return end


def _about(passage: Passage, first: int) -> int:
    """Return the word after "(по) выдуманным делам", "(по) правам человека"; the first where it is not so."""
    words, end = passage.words, first
    if end < len(words) and words_ru.DATIVE_ADJECTIVE.search(words[end].lower):
        end += 1
    if (
        end >= len(words)
        or words[end].gap not in SPACES
        or not words_ru.DATIVE_PLURAL.search(words[end].lower)
    ):
        return first
    end += 1
    if (
        end < len(words)
        and words[end].gap in SPACES
        and words[end].lower in {"человека", "ребёнка", "ребенка"}
    ):
        end += 1
    return end


def _clipped(passage: Passage) -> Iterator[Found]:
    for word in passage.words:
        if CLIPPED.fullmatch(word.text) and CLIPPED_END.search(word.text):
            yield _organisation(passage, word.start, word.end)


def _in_brackets(passage: Passage, end: int, name: str) -> Iterator[Found]:
    match = IN_BRACKETS.match(passage.text, end)
    if match:
        yield Found("organisation", *match.span(1), {"name": name})


def _organisation(passage: Passage, start: int, end: int) -> Found:
    return Found("organisation", start, end, {"name": passage.text[start:end]})
