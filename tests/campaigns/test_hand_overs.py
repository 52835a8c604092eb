"""A statement is handed over: with what is true at that moment."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from campaigns.models import HandOver, Photograph, Statement
from campaigns.services.hand_overs import HandOverError, hand_over
from campaigns.services.ledger_check import check_statement
from campaigns.services.paper import SheetEntry, enter_sheets
from campaigns.services.photographs import add_photograph, remove_stray_photographs
from sources.services.publishing import withdraw
from tests.campaigns.signatories import NOW, open_statement, signed, tail
from tests.campaigns.test_photographs import WORDS
from tests.factories.campaigns import SignatureFactory, TargetFactory
from tests.toolkit.photographs import jpeg_from_a_camera

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    """Keep photographs in an empty folder of this test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media" / "photographs"


def handed_over(statement: Statement) -> HandOver:
    """Hand a statement over to a target of its campaign."""
    target = TargetFactory.create(campaign=statement.campaign)
    return hand_over(statement, target=target, on="2026-03-02", note_text="At the gate.", now=NOW)


def test_counts_and_hash_are_those_of_the_moment() -> None:
    statement = open_statement()
    for name in ("Ann Sample", "Bob Sample"):
        signed(statement, name)
    SignatureFactory.create(statement=statement)
    enter_sheets(statement, [SheetEntry("1", 12, "en")], by=None, now=NOW)

    record = handed_over(statement)

    assert (record.count, record.people, record.organisations, record.on_paper) == (15, 2, 1, 12)
    assert tail(statement, 2) == [("signed", 15), ("handed_over", 15)]
    assert record.ledger_hash == check_statement(statement).last_hash
    statement.refresh_from_db()
    assert (statement.signing, statement.closed_at) == ("handed_over", NOW)
    assert handed_over(statement).count == 15


@pytest.mark.parametrize("changes", [{"signing": "never"}, {"state": "draft"}])
def test_what_people_do_not_sign_here_is_not_handed_over(changes: dict[str, str]) -> None:
    statement = open_statement(**changes)
    with pytest.raises(HandOverError, match="published statement"):
        handed_over(statement)
    assert HandOver.objects.count() == 0


def test_a_statement_whose_ledger_was_altered_is_not_handed_over() -> None:
    statement = open_statement()
    signed(statement)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE campaigns_ledgerentry SET count = 500")
    with pytest.raises(HandOverError, match="line 1 of the ledger was altered"):
        handed_over(statement)
    statement.refresh_from_db()
    assert (statement.signing, HandOver.objects.count()) == ("open", 0)
    with pytest.raises(HandOverError, match="to whom this campaign writes"):
        hand_over(statement, target=TargetFactory.create(), on="2026", note_text="", now=NOW)


def test_a_photograph_is_public_as_long_as_its_statement(client: Client, media: Path) -> None:
    statement = open_statement()
    photograph = add_photograph(handed_over(statement), data=jpeg_from_a_camera(), **WORDS)
    assert photograph.after is None
    addresses = [photograph.url, photograph.small_url]
    assert [client.get(address).status_code for address in addresses] == [200, 200]

    withdraw(statement)

    assert [client.get(address).status_code for address in addresses] == [404, 404]
    assert remove_stray_photographs() == 0
    assert Photograph.objects.count() == 1
