"""The places of a shift: one counter, kept within bounds by the database. Who takes and who frees one takes turns.

Who deals with one shift locks that shift; who deals with a sign-up locks all shifts of its picket in the order of
their keys, as a sign-up may move among them. So nobody waits for somebody who waits for them.
"""

from datetime import datetime

from django.db.models import F

from campaigns.models import Picket, Shift, SignUp


class ShiftClosedError(Exception):
    """The shift takes nobody any more: it is over, or its picket is not announced."""


class ShiftFullError(Exception):
    """The shift has not so many places left; nothing was changed."""


class AlreadyThereError(Exception):
    """The same address has another sign-up on the shift; nothing was changed."""


def lock_shift(shift: Shift) -> Shift:
    """Return the shift as it is now, locked until the transaction ends."""
    Shift.objects.select_for_update().get(pk=shift.pk)
    # Read only now: while we waited for the lock, the picket may have been moved or cancelled.
    return Shift.objects.select_related("picket__campaign").get(pk=shift.pk)


def lock_sign_up(sign_up: SignUp) -> SignUp:
    """Return the sign-up as it is now, all shifts of its picket locked until the transaction ends.

    Raises SignUp.DoesNotExist once it is erased.
    """
    shifts = Shift.objects.select_for_update().filter(picket=sign_up.shift.picket_id).order_by("pk")
    list(shifts.values_list("pk", flat=True))
    return SignUp.objects.select_related("shift__picket__campaign").get(pk=sign_up.pk)


def take_places(shift: Shift, count: int = 1) -> bool:
    """Count so many more places as taken if there are so many, in a single statement; return whether there were."""
    enough = Shift.objects.filter(pk=shift.pk, places_taken__lte=F("places_needed") - count)
    return enough.update(places_taken=F("places_taken") + count) == 1


def free_places(shift: Shift, count: int = 1) -> None:
    """Count so many places of a locked shift as free again."""
    Shift.objects.filter(pk=shift.pk, places_taken__gte=count).update(places_taken=F("places_taken") - count)


def count_free(shift: Shift) -> int:
    """Return how many places are free now."""
    row = Shift.objects.values_list("places_needed", "places_taken").get(pk=shift.pk)
    return max(row[0] - row[1], 0)


def is_open(shift: Shift, now: datetime) -> bool:
    """Return whether the shift takes volunteers; its picket was fetched with it."""
    picket = shift.picket
    announced = picket.is_published and picket.stage in {Picket.Stage.ANNOUNCED, Picket.Stage.MOVED}
    return announced and shift.ends_at > now


def refuse_second(sign_up: SignUp, shift: Shift) -> None:
    """Raise AlreadyThereError when the address of a sign-up holds or waits for a place on a locked shift already."""
    same = SignUp.objects.active().filter(shift=shift, email_index=sign_up.email_index)
    if same.exclude(pk=sign_up.pk).exists():
        raise AlreadyThereError
