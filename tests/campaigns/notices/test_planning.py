"""Notices: which date is told and when, each once."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.models import User
from campaigns.models import Campaign, Notice, NoticeKind
from campaigns.notices.rules import RULES
from campaigns.services.notices import plan_notices
from prisoners.models import Case, CaseEvent
from sources.models import PublicationState
from tests.campaigns.notices import (
    DAY,
    HOUR,
    MONDAY,
    NEAR,
    TODAY,
    How,
    Role,
    hearing,
    member,
    messages_to,
    plan_around,
    plan_from,
    quiet_case,
    told,
    wish,
)
from tests.factories.campaigns import CampaignCaseFactory

pytestmark = pytest.mark.django_db

MORNING = MONDAY - HOUR
# Wishes; campaigns, their teams, superusers, the roll; cases with names, texts, steps and their texts, episodes,
# consents; notices that are there, the new ones (3 with their transaction), whose are not told (16 in all). Then for
# the organiser, with the digest and what is at once, each in its transaction (14): see `_tell`.
QUERIES = 30


@pytest.mark.parametrize("kind", NoticeKind)
def test_each_kind_is_told_to_those_whose_job_it_is(campaign: Campaign, kind: NoticeKind) -> None:
    team = {role: member(campaign, role) for role in Role}
    for user in team.values():
        wish(user, How.AT_ONCE)
    case = NEAR[kind](campaign)

    assert plan_notices(now=MORNING - timedelta(seconds=1)) == 0
    assert plan_notices(now=MORNING) == 2

    assert {role for role, user in team.items() if told(user)} == RULES[kind].roles
    assert set(Notice.objects.values_list("kind", "case", "due_on")) == {(kind, case.pk, TODAY)}


@pytest.mark.parametrize(
    ("kind", "days"),
    [
        (NoticeKind.HEARING, [7, 1]),
        (NoticeKind.BIRTHDAY, [14]),
        (NoticeKind.ANNIVERSARY, [14]),
        (NoticeKind.SENTENCE_END, [30]),
        (NoticeKind.CONSENT_END, [30, 7]),
    ],
)
def test_days_to_come_are_told_so_many_days_before_each_once(
    campaign: Campaign, coordinator: User, kind: NoticeKind, days: list[int]
) -> None:
    wish(coordinator, How.AT_ONCE, kind)
    wish(coordinator, How.OFF, *(set(NoticeKind) - {kind}))
    NEAR[kind](campaign)
    day = TODAY + days[0] * DAY
    plan_from(MORNING - DAY, MORNING + (days[0] + 40) * DAY, step=12 * HOUR)

    assert told(coordinator) == [(kind, day)] * len(days)
    assert messages_to(coordinator) == [MORNING + (days[0] - before) * DAY for before in days]


@pytest.mark.parametrize("kind", [NoticeKind.NO_WORD, NoticeKind.UNCHECKED])
def test_what_was_left_alone_is_told_once_until_it_is_mended(
    campaign: Campaign, coordinator: User, kind: NoticeKind
) -> None:
    wish(coordinator, How.OFF, *(set(NoticeKind) - {kind}))
    wish(coordinator, How.AT_ONCE, kind)
    NEAR[kind](campaign)
    plan_from(MORNING, MORNING + 20 * DAY)
    assert messages_to(coordinator) == [MORNING]

    Case.objects.update(checked_on=TODAY + 20 * DAY, last_word_on=(TODAY + 20 * DAY).isoformat())
    plan_from(MORNING + 20 * DAY, MORNING + 111 * DAY, step=24 * HOUR)
    again = 110 if kind == NoticeKind.NO_WORD else 80
    assert messages_to(coordinator) == [MORNING, MORNING + again * DAY]


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        # The day before the hearing, or the hearing itself, is the one on which clocks change.
        ("Europe/London", date(2031, 3, 31)),
        ("Europe/London", date(2031, 3, 30)),
        ("Europe/London", date(2031, 10, 27)),
        ("America/New_York", date(2031, 3, 10)),
        ("America/New_York", date(2031, 11, 3)),
        ("Asia/Almaty", date(2024, 3, 2)),
        # They change at midnight.
        ("America/Santiago", date(2031, 9, 8)),
    ],
)
def test_when_clocks_change_each_notice_goes_out_once_in_the_morning(
    campaign: Campaign, coordinator: User, settings: Settings, zone: str, day: date
) -> None:
    settings.ORGANISERS_TIME_ZONE = zone
    case = quiet_case(campaign, checked_on=day, last_word_on=day.isoformat())
    hearing(case, day)
    begin = datetime.combine(day - 8 * DAY, datetime.min.time(), tzinfo=UTC)
    mornings = [
        datetime(*one.timetuple()[:3], 8, tzinfo=ZoneInfo(zone)) for one in (day - 7 * DAY, day - DAY)
    ]
    for days in (0, 6):
        plan_around(begin + days * DAY, begin + (days + 3) * DAY, *mornings)

    local = [moment.astimezone(ZoneInfo(zone)) for moment in messages_to(coordinator)]
    assert [(one.date(), f"{one:%H:%M}") for one in local] == [
        (day - 7 * DAY, "08:00"),
        (day - DAY, "08:00"),
    ]


def test_after_a_week_off_a_hearing_is_told_late_but_before_it_and_once(
    campaign: Campaign, coordinator: User
) -> None:
    hearing(quiet_case(campaign), TODAY + 7 * DAY)
    back = MORNING + 4 * DAY + 5 * HOUR
    plan_from(back, back + DAY)
    assert messages_to(coordinator) == [back]

    plan_from(MORNING + 5 * DAY, MORNING + 9 * DAY)
    assert messages_to(coordinator) == [back, MORNING + 6 * DAY]
    assert told(coordinator) == [("hearing", TODAY + 7 * DAY)] * 2


def test_after_a_week_off_only_the_last_of_two_notices_goes_out(
    campaign: Campaign, coordinator: User
) -> None:
    hearing(quiet_case(campaign), TODAY + 7 * DAY)
    # In the night before: the notice of the day before was missed as well.
    back = MORNING + 7 * DAY - 3 * HOUR
    plan_from(back, back + 2 * DAY)

    assert messages_to(coordinator) == [back]
    assert list(Notice.objects.values_list("due_on", flat=True)) == [TODAY + 6 * DAY]


def test_a_day_that_passed_while_the_system_was_off_is_not_told(
    campaign: Campaign, coordinator: User
) -> None:
    hearing(quiet_case(campaign), TODAY)
    quiet_case(campaign, birthday=f"{TODAY:%m-%d}")
    plan_from(MORNING + DAY, MORNING + 8 * DAY)

    assert (messages_to(coordinator), Notice.objects.count()) == ([], 0)


def test_a_consent_that_ran_out_while_the_system_was_off_is_told(
    campaign: Campaign, coordinator: User
) -> None:
    NEAR[NoticeKind.CONSENT_END](campaign)
    back = MORNING + 33 * DAY
    Case.objects.update(checked_on=back.date(), last_word_on=back.date().isoformat())
    plan_from(back, back + 2 * DAY)

    assert messages_to(coordinator) == [back]


def test_a_hearing_that_is_moved_is_told_for_its_new_day(campaign: Campaign, coordinator: User) -> None:
    event = hearing(quiet_case(campaign), TODAY + 7 * DAY)
    plan_notices(now=MORNING)
    CaseEvent.objects.filter(pk=event.pk).update(date=(TODAY + 20 * DAY).isoformat())
    plan_from(MORNING, MORNING + 21 * DAY)

    assert told(coordinator) == [
        ("hearing", TODAY + 7 * DAY),
        ("hearing", TODAY + 20 * DAY),
        ("hearing", TODAY + 20 * DAY),
    ]
    assert messages_to(coordinator) == [MORNING, MORNING + 13 * DAY, MORNING + 19 * DAY]


@pytest.mark.parametrize(
    ("change", "messages"),
    [
        ({}, 1),
        ({"state": PublicationState.DRAFT}, 1),
        ({"state": PublicationState.WITHDRAWN}, 0),
        ({"as_of": TODAY}, 0),
    ],
)
def test_only_campaigns_that_go_on_make_notices(
    campaign: Campaign, coordinator: User, change: dict[str, object], messages: int
) -> None:
    NEAR[NoticeKind.HEARING](campaign)
    Campaign.objects.filter(pk=campaign.pk).update(**change)

    assert plan_notices(now=MORNING) == messages
    assert len(messages_to(coordinator)) == messages


@pytest.mark.parametrize("state", ["draft", "review", "withdrawn"])
def test_a_case_that_is_not_public_makes_none(campaign: Campaign, coordinator: User, state: str) -> None:
    Case.objects.filter(pk=NEAR[NoticeKind.HEARING](campaign).pk).update(state=state)

    assert plan_notices(now=MORNING) == 0
    assert told(coordinator) == []


def test_a_case_of_a_record_and_of_a_live_campaign_makes_them(campaign: Campaign, coordinator: User) -> None:
    case = NEAR[NoticeKind.HEARING](campaign)
    CampaignCaseFactory.create(case=case, campaign__as_of=date(2022, 1, 21))
    plan_notices(now=MORNING)

    assert len(told(coordinator)) == 1


def test_nothing_to_plan_without_campaigns() -> None:
    assert plan_notices(now=MORNING) == 0


@pytest.mark.parametrize("cases", [1, 3])
def test_planning_takes_few_queries(
    campaign: Campaign, coordinator: User, cases: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(cases):
        for near in NEAR.values():
            near(campaign)
    with django_assert_num_queries(QUERIES):
        plan_notices(now=MORNING)
    assert len(messages_to(coordinator)) == 2
