"""Words of a text with their places, and what their letters show."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

WORD = re.compile(r"[^\W\d_]+(?:[-‑'’ʼ][^\W\d_]+)*")
LONGEST = 60  # letters; what is longer is no word
POSSESSIVE = re.compile(r"['’]s$|['’]$", re.IGNORECASE)
# What may stand between the end of a sentence and the first word of the next.
OPENING = re.compile(r"[\s\"“”„«»'‘’(\[{■•*–—\-+#>|]*$")
# A plain and a no-break space.
SPACES = frozenset(" \N{NO-BREAK SPACE}")
ENDS = ".!?:;…"
# A full stop after these, or after a single letter, ends no sentence.
SHORT = re.compile(
    r"(?:^|[\s(])(?:Mr|Mrs|Ms|Dr|Prof|St|No|Jr|Sr|vs|г|гг|им|ул|т|д|ст|жж|[^\W\d_])\.$", re.IGNORECASE
)
MIXED = re.compile(r"([a-z]+(?=-[A-Z])|[A-Z][A-Za-zà-ÿ]*(?=-[a-z]))-[^-]{2,}$")
CYRILLIC = re.compile(r"[Ѐ-ӿ]")


@dataclass(frozen=True)
class Word:
    """One word; the English possessive is left off."""

    text: str
    start: int
    end: int
    first: bool  # whether it begins a sentence, a line or a quotation
    gap: str  # what stands between it and the word before

    @property
    def lower(self) -> str:
        """The word in small letters."""
        return self.text.casefold()

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()

    @property
    def is_acronym(self) -> bool:
        """Whether it is all capitals, two letters or more."""
        return len(self.text) > 1 and self.text.isupper()

    @property
    def is_initial(self) -> bool:
        """Whether it is one capital letter."""
        return len(self.text) == 1 and self.text.isupper()


def words_of(text: str) -> list[Word]:
    """Return the words of a text in order."""
    words: list[Word] = []
    last = 0
    for match in WORD.finditer(text):
        start, end = match.span()
        if end - start > LONGEST:
            continue
        inner = MIXED.match(match[0])
        if inner:  # anti-Example, Example-led: two words
            cut = start + len(inner[1])
            words.append(Word(inner[1], start, cut, _is_first(text, start), text[last:start]))
            last, start = cut, cut + 1
        shown = POSSESSIVE.sub("", text[start:end])
        gap = text[last:start]
        words.append(Word(shown, start, start + len(shown), not inner and _is_first(text, start), gap))
        last = start + len(shown)
    return words


def sentences(text: str) -> list[tuple[int, int]]:
    """Return where each sentence begins and ends."""
    ends = re.finditer(r"[.!?…]+[\"”»’')\]]*\s+(?=[\"“«‘(\[–—\s]*[^\W_a-zа-яё])", text)
    cuts = [
        end.end()
        for end in ends
        if end[0][0] != "." or not SHORT.search(text[max(0, end.start() - 6) : end.start() + 1])
    ]
    return [(start, stop) for start, stop in zip([0, *cuts], [*cuts, len(text)], strict=True) if start < stop]


def is_heading(words: Sequence[Word]) -> bool:
    """Return whether most words are capitalised, so that a capital says nothing."""
    long = [word for word in words if len(word.text) > 3]
    return len(words) < 25 and len(long) >= 3 and sum(word.is_capital for word in long) >= 0.8 * len(long)


def _is_first(text: str, start: int) -> bool:
    window = text[max(0, start - 24) : start]
    before = OPENING.sub("", window)
    if not before:
        return start < 24 or not window.strip()
    if re.fullmatch(r"\(?[0-9a-z]{1,2}[.)]", before.strip()) and start < 8:
        return True
    # A word after an opening quotation mark may be a name; after a bracket it begins nothing.
    return before[-1] in ENDS and not (before[-1] == "." and SHORT.search(before))
