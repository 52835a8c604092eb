"""What a statement's pages mark: whether it can be signed, the free square, other languages, who issued it."""

import re

import pytest
from django.test import Client

from campaigns.models import Statement
from tests.campaigns.signatories import signed
from tests.campaigns.signing import open_with_text

pytestmark = pytest.mark.django_db

Signing = Statement.Signing


def test_list_says_what_can_be_signed(client: Client) -> None:
    for signing in Signing:
        open_with_text(signing=signing)
    html = client.get("/en/statements/").content.decode()
    assert sorted(re.findall(r'class="(status[\w -]*)">([\w ]+)</p>', html)) == [
        ("status", "Closed"),
        ("status", "Handed over"),
        ("status status--full", "Open for signing"),
    ]


@pytest.mark.parametrize(("signing", "free"), [(Signing.OPEN, 1), (Signing.CLOSED, 0)])
def test_free_square_is_there_while_it_can_be_signed(client: Client, signing: Signing, free: int) -> None:
    statement = open_with_text(signing=signing)
    signed(statement)
    html = client.get(statement.get_absolute_url()).content.decode()
    squares = re.search(r'class="squares squares--many"[^>]*>(.*?)</p>', html)
    assert squares is not None
    assert squares[1].count("<i") == 1 + free


def test_closed_statement_that_nobody_signed_has_no_squares(client: Client) -> None:
    statement = open_with_text(signing=Signing.CLOSED)
    assert "squares--many" not in client.get(statement.get_absolute_url()).content.decode()


def test_text_leads_to_itself_in_the_other_languages(client: Client) -> None:
    statement = open_with_text(("en", "kk"), issued_on="2026-03-02")
    html = client.get(statement.get_absolute_url()).content.decode()
    [links] = re.findall(r"<span>Also in:</span>(.*?)</p>", html)
    assert re.findall('href="([^"]+)"', links) == [f"/kk/statements/{statement.slug}/#text"]
    # Nobody is named as issuer: the line begins with the day.
    assert re.findall(r'<p class="kicker cited">([^<]*)', html) == ["2 March 2026"]
