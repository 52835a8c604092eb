"""Whether the sources of several answers are independent, by what is recorded and nothing else.

Two answers hang together when they stand in the same document, when one document reproduces, quotes or holds the
other, or both reproduce a third, when the same person or body says them, and when their documents have the same
author or publisher. What hangs together directly or through others is one group. That nothing is recorded does not
show that sources are independent, and the page says so.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sources.models import Citation, Document, Position
from sources.models.names import Named


@dataclass(frozen=True, slots=True)
class Group:
    """Positions that rest on one source, with a sentence for each reason; one position alone has no reason."""

    positions: list[Position]
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Independence:
    """How the positions of a question hang together."""

    groups: list[Group]

    @property
    def joined(self) -> list[Group]:
        """The groups of more than one position."""
        return [group for group in self.groups if len(group.positions) > 1]

    @property
    def sentence(self) -> str:
        """How many sources repeat no other one, as a sentence; it is no score."""
        count = len(self.groups)
        return ngettext(
            "As far as is recorded, these answers rest on %(count)d source that repeats no other.",
            "As far as is recorded, these answers rest on %(count)d sources that repeat no other.",
            count,
        ) % {"count": count}


@dataclass(frozen=True, slots=True)
class _Backing:
    """What one position rests on."""

    documents: dict[int, Document]
    holders: dict[int, Document]
    speaker: Named | None


def independence_of(positions: Sequence[Position]) -> Independence:
    """Return how positions hang together; reads the documents they cite with two queries and their names."""
    backings = [_backing(position) for position in positions]
    known = _documents(backings)
    home = list(range(len(positions)))
    reasons: dict[tuple[int, int], list[str]] = {}
    for one, other in combinations(range(len(positions)), 2):
        found = _reasons(backings[one], backings[other], known)
        if found:
            reasons[one, other] = found
            joined, gone = sorted((home[one], home[other]))
            home = [joined if place == gone else place for place in home]
    members: defaultdict[int, list[int]] = defaultdict(list)
    for number, place in enumerate(home):
        members[place].append(number)
    return Independence(
        [
            Group(
                [positions[number] for number in numbers],
                list(dict.fromkeys(r for pair in combinations(numbers, 2) for r in reasons.get(pair, []))),
            )
            for numbers in members.values()
        ]
    )


def _backing(position: Position) -> _Backing:
    claim = position.claim
    passages = [c.passage for c in claim.citations.all() if c.stance == Citation.Stance.SUPPORTS]
    return _Backing(
        {passage.source.pk: passage.source for passage in passages},
        {passage.document.pk: passage.document for passage in passages},
        claim.said_by_person or claim.said_by_organisation,
    )


def _documents(backings: Iterable[_Backing]) -> dict[int, Document]:
    """Return the cited documents with author, publisher and what they reproduce, three steps back."""
    keys = {key for backing in backings for key in backing.documents}
    found = (
        Document.objects.filter(pk__in=keys)
        .select_related(
            "author", "publisher", "held_in", "reproduced_from__reproduced_from__reproduced_from__held_in"
        )
        .prefetch_related("author__names", "publisher__names")
    )
    return {document.pk: document for document in found}


def _reasons(one: _Backing, other: _Backing, known: dict[int, Document]) -> list[str]:
    """Return a sentence for each way in which two answers hang together."""
    reasons = []
    if one.speaker is not None and one.speaker == other.speaker:
        reasons.append(_("They are said by the same: %(name)s.") % {"name": one.speaker.display_name})
    for mine in (known[key] for key in one.documents):
        for theirs in (known[key] for key in other.documents):
            reasons += _between(mine, theirs)
    reasons += _held(one, other) or _held(other, one)
    return list(dict.fromkeys(reasons))


def _between(mine: Document, theirs: Document) -> list[str]:
    """Return how two documents hang together; the nearest way is enough."""
    if mine.pk == theirs.pk:
        return [_("They stand in the same document: “%(title)s”.") % {"title": mine.title}]
    ours, others = _chain(mine), _chain(theirs)
    for later, earlier, chain in ((mine, theirs, ours), (theirs, mine, others)):
        if earlier.pk in chain:
            titles = {"title": later.title, "other": earlier.title}
            return [_("“%(title)s” reproduces “%(other)s”.") % titles]
    shared = next((document for key, document in ours.items() if key in others), None)
    if shared is not None:
        titles = {"title": mine.title, "other": theirs.title, "first": shared.title}
        return [_("“%(title)s” and “%(other)s” both reproduce “%(first)s”.") % titles]
    reasons = []
    if mine.author is not None and mine.author == theirs.author:
        name = mine.author.display_name
        reasons.append(_("Their documents have the same author: %(name)s.") % {"name": name})
    if mine.publisher is not None and mine.publisher == theirs.publisher:
        name = mine.publisher.display_name
        reasons.append(_("Their documents have the same publisher: %(name)s.") % {"name": name})
    return reasons


def _held(one: _Backing, other: _Backing) -> list[str]:
    """Return whether a document that one answer cites is quoted or held in one that the other cites."""
    return [
        _("“%(title)s” quotes or holds “%(other)s”.") % {"title": holder.title, "other": document.title}
        for key, holder in one.holders.items()
        if key in other.documents and key not in one.documents
        for document in one.documents.values()
        if document.pk not in other.documents
    ]


def _chain(document: Document) -> dict[int, Document]:
    """Return what a document reproduces, step by step; what was recorded in a circle ends where it began."""
    chain: dict[int, Document] = {}
    step: Document | None = document
    # As many steps as are fetched with the documents.
    for _step in range(3):
        step = step.reproduced_from if step is not None else None
        if step is None or step.pk in chain or step.pk == document.pk:
            break
        chain[step.pk] = step
    return chain
