"""Letters are counted once, right under races, and nothing tells who wrote them."""

import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client

from campaigns.models import Letter, LetterCount
from campaigns.services import letters
from campaigns.services.letters import add_to_count, count_letter
from tests.campaigns.letters import token
from tests.campaigns.races import all_at_once
from tests.factories.campaigns import LetterFactory
from tests.factories.letters import LetterCountFactory
from tests.factories.prisoners import CaseFactory

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PDF = LetterCount.Way.PDF


@pytest.fixture(autouse=True)
def _empty_caches() -> None:
    for name in ("default", "limits"):
        caches[name].clear()


@pytest.mark.django_db
def test_same_form_is_counted_once() -> None:
    letter = LetterFactory()
    form, other = token(), token()
    given: dict[str, Any] = {"case": None, "way": PDF, "language": "en"}
    counted = [count_letter(letter, **given, token=one, now=datetime.now(UTC)) for one in (form, form, other)]
    assert counted == [True, False, True]
    assert LetterCount.objects.get().count == 2


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["", "x", "a:b:c"])
def test_form_that_is_not_ours_is_not_counted(wrong: str) -> None:
    now = datetime.now(UTC)
    assert not count_letter(LetterFactory(), case=None, way=PDF, language="en", token=wrong, now=now)
    assert not count_letter(
        LetterFactory(), case=None, way=PDF, language="en", token=token(seconds=25 * 3600), now=now
    )
    assert LetterCount.objects.count() == 0


@pytest.mark.django_db
def test_counts_are_apart_by_day_way_language_and_case() -> None:
    letter, case = LetterFactory(), CaseFactory()
    choices: list[dict[str, Any]] = [
        {"case": None, "way": PDF, "language": "en"},
        {"case": case, "way": PDF, "language": "en"},
        {"case": case, "way": LetterCount.Way.MAIL, "language": "en"},
        {"case": case, "way": PDF, "language": "kk"},
    ]
    for given in choices:
        for _ in range(2):
            add_to_count(letter, **given, now=NOW)
    add_to_count(letter, case=None, way=PDF, language="en", now=NOW.replace(day=2))
    counts = LetterCount.objects.order_by("on", "pk").values_list(
        "case", "way", "language", "on__day", "count"
    )
    assert list(counts) == [
        (None, "pdf", "en", 1, 2),
        (case.pk, "pdf", "en", 1, 2),
        (case.pk, "mail", "en", 1, 2),
        (case.pk, "pdf", "kk", 1, 2),
        (None, "pdf", "en", 2, 1),
    ]


def _race(*, with_case: bool) -> tuple[Counter[str], int]:
    letter = LetterFactory()
    case = CaseFactory() if with_case else None

    def count(_number: int) -> None:
        letters.add_to_count(letter, case=case, way=PDF, language="en", now=NOW)

    results = all_at_once(count, range(30))
    errors = Counter(type(result).__name__ for result in results)
    return errors, sum(LetterCount.objects.values_list("count", flat=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("with_case", [True, False])
def test_thirty_at_once_are_counted_each(*, with_case: bool) -> None:
    assert _race(with_case=with_case) == (Counter(NoneType=30), 30)
    assert LetterCount.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_reading_then_writing_loses_some(monkeypatch: pytest.MonkeyPatch) -> None:
    def read_then_write(letter: Letter, *, now: datetime, **given: Any) -> None:  # noqa: ANN401 - passed on
        row, _new = LetterCount.objects.get_or_create(letter=letter, on=now.date(), **given)
        time.sleep(0.02)
        row.count += 1
        row.save()

    monkeypatch.setattr(letters, "add_to_count", read_then_write)
    errors, counted = _race(with_case=True)
    connection.close()
    assert (errors, counted) != (Counter(NoneType=30), 30)


@pytest.mark.django_db
def test_count_stands_on_letter_and_case(client: Client) -> None:
    case = CaseFactory()
    letter = LetterFactory(case=case)
    before = client.get(letter.get_absolute_url()).content.decode()
    LetterCountFactory(letter=letter, case=case, count=3)
    LetterCountFactory(letter=letter, case=case, count=1234, way=LetterCount.Way.COPY)
    on_letter = client.get(letter.get_absolute_url()).content.decode()
    on_case = client.get(case.get_absolute_url()).content.decode()
    assert ("letters made" in before, "1237 letters made" in on_letter.replace(",", "")) == (False, True)
    assert "1237 letters made" in on_case.replace(",", "")
