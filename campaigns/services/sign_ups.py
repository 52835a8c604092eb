"""A volunteer takes, changes and gives back a place. Each function is one transaction with its messages planned."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from campaigns.mailings.volunteers import PROMOTED
from campaigns.models import Dispatch, Picket, PrivateLink, Shift, SignUp
from campaigns.services.links import link_end
from campaigns.services.outbox import drop_dispatches, plan_dispatch, wake_worker
from campaigns.services.reminders import ensure_default_reminders
from toolkit.encryption import blind_index
from toolkit.mail import canonical_address

logger = logging.getLogger(__name__)

# Contacts are erased so long after the picket, as the form and the mail promise.
KEPT_AFTER_PICKET = timedelta(days=7)
# After a cancellation only the mail that says so still needs them.
KEPT_AFTER_CANCELLING = timedelta(days=2)
# Who signs up again is sent the link again, but nobody can have a stranger's mailbox flooded.
RESEND_EVERY = timedelta(minutes=10)
MOST_CONFIRMATIONS = 6


class ShiftClosedError(Exception):
    """The shift takes nobody any more: it is over, or its picket is not announced."""


@dataclass(frozen=True, slots=True)
class SignUpResult:
    """A volunteer's sign-up. To the person at the form tell `shift_was_full` and nothing else: see `sign_up`."""

    sign_up: SignUp
    is_new: bool
    shift_was_full: bool


def index_of(address: str) -> str:
    """Return the blind index by which the sign-ups of an address are found."""
    return blind_index(canonical_address(address), purpose="sign_up")


@transaction.atomic
def sign_up(
    shift: Shift,
    *,
    name: str,
    email: str,
    phone: str,
    language: str,
    agreed_to_calls: bool,
    now: datetime,
) -> SignUpResult:
    """Take a place on a shift, or one in reserve when it is full; the confirmation goes out on commit.

    An address that is on the shift already keeps what it has and is sent its link again: nothing is changed,
    and the answer at the form is the same, so that nobody learns there who has signed up. That is also why the
    private link goes by mail only. Raises ShiftClosedError.
    """
    shift = _lock_shift(shift)
    if not _is_open(shift, now):
        raise ShiftClosedError
    ensure_default_reminders(shift.picket.campaign)
    _promote(shift, now=now)
    index = index_of(email)
    known = SignUp.objects.active().filter(shift=shift, email_index=index).first()
    if known is not None:
        _send_link_again(known, now=now)
        return SignUpResult(known, is_new=False, shift_was_full=_is_full(shift))
    has_place = _take_place(shift)
    made = SignUp.objects.create(
        shift=shift,
        state=SignUp.State.CONFIRMED if has_place else SignUp.State.WAITING,
        name=name,
        email=email,
        email_index=index,
        phone=phone,
        language=language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
        agreed_to_calls=agreed_to_calls,
        erase_after=_erase_after(shift),
    )
    plan_dispatch(made, kind=Dispatch.Kind.CONFIRMATION, key=f"confirmation:{made.pk}", now=now)
    return SignUpResult(made, is_new=True, shift_was_full=not has_place)


@transaction.atomic
def cancel_sign_up(sign_up: SignUp, *, now: datetime | None = None) -> SignUp:
    """Give a place back; it goes to the first in reserve, who is told. Doing it twice changes nothing more.

    Contacts are kept for two more days, for the mail that says so. Returns the sign-up as it is now.
    """
    now = now or timezone.now()
    shift = _lock_shift(sign_up.shift)
    current = SignUp.objects.get(pk=sign_up.pk)
    if current.state not in {SignUp.State.CONFIRMED, SignUp.State.WAITING}:
        return current
    had_place = current.state == SignUp.State.CONFIRMED
    current.state = SignUp.State.CANCELLED
    current.erase_after = min(current.erase_after, now + KEPT_AFTER_CANCELLING)
    current.save(update_fields=["state", "erase_after"])
    drop_dispatches(current)
    plan_dispatch(current, kind=Dispatch.Kind.CANCELLATION, key=f"cancellation:{current.pk}", now=now)
    if had_place:
        Shift.objects.filter(pk=shift.pk, places_taken__gt=0).update(places_taken=F("places_taken") - 1)
        _promote(shift, now=now)
    return current


@transaction.atomic
def promote_waiting(shift: Shift, *, now: datetime | None = None) -> list[SignUp]:
    """Give free places to those in reserve, first come first served, and tell them; return who got one."""
    return _promote(_lock_shift(shift), now=now or timezone.now())


@transaction.atomic
def follow_picket_times(picket: Picket) -> None:
    """Renew when contacts are erased and links expire, after an organiser has moved a picket or a shift."""
    for shift in picket.shifts.select_related("picket"):
        active = shift.sign_ups.active()
        active.update(erase_after=_erase_after(shift))
        for one in active.select_related("shift__picket"):
            PrivateLink.objects.filter(sign_up=one).update(expires_at=link_end(one))


@transaction.atomic
def erase_expired_sign_ups(*, now: datetime) -> int:
    """Delete the sign-ups whose time is up, with their links and messages; return how many."""
    _total, by_model = SignUp.objects.filter(erase_after__lte=now).delete()
    erased = by_model.get("campaigns.SignUp", 0)
    if erased:
        logger.info("%d sign-ups erased", erased)
    return erased


def _lock_shift(shift: Shift) -> Shift:
    """Return the shift as it is now, locked until the transaction ends: who takes and who frees takes turns."""
    return Shift.objects.select_for_update(of=("self",)).select_related("picket__campaign").get(pk=shift.pk)


def _promote(shift: Shift, *, now: datetime) -> list[SignUp]:
    """Promote who waits on a shift that is locked."""
    promoted: list[SignUp] = []
    if not _is_open(shift, now):
        return promoted
    for waiting in shift.sign_ups.filter(state=SignUp.State.WAITING).order_by("created_at", "pk"):
        if not _take_place(shift):
            break
        waiting.state = SignUp.State.CONFIRMED
        waiting.save(update_fields=["state"])
        drop_dispatches(waiting)
        key = f"confirmation:{waiting.pk}:{PROMOTED}"
        plan_dispatch(waiting, kind=Dispatch.Kind.CONFIRMATION, key=key, now=now)
        promoted.append(waiting)
    return promoted


def _take_place(shift: Shift) -> bool:
    """Count one more place as taken if there is one, in a single statement; return whether there was."""
    free = Shift.objects.filter(pk=shift.pk, places_taken__lt=F("places_needed"))
    return free.update(places_taken=F("places_taken") + 1) == 1


def _is_full(shift: Shift) -> bool:
    return not Shift.objects.filter(pk=shift.pk, places_taken__lt=F("places_needed")).exists()


def _is_open(shift: Shift, now: datetime) -> bool:
    picket = shift.picket
    announced = picket.is_published and picket.stage in {Picket.Stage.ANNOUNCED, Picket.Stage.MOVED}
    return announced and shift.ends_at > now


def _erase_after(shift: Shift) -> datetime:
    return max(shift.picket.ends_at or shift.ends_at, shift.ends_at) + KEPT_AFTER_PICKET


def _send_link_again(known: SignUp, *, now: datetime) -> None:
    """Plan another confirmation, unless one was sent a moment ago or there have been enough."""
    times = list(known.dispatches.filter(kind=Dispatch.Kind.CONFIRMATION).values_list("due_at", flat=True))
    if len(times) < MOST_CONFIRMATIONS and all(time <= now - RESEND_EVERY for time in times):
        key = f"confirmation:{known.pk}:again:{len(times)}"
        plan_dispatch(known, kind=Dispatch.Kind.CONFIRMATION, key=key, now=now)
    else:
        # Rows are written and a worker is woken for nothing: the time of the answer must not tell who is known.
        Shift.objects.filter(pk=known.shift_id).update(places_taken=F("places_taken"))
        SignUp.objects.filter(pk=known.pk).update(state=F("state"))
        transaction.on_commit(partial(wake_worker, known.pk))
