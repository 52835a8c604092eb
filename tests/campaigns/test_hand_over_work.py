"""Hand-overs of large statements: checked by a worker while people go on signing, then recorded, once."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from campaigns.models import HandOver, HandOverCheck, Statement
from campaigns.services import hand_over_work, hand_overs
from campaigns.services.hand_over_work import check_hand_over, sweep_hand_overs
from campaigns.services.hand_overs import HandOverError, ask_for_hand_over, forget_check
from campaigns.services.ledger_check import check_statement, follow_lines, misfits
from campaigns.services.paper import SheetEntry, enter_sheets, remove_sheet
from campaigns.services.signing import withdraw_signature
from campaigns.tasks import sweep_hand_overs_task
from config.celery import app
from tests.campaigns import check_worker
from tests.campaigns.signatories import NOW, open_statement, signed, tail
from tests.campaigns.workers import empty_broker, kill, wait_for, worker
from tests.desk import text_of
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import TargetFactory
from tests.forms import fields_of
from toolkit.leases import Hold

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def woken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Take any statement for a large one; return which checks a worker is asked for."""
    asked: list[int] = []
    monkeypatch.setattr(hand_overs, "AT_ONCE", 0)
    for module in (hand_overs, hand_over_work):
        monkeypatch.setattr(module, "wake_check_worker", asked.append)
    return asked


@pytest.fixture
def statement() -> Statement:
    """An open statement with three names and twelve on paper."""
    statement = open_statement()
    for name in ("Ann Sample", "Bob Sample", "Cem Sample"):
        signed(statement, name)
    enter_sheets(statement, [SheetEntry("1", 12, "en")], by=None, now=NOW)
    return statement


def asked_for(statement: Statement) -> HandOverCheck:
    """Ask for a hand-over, as the page does."""
    target = TargetFactory.create(campaign=statement.campaign)
    check = ask_for_hand_over(
        statement, target=target, on="2026-03-02", note_text="At the gate.", by=None, now=NOW
    )
    assert isinstance(check, HandOverCheck)
    return check


def meanwhile(monkeypatch: pytest.MonkeyPatch, what: Callable[[], object]) -> None:
    """Let something happen once, when the lines are read and the rows are not."""
    work: Any = hand_over_work
    look = work.misfits
    done: list[bool] = []

    def after(*given: Any, **more: Any) -> Any:  # noqa: ANN401 - as the function it stands for
        if not done:
            done.append(True)
            what()
        return look(*given, **more)

    monkeypatch.setattr(hand_over_work, "misfits", after)


def test_it_is_followed_on_its_page_and_leads_to_the_record(
    desk: Client,
    statement: Statement,
    woken: list[int],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    target = TargetFactory.create(campaign=statement.campaign, title="The Sample Embassy")
    page = reverse("admin:campaigns_statement_hand_over", args=[statement.pk])
    form = fields_of(desk.get(page), "ask_form")
    bad = desk.post(page, {**form, "target": str(target.pk), "on": "2026-02-31"})
    assert (bad.status_code, HandOverCheck.objects.count()) == (422, 0)
    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(page, {**form, "target": str(target.pk), "on": "2026-03-02"})
    check = HandOverCheck.objects.get()
    own = reverse("admin:campaigns_statement_hand_over_check", args=[statement.pk, check.pk])
    assert (answer["Location"], woken, check.total, HandOver.objects.count()) == (own, [check.pk], 8, 0)
    waits = desk.get(own)
    assert ("Waits for a worker" in text_of(waits), waits["Refresh"]) == (True, "3")
    assert own in text_of(desk.get(page))
    foreign = own.replace(f"/{statement.pk}/", f"/{open_statement().pk}/")
    assert (desk.post(foreign).status_code, HandOverCheck.objects.count()) == (302, 1)
    desk.logout()
    desk.force_login(UserFactory.create(is_staff=True))
    assert [desk.get(own).status_code, desk.post(own).status_code] == [403, 403]

    assert check_hand_over(check.pk)

    record = HandOver.objects.get()
    assert (record.count, record.people, record.on_paper, record.on) == (15, 3, 12, "2026-03-02")
    assert (tail(statement), record.ledger_hash) == (
        [("handed_over", 15)],
        check_statement(statement).last_hash,
    )
    statement.refresh_from_db()
    assert (statement.signing, HandOverCheck.objects.count()) == ("handed_over", 0)
    added = LogEntry.objects.get(object_id=str(record.pk), content_type__model="handover")
    assert (added.user_id, added.is_addition()) == (check.asked_by_id, True)
    assert not check_hand_over(check.pk)


def test_small_ones_are_recorded_at_once_and_others_refused_before(
    statement: Statement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hand_overs, "AT_ONCE", statement.ledger.count())
    target = TargetFactory.create(campaign=statement.campaign)
    given: dict[str, Any] = {"on": "2026-03-02", "note_text": "", "by": None, "now": NOW}
    assert isinstance(ask_for_hand_over(statement, target=target, **given), HandOver)
    # One line more.
    with pytest.raises(HandOverError, match="to whom this campaign writes"):
        ask_for_hand_over(statement, target=TargetFactory.create(), **given)
    assert HandOverCheck.objects.count() == 0
    assert isinstance(ask_for_hand_over(statement, target=target, **given), HandOverCheck)


def test_who_signs_and_withdraws_meanwhile_is_counted_as_it_is_at_the_end(
    statement: Statement, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = asked_for(statement)

    def change() -> None:
        signed(statement, "Dana Sample")
        withdraw_signature(statement.signatures.filter(sheet=None).earliest("created_at"), now=NOW)
        remove_sheet(statement.paper_sheets.get(), now=NOW)
        enter_sheets(statement, [SheetEntry("2", 5, "en")], by=None, now=NOW)

    before = follow_lines(statement)
    meanwhile(monkeypatch, change)
    assert check_hand_over(check.pk)
    record = HandOver.objects.get()
    assert (record.count, record.people, record.on_paper) == (8, 3, 5)
    assert check_statement(statement).count == 8
    # The control: without a second look each of them would have been taken for an altered row.
    assert len(misfits(statement, before)) == 4


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE campaigns_ledgerentry SET count = 500 WHERE number = 2", "line 2 of the ledger was altered"),
        ("UPDATE campaigns_signature SET salt = 'another'", "is not what was signed"),
        ("UPDATE campaigns_papersheet SET count = 500", "the sheet 1 is not what was entered"),
    ],
)
@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_what_was_altered_is_refused_in_words_and_kept(
    desk: Client, statement: Statement, change: str, words: str, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = asked_for(statement)

    def alter() -> None:
        with connection.cursor() as cursor:
            cursor.execute(change)

    if when == "before":
        alter()
    elif "ledger" in change:
        # A line that was followed already: the next check finds it; one that comes meanwhile is found by this one.
        signed(statement, "Dana Sample")
        meanwhile(monkeypatch, lambda: _sign_and_alter(statement))
        words = "line 6 of the ledger was altered"
    else:
        meanwhile(monkeypatch, alter)

    assert not check_hand_over(check.pk)

    statement.refresh_from_db()
    assert (statement.signing, HandOver.objects.count(), tail(statement)[0][0] != "handed_over") == (
        "open",
        0,
        True,
    )
    check.refresh_from_db()
    assert (check.problem, words in check.detail, check.lease_until) == ("altered", True, None)
    page = reverse("admin:campaigns_statement_hand_over_check", args=[statement.pk, check.pk])
    answer = desk.get(page)
    assert (words in text_of(answer), "Refresh" in answer) == (True, False)
    # It stays until somebody has it checked again, or gives it up.
    assert (sweep_hand_overs(now=timezone.now()), check_hand_over(check.pk)) == (0, False)
    desk.post(page, {"step": "again"})
    check.refresh_from_db()
    assert (check.problem, check.note, check_hand_over(check.pk)) == ("", "At the gate.", False)
    assert (desk.post(page)["Location"], HandOverCheck.objects.count()) == (page, 0)
    assert HandOver.objects.count() == 0


def _sign_and_alter(statement: Statement) -> None:
    signed(statement, "Eli Sample")
    last = statement.ledger.latest("number")
    statement.ledger.filter(pk=last.pk).update(subject="another")


def test_two_workers_make_one_record(statement: Statement, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first is silent for so long that a second takes over; then it wakes up."""
    check = asked_for(statement)

    def take_over() -> None:
        HandOverCheck.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        assert check_hand_over(check.pk)

    meanwhile(monkeypatch, take_over)
    assert not check_hand_over(check.pk)
    assert (HandOver.objects.count(), tail(statement, 2)) == (1, [("paper", 15), ("handed_over", 15)])


def test_control_without_the_mark_two_workers_make_two_records(
    statement: Statement, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = asked_for(statement)

    def take_over() -> None:
        HandOverCheck.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        check_hand_over(check.pk)

    meanwhile(monkeypatch, take_over)
    monkeypatch.setattr(Hold, "commit", lambda *_given, **_fields: None)
    check_hand_over(check.pk)
    assert HandOver.objects.count() == 2


def test_one_that_is_given_up_or_never_gets_further_or_withdrawn_is_not_recorded(
    statement: Statement, woken: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert app.conf.beat_schedule["sweep-hand-overs"]["task"] == sweep_hand_overs_task.name
    gone = asked_for(statement)
    with monkeypatch.context() as context:
        meanwhile(context, lambda: forget_check(gone))
        assert not check_hand_over(gone.pk)
    assert (HandOverCheck.objects.count(), HandOver.objects.count()) == (0, 0)
    stuck = asked_for(statement)
    assert (sweep_hand_overs(now=timezone.now()), woken[-1]) == (1, stuck.pk)
    HandOverCheck.objects.update(tries=5)
    assert (check_hand_over(stuck.pk), sweep_hand_overs(now=timezone.now())) == (False, 0)
    stuck.refresh_from_db()
    assert stuck.problem == "stalled"
    withdrawn = asked_for(statement)
    Statement.objects.update(state="draft")
    assert not check_hand_over(withdrawn.pk)
    withdrawn.refresh_from_db()
    assert (withdrawn.problem, HandOver.objects.count()) == ("withdrawn", 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.needs("broker")
@pytest.mark.parametrize("is_swept", [True, False])
def test_killed_worker_is_followed_by_one_that_records(
    statement: Statement, tmp_path: Path, *, is_swept: bool
) -> None:
    """The control: where nobody sweeps, what a killed worker was at stays as it is."""
    trace = tmp_path / "trace"
    trace.touch()
    more = {check_worker.TRACE: str(trace), "VAR_DIR": str(tmp_path)}
    load = "tests.campaigns.check_worker"
    with empty_broker() as broker:
        check = asked_for(statement)
        with worker(broker, tmp_path / "first.log", load=load, **more) as first:
            app.send_task("campaigns.tasks.check_hand_over_task", [check.pk])
            wait_for(lambda: len(trace.read_text().splitlines()) == 1, "the rows")
            kill(first)
        check.refresh_from_db()
        assert (HandOver.objects.count(), check.lease_until is None, check.tries) == (0, False, 1)
        assert check.made == 4
        HandOverCheck.objects.update(lease_until=timezone.now())
        with worker(broker, tmp_path / "second.log", load=load, **more):
            if is_swept:
                sweep_hand_overs_task.delay()
                wait_for(HandOver.objects.exists, "the record", every=0.5)
            else:
                app.send_task("campaigns.tasks.note_news_task")
                wait_for(lambda: "note_news_task" in (tmp_path / "second.log").read_text(), "another task")
    assert (HandOver.objects.count(), HandOverCheck.objects.count()) == ((1, 0) if is_swept else (0, 1))
    logs = "".join((tmp_path / f"{name}.log").read_text() for name in ("first", "second"))
    assert "Sample" not in logs
