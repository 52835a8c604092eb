"""Pairs of rows that may be one and the same: proposed to a person, never joined by themselves.

Names are compared as `toolkit.names.fold` writes them, so across scripts and spellings. Real different people have
names that are as near as two spellings of one; the score says how alike the names are, not that they are one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from sources.models import Name, NamedKind, NotTheSame

# Below this, names have little in common; 100 is the same name.
LIKELY = 86
# A part of a name that more rows share than these tells nothing (a given name in thousands); their other parts do.
COMMON = 400
# Of a word these stay, of letters that spellings trade the first: Kairat and Qairat, Wasilij and Vasiliy.
_SOUNDS = str.maketrans("wcq", "vkk", "aeiouh")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows, `first` with the smaller key, the two names that are nearest, and how near: 0 to 100."""

    kind: str
    first: int
    second: int
    names: tuple[str, str]
    score: int
    why: str


@dataclass(frozen=True, slots=True)
class _Spelling:
    """A name of a row, as printed and folded; `sorted_words` so that the order of its words does not matter."""

    row: int
    text: str
    folded: str
    sorted_words: str


def likely_pairs(kind: str, *, least: int = LIKELY) -> list[Pair]:
    """Return the pairs of a kind that may be one, the likeliest first, without those known to be two."""
    rows = (
        Name.objects.filter(**{f"{kind}__isnull": False})
        .values_list(kind, "text", "folded")
        .order_by(kind, "pk")
    )
    known = set(NotTheSame.objects.filter(kind=kind).values_list("first", "second"))
    found = find_pairs(kind, rows, least=least)
    return [pair for pair in found if (pair.first, pair.second) not in known]


def find_pairs(kind: str, names: Iterable[tuple[int, str, str]], *, least: int = LIKELY) -> list[Pair]:
    """Return the likely pairs among names: key of the row, text, folded text."""
    spellings = [
        _Spelling(row, text, folded, " ".join(sorted(folded.split()))) for row, text, folded in names
    ]
    best: dict[tuple[int, int], Pair] = {}
    for block in _blocks(spellings):
        for one, other, score in _near(block, least):
            left, right = (one, other) if one.row < other.row else (other, one)
            key = (left.row, right.row)
            # Of names that are as near, those that are the same letter for letter say it best.
            rank = (score, left.text == right.text)
            if key not in best or (best[key].score, len(set(best[key].names)) == 1) < rank:
                names_of = (left.text, right.text)
                best[key] = Pair(kind, *key, names_of, score, _why(left, right, score))
    if kind == NamedKind.PERSON:
        for pair in _initials(kind, spellings):
            best.setdefault((pair.first, pair.second), pair)
    return sorted(best.values(), key=lambda pair: (-pair.score, pair.first, pair.second))


def _blocks(spellings: list[_Spelling]) -> Iterator[list[_Spelling]]:
    """Yield groups of spellings that share the sound of a word; of two words where one is too common."""
    alone: dict[str, list[_Spelling]] = defaultdict(list)
    together: dict[tuple[str, str], list[_Spelling]] = defaultdict(list)
    for spelling in spellings:
        for sound in _sounds(spelling):
            alone[sound].append(spelling)
    common = {sound for sound, block in alone.items() if len(block) > COMMON}
    for spelling in spellings:
        sounds = sorted(_sounds(spelling) & common)
        for place, first in enumerate(sounds):
            for second in sounds[place + 1 :]:
                together[first, second].append(spelling)
    yield from (block for sound, block in alone.items() if sound not in common and len(block) > 1)
    yield from (block for block in together.values() if len(block) > 1)


def _sounds(spelling: _Spelling) -> set[str]:
    """Return the first three consonants of each word, by which spellings of one name find each other."""
    return {sound for word in spelling.folded.split() if len(sound := word.translate(_SOUNDS)[:3]) > 1}


def _near(block: list[_Spelling], least: int) -> Iterator[tuple[_Spelling, _Spelling, int]]:
    """Yield the pairs of a group whose names are near, in the order as written or in that of the alphabet."""
    for written in ([one.folded for one in block], [one.sorted_words for one in block]):
        for place, one in enumerate(block[:-1]):
            rest = written[place + 1 :]
            for _text, score, offset in process.extract(
                written[place], rest, scorer=fuzz.ratio, score_cutoff=least, limit=None
            ):
                other = block[place + 1 + offset]
                if other.row != one.row:
                    yield one, other, int(score)


def _initials(kind: str, spellings: list[_Spelling]) -> Iterator[Pair]:
    """Yield people of one surname, where one has an initial in place of the given name."""
    by_surname: dict[str, list[tuple[str, _Spelling]]] = defaultdict(list)
    for spelling in spellings:
        words = spelling.folded.split()
        if len(words) > 1 and len(words[-1]) > 2:
            by_surname[words[-1]].append((words[0], spelling))
    for people in by_surname.values():
        for given, short in people:
            if len(given) > 1:
                continue
            for other_given, whole in people:
                if len(other_given) > 1 and other_given.startswith(given) and whole.row != short.row:
                    left, right = sorted((short, whole), key=lambda one: one.row)
                    names = (left.text, right.text)
                    why = _("The same surname, and the initial fits.")
                    yield Pair(kind, left.row, right.row, names, LIKELY, why)


def _why(left: _Spelling, right: _Spelling, score: int) -> str:
    if left.text == right.text:
        return _("The same name, letter for letter.")
    if left.folded == right.folded:
        return _("The same name in another spelling or script.")
    if left.sorted_words == right.sorted_words:
        return _("The same words in another order.")
    return _("The names are %(score)d of 100 alike.") % {"score": score}
