"""A call for help at a picket, to volunteers of earlier pickets of the campaign who agreed to hear of later ones."""

from datetime import datetime
from itertools import batched

from django.db import transaction

from campaigns.models import Dispatch, Picket, SignUp
from campaigns.quiet_hours import awake_at
from campaigns.services.outbox import wake_sweep
from campaigns.services.reminders import zone_of

BATCH = 500


class CallRefusedError(Exception):
    """The picket takes nobody, so nobody can be called to it."""


def volunteers_to_call(picket: Picket) -> list[SignUp]:
    """Return one sign-up, the latest, for each address that may be called to a picket and was not called to it yet.

    Nobody who signed up for this picket, whatever became of it, nor who does not want calls, whichever of their
    sign-ups says so.
    """
    if picket.starts_at is None:
        return []
    campaigns = SignUp.objects.filter(shift__picket__campaign=picket.campaign_id, brought_by=None)
    here = set(campaigns.filter(shift__picket=picket).values_list("email_index", flat=True))
    called = set(Dispatch.objects.filter(key__startswith=_prefix(picket)).values_list("key", flat=True))
    agreed = (
        campaigns.filter(agreed_to_calls=True)
        .exclude(shift__picket=picket)
        .exclude(state=SignUp.State.CANCELLED)
        .filter(shift__starts_at__lt=picket.starts_at)
        .order_by("-shift__starts_at", "-created_at", "pk")
        .only("pk", "email_index", "time_zone", "muted")
    )
    # The databases differ in how they look into a list, so it is looked into here.
    muted = {
        index
        for index, kinds in SignUp.objects.exclude(muted=[]).values_list("email_index", "muted")
        if Dispatch.Kind.CALL in kinds
    }
    latest: dict[str, SignUp] = {}
    unwanted = here | muted
    for one in agreed:
        if one.email_index not in unwanted and call_key(picket, one.email_index) not in called:
            latest.setdefault(one.email_index, one)
    return list(latest.values())


@transaction.atomic
def call_for_help(picket: Picket, *, now: datetime) -> int:
    """Plan a call to each of `volunteers_to_call`, at night for the morning after; return how many are new.

    Done twice it calls nobody again. Raises CallRefusedError.
    """
    # Two organisers at once: the second sees whom the first has called.
    picket = (
        Picket.objects.select_for_update(of=("self",), no_key=True)
        .select_related("campaign")
        .get(pk=picket.pk)
    )
    if not picket.takes_sign_ups:
        raise CallRefusedError
    rows = [
        Dispatch(
            key=call_key(picket, one.email_index),
            kind=Dispatch.Kind.CALL,
            sign_up=one,
            picket=picket,
            due_at=awake_at(now, zone_of(one.time_zone, picket)),
        )
        for one in volunteers_to_call(picket)
    ]
    for batch in batched(rows, BATCH, strict=False):
        Dispatch.objects.bulk_create(batch, ignore_conflicts=True)
    if rows:
        transaction.on_commit(wake_sweep)
    return len(rows)


def drop_call(picket: Picket, email_index: str) -> None:
    """Take back a call that was not sent yet: whoever it goes to has just signed up."""
    waiting = [Dispatch.State.PLANNED, Dispatch.State.RETRY]
    calls = Dispatch.objects.filter(key=call_key(picket, email_index), state__in=waiting)
    calls.update(state=Dispatch.State.DROPPED)


def call_key(picket: Picket, email_index: str) -> str:
    """Return the key under which an address is called to a picket only once."""
    return f"{_prefix(picket)}{email_index}"


def _prefix(picket: Picket) -> str:
    return f"call:{picket.pk}:"
