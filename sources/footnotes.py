"""Which documents claims rest on, as footnotes: one mark a document, one list of sources a page.

The one place where numbers and texts of footnotes come from, for pages and for paper; `{% cite %}` sets them.
Everything here reads what `Claim.objects.with_citations()` has fetched and makes no query of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext

from sources.models import Citation, Claim, Document


@dataclass(slots=True)
class Mark:
    """The boxed number after a sentence: a document, the passages in it, and what is drawn from them."""

    document: Document
    holder: Document
    passages: list[int] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    is_disputed: bool = False

    @property
    def label(self) -> str:
        """The number that the mark shows."""
        return label_of(self.document)

    @property
    def is_second_hand(self) -> bool:
        """Whether we know the document only from another that holds or quotes it."""
        return self.document.pk != self.holder.pk


@dataclass(slots=True)
class Source:
    """A line of the list of sources: a document and the documents that hold its text."""

    document: Document
    holders: list[Document] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The number that its marks show."""
        return label_of(self.document)

    @property
    def quoted_in(self) -> list[str]:
        """Where the text stands that we know it from, in words: one for each holder."""
        return [gettext("as quoted in “%(title)s”") % {"title": holder.title} for holder in self.holders]


def label_of(document: Document) -> str:
    """Return the number of a document in every footnote, on web and paper: a section sign until it has one."""
    return str(document.number or "§")


def marks_of(claims: Iterable[Claim]) -> list[Mark]:
    """Return one mark for each document that the claims cite, in order of the documents' numbers."""
    marks: dict[int, Mark] = {}
    for claim in claims:
        for citation in claim.citations.all():
            document = citation.passage.source
            mark = marks.setdefault(document.pk, Mark(document, citation.passage.document))
            if citation.passage.number not in mark.passages:
                mark.passages.append(citation.passage.number)
            if claim not in mark.claims:
                mark.claims.append(claim)
            mark.is_disputed |= citation.stance == Citation.Stance.DISPUTES
    for mark in marks.values():
        mark.passages.sort()
    return sorted(marks.values(), key=lambda mark: _place(mark.document))


def sources_of(claims: Iterable[Claim]) -> list[Source]:
    """Return the list of sources of a page that shows these claims, in order of the documents' numbers."""
    sources: dict[int, Source] = {}
    for mark in marks_of(claims):
        source = sources.setdefault(mark.document.pk, Source(mark.document))
        if mark.is_second_hand and mark.holder not in source.holders:
            source.holders.append(mark.holder)
    return list(sources.values())


def _place(document: Document) -> tuple[int, str]:
    return document.number or 1_000_000, document.slug
