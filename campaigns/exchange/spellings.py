"""Whether a name stands in a passage, whatever its case, accents, hyphens, quotes and possessives."""

import re
import unicodedata
from collections.abc import Iterable

# An abbreviation such as US or EU would otherwise be found in "us".
SHORT_CAPITALS = re.compile(r"[A-Z]{2,3}")
# Marks that belong to a letter of their own in Cyrillic (й, ё are told apart from и, е by readers, not by search).
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´ʼ′"), "'")
_POSSESSIVE = re.compile(r"'s\b|'(?=\W|$)", re.IGNORECASE)
_WORD = re.compile(r"\w+")


def split_words(text: str) -> list[str]:
    """Return the words of a text without accents, possessive endings and punctuation; capitals are kept."""
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _WORD.findall(_POSSESSIVE.sub(" ", plain).replace("'", ""))


def name_occurs(name: str, words: list[str]) -> bool:
    """Tell whether the words of the name stand one after the other among `words` (of `split_words`)."""
    wanted = split_words(name)
    if not wanted:
        return False
    exact = len(wanted) == 1 and SHORT_CAPITALS.fullmatch(wanted[0]) is not None
    if not exact:
        wanted = [word.casefold() for word in wanted]
        words = [word.casefold() for word in words]
    length = len(wanted)
    return any(words[start : start + length] == wanted for start in range(len(words) - length + 1))


def any_name_occurs(names: Iterable[str], texts: Iterable[str]) -> bool:
    """Tell whether one of the names stands in one of the texts."""
    split = [split_words(text) for text in texts]
    return any(name_occurs(name, words) for name in names for words in split)
