"""Reads across cases, claims and questions."""

from django.db.models import Prefetch, QuerySet

from prisoners.models import Case, CaseEvent, Fact, StorySentence
from prisoners.models.cases import CaseQuerySet
from sources.models import Claim, Question
from sources.models.translations import translations_prefetch


def claims_prefetch(path: str = "claims") -> "Prefetch[str, QuerySet[Claim], str]":
    """Return a prefetch of the claims that readers may see, with all that footnotes need."""
    return Prefetch(path, queryset=Claim.objects.published().with_citations())


def events_prefetch() -> "Prefetch[str, QuerySet[CaseEvent], str]":
    """Return a prefetch of a case's published events with their footnotes."""
    events = CaseEvent.objects.published().with_translations().prefetch_related(claims_prefetch())
    return Prefetch("events", queryset=events)


def cases_for_lists() -> CaseQuerySet:
    """Return published cases with what a line of the roll shows."""
    return Case.objects.published().with_translations().with_names()


def cases_for_pages() -> CaseQuerySet:
    """Return published cases with all that a case's own page shows."""
    story = StorySentence.objects.filter(claim__in=Claim.objects.published()).prefetch_related(
        Prefetch("claim", queryset=Claim.objects.with_citations())
    )
    facts = Fact.objects.prefetch_related(translations_prefetch("translations"), claims_prefetch())
    return cases_for_lists().prefetch_related(
        Prefetch("story", queryset=story),
        Prefetch("facts", queryset=facts),
        events_prefetch(),
        "episodes",
        "consents",
    )


def questions_touching(claims: list[Claim]) -> QuerySet[Question]:
    """Return the published questions to which these claims are answers."""
    keys = [claim.pk for claim in claims]
    return Question.objects.published().with_translations().filter(positions__claim__in=keys).distinct()
