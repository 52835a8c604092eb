"""Moves, offers, answers and sign-ups at the same moment: counters tell the truth, and nobody gets an error."""

import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from campaigns.models import Dispatch, Shift, SignUp
from campaigns.services import places
from campaigns.services.friends import add_friend
from campaigns.services.moving import move_sign_up
from campaigns.services.places import ShiftFullError
from campaigns.services.sign_ups import cancel_sign_up
from campaigns.services.waiting import accept_offer, lapse_offers
from tests.campaigns.conftest import SignUpFunction
from tests.campaigns.races import all_at_once
from tests.factories.campaigns import PicketFactory, ShiftFactory

pytestmark = pytest.mark.django_db(transaction=True)


def now() -> datetime:
    return datetime.now(UTC)


def counters_are_right() -> bool:
    """Whether each counter is the number of those who hold a place, and nobody waits while a place is free."""
    for shift in Shift.objects.all():
        waiting = shift.sign_ups.filter(state=SignUp.State.WAITING).exists()
        if shift.places_taken != shift.sign_ups.holding().count() or (waiting and shift.places_free):
            return False
    return True


def problems(results: list[object]) -> list[object]:
    """Return what was raised and is not a clear answer."""
    return [one for one in results if isinstance(one, Exception) and not isinstance(one, ShiftFullError)]


def _two_shifts(join: SignUpFunction) -> tuple[Shift, Shift, list[SignUp], list[SignUp]]:
    picket = PicketFactory()
    here, there = (ShiftFactory(picket=picket, places_needed=10) for _ in range(2))
    at_here = [join(here, f"here-{number}@example.org").sign_up for number in range(12)]
    at_there = [join(there, f"there-{number}@example.org").sign_up for number in range(8)]
    return here, there, at_here, at_there


def _move_both_ways(join: SignUpFunction) -> list[object]:
    """Twenty move in both directions while ten sign up; those who find no room wait there or stay."""
    here, there, at_here, at_there = _two_shifts(join)

    def act(number: int) -> object:
        if number < 12:
            return move_sign_up(at_here[number], to=there, in_reserve=number % 2 == 0, now=now())
        if number < 20:
            return move_sign_up(at_there[number - 12], to=here, in_reserve=False, now=now())
        return join((here, there)[number % 2], f"new-{number}@example.org")

    return list(all_at_once(act, range(30)))


@pytest.mark.parametrize("race", range(2))
def test_moving_and_signing_up_at_once_loses_no_place_and_gives_none_twice(
    join: SignUpFunction, race: int
) -> None:
    results = _move_both_ways(join)

    assert problems(results) == []
    assert counters_are_right()
    assert SignUp.objects.active().count() == 30


def test_control_without_locks_moves_lose_count(
    join: SignUpFunction, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without locks, and reading before writing, a counter is wrong or the database refuses."""

    def read_then_write(shift: Shift, count: int = 1) -> bool:
        current = Shift.objects.get(pk=shift.pk)
        time.sleep(0.02)
        if current.places_free < count:
            return False
        Shift.objects.filter(pk=shift.pk).update(places_taken=current.places_taken + count)
        return True

    def not_locked(sign_up: SignUp) -> SignUp:
        return SignUp.objects.select_related("shift__picket__campaign").get(pk=sign_up.pk)

    here, there, at_here, at_there = _two_shifts(join)
    monkeypatch.setattr(places, "take_places", read_then_write)
    monkeypatch.setattr(places, "lock_sign_up", not_locked)
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")
        connection.close()
    movers = [(one, there) for one in at_here] + [(one, here) for one in at_there]
    results = all_at_once(
        lambda mover: move_sign_up(mover[0], to=mover[1], in_reserve=False, now=now()), movers
    )
    connection.close()

    assert problems(list(results)) or not counters_are_right()


def test_answering_and_lapsing_at_once_gives_each_place_to_one(join: SignUpFunction) -> None:
    shift = ShiftFactory(places_needed=10)
    holders = [join(shift, f"holder-{number}@example.org").sign_up for number in range(10)]
    reserve = [join(shift, f"reserve-{number}@example.org").sign_up for number in range(20)]
    for holder in holders:
        cancel_sign_up(holder)
    SignUp.objects.filter(state="offered").update(answer_by=now() - timedelta(seconds=1))

    def act(number: int) -> object:
        if number % 4 == 0:
            return lapse_offers(now=now())
        return accept_offer(reserve[number // 2], now=now()).state

    results = all_at_once(act, range(20))

    assert problems(list(results)) == []
    assert counters_are_right()
    states = Counter(SignUp.objects.values_list("state", flat=True))
    assert states["confirmed"] + states["offered"] == 10
    assert states["lapsed"] + states["waiting"] == 10
    # Who lapsed was told once, and so was who was asked in their place.
    told = Dispatch.objects.filter(key__endswith=":lapsed")
    assert told.count() == states["lapsed"]
    assert (
        Dispatch.objects.filter(kind="offer").exclude(key__endswith=":lapsed").count()
        == 10 + states["lapsed"]
    )


def test_one_offer_answered_and_declined_many_times_at_once_ends_one_way(join: SignUpFunction) -> None:
    shift = ShiftFactory(places_needed=1)
    holder, first, second = (join(shift, f"{n}@example.org").sign_up for n in range(3))
    cancel_sign_up(holder)

    def act(number: int) -> object:
        return accept_offer(first, now=now()) if number % 2 else cancel_sign_up(first)

    assert problems(list(all_at_once(act, range(20)))) == []
    first.refresh_from_db()
    second.refresh_from_db()
    # Declined in the end, whether it was taken before or not.
    assert (first.state, second.state) == ("cancelled", "offered")
    assert counters_are_right()


def test_one_friend_many_times_at_once_is_one(join: SignUpFunction) -> None:
    shift = ShiftFactory(places_needed=9)
    mine = join(shift).sign_up

    results = all_at_once(lambda _: add_friend(mine, name="Dana", seen=0, now=now()).pk, range(20))

    assert len(set(results)) == 1
    assert counters_are_right()
