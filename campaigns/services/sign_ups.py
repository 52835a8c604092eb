"""A volunteer takes and gives back a place. Each function is one transaction with its messages planned."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from campaigns.models import Dispatch, Picket, PrivateLink, Shift, SignUp
from campaigns.services import places, relinking
from campaigns.services.calls import drop_call
from campaigns.services.friends import MOST_FRIENDS, bring, coming_with
from campaigns.services.links import link_end
from campaigns.services.outbox import plan_dispatch
from campaigns.services.reminders import ensure_default_reminders
from campaigns.services.retention import erased_after
from campaigns.services.stewards import renew_steward_links
from campaigns.services.waiting import give_back, pass_on, tell_again

# So many may be put down in one step: a volunteer and the friends they can bring.
MOST_TOGETHER = 1 + MOST_FRIENDS
CANCELLABLE = {SignUp.State.CONFIRMED, SignUp.State.OFFERED, SignUp.State.WAITING}


@dataclass(frozen=True, slots=True)
class SignUpResult:
    """A volunteer's sign-up. To the person at the form tell `room` and nothing else: see `sign_up`.

    `room` is how many of those who were put down together the shift had places for when they came; 0 means reserve.
    """

    sign_up: SignUp
    is_new: bool
    room: int

    @property
    def shift_was_full(self) -> bool:
        """Whether there was no place at all."""
        return self.room == 0


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
    headcount: int = 1,
) -> SignUpResult:
    """Take a place on a shift, or one in reserve when it is full; the confirmation goes out on commit.

    With a headcount above 1 the others are put down as friends as far as places reach; the reserve is for one.
    An address that is on the shift already keeps what it has and is sent its link again: nothing is changed,
    and the answer at the form is the same, so that nobody learns there who has signed up. That is also why the
    private link goes by mail only. Raises ShiftClosedError.
    """
    shift = places.lock_shift(shift)
    if not places.is_open(shift, now):
        raise places.ShiftClosedError
    ensure_default_reminders(shift.picket.campaign)
    pass_on(shift, now=now)
    index = relinking.index_of(email)
    drop_call(shift.picket, index)
    room = min(headcount, MOST_TOGETHER, places.count_free(shift))
    known = SignUp.objects.active().filter(shift=shift, email_index=index).first()
    if known is not None:
        relinking.send_link_again(known, now=now)
        _bring_nobody(known, room - 1)
        return SignUpResult(known, is_new=False, room=room)
    has_place = room > 0 and places.take_places(shift, room)
    made = SignUp.objects.create(
        shift=shift,
        state=SignUp.State.CONFIRMED if has_place else SignUp.State.WAITING,
        name=name,
        email=email,
        email_index=index,
        phone=phone,
        language=language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
        agreed_to_calls=agreed_to_calls,
        erase_after=erased_after(shift),
    )
    if has_place and room > 1:
        bring(made, room - 1)
    plan_dispatch(made, kind=Dispatch.Kind.CONFIRMATION, key=f"confirmation:{made.pk}", now=now)
    return SignUpResult(made, is_new=True, room=room if has_place else 0)


@transaction.atomic
def cancel_sign_up(sign_up: SignUp, *, now: datetime | None = None) -> SignUp:
    """Give a place back, and those of the friends who come along; they go to the first in reserve, who are told.

    Contacts are kept for two more days, for the mail that says so. Of a friend who cancels, who brought them is told.
    Doing it twice changes nothing more. Returns the sign-up as it is now. Raises SignUp.DoesNotExist once it is
    erased.
    """
    now = now or timezone.now()
    current = places.lock_sign_up(sign_up)
    if current.state not in CANCELLABLE:
        return current
    give_back([current, *coming_with(current)], current.shift, now=now)
    host = current.brought_by
    if host is None:
        key = f"cancellation:{current.pk}"
        plan_dispatch(current, kind=Dispatch.Kind.CANCELLATION, key=key, now=now)
    elif host.state == SignUp.State.CONFIRMED:
        tell_again(host, "friend", now=now)
    return current


@transaction.atomic
def follow_picket_times(picket: Picket) -> None:
    """Renew when contacts are erased and links expire, after an organiser has moved a picket or a shift."""
    for shift in picket.shifts.select_related("picket"):
        shift.sign_ups.active().update(erase_after=erased_after(shift))
        # Links of all who are alike end together: a statement for each person would take long with thousands.
        for agreed in (False, True):
            alike = shift.sign_ups.active().filter(agreed_to_calls=agreed)
            one = SignUp(shift=shift, agreed_to_calls=agreed, erase_after=erased_after(shift))
            for purpose in PrivateLink.Purpose:
                links = PrivateLink.objects.filter(sign_up__in=alike, purpose=purpose)
                links.update(expires_at=link_end(one, purpose))
    renew_steward_links(picket)


def _bring_nobody(known: SignUp, count: int) -> None:
    """Write as many rows as for a new address, and take them back: the time of the answer must not tell."""
    if count > 0:
        with transaction.atomic():
            bring(known, count)
            transaction.set_rollback(True)
