"""Several at once: one signature an address, one line in the ledger, one reminder. Controls take a defence away."""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from campaigns.models import Dispatch, LedgerEntry, LetterReminder, Signature, Statement
from campaigns.services import export_work, exports, ledger, letter_reminders, signature_export, signing
from campaigns.services.ledger_check import check_statement
from campaigns.services.letter_reminders import (
    confirm_letter_reminder,
    end_letter_reminder,
    plan_letter_reminders,
)
from campaigns.services.signing import confirm_signature, digest_of, sign
from campaigns.signature_chain import TamperedError, check_file
from tests.campaigns.races import all_at_once
from tests.campaigns.signatories import export_to
from tests.campaigns.signing import now, open_with_text, person
from tests.factories.letters import LetterReminderFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # SQLite lets one write at a time whatever the code does, so a control would show nothing there.
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="what locks are for shows on PostgreSQL alone"
    ),
]

CLIENTS = 8


@pytest.fixture
def statement() -> Statement:
    return open_with_text()


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wake nobody."""
    monkeypatch.setattr(signing, "wake_worker", lambda _key: None)
    monkeypatch.setattr("campaigns.services.outbox.wake_worker", lambda _key: None)


def _unlocked(statement: Statement) -> Statement:
    """The defence taken away: the statement is read, not locked, and others have time to read the same."""
    found = Statement.objects.get(pk=statement.pk)
    time.sleep(0.2)
    return found


def _sign(statement: Statement) -> object:
    return sign(statement, person(), language="en", now=now())


def test_one_address_that_signs_many_times_at_once_signs_once(statement: Statement) -> None:
    found = all_at_once(_sign, [statement] * CLIENTS)

    assert [one for one in found if isinstance(one, Exception)] == []
    assert (Signature.objects.count(), Dispatch.objects.count()) == (1, 1)


def test_control_without_the_lock_some_are_answered_with_an_error(
    statement: Statement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing, "lock_statement", _unlocked)
    found = all_at_once(_sign, [statement] * CLIENTS)

    # The unique key still stands behind it: nobody signs twice.
    assert {type(one).__name__ for one in found if isinstance(one, Exception)} == {"IntegrityError"}
    assert Signature.objects.count() == 1


def _pending(statement: Statement) -> Signature:
    _sign(statement)
    return Signature.objects.select_related("statement").get()


def _confirm(signature: Signature) -> object:
    return confirm_signature(signature, seen=digest_of(signature), now=now())


def test_a_signature_that_is_confirmed_many_times_at_once_counts_once(statement: Statement) -> None:
    signature = _pending(statement)
    found = all_at_once(lambda _client: _confirm(Signature.objects.get(pk=signature.pk)), range(CLIENTS))

    assert [one for one in found if isinstance(one, Exception)] == []
    assert list(statement.ledger.values_list("event", "count")) == [("signed", 1)]
    assert check_statement(statement).count == 1


def test_control_without_the_lock_it_counts_several_times(
    statement: Statement, monkeypatch: pytest.MonkeyPatch
) -> None:
    signature = _pending(statement)

    def read_only(signature: Signature) -> Signature:
        found = Signature.objects.select_related("statement").get(pk=signature.pk)
        time.sleep(0.2)
        return found

    monkeypatch.setattr(signing, "_locked", read_only)
    all_at_once(lambda _client: _confirm(Signature.objects.get(pk=signature.pk)), range(CLIENTS))

    assert statement.ledger.filter(event="signed").count() > 1
    with pytest.raises(TamperedError):
        check_statement(statement)


def test_control_without_any_lock_the_unique_keys_of_the_ledger_refuse_a_fork(
    statement: Statement, monkeypatch: pytest.MonkeyPatch
) -> None:
    signatures = []
    for number in range(CLIENTS):
        sign(statement, person(email=f"reader-{number}@example.org"), language="en", now=now())
    signatures = list(Signature.objects.select_related("statement"))
    monkeypatch.setattr(signing, "lock_statement", _unlocked)
    monkeypatch.setattr(ledger, "lock_statement", _unlocked)
    found = all_at_once(_confirm, signatures)

    assert {type(one).__name__ for one in found if isinstance(one, Exception)} == {"IntegrityError"}
    assert check_statement(statement).count == LedgerEntry.objects.count() < CLIENTS


@pytest.fixture
def _slow_export(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that takes its time with a part, after it was read."""
    make = signature_export.part_of

    def slowly(*given: Any) -> Any:  # noqa: ANN401 - as the function it stands for
        part = make(*given)
        time.sleep(1.5)
        return part

    monkeypatch.setattr(export_work, "part_of", slowly)
    monkeypatch.setattr(exports, "wake_export_worker", lambda _key: None)


def _export_while_one_signs(statement: Statement, export: Callable[[], object]) -> tuple[float, float]:
    """Return when the export ended and when somebody who came meanwhile had signed."""

    def run(client: int) -> float:
        if client == 0:
            export()
        else:
            time.sleep(0.5)
            sign(statement, person(email="late@example.org"), language="en", now=now())
            _confirm(Signature.objects.select_related("statement").get(state="pending"))
        return time.monotonic()

    exported, signed_at = all_at_once(run, range(2))
    assert isinstance(exported, float), exported
    assert isinstance(signed_at, float), signed_at
    return exported, signed_at


@pytest.mark.usefixtures("_slow_export")
def test_nobody_waits_for_an_export_and_it_tells_of_one_moment(statement: Statement, tmp_path: Path) -> None:
    _confirm(_pending(statement))
    path = tmp_path / "export.zip"
    exported, signed_at = _export_while_one_signs(statement, lambda: export_to(statement, path))

    assert signed_at < exported
    assert check_file(str(path))[1].startswith("NOT ALTERED: 1 signatures")
    assert check_statement(statement).count == 2


@pytest.mark.usefixtures("_slow_export")
def test_control_where_the_statement_is_locked_who_signs_waits(statement: Statement, tmp_path: Path) -> None:
    _confirm(_pending(statement))

    def locked() -> None:
        with transaction.atomic():
            ledger.lock_statement(statement)
            export_to(statement, tmp_path / "export.zip")

    exported, signed_at = _export_while_one_signs(statement, locked)
    assert signed_at > exported


@pytest.fixture
def wish() -> LetterReminder:
    """A wish that is confirmed and due."""
    due = now() - timedelta(hours=1)
    return LetterReminderFactory.create(
        state=LetterReminder.State.CONFIRMED, next_at=due, erase_after=now() + timedelta(days=300)
    )


def _end_or_plan(wish: LetterReminder, client: int) -> object:
    return end_letter_reminder(wish) if client % 2 else plan_letter_reminders(now=now())


def test_a_wish_that_is_ended_while_it_is_planned_is_gone_with_its_messages(wish: LetterReminder) -> None:
    found = all_at_once(lambda client: _end_or_plan(wish, client), range(CLIENTS))

    assert [one for one in found if isinstance(one, Exception)] == []
    assert (LetterReminder.objects.count(), Dispatch.objects.count()) == (0, 0)


def test_control_ended_without_the_lock_it_fails_now_and_then(
    wish: LetterReminder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def delete_slowly(wishes: Any) -> int:  # noqa: ANN401 - as the function it stands for
        """What was planned is looked for, and deleted later."""
        keys = list(Dispatch.objects.filter(letter_reminder__in=wishes).values_list("pk", flat=True))
        time.sleep(0.3)
        Dispatch.objects.filter(pk__in=keys).delete()
        return int(wishes._raw_delete(wishes.db))

    monkeypatch.setattr(letter_reminders, "_delete", delete_slowly)
    found = all_at_once(lambda client: _end_or_plan(wish, client), range(CLIENTS))
    assert {type(one).__name__ for one in found if isinstance(one, Exception)} == {"IntegrityError"}


def test_a_wish_is_planned_once_by_many_planners(wish: LetterReminder) -> None:
    found = all_at_once(lambda _client: plan_letter_reminders(now=now()), range(CLIENTS))

    assert sum(one for one in found if isinstance(one, int)) == 1
    wish.refresh_from_db()
    assert (Dispatch.objects.count(), wish.next_at is not None and wish.next_at > now()) == (1, True)


def _plan_naively(due: Any, moment: Any) -> int:  # noqa: ANN401 - as the function it stands for
    """Read, then write, with neither a lock nor a key that names the occasion."""
    reminder = due.first()
    time.sleep(0.2)
    key = f"naive:{reminder.pk}:{time.monotonic_ns()}"
    Dispatch.objects.create(key=key, kind=Dispatch.Kind.WRITE_AGAIN, letter_reminder=reminder, due_at=moment)
    return 1


def test_control_planned_naively_it_is_planned_several_times_or_fails(
    wish: LetterReminder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letter_reminders, "_plan_one", _plan_naively)
    all_at_once(lambda _client: plan_letter_reminders(now=now()), range(CLIENTS))
    assert Dispatch.objects.count() > 1
    Dispatch.objects.all().delete()
    found = all_at_once(lambda client: _end_or_plan(wish, client), range(CLIENTS))
    assert [type(one).__name__ for one in found if isinstance(one, Exception)] != []


def test_a_wish_that_is_confirmed_many_times_at_once_keeps_one_date() -> None:
    wish = LetterReminderFactory.create(state=LetterReminder.State.PENDING)
    moments = [now() + timedelta(minutes=minute) for minute in range(CLIENTS)]
    found = all_at_once(
        lambda moment: confirm_letter_reminder(LetterReminder.objects.get(pk=wish.pk), now=moment), moments
    )

    assert [one for one in found if isinstance(one, Exception)] == []
    wish.refresh_from_db()
    assert wish.next_at is not None
    begun = wish.next_at - timedelta(weeks=wish.every_weeks)
    assert (begun in moments, wish.erase_after == begun + letter_reminders.KEPT) == (True, True)


def test_control_confirmed_without_the_condition_the_last_one_wins() -> None:
    wish = LetterReminderFactory.create()
    writes = all_at_once(
        lambda _client: LetterReminder.objects.filter(pk=wish.pk).update(state="confirmed"), range(CLIENTS)
    )
    assert sum(one for one in writes if isinstance(one, int)) == CLIENTS


def test_a_wish_that_is_ended_while_it_is_confirmed_is_gone(wish: LetterReminder) -> None:
    LetterReminder.objects.update(state=LetterReminder.State.PENDING, next_at=None)

    def run(client: int) -> object:
        return end_letter_reminder(wish) if client == 0 else confirm_letter_reminder(wish, now=now())

    found = all_at_once(run, range(CLIENTS))
    assert [one for one in found if isinstance(one, Exception)] == []
    assert LetterReminder.objects.count() == 0
    assert confirm_letter_reminder(wish, now=now()) is None
