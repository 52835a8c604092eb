"""Private links: a random token opens one sign-up for one purpose; only its hash is stored."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from campaigns.mailings.links import Links
from campaigns.models import Dispatch, Invitation, LetterReminder, PrivateLink, Signature, SignUp
from campaigns.occasions import absolute
from campaigns.services.retention import calls_until, end_of
from toolkit.tokens import hash_token, make_token

# What can be stopped; the others answer something that the recipient has just done, or tell of a change.
STOPPABLE = {
    Dispatch.Kind.REMINDER,
    Dispatch.Kind.THANKS,
    Dispatch.Kind.CALL,
    Dispatch.Kind.NOTICE,
    Dispatch.Kind.NEW_VERSION,
    Dispatch.Kind.WRITE_AGAIN,
}
# A signature can be taken back for so long after the last mail about it.
SIGNATORYS_LINK_LASTS = timedelta(days=365)
# An organiser's link to stop notices works so long.
ORGANISERS_LINK_LASTS = timedelta(days=90)


def make_private_link(sign_up: SignUp, *, purpose: str = PrivateLink.Purpose.MANAGE, topic: str = "") -> str:
    """Return a new token that opens the sign-up for a purpose until it expires. It is not kept anywhere."""
    token = make_token()
    _link(sign_up, token, purpose, topic).save()
    return token


def make_links(dispatches: Sequence[Dispatch]) -> dict[UUID, Links]:
    """Make the links of mails that are about to be sent; return them by the key of the message.

    Their rows are written together. Those of a message that is tried again are made anew.
    """
    rows: list[PrivateLink] = []
    invitations: list[Invitation] = []
    made: dict[UUID, Links] = {}
    for dispatch in dispatches:
        with override(_language_of(dispatch)):
            made[dispatch.pk] = _links_of(dispatch, rows, invitations)
    PrivateLink.objects.bulk_create(rows)
    Invitation.objects.bulk_update(invitations, ["token_hash"])
    return made


def _links_of(dispatch: Dispatch, rows: list[PrivateLink], invitations: list[Invitation]) -> Links:
    """Return the links of one mail in the active language, and add what is to be written to the lists."""
    action = stop = ""
    if dispatch.kind == Dispatch.Kind.CALL and dispatch.picket is not None:
        # Nothing private: to sign up for another picket needs no link.
        action = absolute(dispatch.picket.get_absolute_url())
    elif dispatch.sign_up is not None:
        token = make_token()
        rows.append(_link(dispatch.sign_up, token, PrivateLink.Purpose.MANAGE, ""))
        action = absolute(reverse("campaigns:sign-up-manage", args=[token]))
    elif dispatch.signature is not None:
        token = make_token()
        rows.append(_signature_link(dispatch.signature, token))
        action = absolute(reverse("campaigns:signature-manage", args=[token]))
    elif dispatch.letter_reminder is not None:
        token = make_token()
        rows.append(_letter_link(dispatch.letter_reminder, token))
        action = absolute(reverse("campaigns:letter-reminder-manage", args=[token]))
    elif dispatch.invitation is not None:
        token = make_token()
        dispatch.invitation.token_hash = hash_token(token)
        invitations.append(dispatch.invitation)
        action = absolute(reverse("campaigns:invitation-answer", args=[token]))
    if dispatch.kind in STOPPABLE:
        token = make_token()
        rows.append(_stop_link(dispatch, token))
        stop = absolute(reverse("campaigns:mail-stop", args=[token]))
    return Links(action=action, stop=stop)


def _language_of(dispatch: Dispatch) -> str:
    if dispatch.sign_up is not None:
        return dispatch.sign_up.language
    for subject in (dispatch.invitation, dispatch.signature, dispatch.letter_reminder):
        if subject is not None:
            return subject.language
    return (dispatch.user.language if dispatch.user else "") or settings.LANGUAGE_CODE


def link_end(sign_up: SignUp, purpose: str = PrivateLink.Purpose.MANAGE) -> datetime:
    """Return when a link of a sign-up expires: at the end of the picket, or of the shift if that is later.

    Who agreed to hear of later pickets can take that back as long as the address is kept for it. Links that stop
    messages, and private calendars, work as long as there is somebody to write to.
    """
    if purpose in {PrivateLink.Purpose.STOP, PrivateLink.Purpose.CALENDAR}:
        return sign_up.erase_after
    shift = sign_up.shift
    return calls_until(shift) if sign_up.agreed_to_calls else end_of(shift)


def renew_links(sign_up: SignUp) -> None:
    """Let the links of a sign-up end when they should, after its times were changed."""
    for purpose in PrivateLink.Purpose:
        PrivateLink.objects.filter(sign_up=sign_up, purpose=purpose).update(
            expires_at=link_end(sign_up, purpose)
        )


def find_sign_up(token: str, *, now: datetime, purpose: str = PrivateLink.Purpose.MANAGE) -> SignUp | None:
    """Return the sign-up that a token opens; None when it is wrong, expired, revoked or for something else."""
    links = PrivateLink.objects.valid(now).filter(token_hash=hash_token(token), purpose=purpose)
    return SignUp.objects.with_picket().filter(links__in=links).first()


def find_signature(token: str, *, now: datetime) -> Signature | None:
    """Return the signature that a token opens, with its statement; None when it is wrong, expired or revoked."""
    links = PrivateLink.objects.valid(now).filter(
        token_hash=hash_token(token), purpose=PrivateLink.Purpose.MANAGE
    )
    signatures = Signature.objects.select_related("statement__campaign", "version", "organisation")
    return signatures.filter(links__in=links).first()


def _link(sign_up: SignUp, token: str, purpose: str, topic: str) -> PrivateLink:
    return PrivateLink(
        sign_up=sign_up,
        purpose=purpose,
        topic=topic,
        token_hash=hash_token(token),
        expires_at=link_end(sign_up, purpose),
    )


def _signature_link(
    signature: Signature, token: str, purpose: str = PrivateLink.Purpose.MANAGE, topic: str = ""
) -> PrivateLink:
    return PrivateLink(
        signature=signature,
        purpose=purpose,
        topic=topic,
        token_hash=hash_token(token),
        expires_at=timezone.now() + SIGNATORYS_LINK_LASTS,
    )


def _letter_link(
    reminder: LetterReminder, token: str, purpose: str = PrivateLink.Purpose.MANAGE, topic: str = ""
) -> PrivateLink:
    return PrivateLink(
        letter_reminder=reminder,
        purpose=purpose,
        topic=topic,
        token_hash=hash_token(token),
        expires_at=reminder.erase_after,
    )


def _stop_link(dispatch: Dispatch, token: str) -> PrivateLink:
    stop = PrivateLink.Purpose.STOP
    if dispatch.sign_up is not None:
        return _link(dispatch.sign_up, token, stop, dispatch.kind)
    if dispatch.signature is not None:
        return _signature_link(dispatch.signature, token, stop, dispatch.kind)
    if dispatch.letter_reminder is not None:
        return _letter_link(dispatch.letter_reminder, token, stop, dispatch.kind)
    return PrivateLink(
        user=dispatch.user,
        purpose=PrivateLink.Purpose.STOP,
        topic=dispatch.kind,
        token_hash=hash_token(token),
        expires_at=timezone.now() + ORGANISERS_LINK_LASTS,
    )
