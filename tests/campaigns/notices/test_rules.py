"""The rules of notices: days and weeks of organisers, and the table that the documentation shows."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from celery import current_app
from pytest_django.fixtures import Settings

from campaigns.models import Membership, NoticeKind, NoticePreference
from campaigns.notices.clock import clock_at
from campaigns.notices.rules import RULES
from campaigns.notices.words import TO_DO
from tests.parts import ROOT


@pytest.mark.parametrize(
    ("zone", "moment", "expected"),
    [
        (
            "UTC",
            datetime(2031, 3, 10, 7, 59, tzinfo=UTC),
            (date(2031, 3, 10), date(2031, 3, 9), date(2031, 3, 3)),
        ),
        (
            "UTC",
            datetime(2031, 3, 10, 8, 0, tzinfo=UTC),
            (date(2031, 3, 10), date(2031, 3, 10), date(2031, 3, 10)),
        ),
        # Sunday evening in New York, Monday noon in Almaty: the same moment.
        (
            "America/New_York",
            datetime(2031, 3, 10, 3, tzinfo=UTC),
            (date(2031, 3, 9), date(2031, 3, 9), date(2031, 3, 3)),
        ),
        (
            "Asia/Almaty",
            datetime(2031, 3, 10, 3, tzinfo=UTC),
            (date(2031, 3, 10), date(2031, 3, 10), date(2031, 3, 10)),
        ),
    ],
)
def test_days_begin_at_midnight_and_are_told_from_eight(
    settings: Settings, zone: str, moment: datetime, expected: tuple[date, date, date]
) -> None:
    settings.ORGANISERS_TIME_ZONE = zone
    clock = clock_at(moment)

    assert (clock.today, clock.told, clock.monday) == expected


@pytest.mark.parametrize(
    "moment", [datetime(2024, 2, 29, 12, tzinfo=UTC), datetime(2024, 3, 1, 12, tzinfo=UTC)]
)
def test_the_clock_follows_a_zone_that_changed_its_offset(settings: Settings, moment: datetime) -> None:
    settings.ORGANISERS_TIME_ZONE = "Asia/Almaty"

    assert clock_at(moment).today == moment.astimezone(ZoneInfo("Asia/Almaty")).date()


def test_the_table_in_the_documentation_is_the_one_in_the_code() -> None:
    text = (ROOT / "docs" / "operations.md").read_text()
    documented = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| [^|]+ \|$", text, re.MULTILINE)
    how = {"at_once": "at once", "weekly": "weekly"}
    expected = [
        (
            kind.label.removesuffix(" is near"),
            " and ".join(str(lead) for lead in rule.leads) or "the day itself",
            ", ".join(role for role in Membership.Role.values if role in rule.roles),
            how[rule.usual],
        )
        for kind, rule in RULES.items()
    ]

    assert [row for row in documented if row[3] in how.values()] == expected


def test_every_kind_has_a_rule_and_something_to_do() -> None:
    assert set(RULES) == set(TO_DO) == set(NoticeKind)
    assert {role for rule in RULES.values() for role in rule.roles} == set(Membership.Role)
    assert NoticePreference.How.OFF not in {rule.usual for rule in RULES.values()}


def test_beat_plans_notices_every_hour() -> None:
    entry = current_app.conf.beat_schedule["plan-notices"]

    assert (entry["task"], len(entry["schedule"].minute), len(entry["schedule"].hour)) == (
        "campaigns.tasks.plan_notices_task",
        1,
        24,
    )
