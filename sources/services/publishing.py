"""Writes of what we rely on."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from sources.models import Citation, Claim, Question
from sources.models.publication import PublicationState, Publishable

_NOT_YET = {PublicationState.DRAFT, PublicationState.REVIEW}


@transaction.atomic
def publish(subject: Publishable) -> list[Publishable]:
    """Publish one row with the draft claims that it rests on, and return what was not public before.

    What is not cited is not published: raises ValidationError that names every gap. For a row that is public
    already this is the check that it may stay so.
    """
    claims = claims_of(subject)
    problems = gaps(subject, claims)
    if problems:
        raise ValidationError(problems)
    return publish_claims(claims) + _move([subject], PublicationState.PUBLISHED)


@transaction.atomic
def publish_claims(claims: list[Claim]) -> list[Publishable]:
    """Publish the drafts among claims that are cited, and return them; one that was withdrawn stays so."""
    drafts = [claim for claim in claims if claim.state in _NOT_YET]
    return _move(drafts, PublicationState.PUBLISHED)


@transaction.atomic
def withdraw(subject: Publishable) -> list[Publishable]:
    """Take one row off the public pages, at once, and return all that left them.

    With a claim goes what rests on no other public claim, and a question that is left with one answer.
    """
    withdrawn = _move([subject], PublicationState.WITHDRAWN)
    if isinstance(subject, Claim) and withdrawn:
        withdrawn += _move(_left_without(subject), PublicationState.WITHDRAWN)
    return withdrawn


def claims_of(subject: Publishable) -> list[Claim]:
    """Return the claims that a row is published with."""
    if isinstance(subject, Claim):
        return [subject]
    if isinstance(subject, Question):
        return [position.claim for position in subject.positions.select_related("claim")]
    # Claims hang on most of what is published, in every room, under this one name.
    claims = getattr(subject, "claims", None)
    return list(claims.all()) if claims is not None else []


def gaps(subject: Publishable, claims: list[Claim]) -> list[str]:
    """Return a sentence for each thing that keeps a row from being public."""
    if isinstance(subject, Question) and len(claims) < 2:
        return [_("It needs at least two positions.")]
    if subject.needs_claims and not claims:
        return [_("It rests on no claim.")]
    withdrawn = [] if isinstance(subject, Claim) else _withdrawn_among(claims)
    return uncited(claims) + withdrawn


def uncited(claims: list[Claim]) -> list[str]:
    """Return a sentence for each claim that no passage supports."""
    supporting = Citation.objects.filter(claim__in=claims, stance=Citation.Stance.SUPPORTS)
    cited = set(supporting.values_list("claim_id", flat=True))
    return [
        _("This claim has no citation: “%(text)s”") % {"text": claim.text}
        for claim in claims
        if claim.pk not in cited
    ]


def _withdrawn_among(claims: list[Claim]) -> list[str]:
    return [
        _("This claim was withdrawn: “%(text)s”") % {"text": claim.text}
        for claim in claims
        if claim.state == PublicationState.WITHDRAWN
    ]


def _move(subjects: list[Any], state: PublicationState) -> list[Publishable]:
    """Set the state of rows, and return those that had another one."""
    moved: list[Publishable] = []
    for subject in subjects:
        if subject.state != state:
            subject.state = state
            subject.save(update_fields=["state"])
            moved.append(subject)
    return moved


def _left_without(claim: Claim) -> list[Publishable]:
    """Return the public rows, of whatever room, that had no other public claim than this one."""
    left: list[Publishable] = []
    public = Q(claims__state=PublicationState.PUBLISHED)
    for relation in Claim._meta.related_objects:
        model: Any = relation.related_model
        if relation.many_to_many and issubclass(model, Publishable) and model.needs_claims:
            resting = model._default_manager.filter(claims=claim, state=PublicationState.PUBLISHED)
            counted = model._default_manager.filter(pk__in=resting.values("pk"))
            left += counted.annotate(public_claims=Count("claims", filter=public)).filter(public_claims=0)
    answers = Count("positions", filter=Q(positions__claim__state=PublicationState.PUBLISHED))
    asked = Question.objects.filter(positions__claim=claim, state=PublicationState.PUBLISHED)
    questions = Question.objects.filter(pk__in=asked.values("pk")).annotate(answer_count=answers)
    return left + list(questions.filter(answer_count__lt=2))
