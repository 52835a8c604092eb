"""Writes of cases."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from prisoners.models import Case, CaseEvent
from sources.models import Claim, PublicationState
from sources.models.publication import Publishable
from sources.services.publishing import claims_of, gaps, publish, publish_claims


@transaction.atomic
def publish_case(case: Case) -> list[Publishable]:
    """Publish a case with its draft events and claims; return what was not public before.

    Each sentence of the story, each fact and each event must rest on a cited claim, and a consent in force, or the
    ground that it is on public record, must cover the name of a person. Raises ValidationError that names every gap.
    An event that was withdrawn stays so.
    """
    events = list(case.events.exclude(state=PublicationState.WITHDRAWN))
    published = _publish_with(case, events)
    for event in events:
        published += publish(event)
    return published


@transaction.atomic
def keep_case_published(case: Case) -> list[Publishable]:
    """Check that a public case that was edited may stay public; its draft events stay drafts.

    Draft claims that its story and facts now rest on are published with it and returned. Raises ValidationError
    that names every gap.
    """
    return _publish_with(case, list(case.events.published()))


@transaction.atomic
def publish_case_event(event: CaseEvent) -> list[Publishable]:
    """Publish one dated step with its draft claims; return what was not public before.

    Raises ValidationError when no cited claim backs it.
    """
    problems = _gaps_in_event(event)
    if problems:
        raise ValidationError(problems)
    return publish(event)


def _publish_with(case: Case, events: list[CaseEvent]) -> list[Publishable]:
    claims, problems = _claims_and_gaps(case)
    for event in events:
        problems += _gaps_in_event(event)
    if problems:
        raise ValidationError(list(dict.fromkeys(problems)))
    return publish_claims(claims) + publish(case)


def _claims_and_gaps(case: Case) -> tuple[list[Claim], list[str]]:
    claims: list[Claim] = [sentence.claim for sentence in case.story.select_related("claim")]
    problems = [] if claims else [_("The story is empty.")]
    for fact in case.facts.prefetch_related("claims"):
        backing = list(fact.claims.all())
        claims += backing
        if not backing:
            problems.append(_("No claim backs the fact “%(fact)s”.") % {"fact": fact})
    claims = list({claim.pk: claim for claim in claims}.values())
    problems += gaps(case, claims)
    consents = case.consents.in_force(timezone.now().date())
    if case.kind == Case.Kind.PERSON and not consents.filter(covers_name=True).exists():
        problems.append(_("No consent in force covers the name."))
    return claims, problems


def _gaps_in_event(event: CaseEvent) -> list[str]:
    claims = claims_of(event)
    if not claims:
        return [_("No claim backs the event “%(event)s”.") % {"event": event}]
    return gaps(event, claims)
