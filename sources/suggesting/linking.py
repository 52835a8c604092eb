"""Known people, organisations and places, found through any spelling, script and case; a link has a score.

Names that score alike but belong to different ones are never linked: the best score is kept and a person decides.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from rapidfuzz import fuzz, process

from sources.suggesting.found import Found, NameKind, free_of
from sources.suggesting.passage import Passage
from sources.suggesting.stems import forms
from sources.suggesting.tokens import CYRILLIC
from toolkit.names import fold

LEAST = 87.0  # below it no link
MARGIN = 4.0  # how far the second best must be behind
SHORTEST = 6  # letters of a folded name that may be matched other than exactly
LONGEST = 7  # words of a name that is looked for


@dataclass(frozen=True)
class KnownName:
    """One spelling of the name of a known person, organisation or place."""

    kind: NameKind
    key: int
    text: str


@dataclass(frozen=True)
class Link:
    """The known one that a name may be; `key` is None where it is none, or not told apart from another."""

    key: int | None
    score: float


@dataclass(frozen=True)
class Known:
    """Every known name, by kind, folded."""

    names: tuple[KnownName, ...] = ()
    _cache: dict[tuple[NameKind, str, str], Link] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, names: Iterable[KnownName]) -> "Known":
        """Return them with an index."""
        return cls(tuple(names))

    @cached_property
    def folded(self) -> dict[NameKind, dict[str, set[int]]]:
        """Keys by folded name, by kind."""
        index: dict[NameKind, dict[str, set[int]]] = {"person": {}, "organisation": {}, "place": {}}
        for name in self.names:
            for key in {fold(name.text), *_stemmed(name.text)}:
                if key:
                    index[name.kind].setdefault(key, set()).add(name.key)
        return index

    @cached_property
    def surnames(self) -> dict[str, set[int]]:
        """Keys of people by the folded last word of a name of two words or more."""
        index: dict[str, set[int]] = defaultdict(set)
        for name in self.names:
            words = name.text.split()
            if name.kind == "person" and len(words) > 1 and len(words[-1]) > 2:
                for key in {fold(words[-1]), *_stemmed(words[-1])}:
                    index[key].add(name.key)
        return dict(index)

    @cached_property
    def first_words(self) -> frozenset[str]:
        """Beginnings of the folded names, by which a name is looked for in a text."""
        return frozenset(key.split()[0][:3] for index in self.folded.values() for key in index if key)

    def link(self, kind: NameKind, text: str, language: str) -> Link:
        """Return the known one of a kind that a written name is, with the score of the best (0 to 100)."""
        asked = (kind, text, language)
        if asked not in self._cache:
            self._cache[asked] = self._link(kind, text, language)
        return self._cache[asked]

    def _link(self, kind: NameKind, text: str, language: str) -> Link:
        index = self.folded[kind]
        written = _variants(text, language)
        for variant in written:
            keys = index.get(variant)
            if keys:
                return Link(next(iter(keys)) if len(keys) == 1 else None, 100.0)
        if kind == "person" and len(text.split()) == 1:
            return self._by_surname(written)
        scores: dict[int, float] = {}
        for variant in written:
            if len(variant) < SHORTEST:
                continue
            near = process.extract(variant, index.keys(), scorer=fuzz.ratio, score_cutoff=LEAST - 7, limit=6)
            for name, score, _ in near:
                exact = _alike(variant, name) if kind == "person" else score
                for key in index[name]:
                    scores[key] = max(scores.get(key, 0.0), min(score, exact))
        return _best(scores)

    def _by_surname(self, written: Sequence[str]) -> Link:
        for variant in written:
            keys = self.surnames.get(variant)
            if keys:
                return Link(next(iter(keys)) if len(keys) == 1 else None, 90.0)
        scores: dict[int, float] = {}
        for variant in written:
            if len(variant) >= SHORTEST:
                for name, score, _ in process.extract(
                    variant, self.surnames.keys(), scorer=fuzz.ratio, score_cutoff=LEAST, limit=4
                ):
                    for key in self.surnames[name]:
                        scores[key] = max(scores.get(key, 0.0), score - 8)
        return _best(scores, least=LEAST - 8)


def link_found(found: Found, known: Known, text: str, language: str) -> Found:
    """Return what was found with its link, where there is one; its score in any case that a known one came near."""
    if found.kind not in ("person", "organisation", "place"):
        return found
    options = dict.fromkeys([found.proposal["name"], text[found.start : found.end]])
    best = max(
        (known.link(found.kind, name, language) for name in options),
        key=lambda link: (link.score, link.key or 0),
    )
    if not best.score:
        return found
    return replace(found, key=best.key, proposal={**found.proposal, "score": round(best.score)})


def find_known(passage: Passage, known: Known, taken: list[Found], *, shortest: int = 1) -> list[Found]:
    """Return capitalised words, no fewer than `shortest`, that are a known name in some spelling and case."""
    found: list[Found] = []
    words = passage.words
    for begin, word in enumerate(words):
        if not word.is_capital or fold(word.text)[:3] not in known.first_words:
            continue
        for length in range(min(LONGEST, len(words) - begin), shortest - 1, -1):
            last = words[begin + length - 1]
            text = passage.text[word.start : last.end]
            if len(text) > 80 or any(len(one.gap) > 2 for one in words[begin + 1 : begin + length]):
                continue
            one = _exactly(known, text, word.start, last.end, passage.language)
            if one and free_of(one, taken) and free_of(one, found):
                found.append(one)
                break
    return found


def _exactly(known: Known, text: str, start: int, end: int, language: str) -> Found | None:
    kinds: tuple[NameKind, ...] = ("organisation", "person", "place")
    for kind in kinds:
        index = known.folded[kind]
        keys = next((index[variant] for variant in _variants(text, language) if variant in index), None)
        if keys and (len(fold(text)) > 3 or text.isupper()):
            key = next(iter(keys)) if len(keys) == 1 else None
            return Found(kind, start, end, {"name": text, "score": 100}, key)
    return None


def _best(scores: dict[int, float], least: float = LEAST) -> Link:
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    if not ranked:
        return Link(None, 0.0)
    key, score = ranked[0]
    alike = len(ranked) > 1 and ranked[1][1] > score - MARGIN
    return Link(None if alike or score < least else key, score)


def _alike(one: str, other: str) -> float:
    """Return how near two names of people are: no nearer than their farthest words."""
    first, second = one.split(), other.split()
    if len(first) != len(second):
        return 0.0
    return min(
        fuzz.ratio(a, b) if min(len(a), len(b)) > 3 else 100.0 * (a == b)
        for a, b in zip(first, second, strict=True)
    )


@lru_cache(maxsize=20_000)
def _variants(text: str, language: str) -> tuple[str, ...]:
    """Return the folded keys that a written name may have, the nominative guessed for each of its words."""
    keys = [fold(text)]
    if CYRILLIC.search(text):
        words = text.split()
        if len(words) <= 4:
            keys += [fold(" ".join(guess)) for guess in _guesses(words, language)]
    return tuple(dict.fromkeys(key for key in keys if key))


def _guesses(words: Sequence[str], language: str) -> list[list[str]]:
    options = [forms(word, language) for word in words]
    # The words of a name stand in one case: their first guesses belong together, and the last word may keep its own.
    stems = [option[1] if len(option) > 1 else option[0] for option in options]
    guesses = [
        stems,
        [*(option[0] for option in options[:-1]), stems[-1]],
        [stems[0], *(option[0] for option in options[1:])],
    ]
    if len(words) == 1:
        guesses += [[form] for form in options[0]]
    else:
        guesses += [
            [first, *rest] for first in options[0] for rest in ([*(o[0] for o in options[1:])], stems[1:])
        ]
    return guesses


@lru_cache(maxsize=20_000)
def _stemmed(text: str) -> tuple[str, ...]:
    """Return keys of a known Cyrillic name without the ending of its words, so that cases meet it half-way."""
    if not CYRILLIC.search(text):
        return ()
    stems = [forms(word, "ru") for word in text.split()]
    return (fold(" ".join(option[1] if len(option) > 1 else option[0] for option in stems)),)
