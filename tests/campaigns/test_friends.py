"""Friends whom a volunteer brings."""

import uuid
from datetime import UTC, datetime

import pytest

from campaigns.models import Dispatch, Shift, SignUp
from campaigns.services.friends import TooManyFriendsError, add_friend, remove_friend
from campaigns.services.places import ShiftClosedError, ShiftFullError
from campaigns.services.sign_ups import cancel_sign_up
from tests.campaigns.conftest import SignUpFunction
from tests.factories.campaigns import ShiftFactory

pytestmark = pytest.mark.django_db


def now() -> datetime:
    return datetime.now(UTC)


def add(host: SignUp, name: str, seen: int) -> SignUp:
    return add_friend(host, name=name, seen=seen, now=now())


def taken(shift: Shift) -> int:
    return Shift.objects.get(pk=shift.pk).places_taken


def test_a_friend_takes_a_place_and_has_no_address(shift: Shift, join: SignUpFunction) -> None:
    mine = join(shift, language="kk").sign_up
    friend = add(mine, "Дана 🙂", 0)

    friend.refresh_from_db()
    assert (friend.name, friend.email, friend.email_index, friend.brought_by) == ("Дана 🙂", "", "", mine)
    assert (friend.state, friend.language, friend.erase_after) == ("confirmed", "kk", mine.erase_after)
    assert (taken(shift), friend.dispatches.count()) == (2, 0)


def test_three_friends_are_the_most(join: SignUpFunction) -> None:
    shift = ShiftFactory(places_needed=9)
    mine = join(shift).sign_up
    for number in range(3):
        add(mine, f"Friend {number}", number)

    with pytest.raises(TooManyFriendsError):
        add(mine, "Friend 3", 3)
    assert taken(shift) == 4


def test_a_double_click_adds_one_and_a_namesake_is_added(join: SignUpFunction) -> None:
    shift = ShiftFactory(places_needed=9)
    mine = join(shift).sign_up
    assert add(mine, "Dana", 0) == add(mine, "dana", 0)
    assert taken(shift) == 2

    # Another tab that still shows nobody adds somebody else.
    add(mine, "Olzhas", 0)
    # Whoever saw both and writes the same name again means another person.
    add(mine, "Dana", 2)
    assert sorted(friend.name for friend in mine.friends.all()) == ["Dana", "Dana", "Olzhas"]


def test_a_full_shift_takes_no_friend(join: SignUpFunction) -> None:
    shift = ShiftFactory(places_needed=1)
    mine = join(shift).sign_up

    with pytest.raises(ShiftFullError):
        add(mine, "Dana", 0)
    assert (taken(shift), SignUp.objects.count()) == (1, 1)


def test_only_who_has_a_place_brings_friends(join: SignUpFunction) -> None:
    shift = ShiftFactory(places_needed=1)
    join(shift, "holder@example.org")
    waits = join(shift).sign_up
    Shift.objects.update(places_needed=5)

    with pytest.raises(ShiftClosedError):
        add(waits, "Dana", 0)


def test_a_friend_does_not_overtake_those_in_reserve(join: SignUpFunction) -> None:
    shift = ShiftFactory(places_needed=1)
    mine = join(shift).sign_up
    join(shift, "waits@example.org")
    Shift.objects.update(places_needed=2)

    with pytest.raises(ShiftFullError):
        add(mine, "Dana", 0)


def test_removing_a_friend_frees_the_place_once_and_passes_it_on(join: SignUpFunction) -> None:
    shift = ShiftFactory(places_needed=2)
    mine = join(shift).sign_up
    friend = add(mine, "Dana", 0)
    waits = join(shift, "waits@example.org").sign_up

    for _twice in range(2):
        remove_friend(mine, friend.pk, now=now())

    friend.refresh_from_db()
    waits.refresh_from_db()
    assert (friend.state, waits.state, taken(shift)) == ("cancelled", "offered", 2)


def test_nobody_removes_the_friends_of_others(shift: Shift, join: SignUpFunction) -> None:
    mine, other = join(shift).sign_up, join(shift, "other@example.org").sign_up
    friend = add(mine, "Dana", 0)

    for pk in (friend.pk, mine.pk, uuid.uuid4()):
        remove_friend(other, pk, now=now())
    assert taken(shift) == 3


def test_who_cancels_gives_the_places_of_friends_back_too(shift: Shift, join: SignUpFunction) -> None:
    mine = join(shift).sign_up
    friend = add(mine, "Dana", 0)
    cancel_sign_up(mine)
    cancel_sign_up(mine)

    friend.refresh_from_db()
    mine.refresh_from_db()
    assert (friend.state, taken(shift)) == ("cancelled", 0)
    assert friend.erase_after == mine.erase_after
    assert Dispatch.objects.filter(state="planned").values_list("kind", flat=True).get() == "cancellation"


def test_when_an_organiser_cancels_a_friend_who_brought_them_is_told(
    shift: Shift, join: SignUpFunction
) -> None:
    mine = join(shift).sign_up
    friend = add(mine, "Dana", 0)
    cancel_sign_up(friend)

    assert (taken(shift), friend.dispatches.count()) == (1, 0)
    assert mine.dispatches.get(state="planned").key == f"confirmation:{mine.pk}:friend:1"
