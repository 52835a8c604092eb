"""The private link is sent again to whoever lost it; the answer, its time included, tells nobody who has signed up."""

import uuid
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F

from campaigns.models import Dispatch, Shift, SignUp
from campaigns.services.outbox import plan_dispatch, wake_sweep, wake_worker
from toolkit.encryption import blind_index
from toolkit.mail import canonical_address

# Who asks again is sent the link again, but nobody can have a stranger's mailbox flooded.
RESEND_EVERY = timedelta(minutes=10)
MOST_CONFIRMATIONS = 6


def index_of(address: str) -> str:
    """Return the blind index by which the sign-ups of an address are found."""
    return blind_index(canonical_address(address), purpose="sign_up")


def send_link_again(known: SignUp, *, now: datetime) -> None:
    """Plan another confirmation, unless one was sent a moment ago or there have been enough."""
    times = list(known.dispatches.filter(kind=Dispatch.Kind.CONFIRMATION).values_list("due_at", flat=True))
    if _may_send(times, now):
        plan_dispatch(known, kind=Dispatch.Kind.CONFIRMATION, key=_key(known.pk, times), now=now)
    else:
        # Rows are written and a worker is woken for nothing: the time of the answer must not tell who is known.
        Shift.objects.filter(pk=known.shift_id).update(places_taken=F("places_taken"))
        SignUp.objects.filter(pk=known.pk).update(state=F("state"))
        transaction.on_commit(partial(wake_worker, known.pk))


@transaction.atomic
def send_links_again(email: str, *, now: datetime) -> None:
    """Plan another confirmation for each sign-up of an address that is still to come, under the same rules.

    The work is the same whether there is one, none, or none that may be written to: the same queries, one statement
    that writes, one sweep that is asked for.
    """
    ahead = SignUp.objects.active().filter(email_index=index_of(email), shift__ends_at__gt=now)
    # Without any it looks for the messages of nobody.
    known = list(ahead.values_list("pk", flat=True)) or [uuid.uuid4()]
    times: dict[uuid.UUID, list[datetime]] = {pk: [] for pk in known}
    confirmations = Dispatch.objects.filter(sign_up__in=known, kind=Dispatch.Kind.CONFIRMATION)
    for pk, due_at in confirmations.values_list("sign_up", "due_at"):
        times[pk].append(due_at)
    # Each sign-up was confirmed once at least: what never was is nobody's.
    rows = [_confirmation(pk, sent, now) for pk, sent in times.items() if sent and _may_send(sent, now)]
    _write(rows) if rows else _write_for_nothing([_confirmation(known[0], [], now)])
    transaction.on_commit(wake_sweep)


def _may_send(times: list[datetime], now: datetime) -> bool:
    return len(times) < MOST_CONFIRMATIONS and all(time <= now - RESEND_EVERY for time in times)


def _key(pk: uuid.UUID, times: list[datetime]) -> str:
    return f"confirmation:{pk}:again:{len(times)}"


def _confirmation(pk: uuid.UUID, times: list[datetime], now: datetime) -> Dispatch:
    return Dispatch(key=_key(pk, times), kind=Dispatch.Kind.CONFIRMATION, sign_up_id=pk, due_at=now)


def _write(rows: list[Dispatch]) -> None:
    with transaction.atomic():
        # Of two tabs at once one writes; the unique key holds the other one back.
        Dispatch.objects.bulk_create(rows, ignore_conflicts=True)


def _write_for_nothing(rows: list[Dispatch]) -> None:
    """Write rows and take them back, so that the time of the answer tells nothing."""
    with transaction.atomic():
        Dispatch.objects.bulk_create(rows, ignore_conflicts=True)
        transaction.set_rollback(True)
