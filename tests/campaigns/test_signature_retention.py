"""Addresses and hidden names go in time; a canary stands in each of them."""

import re
import zipfile
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from campaigns.forms_signing import DisplayForm
from campaigns.models import Signature, SolidarityMessage, Statement
from campaigns.services.approving import check_names
from campaigns.services.ledger import sealed_parts_of
from campaigns.services.ledger_check import check_statement
from campaigns.services.paper import SheetEntry, enter_sheets
from campaigns.services.signature_retention import erase_expired_signatures
from campaigns.services.signing import change_display, withdraw_signature
from campaigns.signature_chain import check_file, content_hash, salt_of, sealed_part
from campaigns.signature_names import shown_name
from campaigns.tasks import erase_expired_signatures_task
from config.celery import app
from tests.campaigns.signatories import NOW, export_to, open_statement, signed, tail, waiting_organisation
from tests.stored import everything_stored

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
    # The surname that is not shown goes when the statement closes, nothing else before its time.
    assert erase_expired_signatures(now=LATER - timedelta(seconds=1)) == 1
    assert contents() == {**before, first.pk: ("Canary", "Leeds", before[first.pk][2], False)}

    assert erase_expired_signatures(now=LATER) == 5

    assert contents() == {
        shown.pk: ("Canary Shown", "Leeds", "", True),
        first.pk: ("Canary", "Leeds", "", False),
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


def stored_bytes(signature: Signature) -> list[str]:
    """Return name, town and salt of a signature as the database holds them, sealed."""
    with connection.cursor() as cursor:
        query = "SELECT name, town, salt FROM campaigns_signature WHERE email_index = %s"
        cursor.execute(query, [signature.email_index])
        (row,) = cursor.fetchall()
    return [str(value) for value in row]


def can_be_guessed(signature: Signature, part: str, value: str) -> bool:
    """Return whether whoever holds the database can tell a right guess of a part from a wrong one.

    Each word of it is tried as the salt, and as what the salt is derived from.
    """
    stored = everything_stored()
    words = set(re.findall(r"[0-9A-Za-z_-]{16,}", stored))
    guesses = {
        hash_
        for word in words
        for salt in (word, salt_of(part, word))
        for hash_ in [sealed_part(part, value, salt)]
    }
    contents_ = {
        content_hash(signature.signer, 0, {**sealed_parts_of(signature), part: guess}) for guess in guesses
    }
    return any(found in stored for found in guesses | contents_)


def test_a_surname_that_is_not_shown_goes_after_it_was_looked_at(tmp_path: Path) -> None:
    statement = open_statement(checks_names=True)
    looked_at = signed(statement, "Canary Surname", display="first_name_and_town")
    waiting = signed(statement, "Waiting Surname", display="first_name_and_town")
    full = signed(statement, "Canary Fullname", is_name_checked=True)
    before = stored_bytes(looked_at)
    assert erase_expired_signatures(now=NOW) == 0
    check_names([looked_at.pk], withhold=False)
    assert [value in everything_stored() for value in before] == [True, True, True]
    assert can_be_guessed(looked_at, "name", "Canary Surname")  # the control: the salt is there

    assert erase_expired_signatures(now=NOW) == 1

    looked_at.refresh_from_db()
    stored = everything_stored()
    assert [before[0] in stored, before[2] in stored, "Surname" in stored] == [False, False, False]
    assert not can_be_guessed(looked_at, "name", "Canary Surname")
    assert [contents()[one.pk][0] for one in (looked_at, waiting, full)] == [
        "Canary",
        "Waiting Surname",
        "Canary Fullname",
    ]
    assert erase_expired_signatures(now=NOW) == 0
    # What is shown is shown still, and can be shown to be what was signed.
    assert str(shown_name(looked_at)) == "Canary, Leeds"
    assert check_statement(statement).count == 3
    path = tmp_path / "export.zip"
    assert export_to(statement, path).problem == ""
    assert check_file(str(path))[0]
    with zipfile.ZipFile(path) as archive:
        assert b'"Canary","Leeds"' in archive.read("names.csv")
    # It can be hidden, and not be shown in full.
    page = str(DisplayForm(looked_at)["display"])
    assert re.findall(r'value="(\w+)"', page) == ["first_name_and_town", "hidden"]
    assert change_display(looked_at, Signature.Display.FULL).display == "first_name_and_town"
    assert change_display(looked_at, Signature.Display.HIDDEN).display == "hidden"
    withdraw_signature(looked_at, now=NOW)
    looked_at.refresh_from_db()
    assert (looked_at.name, looked_at.seals, check_statement(statement).count) == ("", {}, 2)


def test_names_that_are_held_back_go_in_time_also_from_paper(closed: Statement, tmp_path: Path) -> None:
    held = signed(closed, "Canary Withheld")
    (sheet,) = enter_sheets(
        closed,
        [SheetEntry("1", 3, "en", names=[("Ann Paper", "York"), ("Canary Paper", "York")])],
        by=None,
        now=NOW,
    )
    on_paper = sheet.names.get(position=1)
    check_names([held.pk, on_paper.pk], withhold=True)
    hidden = signed(closed, "Canary Hidden", display="hidden")
    keys = [held.pk, on_paper.pk, hidden.pk]
    assert [contents()[key][0] for key in keys] == ["Canary Withheld", "Canary Paper", "Canary Hidden"]
    assert can_be_guessed(held, "name", "Canary Withheld")  # the control: the salt is there
    before = [*stored_bytes(held), *stored_bytes(hidden), on_paper.salt]

    assert erase_expired_signatures(now=LATER) == 3

    assert [contents()[key] for key in keys] == [("", "", "", False)] * 3
    stored = everything_stored()
    assert [value for value in before if value in stored] == []
    for one, name in ((held, "Canary Withheld"), (on_paper, "Canary Paper"), (hidden, "Canary Hidden")):
        one.refresh_from_db()
        assert not can_be_guessed(one, "name", name)
    assert check_statement(closed).count == 5
    path = tmp_path / "export.zip"
    assert export_to(closed, path).problem == ""
    assert check_file(str(path))[0]
    assert erase_expired_signatures(now=LATER) == 0


def test_who_hides_a_first_name_later_loses_it_in_time(closed: Statement) -> None:
    one = signed(closed, "Canary First", display="first_name_and_town")
    erase_expired_signatures(now=NOW)
    change_display(one, Signature.Display.HIDDEN)
    assert erase_expired_signatures(now=LATER) == 1
    one.refresh_from_db()
    assert (one.name, one.town, sorted(one.seals)) == ("", "", ["sealed"])
    assert not can_be_guessed(one, "first_name", "Canary")
    assert check_statement(closed).count == 1


def test_thousands_are_erased_with_a_bounded_number_of_queries_for_each(closed: Statement) -> None:
    for index in range(3):
        signed(closed, f"Canary {index}", display="hidden")
    with CaptureQueriesContext(connection) as three:
        erase_expired_signatures(now=LATER)
    for index in range(6):
        signed(closed, f"Other {index}", display="hidden")
    with CaptureQueriesContext(connection) as six:
        erase_expired_signatures(now=LATER)
    # One for each that is erased, which has its own seals.
    assert len(six) - len(three) == 3
