"""Folding names so that any spelling in any script finds the person: Elshibayev, Yelshibaev, Ельшибаев."""

import re
import unicodedata

from anyascii import anyascii
from django.utils.text import slugify

# anyascii writes these as digraphs; readers write them as the plain letter.
KAZAKH = str.maketrans("әғқңөұүһіӘҒҚҢӨҰҮҺІ", "agknouuhiAGKNOUUHI")
# Each rule joins spellings of one sound that romanisations differ in.
RULES = [
    (re.compile(pattern), replacement)
    for pattern, replacement in [
        (r"[^a-z0-9 ]+", ""),
        (r"dzh|zh|dj", "j"),
        (r"kh", "h"),
        (r"\bye|\bie|\bje", "e"),
        (r"(?<=[aeiou])[yi](?=[eaou])", ""),
        (r"[yj]a", "a"),
        (r"[yj]o", "o"),
        (r"[yj]u", "u"),
        (r"iy|yi|ii|y", "i"),
        (r"(.)\1+", r"\1"),
        (r" +", " "),
    ]
]


def fold(text: str) -> str:
    """Return a key that spellings of one name share as far as rules go: ASCII, lower case, no punctuation."""
    folded = anyascii(unicodedata.normalize("NFKC", text).translate(KAZAKH)).casefold()
    folded = folded.replace("-", " ")
    for pattern, replacement in RULES:
        folded = pattern.sub(replacement, folded)
    return folded.strip()


def free_slug(text: str, *, taken: set[str], longest: int) -> str:
    """Return a slug for a text in any script that is not among those taken, of at most so many characters."""
    base = slugify(anyascii(text.translate(KAZAKH)))[:longest].strip("-") or "x"
    slug, number = base, 1
    while slug in taken:
        number += 1
        end = f"-{number}"
        slug = base[: longest - len(end)] + end
    return slug
