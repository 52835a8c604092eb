"""Notices: what goes out together, on Monday morning, at once, and at night."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from campaigns.models import Campaign, Dispatch, NoticeKind
from campaigns.services.notices import plan_notices
from prisoners.models import Case
from tests.campaigns.notices import (
    DAY,
    HOUR,
    MONDAY,
    NEAR,
    TODAY,
    How,
    hearing,
    messages_to,
    plan_around,
    plan_from,
    quiet_case,
    told,
    wish,
)

pytestmark = pytest.mark.django_db

MORNING = MONDAY - HOUR


def test_dates_that_come_up_together_are_one_message(campaign: Campaign, coordinator: User) -> None:
    for _ in range(3):
        hearing(quiet_case(campaign), TODAY + 7 * DAY)
    assert [plan_notices(now=MORNING), plan_notices(now=MORNING)] == [1, 0]

    hearing(quiet_case(campaign), TODAY + 3 * DAY)
    assert [plan_notices(now=MORNING + HOUR), plan_notices(now=MORNING + 2 * HOUR)] == [1, 0]
    assert [row.notices.count() for row in Dispatch.objects.order_by("due_at")] == [3, 1]
    assert len(told(coordinator)) == 4


# --- the weekly digest ---


def test_the_digest_goes_out_on_monday_morning_with_all_that_its_week_brings(
    campaign: Campaign, coordinator: User
) -> None:
    wish(coordinator, How.WEEKLY)
    # Their notices fall on the days of this week, on the Monday after, and the two last ones on the Sunday before.
    for days in range(7):
        hearing(quiet_case(campaign), TODAY + (7 + days) * DAY)
    hearing(quiet_case(campaign), TODAY + 14 * DAY)
    quiet_case(campaign, checked_on=TODAY - 61 * DAY, last_word_on=(TODAY - 91 * DAY).isoformat())
    # Not true yet on Monday: it waits for the next one.
    quiet_case(campaign, checked_on=TODAY - 59 * DAY)
    plan_from(MORNING, MORNING + 7 * DAY - HOUR)

    assert messages_to(coordinator) == [MORNING]
    assert sorted(told(coordinator)) == [
        *[("hearing", TODAY + (7 + days) * DAY) for days in range(7)],
        ("no_word", TODAY - DAY),
        ("unchecked", TODAY - DAY),
    ]
    plan_from(MORNING + 7 * DAY, MORNING + 14 * DAY - HOUR)
    assert messages_to(coordinator) == [MORNING, MORNING + 7 * DAY]
    assert sorted(told(coordinator)[9:]) == [("hearing", TODAY + 14 * DAY), ("unchecked", TODAY + DAY)]


@pytest.mark.parametrize(
    ("zone", "monday"),
    [
        ("Europe/London", date(2031, 3, 31)),
        ("Europe/London", date(2031, 10, 27)),
        ("America/New_York", date(2031, 3, 10)),
        ("Asia/Almaty", date(2024, 3, 4)),
        ("Pacific/Kiritimati", date(2031, 3, 10)),
    ],
)
def test_the_digest_comes_on_monday_at_eight_where_organisers_are(
    campaign: Campaign, coordinator: User, settings: Settings, zone: str, monday: date
) -> None:
    settings.ORGANISERS_TIME_ZONE = zone
    quiet_case(campaign, checked_on=monday - 61 * DAY, last_word_on=monday.isoformat())
    wish(coordinator, How.OFF, NoticeKind.ANNIVERSARY)
    begin = datetime.combine(monday - 2 * DAY, datetime.min.time(), tzinfo=UTC)
    Case.objects.update(checked_on=monday - 60 * DAY)
    plan_around(begin, begin + 5 * DAY, datetime(*monday.timetuple()[:3], 8, tzinfo=ZoneInfo(zone)))

    local = [moment.astimezone(ZoneInfo(zone)) for moment in messages_to(coordinator)]
    assert [(one.date(), f"{one:%H:%M}") for one in local] == [(monday, "08:00")]


def test_a_digest_whose_monday_was_missed_comes_late_and_once(campaign: Campaign, coordinator: User) -> None:
    NEAR[NoticeKind.UNCHECKED](campaign)
    back = MORNING + 2 * DAY
    plan_from(back, back + 4 * DAY)

    assert messages_to(coordinator) == [back]


def test_what_cannot_wait_for_the_next_digest_goes_at_once(campaign: Campaign, coordinator: User) -> None:
    wish(coordinator, How.WEEKLY)
    NEAR[NoticeKind.UNCHECKED](campaign)
    plan_notices(now=MORNING)
    # On Tuesday two hearings become known: before the next digest, and the day after it.
    hearing(quiet_case(campaign), TODAY + 7 * DAY)
    hearing(quiet_case(campaign), TODAY + 8 * DAY)
    plan_from(MORNING + DAY, MORNING + 7 * DAY - HOUR)

    assert messages_to(coordinator) == [MORNING, MORNING + DAY]
    assert told(coordinator)[1:] == [("hearing", TODAY + 7 * DAY)]
    plan_notices(now=MORNING + 7 * DAY)
    assert told(coordinator)[2:] == [("hearing", TODAY + 8 * DAY)]


@pytest.mark.parametrize("how", [How.AT_ONCE, How.WEEKLY])
def test_at_night_only_what_comes_on_the_day_that_follows_goes_out(
    campaign: Campaign, coordinator: User, how: str
) -> None:
    wish(coordinator, how)
    for near in NEAR.values():
        near(campaign)
    night = MORNING + 13 * HOUR
    assert [plan_notices(now=night), plan_notices(now=night + 10 * HOUR)] == [0, 0]

    hearing(quiet_case(campaign), TODAY + DAY)
    hearing(quiet_case(campaign), TODAY + 2 * DAY)
    assert [plan_notices(now=night), plan_notices(now=night + 10 * HOUR)] == [1, 0]
    assert told(coordinator) == [("hearing", TODAY + DAY)]
    plan_from(night + 11 * HOUR, night + 12 * HOUR, step=HOUR)
    assert set(messages_to(coordinator)) == {night, night + 11 * HOUR}
    assert len(told(coordinator)) == 2 + len(NEAR)


# --- wishes ---
