"""Days of a case, of each kind, and what a partial date can bear."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from prisoners.dates import (
    CaseDay,
    anniversaries_of,
    birthdays_of,
    cases_with_dates,
    consent_ends_of,
    hearings_of,
    last_known,
    sentence_ends_of,
    silences_of,
    unchecked_of,
)
from prisoners.models import Case, CaseEvent
from sources.models import PublicationState
from tests.factories.prisoners import CaseEventFactory, CaseFactory, ConsentFactory, EpisodeFactory

pytestmark = pytest.mark.django_db

TODAY = date(2031, 3, 10)
DAY = timedelta(days=1)


def _days(found: list[CaseDay]) -> list[str]:
    return [day.day.isoformat() for day in found]


def _fresh(case: Case) -> Case:
    return cases_with_dates().get(pk=case.pk)


def _hearing(case: Case, day: str, **fields: object) -> CaseEvent:
    return CaseEventFactory.create(
        **{"case": case, "kind": CaseEvent.Kind.HEARING, "title": "Appeal", "date": day, **fields}
    )


def test_hearings_are_those_from_today_on_with_a_full_date() -> None:
    case = CaseFactory.create()
    for day in ("2031-03-09", "2031-03-10", "2031-04-01", "2031-04", "2031", ""):
        _hearing(case, day)
    _hearing(case, "2031-05-05", kind=CaseEvent.Kind.RULING)

    assert _days(hearings_of(_fresh(case), TODAY)) == ["2031-03-10", "2031-04-01"]


def test_hearings_count_trials_and_drafts_but_nothing_withdrawn() -> None:
    case = CaseFactory.create()
    _hearing(case, "2031-04-01", kind=CaseEvent.Kind.TRIAL)
    _hearing(case, "2031-04-02", state=PublicationState.DRAFT)
    _hearing(case, "2031-04-03", state=PublicationState.WITHDRAWN)

    assert _days(hearings_of(_fresh(case), TODAY)) == ["2031-04-01", "2031-04-02"]


def test_two_hearings_on_one_day_are_two() -> None:
    case = CaseFactory.create()
    for _ in range(2):
        _hearing(case, "2031-04-01")

    assert len({day.of for day in hearings_of(_fresh(case), TODAY)}) == 2


@pytest.mark.parametrize(
    ("birthday", "status", "expected"),
    [
        ("03-24", "imprisoned", ["2031-03-24"]),
        ("1974-03-09", "detained", ["2032-03-09"]),
        ("02-29", "unknown", ["2032-02-29"]),
        ("03-24", "released", []),
        ("03-24", "died", []),
        ("", "imprisoned", []),
    ],
)
def test_birthdays_are_of_whoever_can_get_a_card(birthday: str, status: str, expected: list[str]) -> None:
    case = CaseFactory.create(birthday=birthday, status=status)

    assert _days(birthdays_of(_fresh(case), TODAY)) == expected


@pytest.mark.parametrize("value", ["1974", "1974-02", "02-30", "03-24 "])
def test_database_refuses_what_is_no_birthday(value: str) -> None:
    case = CaseFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(birthday=value)


def test_database_refuses_the_birthday_of_a_group() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseFactory.create(kind=Case.Kind.GROUP, person=None, title="Nine men", birthday="03-24")


@pytest.mark.parametrize(
    ("status", "kind", "dates", "expected"),
    [
        # Of several arrests the last one; the day itself is none yet.
        ("imprisoned", "arrest", ["2019-03-20", "2021-03-15"], [("2031-03-15", 10)]),
        ("imprisoned", "arrest", ["2030-03-10"], [("2031-03-10", 1)]),
        ("imprisoned", "arrest", ["2031-03-10"], []),
        ("imprisoned", "arrest", ["2028-02-29"], [("2032-02-29", 4)]),
        # A year or a month gives no day.
        ("imprisoned", "arrest", ["2021", "2021-03"], []),
        ("released", "arrest", ["2021-03-15"], []),
        ("imprisoned", "death", ["2021-03-15"], []),
        ("died", "death", ["2021-03-15"], [("2031-03-15", 10)]),
        ("killed", "killing", ["2021-12-16"], [("2031-12-16", 10)]),
        ("died", "arrest", ["2021-03-15"], []),
    ],
)
def test_anniversaries_are_of_the_last_arrest_or_of_the_death(
    status: str, kind: str, dates: list[str], expected: list[tuple[str, int]]
) -> None:
    case = CaseFactory.create(status=status)
    for day in dates:
        CaseEventFactory.create(case=case, kind=kind, date=day)

    assert [(day.day.isoformat(), day.years) for day in anniversaries_of(_fresh(case), TODAY)] == expected


def test_anniversaries_rest_on_what_is_certain_and_public() -> None:
    case = CaseFactory.create()
    CaseEventFactory.create(case=case, date="2021-03-15", circa=True)
    CaseEventFactory.create(case=case, date="2021-03-16", state=PublicationState.DRAFT)
    EpisodeFactory.create(case=case, arrested_on="2021-03-17", arrested_circa=True)
    EpisodeFactory.create(case=case, arrested_on="2021-03-18", released_on="2022")

    assert anniversaries_of(_fresh(case), TODAY) == []


@pytest.mark.parametrize(
    ("arrested", "circa", "months", "expected"),
    [
        ("2026-03-20", False, 60, [("2031-03-20", "2031-03-20")]),
        ("2026-03-09", False, 60, []),
        # The last day of a month where it has no such day.
        ("2030-08-31", False, 18, [("2032-02-29", "2032-02-29")]),
        ("2030-08-31", False, 7, [("2031-03-31", "2031-03-31")]),
        # A month, or about a day, gives a month, until it is over.
        ("2026-03", False, 60, [("2031-03-01", "2031-03")]),
        ("2026-03-20", True, 60, [("2031-03-01", "2031-03")]),
        ("2026-02", False, 60, []),
        ("2026-12", False, 60, [("2031-12-01", "2031-12")]),
        ("2026", False, 120, []),
        ("", False, 120, []),
        ("2026-03-20", False, None, []),
    ],
)
def test_sentence_ends_are_reckoned_from_the_arrest(
    arrested: str, *, circa: bool, months: int | None, expected: list[tuple[str, str]]
) -> None:
    case = CaseFactory.create()
    EpisodeFactory.create(case=case, arrested_on=arrested, arrested_circa=circa, sentence_months=months)

    assert [(day.day.isoformat(), day.when) for day in sentence_ends_of(_fresh(case), TODAY)] == expected


@pytest.mark.parametrize(("status", "released"), [("released", ""), ("imprisoned", "2030"), ("died", "")])
def test_sentence_ends_are_of_sentences_that_are_served(status: str, released: str) -> None:
    case = CaseFactory.create(status=status)
    EpisodeFactory.create(case=case, arrested_on="2026-03-20", sentence_months=60, released_on=released)

    assert sentence_ends_of(_fresh(case), TODAY) == []


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (TODAY + 30 * DAY, 1),
        (TODAY, 1),
        (TODAY - 30 * DAY, 1),
        (TODAY - 31 * DAY, 0),
        (None, 0),
    ],
)
def test_consent_ends_are_told_also_when_they_have_just_passed(until: date | None, expected: int) -> None:
    case = CaseFactory.create(consent=None)
    ConsentFactory.create(case=case, until=until)

    assert len(consent_ends_of(_fresh(case), TODAY)) == expected


@pytest.mark.parametrize(
    ("other", "ends"),
    [
        # Another that covers the same and lasts longer makes the end of no matter.
        ({"covers_name": True}, []),
        ({"covers_name": True, "until": TODAY + 100 * DAY}, ["2031-06-18"]),
        ({"covers_name": True, "until": TODAY + 2 * DAY}, ["2031-03-20"]),
        ({"covers_name": True, "until": TODAY + 10 * DAY}, ["2031-03-20"] * 2),
        ({"covers_name": True, "withdrawn_on": TODAY}, ["2031-03-20"]),
        ({"covers_name": False, "covers_photo": True}, ["2031-03-20"]),
        # Given only after a gap.
        ({"covers_name": True, "given_on": TODAY + 20 * DAY}, ["2031-03-20"]),
        ({"covers_name": True, "given_on": TODAY + 11 * DAY}, []),
    ],
)
def test_consent_ends_that_another_consent_covers_are_passed_over(
    other: dict[str, object], ends: list[str]
) -> None:
    case = CaseFactory.create(consent=None)
    ConsentFactory.create(case=case, until=TODAY + 10 * DAY)
    ConsentFactory.create(case=case, **other)

    assert _days(consent_ends_of(_fresh(case), TODAY)) == ends


@pytest.mark.parametrize(
    ("status", "last_word_on", "expected"),
    [
        ("imprisoned", "2031-01-01", ["2031-04-01"]),
        # A month is heard from until its last day.
        ("imprisoned", "2031-01", ["2031-05-01"]),
        ("imprisoned", "2030", ["2031-03-31"]),
        ("unknown", "2031-01-01", ["2031-04-01"]),
        # Nothing on record: from the day of the status.
        ("imprisoned", "", ["2022-04-21"]),
        ("released", "2031-01-01", []),
        ("killed", "2031-01-01", []),
    ],
)
def test_silence_is_counted_from_the_last_word(status: str, last_word_on: str, expected: list[str]) -> None:
    case = CaseFactory.create(status=status, last_word_on=last_word_on)
    found = silences_of(_fresh(case), TODAY)

    assert _days(found) == expected
    assert [last_known(case, day) for day in found] == [last_word_on or "2022-01-21"] * len(expected)


@pytest.mark.parametrize(
    ("checked_on", "status", "as_of", "expected"),
    [
        (date(2031, 1, 1), "imprisoned", "2022-01-21", ["2031-03-02"]),
        (date(2031, 1, 1), "killed", "2022-01-21", ["2031-03-02"]),
        (None, "imprisoned", "2022-01-21", ["2022-03-22"]),
        (None, "unknown", "", []),
    ],
)
def test_facts_are_unchecked_from_the_last_check(
    checked_on: date | None, status: str, as_of: str, expected: list[str]
) -> None:
    case = CaseFactory.create(checked_on=checked_on, status=status, status_as_of=as_of)

    assert _days(unchecked_of(_fresh(case), TODAY)) == expected


@pytest.mark.parametrize("cases", [1, 3])
def test_cases_with_dates_take_few_queries(
    cases: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(cases):
        case = CaseFactory.create()
        _hearing(case, "2031-04-01")
        EpisodeFactory.create(case=case)
    readers = (hearings_of, birthdays_of, anniversaries_of, sentence_ends_of, consent_ends_of, silences_of)
    # Cases, names, texts; steps and their texts; episodes, consents.
    with django_assert_num_queries(7):
        for case in cases_with_dates():
            assert case.display_name
            for days_of in readers:
                days_of(case, TODAY)
