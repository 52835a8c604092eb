"""Rules by which pickets come again: what is understood, what is refused, in words and as dates."""

from datetime import date
from itertools import islice

import pytest
from django.utils.translation import override

from campaigns.recurrence import RuleError, read_rule


@pytest.mark.parametrize(
    ("rule", "words", "dates"),
    [
        ("FREQ=MONTHLY;BYDAY=1SA", "Every month: the first Saturday", ["2026-02-07", "2026-03-07"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", "Every month: the last Friday", ["2026-01-30", "2026-02-27"]),
        ("freq=weekly;byday=tu,th", "Every week: Tuesday, Thursday", ["2026-01-06", "2026-01-08"]),
        ("FREQ=WEEKLY;INTERVAL=2", "Every 2 weeks", ["2026-01-17", "2026-01-31"]),
        ("RRULE:FREQ=DAILY;INTERVAL=10", "Every 10 days", ["2026-01-13", "2026-01-23"]),
        ("FREQ=MONTHLY;BYMONTHDAY=16", "Every month: day 16 of the month", ["2026-01-16", "2026-02-16"]),
        (
            "FREQ=MONTHLY;BYMONTHDAY=-1",
            "Every month: day 1 from the end of the month",
            ["2026-01-31", "2026-02-28"],
        ),
        (
            "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=16",
            "Every year: day 16 of the month; only in: December",
            ["2026-12-16", "2027-12-16"],
        ),
    ],
)
def test_a_rule_is_read_in_words_and_as_dates(rule: str, words: str, dates: list[str]) -> None:
    found = read_rule(rule)
    first = date(2026, 1, 3)
    assert found.in_words() == words
    assert [str(day) for day in islice(found.dates(first, after=first), 2)] == dates
    assert read_rule(found.text) == found


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "every first Saturday",
        "FREQ=HOURLY",
        "FREQ=SECONDLY;INTERVAL=1",
        "FREQ=MONTHLY;COUNT=3",
        "FREQ=MONTHLY;UNTIL=20270101T000000Z",
        "FREQ=WEEKLY;BYDAY=1SA",
        "FREQ=MONTHLY;BYDAY=SA",
        "FREQ=MONTHLY;BYDAY=9SA",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYDAY=1SA;BYMONTHDAY=3",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=1,2",
        "FREQ=WEEKLY;INTERVAL=999999999999",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=WEEKLY\nDTSTART:20260101",
        "\0",
    ],
)
def test_a_rule_that_is_not_understood_is_refused_with_a_reason(rule: str) -> None:
    with pytest.raises(RuleError) as refusal:
        read_rule(rule)
    assert len(str(refusal.value)) > 20


def test_a_rule_ends_with_the_series_and_counts_from_its_first_date() -> None:
    rule = read_rule("FREQ=WEEKLY;INTERVAL=2")
    dates = rule.dates(date(2026, 1, 3), after=date(2026, 2, 1), until=date(2026, 3, 1))
    assert [str(day) for day in dates] == ["2026-02-14", "2026-02-28"]


def test_a_rule_without_dates_comes_to_an_end() -> None:
    rule = read_rule("FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=31")
    assert list(rule.dates(date(2026, 1, 3), after=date(2026, 1, 3))) == []


def test_a_rule_is_said_in_the_active_language() -> None:
    with override("ru"):
        assert "суббота" in read_rule("FREQ=WEEKLY;BYDAY=SA").in_words().lower()
