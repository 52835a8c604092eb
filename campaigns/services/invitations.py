"""An organisation is asked by mail whether it takes part in a picket, and answers by a link."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.models import Dispatch, Invitation, Participant, Picket
from campaigns.services.outbox import plan_dispatch
from toolkit.tokens import hash_token

# So long can a question be answered, but not after the picket began.
LASTS = timedelta(days=30)
# So that a second click does not send a second mail.
ASK_AGAIN_AFTER = timedelta(minutes=10)

_WAITING = [Dispatch.State.PLANNED, Dispatch.State.RETRY]


class InvitationError(Exception):
    """A question that cannot be asked, or asked now. Its words are for the organiser."""


@transaction.atomic
def ask_organisation(participant: Participant, *, email: str, language: str, now: datetime) -> Invitation:
    """Ask whether a participant agrees to be named, and return the question; until it agrees it is not shown.

    Asking again replaces the question and its link. Raises InvitationError when there is an answer, when it was asked
    a moment ago, or when the picket is past or cancelled.
    """
    current = (
        Participant.objects.select_for_update(of=("self",)).select_related("picket").get(pk=participant.pk)
    )
    if current.consent in {Participant.Consent.CONFIRMED, Participant.Consent.DECLINED}:
        raise InvitationError(_("There is an answer already."))
    expires_at = _end_of_question(current.picket, now)
    if expires_at <= now:
        raise InvitationError(_("The picket has begun or is cancelled: there is nothing to ask any more."))
    invitation = Invitation.objects.filter(participant=current).first() or Invitation(participant=current)
    sent = invitation.dispatches.count()
    if sent and invitation.dispatches.filter(due_at__gt=now - ASK_AGAIN_AFTER).exists():
        raise InvitationError(_("It was asked a moment ago. Wait ten minutes before you ask again."))
    _take_back(invitation)
    invitation.email = email
    invitation.language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    # The link is made when the mail is sent; an earlier one stops to work here.
    invitation.token_hash = None
    invitation.asked_at, invitation.expires_at = now, expires_at
    invitation.save()
    current.consent = Participant.Consent.ASKED
    current.save(update_fields=["consent"])
    plan_dispatch(
        invitation, kind=Dispatch.Kind.INVITATION, key=f"invitation:{invitation.pk}:{sent}", now=now
    )
    return invitation


def find_invitation(token: str, *, now: datetime) -> Invitation | None:
    """Return the question that a link opens; None when it is wrong, answered, expired or about a cancelled picket."""
    return (
        Invitation.objects.filter(token_hash=hash_token(token), expires_at__gt=now, answered_at=None)
        .exclude(participant__picket__stage__in=[Picket.Stage.CANCELLED, Picket.Stage.OVER])
        .select_related(
            "participant__organisation", "participant__picket__campaign", "participant__picket__place"
        )
        .first()
    )


@transaction.atomic
def answer_invitation(invitation: Invitation, *, agrees: bool, now: datetime) -> bool:
    """Write the answer down and forget the address and the link; return False when it was answered meanwhile."""
    current = Invitation.objects.select_for_update().filter(pk=invitation.pk, answered_at=None).first()
    if current is None:
        return False
    answer = Participant.Consent.CONFIRMED if agrees else Participant.Consent.DECLINED
    Participant.objects.filter(pk=current.participant_id).update(consent=answer)
    current.answered_at = now
    _forget(current)
    return True


@transaction.atomic
def erase_expired_invitations(*, now: datetime) -> int:
    """Forget the addresses and links of questions whose time is up; return how many. Nobody counts as having agreed."""
    expired = Invitation.objects.select_for_update().filter(expires_at__lte=now, answered_at=None)
    known = [one for one in expired if one.email]
    for one in known:
        _forget(one)
    return len(known)


def _end_of_question(picket: Picket, now: datetime) -> datetime:
    if picket.stage in {Picket.Stage.CANCELLED, Picket.Stage.OVER}:
        return now
    return min(now + LASTS, picket.starts_at or now + LASTS)


def _forget(invitation: Invitation) -> None:
    _take_back(invitation)
    invitation.email = ""
    invitation.token_hash = None
    invitation.save()


def _take_back(invitation: Invitation) -> None:
    invitation.dispatches.filter(state__in=_WAITING).update(state=Dispatch.State.DROPPED)
