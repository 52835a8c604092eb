"""Taking, giving back and passing on a place."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from campaigns.models import Dispatch, Picket, Shift, SignUp
from campaigns.services.erasing import erase_expired_sign_ups
from campaigns.services.links import find_sign_up, make_private_link
from campaigns.services.places import ShiftClosedError
from campaigns.services.relinking import MOST_CONFIRMATIONS
from campaigns.services.sign_ups import cancel_sign_up, follow_picket_times
from campaigns.services.waiting import promote_waiting
from sources.models import PublicationState
from tests.campaigns.conftest import SignUpFunction
from tests.factories.campaigns import PrivateLinkFactory, ShiftFactory, SignUpFactory, in_days

pytestmark = pytest.mark.django_db


def _dispatches(sign_up: SignUp) -> list[tuple[str, str]]:
    return list(sign_up.dispatches.order_by("kind", "state").values_list("kind", "state"))


def test_sign_up_takes_a_place_and_plans_the_confirmation(shift: Shift, join: SignUpFunction) -> None:
    result = join(
        shift, " Aigerim@Example.ORG ", phone="+44 20 7946 0958", language="kk", agreed_to_calls=True
    )

    shift.refresh_from_db()
    saved = SignUp.objects.get()
    assert (result.is_new, result.shift_was_full, shift.places_taken) == (True, False, 1)
    assert (saved.state, saved.name, saved.email) == ("confirmed", "Aigerim", " Aigerim@Example.ORG ")
    assert (saved.phone, saved.language, saved.agreed_to_calls) == ("+44 20 7946 0958", "kk", True)
    assert saved.erase_after == shift.picket.ends_at + timedelta(days=7)  # type: ignore[operator]  # it has hours
    assert _dispatches(saved) == [("confirmation", "planned")]


def test_sign_up_for_a_full_shift_waits_in_reserve(join: SignUpFunction) -> None:
    shift = ShiftFactory(places_needed=1)
    first = join(shift, "one@example.org")
    second = join(shift, "two@example.org")

    shift.refresh_from_db()
    assert (first.sign_up.state, second.sign_up.state) == ("confirmed", "waiting")
    assert (second.shift_was_full, shift.places_taken) == (True, 1)
    assert _dispatches(second.sign_up) == [("confirmation", "planned")]


@pytest.mark.parametrize("again", ["aigerim@example.org", "AIGERIM@example.ORG", " aigerim@EXAMPLE.org "])
def test_sign_up_twice_keeps_one_place_and_changes_nothing(
    shift: Shift, join: SignUpFunction, again: str
) -> None:
    first = join(shift)
    second = join(shift, again, name="Somebody else", language="ru", phone="+7 700 000 00 00")

    shift.refresh_from_db()
    saved = SignUp.objects.get()
    assert (second.is_new, second.sign_up.pk, shift.places_taken) == (False, first.sign_up.pk, 1)
    assert (saved.name, saved.language, saved.phone) == ("Aigerim", "en", "")


def test_sign_up_again_sends_the_link_again_but_floods_nobody(shift: Shift, join: SignUpFunction) -> None:
    now = datetime.now(UTC)
    known = join(shift, now=now).sign_up
    join(shift, now=now + timedelta(minutes=1))
    assert known.dispatches.count() == 1

    for hour in range(1, 20):
        join(shift, now=now + timedelta(hours=hour))
        join(shift, now=now + timedelta(hours=hour, seconds=5))

    assert known.dispatches.count() == MOST_CONFIRMATIONS
    assert set(_dispatches(known)) == {("confirmation", "planned")}


def test_sign_up_of_one_address_for_two_shifts_is_two_places(shift: Shift, join: SignUpFunction) -> None:
    other = ShiftFactory(picket=shift.picket, starts_at=shift.ends_at)

    assert join(shift).is_new
    assert join(other).is_new
    assert SignUp.objects.count() == 2


def test_sign_up_after_cancelling_takes_a_place_again(shift: Shift, join: SignUpFunction) -> None:
    cancel_sign_up(join(shift).sign_up)
    again = join(shift)

    shift.refresh_from_db()
    assert (again.is_new, again.sign_up.state, shift.places_taken) == (True, "confirmed", 1)
    assert SignUp.objects.count() == 2


@pytest.mark.parametrize(
    "change",
    [
        {"stage": Picket.Stage.CANCELLED},
        {"stage": Picket.Stage.OVER},
        {"stage": Picket.Stage.DRAFT},
        {"state": PublicationState.WITHDRAWN},
    ],
)
def test_sign_up_is_refused_when_the_picket_is_not_announced(
    shift: Shift, join: SignUpFunction, change: dict[str, str]
) -> None:
    Picket.objects.filter(pk=shift.picket_id).update(**change)

    with pytest.raises(ShiftClosedError):
        join(shift)
    assert SignUp.objects.count() == 0


def test_sign_up_is_refused_once_the_shift_is_over(join: SignUpFunction) -> None:
    shift = ShiftFactory(picket__starts_at=in_days(-0.1))

    with pytest.raises(ShiftClosedError):
        join(shift)


def test_sign_up_in_an_unknown_language_falls_back_to_the_base_language(
    shift: Shift, join: SignUpFunction
) -> None:
    assert join(shift, language="tlh").sign_up.language == settings.LANGUAGE_CODE


def test_cancelling_frees_the_place(shift: Shift, join: SignUpFunction) -> None:
    now = datetime.now(UTC)
    gone = cancel_sign_up(join(shift).sign_up, now=now)

    shift.refresh_from_db()
    assert (gone.state, shift.places_taken) == ("cancelled", 0)
    assert gone.erase_after == now + timedelta(days=2)
    # The confirmation that was not sent yet is dropped; the volunteer is told of the cancellation.
    assert _dispatches(gone) == [("cancellation", "planned"), ("confirmation", "dropped")]


def test_cancelling_twice_frees_one_place_and_sends_one_mail(shift: Shift, join: SignUpFunction) -> None:
    join(shift, "other@example.org")
    mine = join(shift).sign_up
    cancel_sign_up(mine)
    cancel_sign_up(mine)

    shift.refresh_from_db()
    assert shift.places_taken == 1
    assert mine.dispatches.filter(kind="cancellation").count() == 1


def test_cancelling_passes_the_place_to_the_first_in_reserve_who_is_told(join: SignUpFunction) -> None:
    shift = ShiftFactory(places_needed=1)
    holder, first, second = (join(shift, f"{n}@example.org").sign_up for n in range(3))
    cancel_sign_up(holder)

    shift.refresh_from_db()
    states = {row.pk: row.state for row in SignUp.objects.all()}
    assert states == {holder.pk: "cancelled", first.pk: "offered", second.pk: "waiting"}
    assert shift.places_taken == 1
    # The message "you are in reserve" that had not gone out yet would only confuse.
    assert _dispatches(first) == [("confirmation", "dropped"), ("offer", "planned")]
    assert Dispatch.objects.get(sign_up=first, state="planned").key == f"offer:{first.pk}:0"
    assert _dispatches(second) == [("confirmation", "planned")]


def test_cancelling_a_reserve_changes_no_counter(join: SignUpFunction) -> None:
    shift = ShiftFactory(places_needed=1)
    join(shift, "one@example.org")
    reserve = join(shift, "two@example.org").sign_up
    cancel_sign_up(reserve)

    shift.refresh_from_db()
    assert shift.places_taken == 1


@pytest.mark.parametrize("state", [SignUp.State.CHECKED_IN, SignUp.State.ABSENT])
def test_cancelling_after_the_steward_has_checked_changes_nothing(shift: Shift, state: str) -> None:
    came = SignUpFactory(shift=shift, state=state)

    assert cancel_sign_up(came).state == state
    assert Dispatch.objects.count() == 0


def test_more_places_are_given_to_those_in_reserve_in_their_order(join: SignUpFunction) -> None:
    shift = ShiftFactory(places_needed=1)
    people = [join(shift, f"{n}@example.org").sign_up for n in range(4)]
    Shift.objects.filter(pk=shift.pk).update(places_needed=3)

    promoted = promote_waiting(shift)

    shift.refresh_from_db()
    assert [one.pk for one in promoted] == [people[1].pk, people[2].pk]
    assert shift.places_taken == 3


def test_a_newcomer_does_not_overtake_those_in_reserve(join: SignUpFunction) -> None:
    shift = ShiftFactory(places_needed=1)
    join(shift, "one@example.org")
    reserve = join(shift, "two@example.org").sign_up
    Shift.objects.filter(pk=shift.pk).update(places_needed=2)

    newcomer = join(shift, "three@example.org").sign_up

    reserve.refresh_from_db()
    assert (reserve.state, newcomer.state) == ("offered", "waiting")


def test_private_link_opens_one_sign_up_and_its_token_is_stored_nowhere(
    shift: Shift, join: SignUpFunction
) -> None:
    mine = join(shift).sign_up
    join(shift, "other@example.org")
    token = make_private_link(mine)

    found = find_sign_up(token, now=datetime.now(UTC))
    link = mine.links.get()
    assert found == mine
    assert (len(token), len(link.token_hash)) == (22, 64)
    assert link.expires_at == shift.picket.ends_at
    assert token not in str(list(mine.links.values()))


def test_private_link_that_is_wrong_expired_or_revoked_opens_nothing() -> None:
    link = PrivateLinkFactory(token="a" * 22)
    now = datetime.now(UTC)
    assert find_sign_up("a" * 22, now=now) == link.sign_up

    assert find_sign_up("b" * 22, now=now) is None
    assert find_sign_up("", now=now) is None
    assert find_sign_up("\x00\ud800", now=now) is None
    assert find_sign_up("a" * 22, now=link.expires_at) is None
    link.revoked_at = now
    link.save()
    assert find_sign_up("a" * 22, now=now) is None


def test_erasure_deletes_what_is_due_with_its_links_and_messages(shift: Shift, join: SignUpFunction) -> None:
    now = datetime.now(UTC)
    kept = join(shift, "kept@example.org").sign_up
    due = join(shift).sign_up
    make_private_link(due)
    SignUp.objects.filter(pk=due.pk).update(erase_after=now)

    assert erase_expired_sign_ups(now=now) == 1
    assert list(SignUp.objects.all()) == [kept]
    assert Dispatch.objects.exclude(sign_up=kept).count() == 0
    assert erase_expired_sign_ups(now=now) == 0


def test_moving_a_picket_moves_erasure_and_the_end_of_links(shift: Shift, join: SignUpFunction) -> None:
    mine = join(shift).sign_up
    make_private_link(mine)
    picket = shift.picket
    picket.ends_at = in_days(40)
    picket.save()

    follow_picket_times(picket)

    mine.refresh_from_db()
    assert mine.erase_after == picket.ends_at + timedelta(days=7)
    assert mine.links.get().expires_at == picket.ends_at
