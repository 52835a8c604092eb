"""Dates that are only as exact as their source."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from sources.models import Event
from tests.factories.sources import EventFactory
from toolkit.partial_dates import display, display_span, earliest, latest, middle, validate_partial_date


@pytest.mark.parametrize(
    ("value", "first", "middle_day", "last"),
    [
        ("2019", date(2019, 1, 1), date(2019, 7, 1), date(2019, 12, 31)),
        ("2021-09", date(2021, 9, 1), date(2021, 9, 15), date(2021, 9, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 15), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 15), date(2023, 2, 28)),
        ("2022-01-08", date(2022, 1, 8), date(2022, 1, 8), date(2022, 1, 8)),
    ],
)
def test_a_partial_date_is_a_span(value: str, first: date, middle_day: date, last: date) -> None:
    assert (earliest(value), middle(value), latest(value)) == (first, middle_day, last)


WRONG = [
    *("2021-13", "2021-00", "2021-9", "2021-02-30", "2023-02-29", "21", "2021-09-"),
    *("2021/09", "9 March", "2021-09-15T00", "2021\n", "٢٠٢١"),
]


@pytest.mark.parametrize("value", WRONG)
def test_what_is_not_a_partial_date_is_refused(value: str) -> None:
    with pytest.raises(ValidationError, match="2019, 2021-09 or 2022-01-08"):
        validate_partial_date(value)
    with pytest.raises(ValueError, match="not a partial date"):
        earliest(value)


def test_nothing_is_allowed_but_is_no_span() -> None:
    validate_partial_date("")
    for function in (earliest, middle, latest):
        with pytest.raises(ValueError, match="not a partial date"):
            function("")


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_every_real_date_is_read(day: date) -> None:
    text = day.isoformat()
    for length in (4, 7, 10):
        validate_partial_date(text[:length])
        assert earliest(text[:length]) <= day <= latest(text[:length])


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        validate_partial_date(text)
    except ValidationError:
        return
    assert text == "" or earliest(text) <= middle(text) <= latest(text)


@pytest.mark.parametrize(
    ("language", "value", "words"),
    [
        ("en", "2019", "2019"),
        ("en", "2021-09", "September 2021"),
        ("en", "2022-01-08", "8 January 2022"),
        ("en", "", "date not known"),
    ],
)
def test_dates_are_written_out(language: str, value: str, words: str) -> None:
    with override(language):
        assert display(value) == words


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_approximate_dates_and_spans_say_so_in_every_language(language: str) -> None:
    with override(language):
        exact, about = display("2021-09"), display("2021-09", circa=True)
        span = display_span("2019", "2021-09", circa=True)

        assert exact in about
        assert about != exact
        assert display("2019") in span
        assert exact in span
        assert display_span("2019", "") == display_span("2019", "2019") == display("2019")
        # A month inside a date stands in another case there than alone, and is never English.
        assert ("January" in display("2022-01-08")) == (language == "en")


@pytest.mark.django_db
def test_they_sort_as_text() -> None:
    for value in ("2022-01-08", "2019", "2021-09", "2021", "2022-01", "2021-09-30"):
        EventFactory(date=value)

    assert list(Event.objects.order_by("date").values_list("date", flat=True)) == [
        *("2019", "2021", "2021-09", "2021-09-30", "2022-01", "2022-01-08")
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["2021-13", "2021-9", "21", "9 March", "2021-02-"])
def test_the_database_refuses_what_is_not_one(value: str) -> None:
    event = EventFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(date=value)
