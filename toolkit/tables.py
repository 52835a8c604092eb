"""Tables as files for a spreadsheet, in which no cell is taken for a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpResponse

# What a spreadsheet may read as the start of a formula, full-width forms included (SAFETY.md, 22).
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")

type Cell = str | int | None


def neutral(cell: Cell) -> str:
    """Return a cell as text that a spreadsheet shows and does not reckon: a quotation mark goes before a formula."""
    text = "" if cell is None else str(cell)
    risky = isinstance(cell, str) and text.lstrip(" \xa0\ufeff").startswith(_FORMULA_STARTS)
    return f"'{text}" if risky else text


def write_csv(rows: Iterable[Sequence[Cell]]) -> str:
    """Return rows as CSV; every cell is quoted and neutralised."""
    target = StringIO()
    csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(
        map(neutral, row) for row in rows
    )
    return target.getvalue()


def csv_response(filename: str, rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """Return rows as a CSV file to keep. It begins with a mark by which spreadsheets know it for UTF-8."""
    response = HttpResponse(
        write_csv(rows).encode("utf-8-sig", "replace"), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
