"""The outbox: what is to be sent is a row first. Celery only wakes; whatever it loses, the sweep finds.

planned -> claimed (a lease) -> sending (committed with its Message-ID) -> sent, retry, failed or unknown.
A message is in `sending` before SMTP sees it, so that a worker that vanishes leaves a trace, and what nobody
can know is never sent blindly again.
"""

import logging
import time
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from campaigns.models import Dispatch, Invitation, LetterReminder, Picket, Signature, SignUp
from campaigns.services.reminders import plan_reminders
from campaigns.services.sending import LEASE, Claim, send_claimed
from campaigns.services.thanks import plan_thanks
from toolkit.waking import ask_for_task

logger = logging.getLogger(__name__)

BATCH = 50
# Shorter than the time between two sweeps, so that they do not pile up.
SWEEP_SECONDS = 45.0
# A sweep that waited longer than this is no longer wanted: the next one does its work.
SWEEP_EXPIRES = 55.0


@dataclass(frozen=True, slots=True)
class Sweep:
    """What one sweep did."""

    planned: int
    unknown: int
    handled: int


def plan_dispatch(
    to: SignUp | Signature | LetterReminder | Invitation | User,
    *,
    kind: Dispatch.Kind,
    key: str,
    now: datetime,
    picket: Picket | None = None,
) -> bool:
    """Put a message into the outbox, due now, unless its key is there; wake a worker on commit.

    `picket` says what it is about where that is not the sign-up's own. Returns whether it is new. Must run in the
    transaction of the change that the message tells.
    """
    dispatch, is_new = Dispatch.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "due_at": now,
            "picket": picket,
            "sign_up": to if isinstance(to, SignUp) else None,
            "invitation": to if isinstance(to, Invitation) else None,
            "signature": to if isinstance(to, Signature) else None,
            "letter_reminder": to if isinstance(to, LetterReminder) else None,
            "user": to if isinstance(to, User) else None,
        },
    )
    if is_new:
        transaction.on_commit(partial(wake_worker, dispatch.pk))
    return is_new


def drop_dispatches(sign_up: SignUp) -> None:
    """Take back what has not been claimed yet for a sign-up."""
    waiting = sign_up.dispatches.filter(state__in=[Dispatch.State.PLANNED, Dispatch.State.RETRY])
    waiting.update(state=Dispatch.State.DROPPED)


def wake_worker(dispatch_id: UUID) -> None:
    """Ask a worker to send a message at once. Without a broker the next sweep does; raises nothing."""
    ask_for_task("campaigns.tasks.send_dispatch_task", str(dispatch_id))


def wake_sweep() -> None:
    """Ask a worker to send all that is due, once for thousands of messages; as `wake_worker`."""
    ask_for_task("campaigns.tasks.sweep_outbox_task", expires=SWEEP_EXPIRES)


def send_dispatch(dispatch_id: UUID) -> None:
    """Send one message if it is due and nobody else has it."""
    send_claimed(claim_dispatches(limit=1, only=dispatch_id))


def sweep_outbox() -> Sweep:
    """Plan what has become due, mark what a vanished worker left, and send what is due.

    Works for at most SWEEP_SECONDS, and stops when the mail server does not answer. Where more is left, another
    sweep is asked for: a long queue does not wait for beat.
    """
    end = time.monotonic() + SWEEP_SECONDS
    now = timezone.now()
    planned = plan_reminders(now=now) + plan_thanks(now=now)
    unknown = mark_unknown()
    handled = 0
    while time.monotonic() < end:
        claims = claim_dispatches(limit=BATCH)
        handled += len(claims)
        if not claims or not send_claimed(claims):
            return Sweep(planned, unknown, handled)
    wake_sweep()
    return Sweep(planned, unknown, handled)


@transaction.atomic
def claim_dispatches(*, limit: int, only: UUID | None = None) -> list[Claim]:
    """Take up to `limit` due messages, the oldest first, for LEASE; another worker gets others.

    PostgreSQL skips rows that another worker is claiming; on SQLite the transaction is alone from its start.
    The end of the lease is the mark of the claim: whoever finds another one there has lost it.
    """
    now = timezone.now()
    due = Dispatch.objects.due(now)
    if only is not None:
        due = due.filter(pk=only)
    ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
    if not ids:
        return []
    lease = now + LEASE
    Dispatch.objects.filter(pk__in=ids).update(state=Dispatch.State.CLAIMED, lease_until=lease)
    return [Claim(pk, lease) for pk in ids]


def mark_unknown() -> int:
    """Mark what was being sent when its worker vanished; return how many. A person or a log decides those."""
    stalled = Dispatch.objects.stalled(timezone.now())
    found = stalled.update(
        state=Dispatch.State.UNKNOWN, lease_until=None, problem="the worker vanished while sending"
    )
    if found:
        logger.warning("%d messages: not known whether they went out", found)
    return found
