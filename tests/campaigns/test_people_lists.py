"""Lists of people as organisers paste or upload them: read in any language, and each mistake told by its row."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from campaigns.forms_bundles import MAX_TABLE_BYTES, ManyLettersForm
from campaigns.people_lists import read_people
from campaigns.printing.many_letters import Person
from tests.factories.campaigns import LetterFactory

COLUMNS = (
    "The first row must name the columns: name, town, address. "
    "Town and address may be missing; there are no others."
)
NOBODY = "There is nobody on the list."


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("name\nAnn Sample", [Person("Ann Sample")]),
        ("\ufeffName,TOWN\r\nAnn Sample,Leeds\r\n", [Person("Ann Sample", "Leeds")]),
        # Old Macs, tabs, columns in another order, and in the languages of the site.
        ("town\tname\rLeeds\tAnn Sample\r", [Person("Ann Sample", "Leeds")]),
        ("имя;город\nАйгерим Үлгі;Жаңаөзен", [Person("Айгерим Үлгі", "Жаңаөзен")]),
        # Lines of an address: strokes, or line breaks within a cell; what is empty is left out.
        ("name,address\nAnn,1 Street||LS1", [Person("Ann", "", ("1 Street", "LS1"))]),
        ('name,address\nAnn,"1 Street\r\nLS1\n"', [Person("Ann", "", ("1 Street", "LS1"))]),
        # Empty rows and cells, no-break spaces, letters in two parts.
        ("name,town\n,\n\n Ann\xa0 ,\nJu\u0308rgen", [Person("Ann"), Person("Jürgen")]),
        # With one column there is nothing to part.
        ("name\nSample, Ann; Leeds", [Person("Sample, Ann; Leeds")]),
        # What only looks like a quotation or a formula.
        ('name\n"Ann ""A"" Sample"\nO\'Neil-Smith\n', [Person('Ann "A" Sample'), Person("O'Neil-Smith")]),
    ],
)
def test_people_are_read(text: str, people: list[Person]) -> None:
    assert read_people(text, most=10) == (people, [])


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", [COLUMNS]),
        ("\ufeff", [COLUMNS]),
        ("town\nLeeds", [COLUMNS]),
        ("name,phone\nAnn,1", [COLUMNS]),
        ("name,name\nAnn,Ann", [COLUMNS]),
        ("name,\nAnn,", [COLUMNS]),
        ("Ann Sample\nBob Sample", [COLUMNS]),
        ("n\0a\0m\0e\0\n\0A\0", [COLUMNS]),
        ("name", [NOBODY]),
        ("name,town\n,\n \t,", [NOBODY]),
        ("name\n" + "Ann\n" * 11, ["At most 10 at once; this list has 11."]),
        ("name\nAnn\0Sample", ["Row 2: there is a character in it that cannot be shown."]),
        ("name\nAnn\u2028Sample", ["Row 2: there is a character in it that cannot be shown."]),
        ("name\nAnn\ud800", ["Row 2: there is a character in it that cannot be shown."]),
        ("name\nAnn\n=HYPERLINK(1)", ["Row 3: a cell begins as a formula does. Write the text itself."]),
        ("name,address\nAnn,1|\uff0b1", ["Row 2: a cell begins as a formula does. Write the text itself."]),
        ("name,town\n,Leeds", ["Row 2: there is no name."]),
        ("name,town\nAnn,Leeds,York", ["Row 2: there are more cells than columns."]),
        ('name\n"Ann\n' + "x" * 140_000, ["This is not a table: a quotation mark or a cell has no end."]),
        (
            "name\n" + "=1\n" * 10,
            [f"Row {row}: a cell begins as a formula does. Write the text itself." for row in range(2, 12)],
        ),
    ],
)
def test_what_is_wrong_is_told_and_nobody_is_taken(text: str, problems: list[str]) -> None:
    assert read_people(text, most=10) == ([], problems)


def test_of_many_mistakes_the_first_are_told() -> None:
    people, told = read_people("name\n" + "=1\n" * 15, most=100)
    assert (people, len(told), told[-1]) == ([], 11, "And 5 more rows.")


def test_a_hundred_thousand_rows_are_refused_at_once_and_five_thousand_are_read_soon() -> None:
    began = time.monotonic()
    assert read_people("name,town\n" + "Ann Sample,Leeds\n" * 100_000, most=5000) == (
        [],
        ["At most 5000 at once; this list has 100000."],
    )
    people, told = read_people("name,town\n" + "Жанар Үлгіқызы,Жаңаөзен\n" * 5000, most=5000)
    assert (len(people), told) == (5000, [])
    assert time.monotonic() - began < 10


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("name\nЖанар".encode("cp1251"), "The table is not in UTF-8. Save it as “CSV UTF-8”."),
        ("name\nAnn".encode("utf-16"), "The table is not in UTF-8. Save it as “CSV UTF-8”."),
        ("name\nAnn".encode("utf-16-le"), COLUMNS),
        (b"PK\x03\x04\xff\xfe", "The table is not in UTF-8. Save it as “CSV UTF-8”."),
        (b"name\n" + b"Ann Sample\n" * (MAX_TABLE_BYTES // 11), "The table is larger than 2 MB."),
        ("name\nЖанар".encode(), ""),
        ("\ufeffname\nЖанар".encode(), ""),
    ],
)
def test_a_table_in_another_encoding_or_too_large_is_told_so(content: bytes, says: str) -> None:
    given = QueryDict("language=en&layout=din&paper=a4&packing=zip&people=")
    table = SimpleUploadedFile("people.csv", content)
    form = ManyLettersForm(LetterFactory.create(), given, {"table": table})
    told = [error for errors in form.errors.values() for error in errors]
    assert (form.is_valid(), told) == (not says, [says] if says else [])
    if not says:
        assert form.everybody() == [Person("Жанар")]
