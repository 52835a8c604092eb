"""Notices: who is told, by role, by what was chosen, and once."""

import pytest

from accounts.models import User
from campaigns.models import Campaign, Dispatch, NoticeKind
from campaigns.notices.rules import RULES
from campaigns.services.notices import plan_notices
from tests.campaigns.notices import (
    DAY,
    HOUR,
    MONDAY,
    NEAR,
    TODAY,
    How,
    Role,
    member,
    messages_to,
    plan_from,
    told,
    wish,
)
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import CampaignCaseFactory

pytestmark = pytest.mark.django_db

MORNING = MONDAY - HOUR


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
