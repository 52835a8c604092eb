"""Forms of a word in Russian and Kazakh, cut down to what the forms share."""

import re
from functools import lru_cache

from sources.suggesting.tokens import CYRILLIC

ADJECTIVE = re.compile(r"(?:ого|его|ому|ему|ыми|ими|ая|яя|ую|юю|ое|ее|ой|ый|ий|ые|ие|ым|им|ом|ем|ых|их)$")
PLAIN_NOUN = re.compile(r"(?:ями|ами|ях|ах|ям|ам|ью|ём|ем|ом|ым|ой|ей|ёй|ою|ею|а|я|ы|и|у|ю|е|о|ь|й)$")
KAZAKH = re.compile(
    r"(?:(?:нда|нде|дағы|дегі|тағы|тегі|ндағы|ндегі)|(?:да|де|та|те|дан|ден|тан|тен|нан|нен)"
    r"|(?:ның|нің|дың|дің|тың|тің)|(?:ны|ні|ды|ді|ты|ті)|(?:ға|ге|қа|ке)|(?:мен|бен|пен))$"
)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return what the Russian cases of a noun or name share; a word in another script as it is."""
    lower = word.casefold().replace("ё", "е")
    if not CYRILLIC.search(lower):
        return lower
    cut = PLAIN_NOUN.sub("", lower)
    return cut if len(cut) >= 3 else lower


@lru_cache(maxsize=20_000)
def forms(word: str, language: str) -> tuple[str, ...]:
    """Return what the nominative may be, the word itself first; lower case.

    In Kazakh the endings of the cases are cut; in Russian also ends of a nominative are put back.
    """
    lower = word.casefold().replace("ё", "е")
    if not CYRILLIC.search(lower):
        return (lower,)
    guesses = [lower]
    if language == "kk":
        cut = KAZAKH.sub("", lower)
        guesses += [cut] if len(cut) >= 3 else []
        return tuple(dict.fromkeys(guesses))
    cut = PLAIN_NOUN.sub("", lower)
    if len(cut) >= 3:
        guesses += [cut, cut + "а", cut + "я", cut + "ь", cut + "й", cut + "ы", cut + "и"]
    cut = ADJECTIVE.sub("", lower)
    if cut != lower and len(cut) >= 3:
        guesses += [cut + end for end in ("ий", "ый", "ая", "ое", "ой", "ые")]
    return tuple(dict.fromkeys(guesses))
