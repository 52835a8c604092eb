"""Settling messages of which nobody knows whether they went out, by what the mail server wrote down."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from campaigns.models import Dispatch

logger = logging.getLogger(__name__)

BATCH = 500
# A message that the server still works on may be logged so much later.
MARGIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What the log told of the messages that were not known about."""

    sent: int
    again: int
    left: int


def reconcile_outbox(taken: Collection[str], *, log_is_complete: bool = False) -> Reconciliation:
    """Note as sent what the mail server took; make due again what it certainly did not; leave the rest.

    `taken` holds Message-IDs. That a message is not among them counts only where the log surely covers its time:
    when messages of ours that went out before it and MARGIN after it are there, or when `log_is_complete` says so.
    """
    unknown = dict(
        Dispatch.objects.filter(state=Dispatch.State.UNKNOWN).values_list("message_id", "tried_at")
    )
    if not unknown:
        return Reconciliation(0, 0, 0)
    sent = [one for one in unknown if one in taken]
    earliest, latest = _covered(taken)
    not_taken = [
        one
        for one, tried_at in unknown.items()
        if one not in taken
        and tried_at is not None
        and (log_is_complete or (earliest and latest and earliest <= tried_at <= latest - MARGIN))
    ]
    done = Reconciliation(
        sent=_settle(sent, Dispatch.State.SENT),
        again=_settle(not_taken, Dispatch.State.RETRY),
        left=len(unknown) - len(sent) - len(not_taken),
    )
    logger.info("reconciled: %d had gone out, %d are sent again, %d left", done.sent, done.again, done.left)
    return done


def _covered(taken: Collection[str]) -> tuple[datetime | None, datetime | None]:
    """Return when the first and the last message in the log were sent, of those that we know of."""
    moments: list[datetime] = []
    for batch in batched(taken, BATCH, strict=False):
        known = Dispatch.objects.filter(state=Dispatch.State.SENT, message_id__in=batch)
        found = known.aggregate(first=Min("sent_at"), last=Max("sent_at"))
        moments += [moment for moment in found.values() if moment is not None]
    return min(moments, default=None), max(moments, default=None)


def _settle(message_ids: Collection[str], state: Dispatch.State) -> int:
    """Move messages out of `unknown`; one that was settled meanwhile stays as it is."""
    now = timezone.now()
    settled = 0
    for batch in batched(message_ids, BATCH, strict=False):
        with transaction.atomic():
            rows = Dispatch.objects.filter(state=Dispatch.State.UNKNOWN, message_id__in=batch)
            if state == Dispatch.State.SENT:
                settled += rows.update(state=state, problem="", sent_at=now)
            else:
                settled += rows.update(state=state, problem="", due_at=now, lease_until=None)
    return settled
