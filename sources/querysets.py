"""Reads across documents, claims and questions."""

from django.db.models import Count, F, Prefetch, Q, QuerySet

from sources.models import Claim, Document, Position, PublicationState, Question
from sources.models.translations import translations_prefetch


def documents_with_counts() -> QuerySet[Document]:
    """Return published documents with their publisher, and `claim_count`: published claims drawn from each."""
    published = Q(state=PublicationState.PUBLISHED)
    own = Count(
        "passages__citations__claim",
        filter=Q(passages__quoted_from=None, passages__citations__claim__state=PublicationState.PUBLISHED),
        distinct=True,
    )
    quoted = Count(
        "quoted_passages__citations__claim",
        filter=Q(quoted_passages__citations__claim__state=PublicationState.PUBLISHED),
        distinct=True,
    )
    return (
        Document.objects.filter(published)
        .order_by("number", "slug")
        .annotate(own_claims=own, quoted_claims=quoted)
        .annotate(claim_count=F("own_claims") + F("quoted_claims"))
        .select_related("publisher", "held_in")
        .prefetch_related("publisher__names", translations_prefetch("translations"))
    )


def claims_drawn_from(document: Document) -> QuerySet[Claim]:
    """Return the published claims that cite a document, with footnotes, questions and the cases they are told in."""
    drawn = Q(citations__passage__quoted_from=document) | Q(
        citations__passage__document=document, citations__passage__quoted_from=None
    )
    return (
        Claim.objects.with_citations()
        .filter(pk__in=Claim.objects.published().filter(drawn).values("pk"))
        .prefetch_related(
            Prefetch("positions", queryset=Position.objects.select_related("question")),
            "case_stories__case__person__names",
            translations_prefetch("case_stories__case__translations"),
        )
    )


def questions_with_positions() -> QuerySet[Question]:
    """Return published questions with their positions that readers may see, and the claims' footnotes."""
    return _questions(Claim.objects.with_citations())


def positions_of(question: Question) -> QuerySet[Position]:
    """Return all positions of a question for organisers, those that readers do not see among them."""
    return question.positions.select_related("claim").prefetch_related(
        translations_prefetch("translations"), translations_prefetch("claim__translations")
    )


def questions_for_lists() -> QuerySet[Question]:
    """Return published questions with their positions that readers may see, without footnotes."""
    return _questions(Claim.objects.with_translations())


def _questions(claims: QuerySet[Claim]) -> QuerySet[Question]:
    positions = Position.objects.filter(claim__in=Claim.objects.published()).prefetch_related(
        translations_prefetch("translations"), Prefetch("claim", queryset=claims)
    )
    return (
        Question.objects.published()
        .with_translations()
        .prefetch_related(Prefetch("positions", queryset=positions))
    )
