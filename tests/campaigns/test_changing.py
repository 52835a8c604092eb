"""What a volunteer changes: name, phone, language, zone, and which messages are wanted."""

from typing import Any

import pytest

from campaigns.models import Dispatch, Shift, SignUp
from campaigns.services.changing import change_sign_up, stop_calls
from campaigns.services.links import make_private_link
from campaigns.services.retention import calls_until
from tests.campaigns.conftest import SignUpFunction
from tests.factories.campaigns import DispatchFactory, ShiftFactory, SignUpFactory

pytestmark = pytest.mark.django_db


def change(sign_up: SignUp, **changes: object) -> SignUp:
    given: dict[str, Any] = {
        "name": "Aigerim",
        "phone": "",
        "language": "en",
        "time_zone": "",
        "wanted": ["reminder", "thanks"],
        "agreed_to_calls": False,
    }
    return change_sign_up(sign_up, **{**given, **changes})


def test_changes_are_written_down(shift: Shift) -> None:
    mine = SignUpFactory(shift=shift)
    change(mine, name="Дана 🙂", phone="+7 700 000 00 00", language="kk", time_zone="Asia/Almaty", wanted=[])

    mine.refresh_from_db()
    assert (mine.name, mine.phone, mine.language, mine.time_zone) == (
        "Дана 🙂",
        "+7 700 000 00 00",
        "kk",
        "Asia/Almaty",
    )
    assert mine.muted == ["reminder", "thanks"]


def test_a_kind_that_is_wanted_again_comes_again_and_other_kinds_stay(shift: Shift) -> None:
    mine = SignUpFactory(shift=shift, muted=["call", "reminder", "thanks"])

    assert change(mine, wanted=["reminder"]).muted == ["call", "thanks"]
    assert change(mine, wanted=["reminder"], agreed_to_calls=True).muted == ["thanks"]


def test_a_cancelled_sign_up_is_not_changed(shift: Shift) -> None:
    mine = SignUpFactory(shift=shift, state="cancelled")

    assert change(mine, name="Dana").name == "Aigerim"


def test_who_does_not_agree_any_more_is_called_for_no_sign_up(shift: Shift, join: SignUpFunction) -> None:
    mine = join(shift, agreed_to_calls=True).sign_up
    earlier = join(ShiftFactory(), agreed_to_calls=True).sign_up
    stranger = join(shift, "other@example.org", agreed_to_calls=True).sign_up
    call = DispatchFactory(sign_up=earlier, kind=Dispatch.Kind.CALL, picket=shift.picket)
    change(mine)

    earlier.refresh_from_db()
    stranger.refresh_from_db()
    call.refresh_from_db()
    assert (earlier.agreed_to_calls, earlier.muted, call.state) == (False, ["call"], "dropped")
    assert (stranger.agreed_to_calls, stranger.muted) == (True, [])


def test_who_never_agreed_is_not_muted_by_saving(shift: Shift, join: SignUpFunction) -> None:
    earlier = join(ShiftFactory(), agreed_to_calls=True).sign_up
    change(join(shift).sign_up)

    earlier.refresh_from_db()
    assert (earlier.agreed_to_calls, earlier.muted) == (True, [])


def test_who_agrees_can_take_it_back_as_long_as_the_address_is_kept(
    shift: Shift, join: SignUpFunction
) -> None:
    mine = join(shift).sign_up
    make_private_link(mine)
    earlier = join(ShiftFactory()).sign_up
    stop_calls(earlier)
    assert mine.links.get().expires_at == shift.picket.ends_at

    change(mine, agreed_to_calls=True)
    assert mine.links.get().expires_at == calls_until(shift)
    earlier.refresh_from_db()
    assert (earlier.agreed_to_calls, earlier.muted) == (False, [])
