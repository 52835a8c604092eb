"""Writes of cases."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from prisoners.models import Case, CaseEvent
from sources.models import Claim
from sources.services import publish, uncited


@transaction.atomic
def publish_case(case: Case) -> None:
    """Publish a case with its events. Raises ValidationError that names every gap.

    Each sentence of the story, each fact and each event must rest on a cited claim, and a consent in force, or the
    ground that it is on public record, must cover the name of a person.
    """
    problems = _gaps_in(case)
    if problems:
        raise ValidationError(problems)
    publish(case)
    for event in case.events.all():
        publish(event)


@transaction.atomic
def publish_case_event(event: CaseEvent) -> None:
    """Publish one dated step. Raises ValidationError when no cited claim backs it."""
    problems = _gaps_in_event(event)
    if problems:
        raise ValidationError(problems)
    publish(event)


def _gaps_in(case: Case) -> list[str]:
    claims: list[Claim] = [sentence.claim for sentence in case.story.select_related("claim")]
    problems = [] if claims else [_("The story is empty.")]
    for fact in case.facts.prefetch_related("claims"):
        backing = list(fact.claims.all())
        claims += backing
        if not backing:
            problems.append(_("No claim backs the fact “%(fact)s”.") % {"fact": fact})
    problems += uncited(list(dict.fromkeys(claims)))
    for event in case.events.all():
        problems += _gaps_in_event(event)
    consents = case.consents.in_force(timezone.now().date())
    if case.kind == Case.Kind.PERSON and not consents.filter(covers_name=True).exists():
        problems.append(_("No consent in force covers the name."))
    return problems


def _gaps_in_event(event: CaseEvent) -> list[str]:
    claims = list(event.claims.all())
    if not claims:
        return [_("No claim backs the event “%(event)s”.") % {"event": event}]
    return uncited(claims)
