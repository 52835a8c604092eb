"""Writes of what we rely on."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from sources.models import Citation, Claim, Event, Question, Tie
from sources.models.publication import PublicationState, Publishable


@transaction.atomic
def publish(subject: Publishable) -> None:
    """Publish one row. What is not cited is not published: raises ValidationError that says what is missing."""
    problems = _missing(subject)
    if problems:
        raise ValidationError(problems)
    subject.state = PublicationState.PUBLISHED
    subject.save(update_fields=["state"])


@transaction.atomic
def withdraw(subject: Publishable) -> None:
    """Take one row off the public pages, at once."""
    subject.state = PublicationState.WITHDRAWN
    subject.save(update_fields=["state"])


def uncited(claims: "list[Claim]") -> list[str]:
    """Return a sentence for each claim that no passage supports."""
    cited = set(
        Citation.objects.filter(claim__in=claims, stance=Citation.Stance.SUPPORTS).values_list(
            "claim_id", flat=True
        )
    )
    return [
        _("This claim has no citation: “%(text)s”") % {"text": claim.text}
        for claim in claims
        if claim.pk not in cited
    ]


def _missing(subject: Publishable) -> list[str]:
    if isinstance(subject, Claim):
        return uncited([subject])
    if isinstance(subject, Event | Tie):
        claims = list(subject.claims.all())
        return uncited(claims) if claims else [_("It rests on no claim.")]
    if isinstance(subject, Question):
        claims = [position.claim for position in subject.positions.select_related("claim")]
        return uncited(claims) if len(claims) > 1 else [_("It needs at least two positions.")]
    return []
