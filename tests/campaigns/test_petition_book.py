"""The petition that is handed over, as a PDF."""

import io
from datetime import date
from typing import Any, cast

import pytest
from pypdf import PdfReader

from campaigns.models import Statement
from campaigns.printing.petition_book import petition_pages, petition_part_pdf
from campaigns.services.ledger import take_up_signatures
from campaigns.services.paper import SheetEntry, enter_sheets
from tests.campaigns.printed import read
from tests.campaigns.signatories import NOW, open_statement, signed
from tests.factories.campaigns import SignatureFactory, StatementDemandFactory, StatementVersionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.needs("pango")]

A4 = (595, 842)
SHOWN = ["Aigerim Sample", "Жанар Үлгіқызы Әбдіғаппарова", "Ann Paper, York", "Bob, Leeds"]
HIDDEN = ["Canaryhidden", "Canarysurname", "Canarywithheld", "example.org"]


@pytest.fixture
def statement() -> Statement:
    """A statement with names of every wish."""
    statement = open_statement(title="Release them")
    StatementVersionFactory.create(statement=statement, published_at=NOW, text="We ask for their release.")
    StatementDemandFactory.create(statement=statement)
    SignatureFactory.create(statement=statement)
    take_up_signatures(statement, now=NOW)
    signed(statement, SHOWN[0])
    signed(statement, SHOWN[1])
    signed(statement, "Bob Canarysurname", display="first_name_and_town")
    signed(statement, "Canaryhidden", display="hidden")
    signed(statement, "Canarywithheld", is_name_withheld=True)
    signed(statement, "見本")
    enter_sheets(statement, [SheetEntry("1", 12, "en", names=[("Ann Paper", "York")])], by=None, now=NOW)
    return statement


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_it_names_those_who_agreed_and_counts_the_others(statement: Statement, language: str) -> None:
    parts, pages = petition_pages(statement, language=language, day=date(2026, 3, 2))
    (data,) = map(petition_part_pdf, pages)
    assert parts == 1

    pdf = PdfReader(io.BytesIO(data))
    text = read(data)
    assert [name for name in SHOWN if name not in text] == []
    assert [name for name in HIDDEN if name in text] == []
    assert {tuple(round(side) for side in page.mediabox[2:]) for page in pdf.pages} == {A4}
    assert len(pdf.pages) == 2
    root = cast(Any, pdf.trailer["/Root"])
    assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == (language, True)
    assert statement.ledger.latest("number").hash in text.replace(" ", "")
    assert len(data) < 300 * 1024
    if language == "en":
        assert "And 2 whose names are kept private." in text
        assert "And 1 whose name is written in letters that this print does not have" in text
        assert "People: 6. Organisations: 1. On paper: 12." in text
