"""Sending what was claimed: commit `sending`, hand the message over, write down what is known."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, prefetch_related_objects
from django.utils import timezone

from campaigns.mailings import Links
from campaigns.models import Dispatch
from campaigns.services.channels import build_message, hand_over
from campaigns.services.links import make_links
from campaigns.services.wanted import is_wanted
from sources.models.translations import translations_prefetch
from toolkit.mail import Delivery, Outcome, connect, hang_up, make_message_id

logger = logging.getLogger(__name__)

LEASE = settings.OUTBOX_LEASE
SENDING_LEASE = settings.OUTBOX_SENDING_LEASE
# With the waits between them, about a day.
MOST_ATTEMPTS = 30
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Claim:
    """A message that is ours until `lease`, if that is still what its row says."""

    pk: UUID
    lease: datetime


def send_claimed(claims: Sequence[Claim]) -> bool:
    """Send over one connection; return False when the mail server did not answer and the rest was put off.

    The outcome of one message and the start of the next are committed together: whatever kills the worker, at most
    one message is left of which nobody knows, and none that was handed over is taken for one that was not.
    """
    connection = mailers.default
    done: _Done | None = None
    try:
        # Before anything is made: while there is no server, nothing but the rows of the outbox changes.
        problem = connect(connection)
        ready = [] if problem else make_ready(claims)
        left = list(claims) if problem else [claim_of(dispatch) for dispatch, _links in ready]
        for number, (dispatch, links) in enumerate(ready):
            problem = connect(connection)
            if problem:
                left = left[number:]
                break
            done = _send_one(dispatch, links, connection, done)
        if problem:
            for claim in left:
                put_off(claim, problem)
        return not problem
    finally:
        hang_up(connection)
        _finish(done)


def claim_of(dispatch: Dispatch) -> Claim:
    """Return the claim that a claimed row records. Raises ValueError for a row that nobody has claimed."""
    if dispatch.lease_until is None:
        raise ValueError(f"message {dispatch.pk} is not claimed")
    return Claim(dispatch.pk, dispatch.lease_until)


@dataclass(frozen=True, slots=True)
class _Done:
    """A message that was handed over, and what is known of it; not written down yet."""

    pk: UUID
    message_id: str
    delivery: Delivery


def make_ready(claims: Sequence[Claim]) -> list[tuple[Dispatch, Links]]:
    """Fetch what was claimed, with everything its mail needs, and make its links; drop what is no longer wanted."""
    now = timezone.now()
    with transaction.atomic():
        found = _with_all_a_mail_needs(claims)
        unwanted = [dispatch.pk for dispatch in found if not is_wanted(dispatch, now=now)]
        if unwanted:
            Dispatch.objects.filter(pk__in=unwanted, state=Dispatch.State.CLAIMED).update(
                state=Dispatch.State.DROPPED, lease_until=None
            )
        wanted = [dispatch for dispatch in found if dispatch.pk not in set(unwanted)]
        links = make_links([one for one in wanted if one.channel == Dispatch.Channel.EMAIL])
        return [(dispatch, links.get(dispatch.pk, Links())) for dispatch in wanted]


def _with_all_a_mail_needs(claims: Sequence[Claim]) -> list[Dispatch]:
    """Return the dispatches that are still ours, the oldest first."""
    ours = {claim.pk: claim.lease for claim in claims}
    rows = Dispatch.objects.filter(
        pk__in=ours, state=Dispatch.State.CLAIMED, lease_until__in=set(ours.values())
    ).select_related(
        "sign_up__shift__picket__campaign",
        "sign_up__shift__picket__place",
        "picket",
        "user",
        "push_subscription",
        "signature__statement__campaign",
        "signature__version",
        "letter_reminder__campaign",
        "invitation__participant__picket__campaign",
        "invitation__participant__organisation",
    )
    found = [row for row in rows.order_by("due_at", "pk") if row.lease_until == ours[row.pk]]
    by_language: dict[str, list[Dispatch]] = {}
    for row in found:
        if row.sign_up is not None:
            by_language.setdefault(row.sign_up.language, []).append(row)
    for language, those in by_language.items():
        prefetch_related_objects(
            those,
            translations_prefetch("sign_up__shift__translations", language),
            translations_prefetch("sign_up__shift__picket__translations", language),
            "sign_up__shift__picket__place__names",
        )
    signed: dict[str, list[Dispatch]] = {}
    for row in found:
        if row.signature is not None:
            signed.setdefault(row.signature.language, []).append(row)
    for language, those in signed.items():
        prefetch_related_objects(
            those,
            translations_prefetch("signature__statement__translations", language),
            "signature__statement__versions",
        )
    return found


def _send_one(
    dispatch: Dispatch, links: Links, connection: BaseEmailBackend, before: _Done | None
) -> _Done | None:
    message_id = make_message_id()
    try:
        message = build_message(dispatch, links=links, message_id=message_id)
    except Exception as error:
        # Only the kind of error: its words may hold a name or an address.
        logger.error("message %s cannot be made: %s", dispatch.pk, type(error).__name__)  # noqa: TRY400
        put_off(claim_of(dispatch), f"cannot be made: {type(error).__name__}")
        return before
    if not begin_sending(claim_of(dispatch), message_id, before):
        return None
    return _Done(dispatch.pk, message_id, hand_over(message, connection))


@transaction.atomic
def begin_sending(claim: Claim, message_id: str, before: _Done | None = None) -> bool:
    """Commit that a message is being sent, under its Message-ID, and what became of the one before it.

    Returns False when the claim was lost meanwhile.
    """
    _finish(before)
    now = timezone.now()
    mine = Dispatch.objects.filter(pk=claim.pk, state=Dispatch.State.CLAIMED, lease_until=claim.lease)
    return bool(
        mine.update(
            state=Dispatch.State.SENDING,
            attempts=F("attempts") + 1,
            lease_until=now + SENDING_LEASE,
            message_id=message_id,
            tried_at=now,
            problem="",
        )
    )


def _finish(done: _Done | None) -> None:
    if done is not None:
        finish(done.pk, done.message_id, done.delivery)


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
    wait = min(settings.OUTBOX_FIRST_WAIT * 2 ** min(attempts - 1, 10), LONGEST_WAIT)
    return {
        "state": Dispatch.State.RETRY,
        "lease_until": None,
        "problem": problem,
        "due_at": timezone.now() + wait,
    }
