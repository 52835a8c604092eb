"""Places in a passage: countries, towns and regions of the gazetteer, and what a word beside a name marks as one."""

import itertools
import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process

from sources.suggesting import body_words_en, place_words_en, words_en, words_kk, words_ru
from sources.suggesting.found import Found, free_of
from sources.suggesting.gazetteer import LONGEST, countries_folded, place_starts, places, plain
from sources.suggesting.passage import Passage
from sources.suggesting.stems import forms, stem
from sources.suggesting.tokens import CYRILLIC, SPACES, Word
from toolkit.names import fold


def find_places(passage: Passage, taken: list[Found]) -> list[Found]:
    """Return places of the gazetteer, and those that the document marks elsewhere, outside of what was taken."""
    found: list[Found] = []
    for one in itertools.chain(_long_names(passage), _words(passage), _seen(passage)):
        if free_of(one, taken) and free_of(one, found):
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def find_marked_places(passage: Passage, taken: list[Found]) -> list[Found]:
    """Return places that a word beside the name marks as one ("Example region"), outside of what was taken."""
    found: list[Found] = []
    for one in _marked(passage):
        if free_of(one, taken) and free_of(one, found):
            found.append(one)
    return found


def guess_places(passage: Passage, taken: list[Found]) -> list[Found]:
    """Return capitalised words that a preposition makes likely to be places, outside of what was taken."""
    found = []
    for begin, end in passage.runs():
        words = passage.words[begin:end]
        if passage.is_heading or words[0].first or end - begin > 2 or words[0].is_acronym:
            continue
        before = passage.before(begin)
        if passage.language == "en":
            fits = before in place_words_en.PLACE_BEFORE and not _is_no_place(words)
            fits = fits or (
                passage.before(begin) == "of"
                and passage.before(begin, 2) in place_words_en.PLACE_KINDS_BEFORE
            )
        else:
            fits = passage.language == "ru" and bool(words_ru.PLACE_BEFORE.match(before)) and len(words) == 1
            fits = (
                fits
                and not words_ru.SURNAME.search(words[0].text)
                and words[0].lower not in words_ru.NOT_NAMES
            )
            fits = fits and not words_ru.PEOPLES.match(words[0].lower)
        one = _place(words[0].start, words[-1].end, " ".join(word.text for word in words))
        if fits and free_of(one, taken):
            found.append(one)
    return found


def place_of(word: str, language: str) -> str | None:
    """Return the usual English name of a place by one of its spellings or cases; None when there is none."""
    names = places()
    key = plain(word)
    if key in names:
        return names[key]
    for form in forms(word, language)[1:]:
        if len(form) > 3 and form in names and CYRILLIC.search(form):
            return names[form]
    if "-" in key and key.replace("-", "") in names:
        return names[key.replace("-", "")]
    return _misspelt(word) if len(word) > 7 and word[0].isupper() and word.isascii() else None


@lru_cache(maxsize=20_000)
def _misspelt(word: str) -> str | None:
    """Return the country that a word of its own ending is a slip for."""
    folded = fold(word)
    near = process.extractOne(folded, countries_folded().keys(), scorer=fuzz.ratio, score_cutoff=88)
    if near is None or near[0][-3:] != folded[-3:] or words_en.PEOPLES.search(word):
        return None
    return countries_folded()[near[0]]


def _is_no_place(words: Sequence[Word]) -> bool:
    return any(
        word.lower in words_en.NOT_NAMES
        or word.lower in words_en.MONTHS
        or words_en.PEOPLES.search(word.text)
        for word in words
    ) or (words[-1].lower in body_words_en.HEADS)


def _long_names(passage: Passage) -> list[Found]:
    names, starts, words = places(), place_starts(), passage.words
    found = []
    for index, word in enumerate(words):
        if not word.is_capital or not any(
            form in starts for form in forms(plain(word.text), passage.language)
        ):
            continue
        for length in range(min(LONGEST, len(words) - index), 1, -1):
            several = words[index : index + length]
            if any(other.gap not in SPACES for other in several[1:]) or not several[-1].is_capital:
                continue
            options = itertools.product(
                *(forms(plain(one.text), passage.language)[:12] for one in several[:3])
            )
            name = next(
                (names[key] for key in (" ".join(option) for option in options) if key in names), None
            )
            if name:
                found.append(_place(word.start, several[-1].end, name))
                break
    return found


def _words(passage: Passage) -> list[Found]:
    found = []
    for index, word in enumerate(passage.words):
        if not word.is_capital or len(word.text) < 2:
            continue
        name = place_of(word.text, passage.language)
        if not name:
            continue
        if word.is_acronym and plain(word.text).upper() != word.text:
            continue
        if word.is_acronym and word.lower == "us" and word.text != "US":
            continue
        if passage.language == "en" and (word.text in {"It", "In"} or not _stands_as_place(passage, index)):
            continue
        start, end = word.start, word.end
        found.append(_place(start, end, name))
    return found


def _stands_as_place(passage: Passage, index: int) -> bool:
    """Return whether a town's word is not the name of a person ("Bush said") or of a thing; English only."""
    word = passage.words[index]
    if word.lower in passage.elsewhere.people and passage.before(index) not in place_words_en.PLACE_BEFORE:
        return False
    return not (word.first and word.lower in passage.elsewhere.small)


def _marked(passage: Passage) -> list[Found]:
    if passage.language == "en":
        return _marked_en(passage)
    return _marked_ru(passage) if passage.language == "ru" else _marked_kk(passage)


def _marked_en(passage: Passage) -> list[Found]:
    """Example region; Example Square; Sample airport; West Sampleland; the city of Example."""
    found = []
    for begin, end in passage.runs():
        run = list(passage.words[begin:end])
        while run and run[0].lower in words_en.NOT_NAMES - place_words_en.DIRECTIONS:
            run.pop(0)
        if not run:
            continue
        name = " ".join(word.text for word in run)
        people = any(words_en.PEOPLES.search(word.text) for word in run)
        if (
            passage.before(begin) in {"city", "town", "village", "settlement"}
            and run[0] is passage.words[begin]
        ):
            found.append(_place(run[0].start, run[0].end, run[0].text))
        elif len(run) > 1 and run[-1].lower in place_words_en.PLACE_ENDS and not passage.is_heading:
            if not people and run[-1].lower not in {"republic", "coast"}:
                found.append(_place(run[0].start, run[-1].end, name))
        elif passage.after(end) in place_words_en.PLACE_ENDS and len(run) <= 3 and not people:
            found += _with_small_end(passage, run, end)
        elif len(run) > 1 and run[0].lower in place_words_en.DIRECTIONS and place_of(run[1].text, "en"):
            found.append(_place(run[0].start, run[1].end, f"{run[0].text} {run[1].text}"))
    return found


def _with_small_end(passage: Passage, run: Sequence[Word], end: int) -> list[Found]:
    """Return the place that "region" or "airport" in small letters makes of the words before it."""
    last, name = passage.words[end], " ".join(word.text for word in run)
    site = place_words_en.PLACE_ENDS[last.lower] == "site"
    if run[-1].lower in words_en.NOT_NAMES or (site and last.lower not in place_words_en.SITES):
        return []
    if site and last.lower not in {"square", "street"}:
        return [_place(run[0].start, last.end, f"{name} {last.text}")]
    return [_place(run[0].start, last.end, place_of(name, "en") or name)]


def _marked_ru(passage: Passage) -> list[Found]:
    """Образцовая область; Ленинский район; тюрьма «Эвин»; город Пример."""
    found, words = [], passage.words
    for index, word in enumerate(words[:-1]):
        following = words[index + 1]
        adjective = words_ru.ADJECTIVE.search(word.text) or word.lower.endswith(
            ("ая", "ой", "ую", "ый", "ого", "ом")
        )
        if (
            word.is_capital
            and adjective
            and following.gap in SPACES
            and words_ru.PLACE_ENDS.match(following.text)
        ):
            found.append(_place(word.start, following.end, f"{word.text} {following.text}"))
    quoted = re.finditer(r"[«\"“]([^«»\"“”]{2,40})[»\"”]", passage.text)
    found += [
        _place(match.start(1), match.end(1), match[1])
        for match in quoted
        if words_ru.BEFORE_PLACE_QUOTES.search(passage.text[max(0, match.start() - 40) : match.start()])
    ]
    return found


def _marked_kk(passage: Passage) -> list[Found]:
    """Үлгі облысы; Мысал ауданы."""
    return [
        _place(word.start, word.end, place_of(word.text, "kk") or word.text)
        for word, following in itertools.pairwise(passage.words)
        if word.is_capital
        and following.gap in SPACES
        and words_kk.PLACE_ENDS.match(following.text)
        and word.lower not in words_kk.NOT_NAMES
    ]


def _seen(passage: Passage) -> list[Found]:
    known = passage.elsewhere.places
    return [
        _place(word.start, word.end, word.text)
        for word in passage.words
        if word.is_capital and len(word.text) > 3 and stem(word.text) in known
    ]


def _place(start: int, end: int, name: str) -> Found:
    return Found("place", start, end, {"name": name})
