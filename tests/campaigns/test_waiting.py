"""Places that come free: offered, taken, declined, left unanswered."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from campaigns.models import Dispatch, Picket, Shift, SignUp
from campaigns.services.outbox import sweep_outbox
from campaigns.services.places import AlreadyThereError, ShiftClosedError
from campaigns.services.sign_ups import cancel_sign_up
from campaigns.services.waiting import accept_offer, lapse_offers, promote_waiting, rejoin
from campaigns.tasks import lapse_offers_task
from tests.campaigns.conftest import SignUpFunction
from tests.campaigns.mails import mails_in
from tests.factories.campaigns import ShiftFactory, in_days

pytestmark = pytest.mark.django_db


def now() -> datetime:
    return datetime.now(UTC)


def state_of(sign_up: SignUp) -> str:
    return SignUp.objects.get(pk=sign_up.pk).state


def taken(shift: Shift) -> int:
    return Shift.objects.get(pk=shift.pk).places_taken


def kinds(sign_up: SignUp, state: str = "planned") -> list[str]:
    return list(sign_up.dispatches.filter(state=state).order_by("due_at").values_list("kind", flat=True))


@pytest.fixture
def full() -> Shift:
    """A shift of one place, ten days from now."""
    return ShiftFactory(places_needed=1)


def test_a_free_place_is_offered_for_the_time_to_answer(full: Shift, join: SignUpFunction) -> None:
    holder, first, second = (join(full, f"{n}@example.org").sign_up for n in range(3))
    at = now()
    cancel_sign_up(holder, now=at)

    first.refresh_from_db()
    assert (first.state, state_of(second), taken(full)) == ("offered", "waiting", 1)
    assert first.answer_by == at + timedelta(hours=12)
    assert kinds(first) == ["offer"]


@pytest.mark.parametrize(
    ("starts_in", "time_to_answer", "kept_for"),
    [
        (timedelta(hours=10), timedelta(hours=12), timedelta(hours=5)),
        (timedelta(hours=10), timedelta(hours=2), timedelta(hours=2)),
        (timedelta(hours=3, seconds=2), timedelta(hours=12), timedelta(hours=1, minutes=30, seconds=1)),
    ],
)
def test_an_offer_lasts_half_of_the_time_left_at_most(
    join: SignUpFunction, starts_in: timedelta, time_to_answer: timedelta, kept_for: timedelta
) -> None:
    at = now().replace(microsecond=0)
    shift = ShiftFactory(
        places_needed=1, picket__starts_at=at + starts_in, picket__time_to_answer=time_to_answer
    )
    holder, first = (join(shift, f"{n}@example.org", now=at).sign_up for n in range(2))
    cancel_sign_up(holder, now=at)

    first.refresh_from_db()
    assert (first.state, first.answer_by) == ("offered", at + kept_for)


@pytest.mark.parametrize("starts_in", [timedelta(hours=3), timedelta(minutes=5), timedelta(minutes=-5)])
def test_within_three_hours_the_first_in_reserve_gets_the_place_at_once(
    join: SignUpFunction, starts_in: timedelta
) -> None:
    at = now()
    shift = ShiftFactory(places_needed=1, picket__starts_at=at + starts_in)
    holder, first = (join(shift, f"{n}@example.org", now=at).sign_up for n in range(2))
    cancel_sign_up(holder, now=at)

    first.refresh_from_db()
    assert (first.state, first.answer_by, taken(shift)) == ("confirmed", None, 1)
    assert Dispatch.objects.get(sign_up=first, state="planned").key.endswith(":promoted")


def test_an_offer_that_is_taken_is_a_place_and_confirmed(full: Shift, join: SignUpFunction) -> None:
    holder, first = (join(full, f"{n}@example.org").sign_up for n in range(2))
    cancel_sign_up(holder)

    for _twice in range(2):
        assert accept_offer(first, now=now()).state == "confirmed"

    first.refresh_from_db()
    assert (first.answer_by, taken(full)) == (None, 1)
    assert (kinds(first), kinds(first, "dropped")) == (["confirmation"], ["confirmation", "offer"])


def test_an_offer_that_is_declined_goes_to_the_next(full: Shift, join: SignUpFunction) -> None:
    holder, first, second = (join(full, f"{n}@example.org").sign_up for n in range(3))
    cancel_sign_up(holder)
    cancel_sign_up(first)

    assert (state_of(first), state_of(second), taken(full)) == ("cancelled", "offered", 1)
    assert kinds(first) == ["cancellation"]


def test_an_offer_that_nobody_answers_goes_to_the_next_and_both_are_told(
    full: Shift, join: SignUpFunction
) -> None:
    holder, first, second = (join(full, f"{n}@example.org").sign_up for n in range(3))
    cancel_sign_up(holder)
    SignUp.objects.filter(pk=first.pk).update(answer_by=now())

    lapse_offers_task()
    lapse_offers_task()

    assert (state_of(first), state_of(second), taken(full)) == ("lapsed", "offered", 1)
    assert list(first.dispatches.filter(state="planned").values_list("key", flat=True)) == [
        f"offer:{first.pk}:1:lapsed"
    ]
    assert kinds(second) == ["offer"]


def test_an_offer_in_time_does_not_lapse_nor_at_a_cancelled_picket(full: Shift, join: SignUpFunction) -> None:
    holder, first = (join(full, f"{n}@example.org").sign_up for n in range(2))
    cancel_sign_up(holder)
    assert lapse_offers(now=now()) == 0

    Picket.objects.update(stage=Picket.Stage.CANCELLED)
    assert lapse_offers(now=in_days(3)) == 0
    assert state_of(first) == "offered"


def test_a_late_answer_counts_until_somebody_else_is_asked(full: Shift, join: SignUpFunction) -> None:
    holder, first = (join(full, f"{n}@example.org").sign_up for n in range(2))
    cancel_sign_up(holder)

    assert accept_offer(first, now=in_days(2)).state == "confirmed"
    assert lapse_offers(now=in_days(2)) == 0


def test_a_lapsed_offer_is_not_taken_any_more(full: Shift, join: SignUpFunction) -> None:
    holder, first, second = (join(full, f"{n}@example.org").sign_up for n in range(3))
    cancel_sign_up(holder)
    lapse_offers(now=in_days(2))

    assert accept_offer(first, now=in_days(2)).state == "lapsed"
    assert (state_of(second), taken(full)) == ("offered", 1)


def test_who_lapsed_waits_again_behind_the_others(full: Shift, join: SignUpFunction) -> None:
    holder, first, second, third = (join(full, f"{n}@example.org").sign_up for n in range(4))
    cancel_sign_up(holder)
    lapse_offers(now=in_days(2))

    for _twice in range(2):
        assert rejoin(first, now=in_days(2)).state == "waiting"
    assert kinds(first) == ["confirmation"]

    cancel_sign_up(second, now=in_days(2))
    assert (state_of(first), state_of(third)) == ("waiting", "offered")
    cancel_sign_up(third, now=in_days(2))
    assert state_of(first) == "offered"
    # The second offer has a key of its own, or nobody would be told of it.
    assert kinds(first) == ["offer"]


def test_who_lapsed_gets_a_place_that_nobody_else_wants(full: Shift, join: SignUpFunction) -> None:
    holder, first = (join(full, f"{n}@example.org").sign_up for n in range(2))
    cancel_sign_up(holder)
    lapse_offers(now=in_days(2))
    assert taken(full) == 0

    assert rejoin(first, now=in_days(2)).state == "confirmed"
    assert taken(full) == 1


def test_who_lapsed_and_signed_up_again_is_there_once(full: Shift, join: SignUpFunction) -> None:
    holder, first = (join(full, f"{n}@example.org").sign_up for n in range(2))
    cancel_sign_up(holder)
    lapse_offers(now=in_days(2))
    again = join(full, "1@example.org").sign_up

    with pytest.raises(AlreadyThereError):
        rejoin(first, now=in_days(2))
    assert (state_of(first), state_of(again), taken(full)) == ("lapsed", "confirmed", 1)


def test_nothing_is_taken_or_rejoined_once_the_picket_is_cancelled(full: Shift, join: SignUpFunction) -> None:
    holder, first, second = (join(full, f"{n}@example.org").sign_up for n in range(3))
    cancel_sign_up(holder)
    lapse_offers(now=in_days(2))
    Picket.objects.update(stage=Picket.Stage.CANCELLED)

    with pytest.raises(ShiftClosedError):
        rejoin(first, now=now())
    with pytest.raises(ShiftClosedError):
        accept_offer(second, now=now())


def test_an_offered_place_is_held_against_newcomers_and_more_places(
    full: Shift, join: SignUpFunction
) -> None:
    holder, first = (join(full, f"{n}@example.org").sign_up for n in range(2))
    cancel_sign_up(holder)
    newcomer = join(full, "new@example.org").sign_up
    assert newcomer.state == "waiting"

    Shift.objects.filter(pk=full.pk).update(places_needed=2)
    assert [one.pk for one in promote_waiting(full)] == [newcomer.pk]
    assert (state_of(first), taken(full)) == ("offered", 2)
    assert SignUp.objects.holding().count() == taken(full)


def test_mails_of_the_reserve_say_what_is_to_be_done(
    full: Shift, join: SignUpFunction, mail_folder: Path
) -> None:
    """Read back from the mailbox: the offer with its time, then that it went to the next."""
    holder, first, second = (join(full, f"{n}@example.org").sign_up for n in range(3))
    cancel_sign_up(holder)
    sweep_outbox()
    offer = mails_in(mail_folder, "1@example.org")[-1]
    first.refresh_from_db()
    assert offer["Subject"] == "Good news: please answer"
    assert first.answer_by is not None
    local = first.answer_by.astimezone(full.picket.zone)
    assert f"until {local:%A} {local.day} {local:%B} {local:%Y}, {local:%H:%M} (London)" in offer.text
    assert "STATUS:TENTATIVE" in offer.calendar

    SignUp.objects.filter(pk=first.pk).update(answer_by=now())
    lapse_offers(now=now())
    sweep_outbox()
    assert mails_in(mail_folder, "1@example.org")[-1]["Subject"] == "No answer came"
    assert mails_in(mail_folder, "2@example.org")[-1]["Subject"] == "Good news: please answer"

    accept_offer(second, now=now())
    sweep_outbox()
    last = mails_in(mail_folder, "2@example.org")[-1]
    assert "You have a place." in last.text
    assert "STATUS:CONFIRMED" in last.calendar
