"""Dates of passages: whole, partial, spans, relative ones."""

import pytest

from sources.suggesting.dates import find_dates


def _dates(text: str, language: str = "en", published_on: str = "2022-01-10") -> list[tuple[str, str, str]]:
    found = find_dates(text, language=language, published_on=published_on)
    return [(text[one.start : one.end], one.proposal["date"], one.proposal["date_end"]) for one in found]


@pytest.mark.parametrize(
    ("language", "text", "date", "end"),
    [
        ("en", "Tuesday 4 January 2022", "2022-01-04", ""),
        ("en", "Nov. 12, 2021", "2021-11-12", ""),
        ("en", "20/1/22", "2022-01-20", ""),
        ("en", "2021-09-03", "2021-09-03", ""),
        ("en", "December 2011", "2011-12", ""),
        ("en", "2007-10", "2007", "2010"),
        ("en", "4-5 January", "2022-01-04", "2022-01-05"),
        ("en", "winter of 2021", "2020-12", "2021-02"),
        ("en", "1980s", "1980", "1989"),
        ("ru", "24 ноября 2021 года", "2021-11-24", ""),
        ("ru", "октябре 2020 года", "2020-10", ""),
        ("ru", "1937 году", "1937", ""),
        ("ru", "с 3 по 5 января 2022 года", "2022-01-03", "2022-01-05"),
        ("ru", "зимой 2021 года", "2020-12", "2021-02"),
        ("kk", "2022 жылғы 5 қаңтарда", "2022-01-05", ""),
        ("kk", "2020 жылғы желтоқсанда", "2020-12", ""),
        ("kk", "2019 жылы", "2019", ""),
    ],
)
def test_dates_keep_what_is_written_and_no_more(language: str, text: str, date: str, end: str) -> None:
    [(_, found, found_end)] = _dates(text, language)
    assert (found, found_end) == (date, end)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "In article 2011 of the code, 2000 people; he may march on, and 31 February 2020 never was."),
        ("ru", "По статье 205 задержали 2000 человек."),
        ("kk", "Оған 2000 адам келді, 12 бап."),
    ],
)
def test_dates_leave_other_numbers_alone(language: str, text: str) -> None:
    found = [date for _, date, _ in _dates(text, language)]
    assert [date for date in found if date not in {"2020-02", "2011"}] == []


@pytest.mark.parametrize(
    ("language", "text", "published_on", "date", "end"),
    [
        # A weekday is the last one before, or of, the publication; here that lies in the year before.
        ("en", "He was detained on Thursday.", "2022-01-01", "2021-12-30", ""),
        ("en", "It ended yesterday.", "2022-01-01", "2021-12-31", ""),
        ("en", "They met on 28 December.", "2022-01-02", "2021-12-28", ""),
        ("en", "The hearing is on 3 January.", "2021-12-30", "2022-01-03", ""),
        ("en", "He was arrested last month.", "2022-01-10", "2021-12", ""),
        ("en", "They struck last week.", "2022-01-05", "2021-12-27", "2022-01-02"),
        ("en", "They will meet on Friday.", "2021-12-30", "2021-12-31", ""),
        ("ru", "Его задержали в четверг.", "2022-01-01", "2021-12-30", ""),
        ("ru", "Это было неделю назад.", "2022-01-03", "2021-12-27", ""),
        ("ru", "Арестован до 20 февраля.", "2023-12-28", "2024-02-20", ""),
        ("kk", "Ол кеше босатылды.", "2022-01-01", "2021-12-31", ""),
        ("kk", "Оны сейсенбіде ұстады.", "2022-01-01", "2021-12-28", ""),
    ],
)
def test_relative_dates_are_reckoned_from_the_publication_and_say_so(
    language: str, text: str, published_on: str, date: str, end: str
) -> None:
    [found] = find_dates(text, language=language, published_on=published_on)
    assert (found.proposal["date"], found.proposal["date_end"]) == (date, end)
    assert found.proposal["inferred"] != ""


@pytest.mark.parametrize("text", ["on Thursday", "yesterday", "last week", "on 28 December", "last year"])
def test_relative_dates_stay_open_when_nobody_knows_the_publication(text: str) -> None:
    [found] = find_dates(text, language="en", published_on="")
    assert found.proposal["date"] == ""
    assert found.proposal["inferred"] != ""


def test_a_year_of_publication_dates_no_weekday() -> None:
    assert _dates("It was on Thursday, and last year.", published_on="2022") == [
        ("Thursday", "", ""),
        ("last year", "2021", ""),
    ]


def test_a_weekday_chooses_the_year() -> None:
    assert _dates("on Friday 7 January", published_on="2023-01-20") == [
        ("Friday 7 January", "2022-01-07", "")
    ]
