"""Thanks: who is thanked, when, and only once."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail

from campaigns.models import Dispatch, Picket, SignUp
from campaigns.services.outbox import sweep_outbox
from campaigns.services.reminders import ensure_default_reminders
from campaigns.services.thanks import plan_thanks
from tests.factories.campaigns import PicketFactory, ReminderFactory, ShiftFactory, SignUpFactory

pytestmark = pytest.mark.django_db

# 17:00 in London.
END = datetime(2031, 7, 5, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def picket() -> Picket:
    """A picket that is over."""
    picket = PicketFactory(starts_at=END - 4 * HOUR)
    ensure_default_reminders(picket.campaign)
    return picket


def _volunteer(picket: Picket, **fields: object) -> SignUp:
    return SignUpFactory(shift=ShiftFactory(picket=picket), **fields)


def _thanked() -> set[SignUp]:
    return {one.volunteer for one in Dispatch.objects.filter(kind="thanks")}


def test_thanks_are_planned_eighteen_hours_after_the_end_and_once(picket: Picket) -> None:
    volunteer = _volunteer(picket)
    assert plan_thanks(now=END + 17 * HOUR) == 0
    assert plan_thanks(now=END + 18 * HOUR) == 1
    assert plan_thanks(now=END + 18 * HOUR) == 0
    assert _thanked() == {volunteer}


def test_a_person_with_two_shifts_is_thanked_once(picket: Picket) -> None:
    first = _volunteer(picket)
    _volunteer(picket, email=first.email)
    assert plan_thanks(now=END + 18 * HOUR) == 1


@pytest.mark.parametrize("state", ["waiting", "lapsed", "cancelled", "absent"])
def test_who_had_no_place_or_did_not_come_is_not_thanked(picket: Picket, state: str) -> None:
    _volunteer(picket, state=state)
    assert plan_thanks(now=END + 18 * HOUR) == 0


def test_where_people_were_checked_in_only_those_are_thanked(picket: Picket) -> None:
    came = _volunteer(picket, state="checked_in")
    _volunteer(picket, state="confirmed")
    assert plan_thanks(now=END + 18 * HOUR) == 1
    assert _thanked() == {came}


def test_nobody_is_thanked_at_night(picket: Picket) -> None:
    volunteer = _volunteer(picket)
    plan_thanks(now=END + 30 * HOUR)
    # 23:00 in London.
    assert volunteer.dispatches.get().due_at == datetime(2031, 7, 7, 7, tzinfo=UTC)


@pytest.mark.parametrize("stage", ["draft", "cancelled"])
def test_a_picket_that_did_not_take_place_thanks_nobody(picket: Picket, stage: str) -> None:
    _volunteer(picket)
    Picket.objects.update(stage=stage)
    assert plan_thanks(now=END + 18 * HOUR) == 0


def test_after_days_off_it_is_too_late(picket: Picket) -> None:
    _volunteer(picket)
    assert plan_thanks(now=END + timedelta(days=4)) == 0


def test_a_picket_that_is_cancelled_meanwhile_thanks_nobody(picket: Picket) -> None:
    _volunteer(picket)
    with time_machine.travel(END + 20 * HOUR, tick=False):
        plan_thanks(now=END + 20 * HOUR)
        Picket.objects.update(stage=Picket.Stage.CANCELLED)
        sweep_outbox()
    assert mail.outbox == []


def test_rules_of_the_picket_replace_those_of_the_campaign(picket: Picket) -> None:
    _volunteer(picket)
    ReminderFactory(campaign=None, picket=picket, moment="after", before=HOUR)
    assert plan_thanks(now=END + HOUR) == 1
