"""Who signed: readable at ten and at 100,000."""

from datetime import timedelta

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaigns.models import Signature, SolidarityMessage, Statement
from campaigns.services.hand_overs import hand_over
from campaigns.services.paper import SheetEntry, enter_sheets
from sources.services.publishing import withdraw
from tests.campaigns.signatories import NOW, open_statement, signed
from tests.desk import text_of
from tests.factories.campaigns import SignatureFactory, StatementVersionFactory, TargetFactory
from tests.pages import problems_of

pytestmark = pytest.mark.django_db


def section_of(statement: Statement, tag: str = "signatories") -> str:
    """Return what a tag shows of a statement."""
    template = Template(f"{{% load signatures %}}{{% {tag} statement %}}")
    return template.render(Context({"statement": statement}))


def many(statement: Statement, number: int) -> None:
    """Make people who signed, one a minute, with one sealed name in all rows."""
    first = signed(statement, "Sample First", confirmed_at=NOW - timedelta(days=1))
    sealed = first.__dict__["name"]
    rows = [
        Signature(
            statement=statement,
            state=Signature.State.CONFIRMED,
            display=Signature.Display.HIDDEN if index % 3 == 0 else Signature.Display.FULL,
            confirmed_at=NOW + timedelta(minutes=index),
            name=sealed,
        )
        for index in range(number - 1)
    ]
    Signature.objects.bulk_create(rows, batch_size=2000)


@pytest.mark.parametrize("number", [1, 3])
def test_the_section_takes_one_number_of_queries(number: int) -> None:
    statement = open_statement()
    for index in range(number):
        one = signed(statement, f"Sample {index}")
        SolidarityMessage.objects.create(signature=one, text="Strength to you", language="en", state="shown")
        SignatureFactory.create(statement=statement)
        enter_sheets(statement, [SheetEntry(f"{index}", 2, "en", names=[("Ann", "York")])], by=None, now=NOW)
    with CaptureQueriesContext(connection) as queries:
        page = section_of(statement)
    assert len(queries) == 18
    assert page.count("<blockquote") == number


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_takes_one_number_of_queries(client: Client, number: int) -> None:
    statement = open_statement()
    for index in range(number):
        signed(statement, f"Sample {index}")
    address = f"/en/statements/{statement.slug}/signatories/"
    client.get(address)  # Django keeps the kinds of rows in mind from then on
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert len(queries) == 9


def test_each_stands_as_they_wish_in_the_order_of_signing(client: Client) -> None:
    statement = open_statement()
    for index, (name, display) in enumerate(
        [("Ann Sample", "full"), ("Canary Hidden", "hidden"), ("Bob Canarysurname", "first_name_and_town")]
    ):
        signed(statement, name, display=display, confirmed_at=NOW + timedelta(minutes=index))
    signed(statement, "Canary Pending", state="pending", confirmed_at=None)
    answer = client.get(f"/en/statements/{statement.slug}/signatories/")
    page = text_of(answer)
    assert "Canary" not in page
    assert page.index("Ann Sample") < page.index("Name kept private</span>") < page.index("Bob, Leeds")
    assert "1 to 3 of 3" in page
    assert "no-store" in answer["Cache-Control"]
    assert problems_of(page) == []
    latest = section_of(statement)
    assert latest.index("Bob, Leeds") < latest.index("Name kept private") < latest.index("Ann Sample")


def test_twenty_thousand_are_paged_with_the_queries_of_one(client: Client) -> None:
    statement = open_statement()
    many(statement, 20_000)
    client.get(f"/en/statements/{statement.slug}/signatories/")
    found = []
    for page in ("1", "50", "100"):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"/en/statements/{statement.slug}/signatories/?page={page}")
        found.append((answer.status_code, len(queries), text_of(answer).count("<li>") > 200))
    assert found == [(200, 9, True)] * 3
    with CaptureQueriesContext(connection) as queries:
        text = section_of(statement)
    assert (len(queries), "All 20000 people" in text or "All 20,000 people" in text) == (15, True)


@pytest.mark.parametrize("page", ["2", "0", "-1", "x", "９", "9999999", "1" * 5000])
def test_a_page_that_is_not_there_is_not_found(client: Client, page: str) -> None:
    statement = open_statement()
    signed(statement)
    assert client.get(f"/en/statements/{statement.slug}/signatories/", {"page": page}).status_code == 404


def test_all_lists_are_found_and_a_withdrawn_statement_has_none(client: Client) -> None:
    statement = open_statement()
    SolidarityMessage.objects.create(
        signature=signed(statement), text="=Strength", language="en", state="shown"
    )
    SolidarityMessage.objects.create(
        signature=signed(statement, "Other Sample"), text="canary unread", language="en"
    )
    SignatureFactory.create(statement=statement)
    enter_sheets(statement, [SheetEntry("1", 5, "en", names=[("Ann Paper", "York")])], by=None, now=NOW)
    base = f"/en/statements/{statement.slug}/signatories/"
    pages = [client.get(f"{base}{kind}") for kind in ("", "organisations/", "paper/", "messages/")]
    assert [page.status_code for page in pages] == [200] * 4
    assert [problems_of(text_of(page)) for page in pages] == [[]] * 4
    assert "Ann Paper, York" in text_of(pages[2])
    assert "=Strength" in text_of(pages[3])
    assert "canary unread" not in "".join(map(text_of, pages)) + section_of(statement)
    withdraw(statement)
    assert client.get(base).status_code == 404


def test_who_signed_an_earlier_version_only_is_counted_apart() -> None:
    statement = open_statement()
    first, second = (
        StatementVersionFactory.create(statement=statement, number=number, published_at=NOW)
        for number in (1, 2)
    )
    signed(statement, "Earlier Sample", version=first)
    signed(statement, "Current Sample", version=second)
    text = section_of(statement)
    assert ("Current Sample" in text, "Earlier Sample" in text) == (True, False)
    assert "1 more signed an earlier version and has not confirmed this one." in text


def test_a_hand_over_shows_count_and_hash() -> None:
    statement = open_statement()
    assert section_of(statement, "hand_overs").strip() == ""
    signed(statement)
    target = TargetFactory.create(campaign=statement.campaign, title="The sample ambassador")
    record = hand_over(statement, target=target, on="2026-03-02", note_text="At the gate.", now=NOW)
    text = section_of(statement, "hand_overs")
    assert "The sample ambassador, 2 March 2026" in text
    assert "At the gate." in text
    assert f"<code>{record.ledger_hash}</code>" in text
    assert "People: 1. Organisations: 0. On paper: 0." in text
