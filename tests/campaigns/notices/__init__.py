"""What the tests of notices share: a team with every role, a case for every kind of date, and planning by the hour."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from accounts.models import User
from campaigns.models import Campaign, Dispatch, Membership, NoticeKind, NoticePreference
from campaigns.services.notices import plan_notices
from prisoners.models import Case, CaseEvent
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import CampaignCaseFactory, MembershipFactory, NoticePreferenceFactory
from tests.factories.prisoners import CaseEventFactory, CaseFactory, ConsentFactory, EpisodeFactory

# A Monday, nine in the morning.
MONDAY = datetime(2031, 3, 10, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TODAY = MONDAY.date()
How = NoticePreference.How
Role = Membership.Role


def member(campaign: Campaign, *roles: str, **fields: object) -> User:
    """Return an organiser with roles in a campaign."""
    user = UserFactory.create(**{"is_staff": True, "language": "en", **fields})
    for role in roles or (Role.COORDINATOR,):
        MembershipFactory.create(campaign=campaign, user=user, role=role)
    return user


def wish(user: User, how: str, *kinds: NoticeKind) -> None:
    """Let an organiser choose how to hear of some kinds, or of all."""
    for kind in kinds or NoticeKind:
        NoticePreferenceFactory.create(user=user, kind=kind, how=how)


def quiet_case(campaign: Campaign, **fields: object) -> Case:
    """Return a case of the campaign of which there is nothing to tell: checked and heard from not long ago."""
    fresh = {"checked_on": TODAY, "last_word_on": TODAY.isoformat()}
    case = CaseFactory.create(**{**fresh, **fields})
    CampaignCaseFactory.create(campaign=campaign, case=case)
    return case


def hearing(case: Case, day: date, **fields: object) -> CaseEvent:
    """Return a hearing of a case."""
    kind = {"kind": CaseEvent.Kind.HEARING, "title": "Appeal"}
    return CaseEventFactory.create(**{"case": case, "date": day.isoformat(), **kind, **fields})


def _hearing_near(campaign: Campaign) -> Case:
    case = quiet_case(campaign)
    hearing(case, TODAY + 7 * DAY)
    return case


def _birthday_near(campaign: Campaign) -> Case:
    return quiet_case(campaign, birthday=f"{TODAY + 14 * DAY:%m-%d}")


def _anniversary_near(campaign: Campaign) -> Case:
    case = quiet_case(campaign)
    CaseEventFactory.create(case=case, date="2021-03-24")
    return case


def _sentence_end_near(campaign: Campaign) -> Case:
    case = quiet_case(campaign)
    EpisodeFactory.create(case=case, arrested_on="2026-04-09", sentence_months=60)
    return case


def _consent_end_near(campaign: Campaign) -> Case:
    case = quiet_case(campaign, consent=None)
    ConsentFactory.create(case=case, until=TODAY + 30 * DAY)
    return case


# A case for each kind, whose first notice is due on TODAY.
NEAR: dict[NoticeKind, Callable[[Campaign], Case]] = {
    NoticeKind.HEARING: _hearing_near,
    NoticeKind.BIRTHDAY: _birthday_near,
    NoticeKind.ANNIVERSARY: _anniversary_near,
    NoticeKind.SENTENCE_END: _sentence_end_near,
    NoticeKind.CONSENT_END: _consent_end_near,
    NoticeKind.NO_WORD: lambda campaign: quiet_case(campaign, last_word_on=(TODAY - 90 * DAY).isoformat()),
    NoticeKind.UNCHECKED: lambda campaign: quiet_case(campaign, checked_on=TODAY - 60 * DAY),
}


def plan_from(begin: datetime, end: datetime, *, step: timedelta = 6 * HOUR) -> None:
    """Plan as beat does, from a moment up to another one."""
    now = begin
    while now <= end:
        plan_notices(now=now)
        now += step


def plan_around(begin: datetime, end: datetime, *expected: datetime) -> None:
    """Plan every six hours, and every hour near what is expected.

    What becomes due between two runs is planned in the second, so nothing is missed on the way.
    """
    now = begin
    while now <= end:
        if (now - begin) % (6 * HOUR) == timedelta(0) or any(abs(now - one) <= 4 * HOUR for one in expected):
            plan_notices(now=now)
        now += HOUR


def messages_to(user: User) -> list[datetime]:
    """Return when messages to an organiser became due, the first first."""
    rows = Dispatch.objects.filter(user=user).order_by("due_at")
    assert {row.kind for row in rows} <= {"notice"}
    return [row.due_at for row in rows]


def told(user: User) -> list[tuple[str, date]]:
    """Return kind and day of every notice of an organiser that is in a message, in the order of the messages."""
    rows = user.notices.filter(dispatch__isnull=False).order_by("dispatch__due_at", "pk")
    return list(rows.values_list("kind", "day"))
