"""A passage as the rules see it: its words, and runs of capitalised ones; and what the rest of the document says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sources.suggesting.tokens import SPACES, Word, is_heading, words_of

LANGUAGES = ("en", "ru", "kk")


@dataclass(frozen=True)
class Elsewhere:
    """What the whole document shows, so that a bare surname or a repeated body is found in one passage."""

    people: frozenset[str] = frozenset()  # stems of the last and first parts of full names
    full_names: tuple[tuple[str, str], ...] = ()  # stem of the surname, and the name in full
    organisations: frozenset[str] = frozenset()  # bodies and acronyms, in small letters
    places: frozenset[str] = frozenset()  # places that a pattern gave ("Sample" of "Sample region")
    small: frozenset[str] = frozenset()  # words that it also writes in small letters


@dataclass(frozen=True)
class Passage:
    """The text of one passage in a language that the rules know."""

    text: str
    language: str
    elsewhere: Elsewhere = field(default_factory=Elsewhere)

    @cached_property
    def words(self) -> Sequence[Word]:
        """Its words in order."""
        return words_of(self.text)

    @cached_property
    def is_heading(self) -> bool:
        """Whether a capital says nothing in it."""
        return self.language == "en" and is_heading(self.words)

    def runs(self) -> Iterator[tuple[int, int]]:
        """Yield the first word and the one after the last of each run of capitalised words."""
        words = self.words
        begin = 0
        while begin < len(words):
            if not words[begin].is_capital:
                begin += 1
                continue
            end = begin + 1
            while end < len(words) and words[end].is_capital and self._joined(end):
                end += 1
            yield begin, end
            begin = end

    def _joined(self, index: int) -> bool:
        word, before = self.words[index], self.words[index - 1]
        if before.is_initial:
            return word.gap.removeprefix(".") in {"", *SPACES}
        return word.gap in SPACES and (not word.first or word.is_initial)

    def before(self, index: int, count: int = 1) -> str:
        """Return the word so many before one, in small letters; empty where a mark stands between."""
        first = index - count
        if first < 0 or any(word.gap.strip() for word in self.words[first + 1 : index + 1]):
            return ""
        return self.words[first].lower

    def after(self, index: int) -> str:
        """Return the word after the one before `index`, in small letters; empty where a mark stands between."""
        if index >= len(self.words) or self.words[index].gap.strip():
            return ""
        return self.words[index].lower


def known_language(language: str) -> str:
    """Return the language whose rules read a text: its own, else English."""
    short = language.lower()[:2]
    return short if short in LANGUAGES else "en"
