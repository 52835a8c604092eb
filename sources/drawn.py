"""What a document says: the claims drawn from it, and whether other sources bear them out."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sources.models import Citation, Claim, Document, Question


class Standing(StrEnum):
    """How a claim stands among the sources we hold."""

    AGREE = "agree"
    DISAGREE = "disagree"
    ONE = "one"


@dataclass(frozen=True, slots=True)
class DrawnClaim:
    """A claim as it stands in one document."""

    claim: Claim
    passages: list[int]
    standing: Standing
    questions: list[Question]


def drawn_claims(claims: Iterable[Claim], document: Document) -> list[DrawnClaim]:
    """Return claims of a document in the order of its passages. Reads only what `claims_drawn_from` fetched."""
    drawn = []
    for claim in claims:
        citations = list(claim.citations.all())
        passages = sorted(c.passage.number for c in citations if c.passage.source.pk == document.pk)
        questions = [
            position.question for position in claim.positions.all() if position.question.is_published
        ]
        drawn.append(DrawnClaim(claim, passages, _standing(citations, questions), questions))
    return sorted(drawn, key=lambda item: (item.passages, item.claim.slug))


def _standing(citations: list[Citation], questions: list[Question]) -> Standing:
    if questions or any(citation.stance == Citation.Stance.DISPUTES for citation in citations):
        return Standing.DISAGREE
    supporting = {c.passage.source.pk for c in citations if c.stance == Citation.Stance.SUPPORTS}
    return Standing.AGREE if len(supporting) > 1 else Standing.ONE
