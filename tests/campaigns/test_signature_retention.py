"""Addresses and hidden names go in time; a canary stands in each of them."""

from datetime import timedelta
from uuid import UUID

import pytest
from pytest_django.fixtures import Settings

from campaigns.models import Signature, SolidarityMessage, Statement
from campaigns.services.ledger import check_statement
from campaigns.services.paper import SheetEntry, enter_sheets
from campaigns.services.signature_retention import erase_expired_signatures
from campaigns.tasks import erase_expired_signatures_task
from config.celery import app
from tests.campaigns.signatories import NOW, open_statement, signed, tail, waiting_organisation

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=90)


def contents() -> dict[UUID, tuple[str, str, str, bool]]:
    """Return name, town and address of every row, opened, and whether it has a salt."""
    return {row.pk: (row.name, row.town, row.email, bool(row.salt)) for row in Signature.objects.all()}


@pytest.fixture
def closed() -> Statement:
    """A statement that closed at NOW, as the task has noted."""
    statement = open_statement(signing=Statement.Signing.CLOSED)
    erase_expired_signatures(now=NOW)
    return statement


def test_addresses_and_hidden_names_go_and_shown_names_stay(closed: Statement) -> None:
    shown = signed(closed, "Canary Shown")
    first = signed(closed, "Canary First", display="first_name_and_town")
    hidden = signed(closed, "Canary Hidden", display="hidden")
    waiting = waiting_organisation(closed)
    signed(closed, "Canary Pending", state="pending", confirmed_at=None)
    SolidarityMessage.objects.create(signature=shown, text="canary", language="en")
    (sheet,) = enter_sheets(
        closed, [SheetEntry("1", 3, "en", names=[("Ann Paper", "York")])], by=None, now=NOW
    )
    paper = sheet.names.get()
    before = contents()
    assert [row[2] != "" for key, row in before.items() if key != paper.pk] == [True] * 5
    assert erase_expired_signatures(now=LATER - timedelta(seconds=1)) == 0
    assert contents() == before

    assert erase_expired_signatures(now=LATER) == 5

    assert contents() == {
        shown.pk: ("Canary Shown", "Leeds", "", True),
        first.pk: ("Canary First", "Leeds", "", True),
        hidden.pk: ("", "", "", False),
        waiting.pk: ("", "", "", True),
        paper.pk: ("Ann Paper", "York", "", True),
    }
    assert Signature.objects.get(pk=waiting.pk).state == "refused"
    assert set(Signature.objects.values_list("email_index", flat=True)) == {""}
    assert SolidarityMessage.objects.count() == 0
    # What counted counts still, and the ledger stands.
    assert (check_statement(closed).count, tail(closed)) == (6, [("paper", 6)])
    assert erase_expired_signatures(now=LATER) == 0


def test_control_without_the_erasing_the_canaries_stay(closed: Statement, settings: Settings) -> None:
    settings.SIGNATURES_KEPT_DAYS = 3650
    signed(closed, "Canary Hidden", display="hidden")
    before = contents()
    assert erase_expired_signatures(now=LATER) == 0
    assert contents() == before


def test_the_time_runs_from_the_closing_and_stops_when_it_is_opened_again() -> None:
    statement = open_statement(closes_on=NOW.date())
    signed(statement, display="hidden")
    erase_expired_signatures(now=NOW)
    statement.refresh_from_db()
    assert statement.closed_at is None
    erase_expired_signatures(now=NOW + timedelta(days=1))
    statement.refresh_from_db()
    assert statement.closed_at == NOW + timedelta(days=1)
    Statement.objects.update(closes_on=None)

    assert erase_expired_signatures(now=LATER + timedelta(days=9)) == 0
    statement.refresh_from_db()
    assert statement.closed_at is None


def test_a_statement_that_is_open_loses_nothing() -> None:
    signed(open_statement(), display="hidden")
    assert erase_expired_signatures(now=LATER) == 0


def test_beat_asks_for_it_each_hour(closed: Statement) -> None:
    assert app.conf.beat_schedule["erase-expired-signatures"]["task"] == (
        "campaigns.tasks.erase_expired_signatures_task"
    )
    erase_expired_signatures_task()
