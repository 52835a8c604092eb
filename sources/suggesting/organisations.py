"""Organisations in a passage: words that mark a body, names in quotation marks, acronyms, companies, media."""

import itertools
import re
from collections.abc import Iterator, Sequence

from sources.suggesting import words_en, words_kk, words_ru
from sources.suggesting.found import Found, free_of
from sources.suggesting.gazetteer import places, plain
from sources.suggesting.passage import Passage
from sources.suggesting.tokens import SPACES, Word

IN_BRACKETS = re.compile(r" ?\((?:the )?([A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][\w./-]{1,11})\)")
DOMAIN = re.compile(
    r"(?<![\w@/.])(?:[A-ZА-Я][\w-]{0,40}|[a-z][\w-]{0,40})\.(?:[Rr]u|com|org|net|by|kz|info|media|uz|kg|am|ge"
    r"|tr|ir|ua|news)(?![\w/.]|-\w)"
)
CAMEL = re.compile(r"(?<![\w@/.#])(?:[A-Z][a-z]+[A-Z]\w+|[A-Z]{2,}[a-z]{3,}\w*|[a-z]{1,3}\d{2,3})(?![\w/@])")
QUOTED = re.compile(r"[«„“\"]([^«»„“”\"]{2,70})[»”\"]")
LEGAL_FORM = re.compile(r"(?: (?:A\.? ?Ş\.?|Ltd\.?|LLC|LLP|GmbH|Inc\.?|JSC|PLC|S\.A\.|AG))+")


def find_organisations(passage: Passage) -> list[Found]:
    """Return the organisations of a passage, the longest where two would share words."""
    if passage.language == "en":
        parts = [
            _headed_en(passage),
            _small_en(passage),
            _acronyms(passage),
            _by_shape(passage),
            _seen(passage),
            _named_en(passage),
        ]
    elif passage.language == "ru":
        parts = [
            _quoted_ru(passage),
            _headed_ru(passage),
            _acronyms(passage),
            _by_shape(passage),
            _seen(passage),
        ]
    else:
        parts = [
            _quoted_kk(passage),
            _headed_kk(passage),
            _acronyms(passage),
            _by_shape(passage),
            _seen(passage),
        ]
    found: list[Found] = []
    for one in itertools.chain.from_iterable(parts):
        if free_of(one, found) and plain(str(one.proposal["name"])) not in places():
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def _organisation(start: int, end: int, name: str) -> Found:
    return Found("organisation", start, end, {"name": name})


def _headed_en(passage: Passage) -> Iterator[Found]:
    """Executive Committee of the Example Movement; Sample Workers Union; Ministry of Justice."""
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
            name = passage.text[words[begin].start : words[end - 1].end]
            yield _organisation(words[begin].start, words[end - 1].end, name)
            yield from _in_brackets(passage, words[end - 1].end, name)


def _goes_on(passage: Passage, begin: int, end: int, following: tuple[int, int]) -> bool:
    words = passage.words
    between = words[end : following[0]]
    if not 1 <= len(between) <= 2 or any(word.gap not in SPACES for word in words[end : following[0] + 1]):
        return False
    joining = [word.lower for word in between]
    if joining[0] not in words_en.JOINING or words[following[0]].first:
        return False
    headed = any(word.lower in words_en.HEADS for word in words[begin:end])
    if joining[0] in {"of", "for", "against"}:
        return headed
    if joining[0] in {"in", "on", "to"}:
        return False
    # "the Union and the Party" are two; "Ministry of Trade and Labour" is one.
    return (
        joining == ["and"]
        and headed
        and end - begin >= 3
        and words[following[1] - 1].lower not in words_en.HEADS
        and any(word.lower == "of" for word in words[begin:end])
    )


def _without_lead(words: Sequence[Word], begin: int, end: int) -> int:
    while begin < end - 1 and words[begin].lower in {
        "the",
        "a",
        "an",
        "as",
        "in",
        "at",
        "by",
        "and",
        "but",
        "called",
        "former",
        "while",
        "meanwhile",
        "for",
        "from",
        "on",
        "since",
        "when",
        "after",
        "of",
    }:
        begin += 1
    return begin


def _is_body(run: Sequence[Word], passage: Passage) -> bool:
    heads = [
        index
        for index, word in enumerate(run)
        if word.lower in words_en.HEADS or word.lower in words_en.WEAK_HEADS
    ]
    if not heads or (passage.is_heading and len(run) > 6):
        return False
    if len(run) == 1:
        return False
    if all(run[index].lower in words_en.WEAK_HEADS for index in heads) and (
        run[0].first or heads[-1] != len(run) - 1 or passage.is_heading
    ):
        return False
    if passage.is_heading and not any(word.lower in {"of", "for"} for word in run) and run[0].first:
        return False
    lower_seen = [word for word in run if word.lower in passage.elsewhere.small]
    return not (run[0].first and len(run) == 2 and len(lower_seen) == 2)


def _in_brackets(passage: Passage, end: int, name: str) -> Iterator[Found]:
    match = IN_BRACKETS.match(passage.text, end)
    if match and not match[1].isdigit():
        yield _organisation(match.start(1), match.end(1), name)


def _small_en(passage: Passage) -> Iterator[Found]:
    for match in words_en.SMALL_BODIES.finditer(passage.text):
        yield _organisation(*match.span(), match[0])


def _named_en(passage: Passage) -> Iterator[Found]:
    """The daily Deneme; company Varsayım; Ersai and the like after "workers at" stay for a person to see."""
    words = passage.words
    for begin, end in passage.runs():
        run = words[begin:end]
        before = passage.before(begin)
        if before in words_en.MEDIA_AFTER and not run[0].first and run[0].lower not in words_en.NOT_NAMES:
            legal = LEGAL_FORM.match(passage.text, run[-1].end)
            stop = legal.end() if legal else run[-1].end
            yield _organisation(run[0].start, stop, passage.text[run[0].start : stop])
        for word in run:
            if words_en.COMPANY_ENDS.search(word.text) and len(word.text) > 6 and not word.first:
                yield _organisation(word.start, word.end, word.text)
        legal = LEGAL_FORM.match(passage.text, run[-1].end)
        if legal:
            yield _organisation(run[0].start, legal.end(), passage.text[run[0].start : legal.end()])


def _acronyms(passage: Passage) -> Iterator[Found]:
    loud = sum(word.is_acronym for word in passage.words) > max(3, 0.3 * len(passage.words))
    for word in passage.words:
        known = word.text in words_en.COMMON_ORGANISATIONS or word.text in words_ru.COMMON_ORGANISATIONS
        shaped = word.is_acronym and 2 <= len(word.text) <= 6 and not loud
        barred = word.text in words_en.NOT_ACRONYMS or word.text in words_ru.NOT_ACRONYMS
        dateline = (
            word.first
            and re.match(r",? ?(?:[\w ]{0,20},|—|–|-)", passage.text[word.end : word.end + 30])
            and len(word.text) > 4
        )
        initials = len(word.text) == 2 and re.match(r", \d", passage.text[word.end : word.end + 30])
        if known or (shaped and not barred and not dateline and not initials):
            yield _organisation(word.start, word.end, word.text)


def _by_shape(passage: Passage) -> Iterator[Found]:
    for pattern in (DOMAIN, CAMEL):
        for match in pattern.finditer(passage.text):
            if (
                "://" not in passage.text[max(0, match.start() - 60) : match.start()].split(" ")[-1]
                and match[0].casefold() not in {"youtube", "whatsapp", "wordpress.com"}
                and not re.match(r"(?:Mc|Mac|De|Di|Du|La|Le|Van|Fitz)[A-Z]", match[0])
            ):
                yield _organisation(*match.span(), match[0])


def _seen(passage: Passage) -> Iterator[Found]:
    """What the document names as a body elsewhere, one or two words without their marking word."""
    known = passage.elsewhere.organisations
    for begin, end in passage.runs():
        words = passage.words
        for first in range(begin, end):
            for last in range(min(end, first + 6), first, -1):
                text = passage.text[words[first].start : words[last - 1].end]
                if text.casefold() in known and len(text) > 2:
                    yield _organisation(words[first].start, words[last - 1].end, text)
                    break


def _quoted_ru(passage: Passage) -> Iterator[Found]:
    for match in QUOTED.finditer(passage.text):
        before = passage.text[max(0, match.start() - 40) : match.start()]
        name = match[1]
        if not name[0].isupper() or words_ru.BEFORE_PLACE_QUOTES.search(before):
            continue
        adjective_before = re.search(r"(?:^|\s)[А-ЯЁ]\w+(?:ого|ой|ий|ый|ая|ое) $", before)
        few = len(name.split()) <= 4 and not re.search(r"[.!?,:]", name)
        own = few and (
            name.split()[-1][0].isupper()
            or "-" in name
            or any(words_ru.HEAD.match(word.casefold()) for word in name.split())
        )
        if (
            words_ru.BEFORE_QUOTES.search(before)
            or (
                few
                and re.search(
                    r"(?:в|на|газете|сайте|изданию|рассказала?|сообщила?|сообщает|пишет|телеканале?) $",
                    before,
                )
                and own
            )
            or (
                adjective_before is None
                and own
                and any(words_ru.HEAD.match(word.casefold()) for word in name.split())
            )
        ):
            yield _organisation(match.start(1), match.end(1), name)


def _headed_ru(passage: Passage) -> Iterator[Found]:
    """Независимый профсоюз рабочих; Министерство внутренних дел; Кировский районный суд."""
    words = passage.words
    for index, word in enumerate(words):
        if not words_ru.HEAD.match(word.lower):
            continue
        begin, end = _lead_ru(passage, index), _tail_ru(passage, index)
        strong = re.match(r"(?:министерств|прокуратур|парламент|сенат)", word.lower)
        named = words[begin].is_capital and (begin < index or word.is_capital)
        if begin == index and words[begin].first and end == index + 1:
            continue
        if (
            named
            and (begin < index or end > index + 1)
            and not (begin == index and words[begin].first and not strong)
        ):
            yield _organisation(
                words[begin].start, words[end - 1].end, passage.text[words[begin].start : words[end - 1].end]
            )
        elif any(one.is_capital for one in words[index + 1 : end]) and re.match(
            r"(?:суд|прокуратур|полици|парламент|управлени|министерств)", word.lower
        ):
            yield _organisation(word.start, words[end - 1].end, passage.text[word.start : words[end - 1].end])


def _lead_ru(passage: Passage, index: int) -> int:
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


def _tail_ru(passage: Passage, index: int) -> int:
    """Return the word after the last of the genitives that follow a head."""
    words, end = passage.words, index + 1
    nouns = 0
    while end < len(words) and words[end].gap in SPACES and end - index <= 5:
        lower = words[end].lower
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


def _quoted_kk(passage: Passage) -> Iterator[Found]:
    for match in QUOTED.finditer(passage.text):
        if match[1][0].isupper() and words_kk.AFTER_QUOTES.match(
            passage.text[match.end() : match.end() + 30]
        ):
            yield _organisation(match.start(1), match.end(1), match[1])


def _headed_kk(passage: Passage) -> Iterator[Found]:
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
            yield _organisation(words[begin].start, word.end, passage.text[words[begin].start : word.end])
