"""Tables for a spreadsheet: no cell is taken for a formula."""

import csv
from io import StringIO

import pytest

from toolkit.tables import csv_response, neutral, write_csv


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " =", "\xa0@", "\ufeff="]
)
def test_a_cell_that_begins_like_a_formula_is_neutralised(start: str) -> None:
    assert neutral(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("cell", ["Aigerim", "a=b", "2021-09", "Ержан – 1", "", " ", "'=1"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert neutral(cell) == cell


def test_numbers_and_nothing_are_no_formulas() -> None:
    assert [neutral(cell) for cell in (-5, 0, None)] == ["-5", "0", ""]


def test_a_table_is_read_back_as_it_was_written() -> None:
    rows = [["name", "note"], ["Ержан Елшібаев", 'line one\nline "two", end'], ["", "x"]]
    assert list(csv.reader(StringIO(write_csv(rows), newline=""))) == rows


def test_a_table_is_a_file_in_utf_8_that_spreadsheets_know() -> None:
    response = csv_response("cases.csv", [["Ұлт", "\udc80"]])
    assert response.headers["Content-Disposition"] == 'attachment; filename="cases.csv"'
    assert response.content == b'\xef\xbb\xbf"\xd2\xb0\xd0\xbb\xd1\x82","?"\r\n'
