"""Many volunteers at the same moment: no place is given twice, none stays empty, nobody gets an error."""

import time
from collections import Counter
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client

from campaigns.models import Dispatch, Shift, SignUp
from campaigns.services import places
from campaigns.services.sign_ups import SignUpResult, cancel_sign_up, sign_up
from tests.campaigns.conftest import SignUpFunction, post_sign_up
from tests.campaigns.races import all_at_once
from tests.factories.campaigns import ShiftFactory

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS = 40
LAST_PLACES = 5


def _race(shift: Shift) -> Counter[str]:
    """Let CLIENTS sign up for the last places; return how many got what."""

    def join(number: int) -> SignUpResult:
        return sign_up(
            shift,
            name="Aigerim",
            email=f"{number}@example.org",
            phone="",
            language="en",
            agreed_to_calls=False,
            now=datetime.now(UTC),
        )

    results = all_at_once(join, range(CLIENTS))
    return Counter(
        "error" if isinstance(result, Exception) else str(result.sign_up.state) for result in results
    )


RIGHT = Counter(confirmed=LAST_PLACES, waiting=CLIENTS - LAST_PLACES)


@pytest.mark.parametrize("race", range(3))
def test_the_last_places_are_given_once_each(race: int) -> None:
    shift = ShiftFactory(places_needed=20, places_taken=15)

    assert _race(shift) == RIGHT
    shift.refresh_from_db()
    assert shift.places_taken == 20
    assert Counter(SignUp.objects.values_list("state", flat=True)) == RIGHT
    assert Dispatch.objects.filter(kind="confirmation").count() == CLIENTS


def test_control_without_lock_and_conditional_update_the_race_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Reading the counter, then writing it: some places are given twice, or SQLite refuses to write."""

    def read_then_write(shift: Shift, count: int = 1) -> bool:
        current = Shift.objects.get(pk=shift.pk)
        time.sleep(0.02)
        if current.places_free < count:
            return False
        Shift.objects.filter(pk=shift.pk).update(places_taken=current.places_taken + count)
        return True

    def not_locked(shift: Shift) -> Shift:
        return Shift.objects.select_related("picket").get(pk=shift.pk)

    monkeypatch.setattr(places, "take_places", read_then_write)
    monkeypatch.setattr(places, "lock_shift", not_locked)
    if connection.vendor == "sqlite":
        # There the transaction's kind is the lock.
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")
        connection.close()

    shift = ShiftFactory(places_needed=20, places_taken=15)
    outcome = _race(shift)
    connection.close()

    assert outcome != RIGHT


def test_the_last_places_over_http(client: Client) -> None:
    shift = ShiftFactory(places_needed=LAST_PLACES)

    def post(number: int) -> int:
        return post_sign_up(Client(), shift, email=f"{number}@example.org").status_code

    assert Counter(all_at_once(post, range(CLIENTS))) == Counter({303: CLIENTS})
    shift.refresh_from_db()
    assert shift.places_taken == LAST_PLACES
    assert Counter(SignUp.objects.values_list("state", flat=True)) == RIGHT


def test_one_address_many_times_at_once_is_one_sign_up(shift: Shift) -> None:
    def post(_number: int) -> int:
        return post_sign_up(Client(), shift).status_code

    assert all_at_once(post, range(20)) == [303] * 20
    shift.refresh_from_db()
    assert (shift.places_taken, SignUp.objects.count(), Dispatch.objects.count()) == (1, 1, 1)


def test_cancelling_and_signing_up_at_once_leaves_no_place_empty_and_none_given_twice(
    join: SignUpFunction,
) -> None:
    shift = ShiftFactory(places_needed=10)
    holders = [join(shift, f"holder-{number}@example.org").sign_up for number in range(15)]

    def act(number: int) -> None:
        if number < len(holders):
            cancel_sign_up(holders[number])
        else:
            join(shift, f"new-{number}@example.org")

    results = all_at_once(act, range(len(holders) + 20))

    shift.refresh_from_db()
    states = Counter(SignUp.objects.values_list("state", flat=True))
    assert [result for result in results if result is not None] == []
    held = states["confirmed"] + states["offered"]
    assert (held, states["waiting"], states["cancelled"]) == (10, 10, 15)
    assert shift.places_taken == 10


def test_cancelling_one_sign_up_many_times_at_once_frees_one_place(
    shift: Shift, join: SignUpFunction
) -> None:
    join(shift, "other@example.org")
    mine = join(shift).sign_up

    results = all_at_once(lambda _number: cancel_sign_up(mine).state, range(20))

    shift.refresh_from_db()
    assert results == ["cancelled"] * 20
    assert shift.places_taken == 1
    assert Dispatch.objects.filter(kind="cancellation").count() == 1
