from decimal import Decimal

import pytest

from campaigns.exchange.copying import CopyFinder
from campaigns.exchange.numbers import find_months, find_numbers, find_written_numbers, missing_date_parts
from campaigns.exchange.spellings import any_name_occurs
from sources.passages import split_passages


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Kassym-Jomart Tokayev", "President Kassym Jomart Tokayev let slip"),
        ("Kassym Jomart Tokayev", "KASSYM‑JOMART TOKAYEV said"),
        ("Erzhan Elshibayev", "It is Erzhan Elshibayev’s third year"),
        ("Free Dockers' Union", "the Free Dockers’ Union wrote"),
        ("Workers' Power", "Workers Power and others"),
        ("Nazarbayev", "Nazarbayev's clan"),
        ("Mangystau", "in the [Mangystau] region"),
        ("Arcelor Mittal", "Arcelor-Mittal in Temirtau"),
        ("Astana", "(Astana)"),
        ("Jose", "José spoke"),
        ("Ельшібаев", "Ержан ЕЛЬШІБАЕВ"),
        ("US", "the US and China"),
        ("EU", "the (EU)"),
    ],
)
def test_a_name_is_found_in_its_guises(name: str, text: str) -> None:
    assert any_name_occurs([name], [text])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("US", "they told us"),
        ("Kazakh", "in Kazakhstan"),
        ("Socialist Movement of Kazakhstan", "the Russian Socialist Movement on Kazakhstan"),
        ("Almaty", "Al maty"),
        ("Simon Pirani", "Simon, and later Pirani"),
        ("", "anything"),
    ],
)
def test_a_name_is_not_found_in_another_word(name: str, text: str) -> None:
    assert not any_name_occurs([name], [text])


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("more than 4400 people", [4400]),
        ("4,400 people", [4400]),
        ("4 400 people", [4400]),
        ("4\u00a0400 people", [4400]),
        ("40,000 redundancies", [40000]),
        ("fourteen workers", [14]),
        ("twenty-one of them", [21, 20]),
        ("for three months", [3]),
        ("two-and-a-half years", ["2.5", 2]),
        ("two hundred and fifty", [250, 200, 2]),
        ("five million people", [5_000_000, 5]),
        ("the whole 18+ million", [18_000_000, 18]),
        ("32.4% of it", ["32.4", 32]),
        ("about Ł0.21 a litre", ["0.21", 0]),
        ("a doubling of the price", [2]),
        ("in 2009-10", [2009, 10, 2010]),
        ("the 1980s", [1980]),
        ("on the 16th", [16]),
        ("58-60 years", [58, 60]),
        ("one hundred thousand", [100_000, 100, 1]),
    ],
)
def test_numbers_are_read_in_digits_and_words(text: str, numbers: list[int | str]) -> None:
    assert {Decimal(number) for number in numbers} <= find_numbers(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("rs21 and IV564", 21),
        ("IV564", 564),
        ("16 killed", 6),
        ("4,400", 400),
        ("eight years", 18),
        ("sixty", 6),
    ],
)
def test_a_part_of_a_number_is_not_that_number(text: str, number: int) -> None:
    assert Decimal(number) not in find_numbers(text)


def test_only_numbers_of_two_digits_in_digits_must_be_backed() -> None:
    assert find_written_numbers("On 9 March about 1,250 of two hundred; 2.5 and 16") == {
        Decimal(1250), Decimal("2.5"), Decimal(16),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("date", "text", "missing"),
    [
        ("2022-01-08", "on Saturday 8 January 2022", []),
        ("2022-01-08", "Jan 8, 2022", []),
        ("2022-01-20", "Stopio, 20/1/22", []),
        ("2022-01-10", "01/10/22 Antiwar", []),
        ("2022-01-08", "on 8 January", ["year"]),
        ("2022-01", "in 2022", ["month"]),
        ("2021-09-15", "three months ago", ["year", "month", "day"]),
        ("2022-01-08", "8 May 2022", ["month"]),
        ("2019", "In 2019, he was charged", []),
    ],
)
def test_parts_of_a_date_are_looked_for(date: str, text: str, missing: list[str]) -> None:
    assert missing_date_parts(date, text) == missing


def test_may_is_a_month_only_when_written_like_one() -> None:
    assert find_months("it may be so") == set()
    assert find_months("in May") == {5}


def test_eight_words_are_a_copy_and_seven_are_not() -> None:
    finder = CopyFinder(
        ["One two three, four five six seven EIGHT nine."], ["two three four five six seven eight nine"]
    )
    assert (
        finder.find("and one two three four five six seven eight")
        == "one two three four five six seven eight"
    )
    assert finder.find("one two three four five six seven") == ""
    assert finder.find("two three four five six seven eight nine") == ""


def test_lines_of_white_space_are_no_passages() -> None:
    text = "\ufeffone\r\n\r\n \t\u00a0\u2003\r\ntwo\u2028still two\nthree\x0cstill three\n"
    assert split_passages(text) == ("one", "two\u2028still two", "three\x0cstill three")
