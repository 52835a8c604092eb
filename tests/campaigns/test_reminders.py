"""Reminders: who gets which, when, and only once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from pytest_django import DjangoAssertNumQueries

from campaigns.models import Campaign, Dispatch, Picket, Reminder, Shift, SignUp
from campaigns.services.outbox import sweep_outbox
from campaigns.services.reminders import ensure_default_reminders, plan_reminders
from tests.campaigns.conftest import SignUpFunction
from tests.factories.campaigns import (
    CampaignFactory,
    DispatchFactory,
    PicketFactory,
    ReminderFactory,
    ShiftFactory,
    SignUpFactory,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2031, 7, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def _shift(campaign: Campaign | None = None, starts_at: datetime = NOON) -> Shift:
    campaign = campaign or CampaignFactory()
    ensure_default_reminders(campaign)
    return ShiftFactory(picket=PicketFactory(campaign=campaign, starts_at=starts_at))


def _volunteer(shift: Shift, signed_up: datetime = NOON - 30 * DAY, **fields: object) -> SignUp:
    row = SignUpFactory(shift=shift, **fields)
    SignUp.objects.filter(pk=row.pk).update(created_at=signed_up)
    return row


def _planned(sign_up: SignUp) -> list[datetime]:
    return list(
        sign_up.dispatches.filter(kind="reminder").order_by("due_at").values_list("due_at", flat=True)
    )


def _plan_around(starts_at: datetime, *expected: datetime) -> None:
    """Plan from four days before a start: every two hours, and every half an hour near what is expected.

    What becomes due between two runs is planned in the second, so nothing is missed on the way.
    """
    steps = [starts_at - timedelta(minutes=minutes) for minutes in range(4 * 24 * 60, 0, -30)]
    for number, now in enumerate(steps):
        if number % 4 == 0 or any(abs(now - one) <= 2 * HOUR for one in expected):
            plan_reminders(now=now)


def test_the_usual_rules_are_three_days_and_three_hours_and_are_made_once() -> None:
    campaign = CampaignFactory()
    ensure_default_reminders(campaign)
    ensure_default_reminders(campaign)

    rules = campaign.reminders.order_by("-before").values_list("moment", "before")
    assert list(rules) == [("before", 3 * DAY), ("after", 18 * HOUR), ("before", 3 * HOUR)]


def test_rules_that_organisers_chose_are_left_alone() -> None:
    campaign = CampaignFactory()
    ReminderFactory(campaign=campaign, before=DAY, is_active=False)
    ensure_default_reminders(campaign)

    assert campaign.reminders.count() == 1


def test_whoever_signs_up_will_be_reminded_though_nobody_made_a_rule(join: SignUpFunction) -> None:
    shift = ShiftFactory(picket__starts_at=NOON)
    join(shift)

    assert plan_reminders(now=NOON - HOUR) == 1


def test_each_rule_is_planned_when_its_time_comes_and_once() -> None:
    volunteer = _volunteer(_shift())

    assert plan_reminders(now=NOON - 3 * DAY - timedelta(seconds=1)) == 0
    assert plan_reminders(now=NOON - 3 * DAY) == 1
    assert plan_reminders(now=NOON - 3 * DAY + timedelta(minutes=1)) == 0
    assert plan_reminders(now=NOON - 3 * HOUR) == 1
    assert plan_reminders(now=NOON - HOUR) == 0
    assert plan_reminders(now=NOON) == 0
    assert _planned(volunteer) == [NOON - 3 * DAY, NOON - 3 * HOUR]


@pytest.mark.parametrize("state", ["waiting", "cancelled", "checked_in", "absent"])
def test_only_those_with_a_place_are_reminded(state: str) -> None:
    shift = _shift()
    _volunteer(shift, state=state)
    with_place = _volunteer(shift)
    plan_reminders(now=NOON - HOUR)

    assert list(Dispatch.objects.values_list("sign_up", flat=True)) == [with_place.pk]


@pytest.mark.parametrize(
    ("change", "planned"),
    [
        ({}, 1),
        ({"stage": Picket.Stage.MOVED}, 1),
        ({"stage": Picket.Stage.CANCELLED}, 0),
        ({"stage": Picket.Stage.OVER}, 0),
        ({"stage": Picket.Stage.DRAFT}, 0),
        ({"state": "withdrawn"}, 0),
    ],
)
def test_a_picket_that_does_not_take_place_reminds_nobody(change: dict[str, str], planned: int) -> None:
    shift = _shift()
    _volunteer(shift)
    Picket.objects.filter(pk=shift.picket_id).update(**change)

    assert plan_reminders(now=NOON - HOUR) == planned


def test_after_an_outage_only_the_last_of_several_due_reminders_goes_out() -> None:
    volunteer = _volunteer(_shift())
    plan_reminders(now=NOON - 2 * HOUR)

    assert _planned(volunteer) == [NOON - 3 * HOUR]


def test_a_reminder_that_could_not_be_sent_is_overtaken_by_the_next() -> None:
    volunteer = _volunteer(_shift())
    plan_reminders(now=NOON - 3 * DAY)
    Dispatch.objects.update(state=Dispatch.State.RETRY)
    plan_reminders(now=NOON - 3 * HOUR)

    states = volunteer.dispatches.order_by("due_at").values_list("state", flat=True)
    assert list(states) == ["dropped", "planned"]


@pytest.mark.parametrize(
    ("signed_up", "expected"),
    [
        # Between the two: the first one's time has passed, the confirmation is fresh.
        (NOON - 2 * DAY, [NOON - 3 * HOUR]),
        # On the day: the last one is sent all the same, after the confirmation.
        (NOON - 2 * HOUR, [NOON - 2 * HOUR]),
    ],
)
def test_who_signs_up_late_gets_the_last_reminder_only(signed_up: datetime, expected: list[datetime]) -> None:
    volunteer = _volunteer(_shift(), signed_up)
    minutes = int((NOON - signed_up).total_seconds() // 60)
    for minute in range(0, minutes + 1, 10):
        plan_reminders(now=signed_up + timedelta(minutes=minute))

    assert _planned(volunteer) == expected


def test_a_pickets_own_rules_replace_those_of_its_campaign() -> None:
    shift = _shift()
    ReminderFactory(campaign=None, picket=shift.picket, before=DAY)
    volunteer = _volunteer(shift)
    for hours in range(100, 0, -1):
        plan_reminders(now=NOON - hours * HOUR)

    assert _planned(volunteer) == [NOON - DAY]


def test_rules_that_are_switched_off_remind_nobody() -> None:
    shift = _shift()
    _volunteer(shift)
    Reminder.objects.update(is_active=False)

    assert plan_reminders(now=NOON - HOUR) == 0


def test_rules_of_another_campaign_do_not_count() -> None:
    shift = ShiftFactory(picket__starts_at=NOON)
    _volunteer(shift)
    ensure_default_reminders(CampaignFactory())

    assert plan_reminders(now=NOON - HOUR) == 0


def test_a_shift_that_is_moved_is_reminded_of_at_its_new_time_only() -> None:
    volunteer = _volunteer(_shift())
    with time_machine.travel(NOON - 3 * HOUR, tick=False):
        plan_reminders(now=NOON - 3 * HOUR)
        Picket.objects.update(starts_at=NOON + DAY, ends_at=NOON + DAY + 4 * HOUR)
        Shift.objects.update(starts_at=NOON + DAY, ends_at=NOON + DAY + HOUR)
        # What was planned for the old time does not go out; the new time is within three days, and is told.
        sweep_outbox()
    with time_machine.travel(NOON + DAY - 3 * HOUR, tick=False):
        sweep_outbox()
        sweep_outbox()

    reminders = volunteer.dispatches.order_by("due_at").values_list("due_at", "state")
    assert list(reminders) == [
        (NOON - 2 * DAY, "sent"),
        (NOON - 3 * HOUR, "dropped"),
        (NOON + DAY - 3 * HOUR, "sent"),
    ]
    assert ["Sunday 6 July 2031" in str(message.body) for message in mail.outbox] == [True, True]


@pytest.mark.parametrize(
    ("zone", "starts", "reminded"),
    [
        # Noon after the hour that is left out in spring, or comes twice in autumn: three days are 72 hours.
        ("Europe/London", "2031-03-30T12:00", ["2031-03-27T11:00", "2031-03-30T09:00"]),
        ("Europe/London", "2031-10-26T12:00", ["2031-10-23T13:00", "2031-10-26T09:00"]),
        # A start within that hour: at night nobody is reminded, but the evening before and the morning of the day.
        ("Europe/London", "2031-10-26T01:30", ["2031-10-23T08:00", "2031-10-25T20:30"]),
        ("America/New_York", "2031-03-09T02:30", ["2031-03-06T08:00", "2031-03-08T20:30"]),
        ("America/New_York", "2031-11-02T01:30", ["2031-10-30T08:00", "2031-11-01T20:30"]),
        # The offset changed at midnight.
        ("Asia/Almaty", "2024-03-01T12:00", ["2024-02-27T13:00", "2024-03-01T09:00"]),
        ("Asia/Almaty", "2024-02-29T23:30", ["2024-02-27T08:00", "2024-02-29T20:30"]),
        # Half an hour of summer time.
        ("Australia/Lord_Howe", "2031-10-05T09:00", ["2031-10-02T08:30", "2031-10-05T08:00"]),
    ],
)
def test_when_clocks_change_each_reminder_goes_out_once(zone: str, starts: str, reminded: list[str]) -> None:
    starts_at = datetime.fromisoformat(starts).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    picket = PicketFactory(campaign=_shift().picket.campaign, starts_at=starts_at, time_zone=zone)
    volunteer = _volunteer(ShiftFactory(picket=picket), starts_at - 30 * DAY)
    _plan_around(starts_at, *[datetime.fromisoformat(one).replace(tzinfo=ZoneInfo(zone)) for one in reminded])

    local = [f"{due_at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}" for due_at in _planned(volunteer)]
    assert local == reminded


def test_a_volunteer_elsewhere_is_not_woken_up() -> None:
    shift = _shift()
    here, there = _volunteer(shift), _volunteer(shift, time_zone="America/New_York")
    unknown = _volunteer(shift, time_zone="Mars/Olympus")
    evening = datetime(2031, 7, 4, 20, 30, tzinfo=ZoneInfo("America/New_York"))
    _plan_around(NOON, NOON - 3 * DAY, NOON - 3 * HOUR, evening)

    # It begins at 13:00 in London, which is 8:00 in New York: there 5:00 is night, and 8:00 would be too late.
    assert _planned(here) == _planned(unknown) == [NOON - 3 * DAY, NOON - 3 * HOUR]
    assert _planned(there) == [NOON - 3 * DAY, evening]


def test_friends_and_those_who_want_none_are_not_reminded() -> None:
    shift = _shift()
    volunteer = _volunteer(shift)
    friend = _volunteer(shift, brought_by=volunteer, email="", email_index="")
    muted = _volunteer(shift, muted=["reminder"])
    with time_machine.travel(NOON - 2 * HOUR, tick=False):
        sweep_outbox()

    assert [message.to for message in mail.outbox] == [[volunteer.email]]
    assert (friend.dispatches.count(), muted.dispatches.get().state) == (0, "dropped")


def test_the_sweep_sends_the_reminder() -> None:
    shift = _shift(starts_at=datetime.now(UTC) + 2 * HOUR)
    volunteer = _volunteer(shift, datetime.now(UTC))
    assert (sweep_outbox().planned, sweep_outbox().planned) == (1, 0)

    assert [(message.subject, message.to) for message in mail.outbox] == [("A reminder", [volunteer.email])]


@pytest.mark.parametrize("shifts", [1, 3])
def test_planning_takes_few_queries(shifts: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    campaign = CampaignFactory()
    ensure_default_reminders(campaign)
    for _ in range(shifts):
        shift = _shift(campaign)
        for _ in range(3):
            DispatchFactory(sign_up=_volunteer(shift))
    # Which rules, which shifts, their two kinds of rules; then for each shift in which zones they live, who, what is
    # overtaken, and the rows in a transaction of their own.
    with django_assert_num_queries(4 + 6 * shifts):
        plan_reminders(now=NOON - HOUR)
