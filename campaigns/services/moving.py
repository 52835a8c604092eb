"""A volunteer moves to another shift of the same picket: both counters change together, or neither."""

from datetime import datetime

from django.db import transaction

from campaigns.models import Shift, SignUp
from campaigns.services import places
from campaigns.services.friends import coming_with
from campaigns.services.links import renew_links
from campaigns.services.retention import erased_after
from campaigns.services.waiting import give_back, pass_on, tell_again

MOVABLE = {SignUp.State.CONFIRMED, SignUp.State.OFFERED, SignUp.State.WAITING}


@transaction.atomic
def move_sign_up(sign_up: SignUp, *, to: Shift, in_reserve: bool, now: datetime) -> SignUp:
    """Move a sign-up and the friends who come with it; return it as it is now. They are told by mail.

    Without places for all of them there ShiftFullError is raised and nothing is changed, unless `in_reserve`: then
    the volunteer waits there alone, and the places they had are given back. Those who wait there already go first.
    Doing it twice changes nothing more. Raises ShiftClosedError, AlreadyThereError, and DoesNotExist of SignUp or
    Shift once one of them is gone.
    """
    current = places.lock_sign_up(sign_up)
    left = current.shift
    target = Shift.objects.select_related("picket__campaign").get(pk=to.pk, picket=left.picket_id)
    if current.state not in MOVABLE or target == left or current.brought_by_id:
        return current
    if not places.is_open(left, now) or not places.is_open(target, now):
        raise places.ShiftClosedError
    places.refuse_second(current, target)
    pass_on(target, now=now)
    friends = coming_with(current)
    held = (current.state in SignUp.HOLDING) + len(friends)
    if places.take_places(target, 1 + len(friends)):
        current.state = SignUp.State.CONFIRMED
        for friend in friends:
            _put(friend, target)
    elif in_reserve:
        current.state = SignUp.State.WAITING
        held -= len(friends)
        give_back(friends, left, now=now)
    else:
        raise places.ShiftFullError
    current.answer_by = None
    # So whoever waits there waits at the end, and a calendar sees when this was changed.
    current.created_at = now
    _put(current, target)
    renew_links(current)
    if held:
        places.free_places(left, held)
        pass_on(left, now=now)
    tell_again(current, "moved", now=now)
    return current


def _put(sign_up: SignUp, shift: Shift) -> None:
    sign_up.shift = shift
    sign_up.revision += 1
    sign_up.erase_after = erased_after(shift)
    sign_up.save(update_fields=["shift", "state", "answer_by", "created_at", "revision", "erase_after"])
