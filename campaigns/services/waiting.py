"""Places that come free go to those in reserve: offered while there is time to answer, else given at once."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from campaigns.mailings.volunteers import LAPSED, PROMOTED
from campaigns.models import Dispatch, Shift, SignUp
from campaigns.services import places
from campaigns.services.outbox import drop_dispatches, plan_dispatch
from campaigns.services.retention import KEPT_AFTER_CANCELLING

# So near to the beginning nobody is asked first: who is in reserve wants to come, and can still cancel.
AT_ONCE = timedelta(hours=3)


@transaction.atomic
def promote_waiting(shift: Shift, *, now: datetime | None = None) -> list[SignUp]:
    """Pass free places on to those in reserve, first come first served, and tell them; return who got one."""
    return pass_on(places.lock_shift(shift), now=now or timezone.now())


@transaction.atomic
def accept_offer(sign_up: SignUp, *, now: datetime) -> SignUp:
    """Take an offered place: it is confirmed by mail. Return the sign-up as it is now.

    Whoever answers late gets it all the same as long as nobody else was asked. Doing it twice changes nothing more.
    Raises ShiftClosedError, and SignUp.DoesNotExist once it is erased.
    """
    current = places.lock_sign_up(sign_up)
    if current.state != SignUp.State.OFFERED:
        return current
    if not places.is_open(current.shift, now):
        raise places.ShiftClosedError
    current.state = SignUp.State.CONFIRMED
    current.answer_by = None
    current.save(update_fields=["state", "answer_by"])
    tell_again(current, "accepted", now=now)
    return current


@transaction.atomic
def rejoin(sign_up: SignUp, *, now: datetime) -> SignUp:
    """Let who did not answer in time wait again, at the end of the reserve; return the sign-up as it is now.

    Where nobody else waits and a place is free they get it. Doing it twice changes nothing more. Raises
    ShiftClosedError, AlreadyThereError, and SignUp.DoesNotExist once it is erased.
    """
    current = places.lock_sign_up(sign_up)
    if current.state != SignUp.State.LAPSED:
        return current
    if not places.is_open(current.shift, now):
        raise places.ShiftClosedError
    places.refuse_second(current, current.shift)
    pass_on(current.shift, now=now)
    has_place = places.take_places(current.shift)
    current.state = SignUp.State.CONFIRMED if has_place else SignUp.State.WAITING
    current.answer_by = None
    current.created_at = now
    current.revision += 1
    current.save(update_fields=["state", "answer_by", "created_at", "revision"])
    tell_again(current, "rejoined", now=now)
    return current


def lapse_offers(*, now: datetime) -> int:
    """Pass on the places of those who did not answer in time, and tell them; return how many."""
    late = SignUp.objects.filter(state=SignUp.State.OFFERED, answer_by__lte=now)
    shifts = Shift.objects.filter(pk__in=late.values("shift")).order_by("pk")
    return sum(_lapse_on(shift, now) for shift in shifts)


@transaction.atomic
def _lapse_on(shift: Shift, now: datetime) -> int:
    locked = places.lock_shift(shift)
    if not places.is_open(locked, now):
        return 0
    late = list(locked.sign_ups.filter(state=SignUp.State.OFFERED, answer_by__lte=now))
    for sign_up in late:
        sign_up.state = SignUp.State.LAPSED
        sign_up.save(update_fields=["state"])
        drop_dispatches(sign_up)
        key = f"{_offer_key(sign_up)}:{LAPSED}"
        plan_dispatch(sign_up, kind=Dispatch.Kind.OFFER, key=key, now=now)
    places.free_places(locked, len(late))
    pass_on(locked, now=now)
    return len(late)


def pass_on(shift: Shift, *, now: datetime) -> list[SignUp]:
    """Offer or give the free places of a locked shift to those in reserve; return who got one."""
    given: list[SignUp] = []
    if not places.is_open(shift, now):
        return given
    for waiting in shift.sign_ups.filter(state=SignUp.State.WAITING).order_by("created_at", "pk"):
        if not places.take_places(shift):
            break
        drop_dispatches(waiting)
        if shift.starts_at - now <= AT_ONCE:
            _give(waiting, now)
        else:
            _offer(waiting, now)
        given.append(waiting)
    return given


def give_back(sign_ups: Iterable[SignUp], shift: Shift, *, now: datetime) -> None:
    """Cancel sign-ups of a locked shift and pass their places on. Only who gets one of them is told."""
    held = 0
    for sign_up in sign_ups:
        held += sign_up.state in SignUp.HOLDING
        sign_up.state = SignUp.State.CANCELLED
        sign_up.answer_by = None
        sign_up.erase_after = min(sign_up.erase_after, now + KEPT_AFTER_CANCELLING)
        sign_up.save(update_fields=["state", "answer_by", "erase_after"])
        drop_dispatches(sign_up)
    if held:
        places.free_places(shift, held)
        pass_on(shift, now=now)


def tell_again(sign_up: SignUp, why: str, *, now: datetime) -> None:
    """Plan another confirmation, after something was changed that it tells; what was not sent yet is taken back."""
    drop_dispatches(sign_up)
    number = sign_up.dispatches.filter(kind=Dispatch.Kind.CONFIRMATION).count()
    key = f"confirmation:{sign_up.pk}:{why}:{number}"
    plan_dispatch(sign_up, kind=Dispatch.Kind.CONFIRMATION, key=key, now=now)


def _give(waiting: SignUp, now: datetime) -> None:
    waiting.state = SignUp.State.CONFIRMED
    waiting.save(update_fields=["state"])
    number = waiting.dispatches.filter(kind=Dispatch.Kind.CONFIRMATION).count()
    key = f"confirmation:{waiting.pk}:{number}:{PROMOTED}"
    plan_dispatch(waiting, kind=Dispatch.Kind.CONFIRMATION, key=key, now=now)


def _offer(waiting: SignUp, now: datetime) -> None:
    shift = waiting.shift
    waiting.state = SignUp.State.OFFERED
    waiting.answer_by = now + min(shift.picket.time_to_answer, (shift.starts_at - now) / 2)
    waiting.save(update_fields=["state", "answer_by"])
    plan_dispatch(waiting, kind=Dispatch.Kind.OFFER, key=_offer_key(waiting), now=now)


def _offer_key(sign_up: SignUp) -> str:
    """Return a key that no offer to this person had yet, nor the mail that says it is over."""
    return f"offer:{sign_up.pk}:{sign_up.dispatches.filter(kind=Dispatch.Kind.OFFER).count()}"
