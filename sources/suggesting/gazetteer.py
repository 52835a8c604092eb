"""Countries, towns and given names of the world, from the files in `data`; see scripts/gazetteer.py."""

from functools import cache
from pathlib import Path

from sources.suggesting import name_parts_en, place_words_en, words_en, words_kk, words_ru
from sources.suggesting.stems import forms
from sources.suggesting.tokens import CYRILLIC
from toolkit.names import fold

DATA = Path(__file__).resolve().parent / "data"
LONGEST = 4  # words of a name of a place


@cache
def places() -> dict[str, str]:
    """Return each spelling of a country, region or town (lower case) with its usual English name."""
    found: dict[str, str] = {}
    # A town never hides a country or region of the same name.
    for line in (DATA / "towns.txt").read_text(encoding="utf-8").splitlines():
        name, *others = line.split("\t")
        for spelling in (name, *others):
            found.setdefault(plain(spelling), name)
    for line in (DATA / "countries.txt").read_text(encoding="utf-8").splitlines():
        name, *others = line.split("\t")
        found.update((plain(spelling), name) for spelling in (name, *others))
    for words in (place_words_en.PLACES, words_ru.PLACES, words_kk.PLACES):
        found.update((plain(spelling), name) for spelling, name in words.items())
    for spelling in [name for name in found if words_en.PEOPLES.search(name)]:
        del found[spelling]
    for spelling in place_words_en.NOT_PLACES | words_ru.NOT_PLACES:
        found.pop(spelling, None)
    return found


@cache
def countries_folded() -> dict[str, str]:
    """Return the English names of countries by their folded key, for slips of the pen."""
    lines = (DATA / "countries.txt").read_text(encoding="utf-8").splitlines()
    names = [line.split("\t")[0] for line in lines]
    return {fold(name): name for name in names if len(name) > 7}


@cache
def place_starts() -> frozenset[str]:
    """Return the first words of names of places that have several."""
    return frozenset(spelling.split()[0] for spelling in places() if " " in spelling)


@cache
def given_names() -> frozenset[str]:
    """Return given names as folded keys, so that every script finds them."""
    lines = (DATA / "given_names.txt").read_text(encoding="utf-8").split()
    names = {fold(name) for name in [*lines, *name_parts_en.GIVEN_NAMES.split()]}
    return frozenset(name for name in names if len(name) > 2) - {
        fold(w) for w in name_parts_en.NOT_GIVEN_NAMES
    }


@cache
def given_names_written() -> dict[str, str]:
    """Return Russian given names in the nominative, by their lower case."""
    lines = (DATA / "given_names.txt").read_text(encoding="utf-8").split()
    return {plain(name): name for name in lines if CYRILLIC.search(name)}


def is_given_name(word: str, language: str) -> bool:
    """Return whether a word is a given name, or a case of one."""
    names = given_names()
    parts = [part for part in word.split("-") if part] or [word]
    return any(fold(form) in names for form in forms(parts[0], language))


def plain(text: str) -> str:
    """Return a spelling as it is looked up: small letters, one kind of hyphen and apostrophe, no ё."""
    return text.casefold().replace("ё", "е").replace("‑", "-").replace("’", "'").strip()
