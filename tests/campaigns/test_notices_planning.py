"""Notices: which date is told to whom and when, and each once."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.models import User
from campaigns.models import Campaign, Dispatch, Notice, NoticeKind
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
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import CampaignCaseFactory, CampaignFactory

pytestmark = pytest.mark.django_db

MORNING = MONDAY - HOUR
# Wishes; campaigns, their teams, superusers, the roll; cases with names, texts, steps and their texts, episodes,
# consents; notices that are there, the new ones (3 with their transaction), whose are not told (16 in all). Then for
# the organiser, with the digest and what is at once, each in its transaction (14): see `_tell`.
QUERIES = 30


@pytest.fixture
def campaign() -> Campaign:
    """A live campaign."""
    return CampaignFactory.create()


@pytest.fixture
def coordinator(campaign: Campaign) -> User:
    """Its coordinator, who chose nothing."""
    return member(campaign)


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


def test_who_chose_nothing_hears_of_hearings_and_consents_at_once_and_of_the_rest_weekly() -> None:
    at_once = {kind for kind, rule in RULES.items() if rule.usual == How.AT_ONCE}

    assert set(RULES) == set(NoticeKind)
    assert at_once == {NoticeKind.HEARING, NoticeKind.CONSENT_END}
    assert {RULES[kind].usual for kind in set(NoticeKind) - at_once} == {How.WEEKLY}


def test_what_is_turned_off_is_not_told_and_others_are(campaign: Campaign, coordinator: User) -> None:
    other = member(campaign)
    wish(coordinator, How.OFF, NoticeKind.HEARING)
    NEAR[NoticeKind.HEARING](campaign)
    NEAR[NoticeKind.CONSENT_END](campaign)
    plan_notices(now=MORNING)

    assert told(coordinator) == [("consent_end", TODAY + 30 * DAY)]
    assert sorted(kind for kind, _day in told(other)) == ["consent_end", "hearing"]


def test_what_is_turned_on_again_is_told_while_it_is_ahead(campaign: Campaign, coordinator: User) -> None:
    wish(coordinator, How.OFF)
    NEAR[NoticeKind.HEARING](campaign)
    plan_notices(now=MORNING)
    coordinator.notice_preferences.all().delete()
    plan_notices(now=MORNING + DAY)

    assert messages_to(coordinator) == [MORNING + DAY]


def test_changing_between_at_once_and_weekly_tells_nothing_twice(
    campaign: Campaign, coordinator: User
) -> None:
    NEAR[NoticeKind.HEARING](campaign)
    plan_notices(now=MORNING)
    wish(coordinator, How.WEEKLY)
    plan_from(MORNING, MORNING + 8 * DAY)

    assert messages_to(coordinator) == [MORNING]


# --- who ---


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_who_cannot_sign_in_gets_nothing_and_superusers_step_in(
    campaign: Campaign, coordinator: User, change: dict[str, bool]
) -> None:
    superuser = UserFactory.create(is_staff=True, is_superuser=True)
    NEAR[NoticeKind.HEARING](campaign)
    User.objects.filter(pk=coordinator.pk).update(**change)
    plan_notices(now=MORNING)

    assert (told(coordinator), len(told(superuser))) == ([], 1)


def test_what_is_nobodys_job_goes_to_superusers_and_only_that(campaign: Campaign) -> None:
    superuser = UserFactory.create(is_staff=True, is_superuser=True)
    UserFactory.create(is_superuser=True)
    legal = member(campaign, Role.LEGAL)
    for user in (superuser, legal):
        wish(user, How.AT_ONCE)
    NEAR[NoticeKind.HEARING](campaign)
    NEAR[NoticeKind.BIRTHDAY](campaign)
    plan_notices(now=MORNING)

    assert told(superuser) == [("birthday", TODAY + 14 * DAY)]
    assert told(legal) == [("hearing", TODAY + 7 * DAY)]
    assert Dispatch.objects.count() == 2


def test_a_campaign_without_a_team_is_told_to_superusers(campaign: Campaign) -> None:
    superuser = UserFactory.create(is_staff=True, is_superuser=True)
    wish(superuser, How.AT_ONCE)
    for near in NEAR.values():
        near(campaign)
    plan_notices(now=MORNING)

    assert sorted(kind for kind, _day in told(superuser)) == sorted(NoticeKind)


def test_who_has_two_roles_is_told_once(campaign: Campaign) -> None:
    user = member(campaign, Role.COORDINATOR, Role.LEGAL)
    NEAR[NoticeKind.HEARING](campaign)
    plan_notices(now=MORNING)

    assert len(told(user)) == 1


def test_a_case_of_two_campaigns_is_told_once(campaign: Campaign, coordinator: User) -> None:
    case = NEAR[NoticeKind.HEARING](campaign)
    other = CampaignCaseFactory.create(case=case).campaign
    both = member(other)
    member_of_first = coordinator.memberships.create(campaign=other, role=Role.LEGAL)
    plan_notices(now=MORNING)

    assert (len(told(coordinator)), len(told(both))) == (1, 1)
    assert coordinator.notices.get().campaign == campaign
    assert member_of_first.campaign == other


# --- what ---


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
