"""Sending what was claimed: commit `sending`, hand the message over, write down what is known."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from campaigns.mailings import build_mail
from campaigns.models import Dispatch, Picket, SignUp
from campaigns.services.links import make_private_link
from campaigns.services.reminders import is_for_start
from toolkit.mail import Delivery, Outcome, connect, deliver, hang_up, make_message_id

logger = logging.getLogger(__name__)

# How long a claim holds. Longer than a batch takes; what it outlasts another worker may take over.
LEASE = timedelta(minutes=5)
# How long a message may be on its way. Every step of SMTP gives up after 20 seconds.
SENDING_LEASE = timedelta(minutes=10)
# With the waits between them, about a day.
MOST_ATTEMPTS = 30
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Claim:
    """A message that is ours until `lease`, if that is still what its row says."""

    pk: UUID
    lease: datetime


def send_claimed(claims: Sequence[Claim]) -> bool:
    """Send over one connection; return False when the mail server did not answer and the rest was put off."""
    connection = mailers.default
    try:
        for number, claim in enumerate(claims):
            problem = connect(connection)
            if problem:
                for left in claims[number:]:
                    put_off(left, problem)
                return False
            _send_one(claim, connection)
        return True
    finally:
        hang_up(connection)


def _send_one(claim: Claim, connection: BaseEmailBackend) -> None:
    message_id = make_message_id()
    try:
        message = begin_sending(claim, message_id)
    except Exception as error:
        # Only the kind of error: its words may hold a name or an address.
        logger.error("message %s cannot be made: %s", claim.pk, type(error).__name__)  # noqa: TRY400
        put_off(claim, f"cannot be made: {type(error).__name__}")
        return
    if message is not None:
        finish(claim.pk, message_id, deliver(connection, message))


@transaction.atomic
def begin_sending(claim: Claim, message_id: str) -> EmailMessage | None:
    """Commit that a message is being sent, under its Message-ID, and return it.

    Returns None when the claim was lost or the message is no longer wanted. Whatever building it raises leaves
    the row as it was.
    """
    found = Dispatch.objects.select_for_update(of=("self",)).filter(
        pk=claim.pk, state=Dispatch.State.CLAIMED, lease_until=claim.lease
    )
    dispatch = found.select_related(
        "sign_up__shift__picket__campaign", "sign_up__shift__picket__place"
    ).first()
    if dispatch is None:
        return None
    now = timezone.now()
    if not is_wanted(dispatch, now=now):
        found.update(state=Dispatch.State.DROPPED, lease_until=None)
        return None
    message = build_mail(dispatch, token=make_private_link(dispatch.sign_up), message_id=message_id)
    found.update(
        state=Dispatch.State.SENDING,
        attempts=F("attempts") + 1,
        lease_until=now + SENDING_LEASE,
        message_id=message_id,
        problem="",
    )
    return message


def is_wanted(dispatch: Dispatch, *, now: datetime) -> bool:
    """Return whether the message still makes sense: things change between planning and sending."""
    sign_up = dispatch.sign_up
    shift = sign_up.shift
    picket = shift.picket
    goes_on = picket.is_published and picket.stage in {Picket.Stage.ANNOUNCED, Picket.Stage.MOVED}
    match dispatch.kind:
        case Dispatch.Kind.REMINDER:
            has_place = sign_up.state == SignUp.State.CONFIRMED
            return goes_on and has_place and shift.starts_at > now and is_for_start(dispatch.key, shift)
        case Dispatch.Kind.CONFIRMATION:
            return goes_on and sign_up.state != SignUp.State.CANCELLED and shift.ends_at > now
        case _:
            return sign_up.state == SignUp.State.CANCELLED and shift.ends_at > now


def finish(pk: UUID, message_id: str, delivery: Delivery) -> None:
    """Write down what became of a message.

    An attempt that was taken for unknown meanwhile is settled too: its Message-ID says that it is the same one.
    """
    mine = Dispatch.objects.filter(
        pk=pk, message_id=message_id, state__in=[Dispatch.State.SENDING, Dispatch.State.UNKNOWN]
    )
    match delivery.outcome:
        case Outcome.SENT:
            mine.update(state=Dispatch.State.SENT, sent_at=timezone.now(), lease_until=None, problem="")
        case Outcome.UNKNOWN:
            logger.warning("message %s: not known whether it went out (%s)", pk, delivery.problem)
            mine.update(state=Dispatch.State.UNKNOWN, lease_until=None, problem=delivery.problem)
        case Outcome.PERMANENT:
            logger.warning("message %s was refused (%s)", pk, delivery.problem)
            mine.update(state=Dispatch.State.FAILED, lease_until=None, problem=delivery.problem)
        case Outcome.TEMPORARY:
            for attempts in mine.values_list("attempts", flat=True):
                mine.update(**_another_try(attempts, delivery.problem))


def put_off(claim: Claim, problem: str) -> None:
    """Give a claimed message back, to be tried again later. It was not handed to any server."""
    mine = Dispatch.objects.filter(pk=claim.pk, state=Dispatch.State.CLAIMED, lease_until=claim.lease)
    for attempts in mine.values_list("attempts", flat=True):
        mine.update(attempts=attempts + 1, **_another_try(attempts + 1, problem))


def _another_try(attempts: int, problem: str) -> dict[str, object]:
    """Return the fields of a message after so many attempts: later again, or failed after MOST_ATTEMPTS."""
    if attempts >= MOST_ATTEMPTS:
        logger.warning("a message is given up after %d attempts (%s)", attempts, problem)
        return {"state": Dispatch.State.FAILED, "lease_until": None, "problem": problem}
    wait = min(timedelta(minutes=2 ** min(attempts - 1, 10)), LONGEST_WAIT)
    return {
        "state": Dispatch.State.RETRY,
        "lease_until": None,
        "problem": problem,
        "due_at": timezone.now() + wait,
    }
