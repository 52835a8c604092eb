"""Signatures on paper."""

import pytest

from campaigns.models import PaperSheet, Signature
from campaigns.services.ledger_check import check_statement
from campaigns.services.paper import PaperError, SheetEntry, enter_sheets, remove_sheet
from campaigns.signature_counts import counts_of
from tests.campaigns.signatories import NOW, open_statement, signed, tail

pytestmark = pytest.mark.django_db

SHEETS = [
    SheetEntry("A 1", 12, "ru", place="Leeds", names=[("Ann Sample", "York")]),
    SheetEntry("A 2", 7, "kk"),
]


def test_sheets_are_counted_apart_and_their_names_have_no_address() -> None:
    statement = open_statement()
    signed(statement)

    enter_sheets(statement, SHEETS, by=None, now=NOW)

    counts = counts_of(statement)
    assert (counts.people, counts.paper, counts.total) == (1, 19, 20)
    (name,) = Signature.objects.filter(sheet__isnull=False)
    assert (name.name, name.town, name.email, name.email_index) == ("Ann Sample", "York", "", "")
    assert tail(statement, 3) == [("signed", 1), ("paper", 13), ("paper", 20)]
    assert check_statement(statement).count == 20


def test_a_sheet_is_entered_once_and_nothing_is_kept_of_the_others() -> None:
    statement = open_statement()
    enter_sheets(statement, SHEETS, by=None, now=NOW)

    with pytest.raises(PaperError) as refused:
        enter_sheets(
            statement,
            [
                SheetEntry("B 1", 5, "en"),
                SheetEntry("a  1", 5, "en"),
                SheetEntry("B 1", 5, "en"),
                SheetEntry("C", 1, "en", names=[("A", ""), ("B", "")]),
            ],
            by=None,
            now=NOW,
        )

    assert refused.value.problems == {
        1: "Sheet a  1 has been entered already.",
        2: "Sheet B 1 has been entered already.",
        3: "Sheet C has more names than signatures.",
    }
    assert PaperSheet.objects.count() == 2
    assert tail(statement) == [("paper", 19)]


def test_a_sheet_can_be_taken_out_again_and_entered_anew() -> None:
    statement = open_statement()
    sheet, _ = enter_sheets(statement, SHEETS, by=None, now=NOW)

    remove_sheet(sheet, now=NOW)
    remove_sheet(sheet, now=NOW)

    assert tail(statement, 3) == [("paper", 12), ("paper", 19), ("paper_removed", 7)]
    assert Signature.objects.count() == 0
    enter_sheets(statement, SHEETS[:1], by=None, now=NOW)
    assert check_statement(statement).count == 19


def test_many_names_are_entered_in_few_queries(django_assert_max_num_queries: object) -> None:
    statement = open_statement()
    names = [(f"Sample {number}", "Leeds") for number in range(1200)]
    with django_assert_max_num_queries(15):  # type: ignore[operator]  # the fixture of pytest-django has no type
        enter_sheets(statement, [SheetEntry("1", 1200, "en", names=names)], by=None, now=NOW)
    assert Signature.objects.count() == 1200
