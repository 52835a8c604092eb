"""Telling everybody who signed up for a picket: thousands of messages in the transaction of the change itself."""

from collections.abc import Iterable
from datetime import datetime
from itertools import batched

from django.db import transaction
from django.db.models import Q, QuerySet

from campaigns.models import Dispatch, Picket, Shift, SignUp
from campaigns.services.outbox import wake_sweep
from campaigns.services.pushing import plan_push_copies
from campaigns.services.reminders import is_for_start
from campaigns.services.wanted import change_key

BATCH = 500

_WAITING = [Dispatch.State.PLANNED, Dispatch.State.RETRY]


def who_is_told(picket: Picket) -> QuerySet[SignUp]:
    """Return who hears of a change: all who hold or wait for a place, but friends, who have no address."""
    return SignUp.objects.active().filter(shift__picket=picket, brought_by=None)


def tell_change(picket: Picket, shifts: Iterable[Shift], *, now: datetime) -> int:
    """Plan the message of how a picket stands now to all who are on these shifts; return to how many.

    `picket.sequence` is that of the change. Whoever was to hear of an earlier change and has not yet, on whatever
    shift, gets this message in its place. Reminders for another hour than a shift has now are taken back.
    Must run in the transaction of the change.
    """
    touched = {shift.pk for shift in shifts}
    earlier = Dispatch.objects.filter(sign_up__shift__picket=picket, kind=Dispatch.Kind.CHANGE)
    unaware = set(
        earlier.filter(
            channel=Dispatch.Channel.EMAIL, state__in=[*_WAITING, Dispatch.State.CLAIMED]
        ).values_list("sign_up_id", flat=True)
    )
    earlier.filter(state__in=_WAITING).update(state=Dispatch.State.DROPPED)
    rows: list[Dispatch] = []
    for shift in picket.shifts.all():
        _drop_reminders_for_another_hour(shift)
        rows += [
            _message(one, Dispatch.Kind.CHANGE, change_key(one), now)
            for one in shift.sign_ups.active().filter(brought_by=None).only("pk", "shift")
            if shift.pk in touched or one.pk in unaware
        ]
    return _plan(rows)


def tell_called_off(picket: Picket, *, now: datetime) -> int:
    """Plan the message that a picket is cancelled to all who are on it; return to how many.

    What they were to get before is taken back, and so are calls for help at it and questions to organisations. Must
    run in the transaction of the change.
    """
    Dispatch.objects.filter(
        Q(
            sign_up__in=who_is_told(picket),
            kind__in=[
                Dispatch.Kind.CONFIRMATION,
                Dispatch.Kind.REMINDER,
                Dispatch.Kind.OFFER,
                Dispatch.Kind.CHANGE,
            ],
        )
        | Q(picket=picket, kind=Dispatch.Kind.CALL)
        | Q(invitation__participant__picket=picket),
        state__in=_WAITING,
    ).update(state=Dispatch.State.DROPPED)
    kind = Dispatch.Kind.CALLED_OFF
    return _plan([_message(one, kind, f"{kind}:{one.pk}", now) for one in who_is_told(picket).only("pk")])


def _message(sign_up: SignUp, kind: Dispatch.Kind, key: str, now: datetime) -> Dispatch:
    return Dispatch(key=key, kind=kind, sign_up=sign_up, due_at=now)


def _plan(rows: list[Dispatch]) -> int:
    for batch in batched(rows, BATCH, strict=False):
        # The unique key lets a second run plan nothing twice.
        Dispatch.objects.bulk_create(batch, ignore_conflicts=True)
        plan_push_copies(row.pk for row in batch)
    if rows:
        # One sweep sends them all: a task for each would flood the broker.
        transaction.on_commit(wake_sweep)
    return len(rows)


def _drop_reminders_for_another_hour(shift: Shift) -> None:
    waiting = Dispatch.objects.filter(
        sign_up__shift=shift, kind=Dispatch.Kind.REMINDER, state__in=_WAITING
    ).values_list("pk", "key")
    stale = [pk for pk, key in waiting if not is_for_start(key, shift)]
    for batch in batched(stale, BATCH, strict=False):
        Dispatch.objects.filter(pk__in=batch, state__in=_WAITING).update(state=Dispatch.State.DROPPED)
