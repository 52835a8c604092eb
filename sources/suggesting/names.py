"""People in a passage: given names, surnames by their endings, titles and roles before, verbs of saying after."""

import re
from collections.abc import Sequence

from sources.suggesting import body_words_en, name_parts_en, place_words_en, words_en, words_kk, words_ru
from sources.suggesting.found import Found, free_of
from sources.suggesting.gazetteer import is_given_name
from sources.suggesting.nominative import nominative
from sources.suggesting.passage import Passage
from sources.suggesting.places import place_of
from sources.suggesting.stems import forms, stem
from sources.suggesting.tokens import CYRILLIC, Word

LONGEST = 4


def find_people(passage: Passage, taken: list[Found]) -> list[Found]:
    """Return the people whose names leave little doubt, outside of what was taken."""
    return _people(passage, taken, sure=True)


def guess_people(passage: Passage, taken: list[Found]) -> list[Found]:
    """Return two or three capitalised words within a sentence that nothing else explains."""
    return _people(passage, taken, sure=False)


def _people(passage: Passage, taken: list[Found], *, sure: bool) -> list[Found]:
    found: list[Found] = []
    for begin, end in passage.runs():
        for first, last in _pieces(passage, begin, end, taken):
            for start, stop in _names_in(passage, first, last, sure=sure):
                words = passage.words[start:stop]
                name = nominative(words, passage.language)
                if not CYRILLIC.search(name):
                    name = passage.text[words[0].start : words[-1].end]
                one = Found("person", words[0].start, words[-1].end, {"name": name})
                if free_of(one, taken) and free_of(one, found):
                    found.append(one)
    return found


def _pieces(passage: Passage, begin: int, end: int, taken: list[Found]) -> list[tuple[int, int]]:
    """Cut a run where a word can be part of no name, and drop what was taken."""
    pieces, start = [], begin
    for index in range(begin, end + 1):
        if index == end or _is_barred(passage, index, taken):
            if index > start:
                pieces.append((start, index))
            start = index + 1
    return pieces


def _is_barred(passage: Passage, index: int, taken: list[Found]) -> bool:
    word = passage.words[index]
    if not free_of(Found("person", word.start, word.end), taken):
        return True
    if word.is_initial and passage.text[word.end : word.end + 1] == ".":
        return False
    if word.is_acronym and len(word.text) < 7 and not passage.text.isupper():
        return True
    if passage.language == "en":
        if (
            words_en.PEOPLES.search(word.text)
            or word.lower in words_en.TITLES
            or word.lower in words_en.ROLES
        ):
            return True
        given = is_given_name(word.text, "en")
        return (
            word.lower in words_en.NOT_NAMES
            or (word.lower in words_en.MONTHS and not given)
            or word.lower in words_en.WEEKDAYS
        )
    if word.lower in words_ru.NOT_NAMES or word.lower in words_kk.NOT_NAMES:
        return True
    role = words_ru.ROLE if passage.language == "ru" else words_kk.ROLE
    return (word.first and bool(role.match(word.lower))) or bool(words_ru.PEOPLES.match(word.lower))


def _has_role(passage: Passage, first: int) -> bool:
    """Return whether a title or role stands right before."""
    before = passage.before(first)
    if not before and first and passage.words[first].gap == ". ":
        before = passage.words[first - 1].lower if passage.words[first - 1].lower in words_en.TITLES else ""
    if passage.language == "en":
        return (
            before in words_en.TITLES
            or before in words_en.ROLES
            or (len(before) > 6 and before.endswith("ist"))
        )
    return bool((words_ru.ROLE if passage.language == "ru" else words_kk.ROLE).match(before))


def _names_in(passage: Passage, first: int, last: int, *, sure: bool) -> list[tuple[int, int]]:
    names, index = [], first
    while index < last:
        length = _length_at(passage, index, last, sure=sure)
        if length:
            names.append((index, index + length))
        index += length or 1
    return names


def _length_at(passage: Passage, index: int, last: int, *, sure: bool) -> int:
    """Return how many words from here are one name; 0 when none begins here."""
    words = passage.words[index : min(last, index + LONGEST)]
    tests = {"en": _english, "ru": _russian, "kk": _kazakh}
    length = tests[passage.language](passage, index, words) if sure else 0
    if not length and sure:
        length = _seen(passage, words)
    if (
        not length
        and not sure
        and 2 <= last - index <= 3
        and not passage.is_heading
        and _is_likely(passage, words)
    ):
        length = len(words)
    return length


def _english(passage: Passage, index: int, words: Sequence[Word]) -> int:
    one, several = words[0], len(words) > 1
    surname = next(
        (n + 1 for n, word in enumerate(words) if n and name_parts_en.SURNAME.search(word.text)), 0
    )
    given = is_given_name(one.text, "en") or bool(name_parts_en.TURKIC_GIVEN.match(one.text))
    if several and given and (not passage.is_heading or surname) and not _is_small(passage, words[1]):
        return _extent(words)
    if _has_role(passage, index) and not place_of(one.text, "en") and not _is_small(passage, one):
        return _extent(words)
    if (
        several
        and surname
        and not _is_small(passage, one)
        and not (passage.is_heading and place_of(one.text, "en"))
    ):
        return surname if one.is_initial or not place_of(one.text, "en") else 0
    end = index + len(words)
    speaker = not passage.is_heading and _is_speaker(passage, end, words[-1])
    named = several or (len(one.text) > 2 and not place_of(one.text, "en"))
    if speaker and named and not (one.first and _is_small(passage, one)):
        return len(words)
    strong = len(one.text) > 5 and name_parts_en.SURNAME.search(one.text) and not place_of(one.text, "en")
    if not several and strong and not _is_small(passage, one) and not passage.is_heading:
        return 1
    return 0


def _extent(words: Sequence[Word]) -> int:
    return min(len(words), 3 if not any(word.is_initial for word in words) else 4)


def _is_speaker(passage: Passage, end: int, last: Word) -> bool:
    if passage.after(end) in words_en.SAYING:
        return True
    rest = passage.text[last.end : last.end + 24]
    return bool(
        re.match(r", (?:who|aged|whose|then) |, \d\d(?:,| )|, (?:a|an|the|his|her) [a-z]", rest)
    ) and bool(passage.before(end - 1) or is_given_name(last.text, "en"))


def _russian(passage: Passage, index: int, words: Sequence[Word]) -> int:
    one, several = words[0], len(words) > 1
    if one.is_initial:
        count = 2 if len(words) > 2 and words[1].is_initial else 1
        return count + 1 if len(words) > count and not words[count].is_initial else 0
    given = is_given_name(one.text, "ru")
    if several and given:
        if len(words) > 2 and words_ru.PATRONYMIC.search(words[1].text):
            return 3
        return 2
    if several and words_ru.SURNAME.search(one.text) and is_given_name(words[1].text, "ru"):
        return 3 if len(words) > 2 and words_ru.PATRONYMIC.search(words[2].text) else 2
    if several and (words_ru.SURNAME.search(words[1].text) or words_ru.PATRONYMIC.search(words[1].text)):
        return 2 if not _is_small(passage, one) and not place_of(one.text, "ru") else 0
    if _has_role(passage, index) and not place_of(one.text, "ru") and not _is_small(passage, one):
        return min(len(words), 2)
    adjective = words_ru.ADJECTIVE.search(one.text)
    if (
        words_ru.SURNAME.search(one.text)
        and not adjective
        and len(one.text) > 4
        and not place_of(one.text, "ru")
    ):
        doubtful = one.first and (_is_small(passage, one) or passage.after(index + 1) == "")
        return 1 if not doubtful and not _is_small(passage, one) else 0
    said = passage.after(index + 1)
    return (
        1
        if not several and words_ru.SAYING.match(said) and not one.first and not place_of(one.text, "ru")
        else 0
    )


def _kazakh(passage: Passage, index: int, words: Sequence[Word]) -> int:
    one, several = words[0], len(words) > 1
    if one.is_initial:
        return 2 if several and not words[1].is_initial else 0
    surname = several and words_kk.SURNAME.search(words[1].text)
    if several and (surname or is_given_name(one.text, "kk")) and not place_of(one.text, "kk"):
        return 2
    if _has_role(passage, index) and several and not place_of(one.text, "kk"):
        return 2
    if words_kk.SURNAME.search(one.text) and len(one.text) > 5 and not place_of(one.text, "kk"):
        return 1 if not _is_small(passage, one) else 0
    return 0


def _seen(passage: Passage, words: Sequence[Word]) -> int:
    """A bare surname or given name of somebody whom the document names in full."""
    one = words[0]
    known = passage.elsewhere.people
    options = {stem(form) for form in forms(one.text, passage.language)} | {one.lower}
    return 1 if len(one.text) > 1 and options & known else 0


def _is_likely(passage: Passage, words: Sequence[Word]) -> bool:
    if words[0].first or any(len(word.text) < 3 and not word.is_initial for word in words):
        return False
    if passage.language != "en":
        return not any(word.is_acronym for word in words) and bool(CYRILLIC.search(words[0].text))
    return not any(
        word.is_acronym
        or word.lower in body_words_en.HEADS
        or word.lower in place_words_en.PLACE_ENDS
        or _is_small(passage, word)
        for word in words
    ) and passage.before(passage.words.index(words[0])) not in {"the", "a", "an", "this", "our", "their"}


def _is_small(passage: Passage, word: Word) -> bool:
    """Return whether the document also writes the word in small letters, so that it is hardly a name."""
    return word.lower in passage.elsewhere.small
