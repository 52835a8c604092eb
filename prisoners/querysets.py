"""Reads across cases, claims and questions."""

from datetime import date, timedelta

from django.db.models import Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from prisoners.models import Case, CaseEvent, Consent, Episode, Fact, Mail, Prison, Stay, StorySentence
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


def cases_for_sheets() -> CaseQuerySet:
    """Return published cases with what printed matter shows: their story and their dated steps."""
    story = StorySentence.objects.filter(claim__in=Claim.objects.published()).prefetch_related(
        Prefetch("claim", queryset=Claim.objects.with_citations())
    )
    return cases_for_lists().prefetch_related(Prefetch("story", queryset=story), events_prefetch())


def cases_for_pages() -> CaseQuerySet:
    """Return published cases with all that a case's own page shows."""
    facts = Fact.objects.prefetch_related(translations_prefetch("translations"), claims_prefetch())
    return cases_for_sheets().prefetch_related(
        Prefetch("facts", queryset=facts),
        "episodes",
        "consents",
    )


def questions_touching(claims: list[Claim]) -> QuerySet[Question]:
    """Return the published questions to which these claims are answers."""
    keys = [claim.pk for claim in claims]
    return Question.objects.published().with_translations().filter(positions__claim__in=keys).distinct()


# So far back letters are counted when we look who has the fewest.
YEAR = timedelta(days=365)


def cases_for_post(on: date) -> CaseQuerySet:
    """Return published cases of one person with what letters to them need, the fewest letters of a year first.

    `letters_sent` is how many were sent in the year before a day; `is_address_agreed` whether a consent in force on
    it covers the postal address. Both are what `prisoners.post.post_of` goes by.
    """
    stays = Stay.objects.select_related("prison__place").prefetch_related(
        "prison__place__names",
        translations_prefetch("prison__translations"),
        claims_prefetch("prison__claims"),
    )
    agreed = Consent.objects.in_force(on).filter(case=OuterRef("pk"), covers_postal_address=True)
    sent = Q(mail__outcome=Mail.Outcome.SENT, mail__on__gt=on - YEAR)
    return (
        cases_for_lists()
        .filter(kind=Case.Kind.PERSON)
        .annotate(
            letters_sent=Coalesce(Sum("mail__count", filter=sent), 0, output_field=IntegerField()),
            is_address_agreed=Exists(agreed),
        )
        .prefetch_related(
            Prefetch("episodes", queryset=Episode.objects.prefetch_related(Prefetch("stays", stays)))
        )
        .order_by("letters_sent", "position", "slug")
    )


def came_back(case: Case, prison: Prison) -> int:
    """Return how many letters to a prison came back since the last answer from it, or since ever."""
    mail = Mail.objects.filter(case=case, prison=prison)
    answered = mail.filter(outcome=Mail.Outcome.ANSWERED).order_by("-on").first()
    returned = mail.filter(outcome=Mail.Outcome.RETURNED)
    if answered is not None:
        returned = returned.filter(on__gt=answered.on)
    return returned.aggregate(count=Sum("count"))["count"] or 0
