"""Moving to another shift of the same picket: both counters change together, or neither."""

from datetime import UTC, datetime, timedelta

import pytest

from campaigns.models import Picket, Shift, SignUp
from campaigns.services.friends import add_friend
from campaigns.services.links import make_private_link
from campaigns.services.moving import move_sign_up
from campaigns.services.places import AlreadyThereError, ShiftClosedError, ShiftFullError
from campaigns.services.sign_ups import cancel_sign_up
from tests.campaigns.conftest import SignUpFunction
from tests.factories.campaigns import ShiftFactory

pytestmark = pytest.mark.django_db


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def later(shift: Shift) -> Shift:
    """The second shift of the same picket, with two places; it ends after the picket."""
    assert shift.picket.ends_at is not None
    return ShiftFactory(
        picket=shift.picket,
        starts_at=shift.ends_at,
        ends_at=shift.picket.ends_at + timedelta(hours=1),
        places_needed=2,
    )


def taken(*shifts: Shift) -> list[int]:
    return [Shift.objects.get(pk=one.pk).places_taken for one in shifts]


def move(sign_up: SignUp, to: Shift, *, in_reserve: bool = False) -> SignUp:
    return move_sign_up(sign_up, to=to, in_reserve=in_reserve, now=now())


def bring(host: SignUp, *names: str) -> None:
    for number, name in enumerate(names):
        add_friend(host, name=name, seen=number, now=now())


def test_moving_takes_a_place_there_and_frees_the_one_here(
    shift: Shift, later: Shift, join: SignUpFunction
) -> None:
    mine = join(shift).sign_up
    make_private_link(mine)

    for _twice in range(2):
        moved = move(mine, later)

    assert (moved.shift, moved.state, taken(shift, later)) == (later, "confirmed", [0, 1])
    assert moved.erase_after == later.ends_at + timedelta(days=7)
    assert moved.links.get().expires_at == later.ends_at
    # What was not sent of the old shift is taken back; the new one is confirmed once.
    assert list(mine.dispatches.values_list("key", "state").order_by("key")) == [
        (f"confirmation:{mine.pk}", "dropped"),
        (f"confirmation:{mine.pk}:moved:1", "planned"),
    ]


def test_the_place_that_was_left_goes_to_the_first_in_reserve(later: Shift, join: SignUpFunction) -> None:
    shift = ShiftFactory(picket=later.picket, places_needed=1)
    mine, waits = (join(shift, f"{n}@example.org").sign_up for n in range(2))

    move(mine, later)

    waits.refresh_from_db()
    assert (waits.state, taken(shift, later)) == ("offered", [1, 1])


def test_friends_move_along(shift: Shift, later: Shift, join: SignUpFunction) -> None:
    mine = join(shift).sign_up
    bring(mine, "Dana")

    move(mine, later)

    assert taken(shift, later) == [0, 2]
    assert list(later.sign_ups.order_by("name").values_list("state", flat=True)) == ["confirmed"] * 2


def test_without_room_for_all_nothing_changes(shift: Shift, later: Shift, join: SignUpFunction) -> None:
    mine = join(shift).sign_up
    bring(mine, "Dana", "Olzhas")
    before = list(SignUp.objects.order_by("pk").values())

    with pytest.raises(ShiftFullError):
        move(mine, later)
    assert taken(shift, later) == [3, 0]
    assert list(SignUp.objects.order_by("pk").values()) == before


def test_waiting_there_gives_the_places_here_back(shift: Shift, join: SignUpFunction) -> None:
    full = ShiftFactory(picket=shift.picket, places_needed=1)
    first = join(full, "first@example.org").sign_up
    mine = join(shift).sign_up
    bring(mine, "Dana")

    for _twice in range(2):
        moved = move(mine, full, in_reserve=True)

    assert (moved.state, moved.shift, taken(shift, full)) == ("waiting", full, [0, 1])
    assert list(mine.friends.values_list("state", flat=True)) == ["cancelled"]
    cancel_sign_up(first)
    mine.refresh_from_db()
    assert mine.state == "offered"


def test_who_moves_into_a_reserve_waits_at_its_end(shift: Shift, join: SignUpFunction) -> None:
    full = ShiftFactory(picket=shift.picket, places_needed=1)
    mine = join(shift).sign_up
    holder, waits = (join(full, f"{n}@example.org").sign_up for n in range(2))
    move(mine, full, in_reserve=True)

    cancel_sign_up(holder)

    waits.refresh_from_db()
    mine.refresh_from_db()
    assert (waits.state, mine.state) == ("offered", "waiting")


def test_who_waits_or_is_offered_a_place_can_move_to_a_free_one(later: Shift, join: SignUpFunction) -> None:
    full = ShiftFactory(picket=later.picket, places_needed=1)
    holder, offered, waits = (join(full, f"{n}@example.org").sign_up for n in range(3))
    cancel_sign_up(holder)

    assert move(waits, later).state == "confirmed"
    assert move(offered, later).state == "confirmed"
    assert taken(full, later) == [0, 2]


def test_nobody_overtakes_those_who_wait_there(shift: Shift, join: SignUpFunction) -> None:
    full = ShiftFactory(picket=shift.picket, places_needed=1)
    join(full, "holder@example.org")
    waits = join(full, "waits@example.org").sign_up
    mine = join(shift).sign_up
    Shift.objects.filter(pk=full.pk).update(places_needed=2)

    with pytest.raises(ShiftFullError):
        move(mine, full)
    # The refusal undoes all of it; whoever waits is offered the place in a transaction of its own.
    waits.refresh_from_db()
    assert (waits.state, taken(shift, full)) == ("waiting", [1, 1])


def test_an_address_is_not_twice_on_a_shift(shift: Shift, later: Shift, join: SignUpFunction) -> None:
    mine, other = join(shift).sign_up, join(later).sign_up

    with pytest.raises(AlreadyThereError):
        move(mine, later)
    cancel_sign_up(other)
    assert move(mine, later).shift == later


def test_nobody_moves_to_a_shift_that_is_over_or_of_another_picket(
    shift: Shift, join: SignUpFunction
) -> None:
    over = ShiftFactory(picket=shift.picket, starts_at=now() - timedelta(hours=2))
    mine = join(shift).sign_up

    with pytest.raises(ShiftClosedError):
        move(mine, over)
    with pytest.raises(Shift.DoesNotExist):
        move(mine, ShiftFactory())
    Picket.objects.update(stage=Picket.Stage.CANCELLED)
    with pytest.raises(ShiftClosedError):
        move(mine, ShiftFactory(picket=shift.picket))


@pytest.mark.parametrize("state", ["cancelled", "lapsed", "checked_in", "absent"])
def test_who_has_nothing_to_move_stays(shift: Shift, later: Shift, join: SignUpFunction, state: str) -> None:
    mine = join(shift).sign_up
    SignUp.objects.filter(pk=mine.pk).update(state=state)

    assert move(mine, later).shift == shift
    assert taken(later) == [0]
