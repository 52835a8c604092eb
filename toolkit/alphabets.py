"""Order of names by the reader's alphabet: code points put Қ and Ә after Я, Ё before А, and « before all letters."""

import unicodedata

# Cyrillic letters with their neighbours, each alphabet whole, so that names in the others' letters have a place too.
_ALPHABETS = {
    "ru": "аәбвгғдеёжзиійкқлмнңоөпрстуұүфхһцчшщъыьэюя",
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
}


def in_order(text: str, language: str | None) -> tuple[tuple[int, str], ...]:
    """Return a key to sort a name by: letters and figures alone, the reader's own script first."""
    alphabet = _ALPHABETS.get(language or "", _ALPHABETS["ru"])
    is_cyrillic = language in _ALPHABETS
    key: list[tuple[int, str]] = []
    for sign in unicodedata.normalize("NFC", text).casefold():
        if sign in alphabet:
            key.append((2 - is_cyrillic, f"{alphabet.index(sign):02}"))
        elif sign.isalpha():
            # Accents do not part a letter from its kin.
            key.append((1 + is_cyrillic, unicodedata.normalize("NFKD", sign)[0]))
        elif sign.isdigit():
            key.append((0, sign))
        elif sign.isspace() and key and key[-1][0] >= 0:
            key.append((-1, ""))
    return tuple(key)
