"""A real Celery worker behind a real broker sends to a real SMTP server."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis
import time_machine
from celery import current_app
from django.test import Client

from campaigns.models import Dispatch, SignUp
from campaigns.services.outbox import sweep_outbox
from campaigns.services.reminders import ensure_default_reminders
from campaigns.services.sending import SENDING_LEASE
from campaigns.tasks import send_dispatch_task, sweep_outbox_task
from tests.campaigns.conftest import post_sign_up
from tests.campaigns.naive_tasks import naive_send_task
from tests.campaigns.smtp import STALL, Mailboxes, smtp_server
from tests.campaigns.workers import empty_broker, wait_for, worker
from tests.factories.campaigns import DispatchFactory, PicketFactory, ShiftFactory, in_days

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs("broker")]


@contextmanager
def _redis() -> Iterator[redis.Redis]:
    """Open the broker that Celery uses now."""
    with current_app.connection_for_write() as there:
        yield there.default_channel.client  # type: ignore[attr-defined]  # the Redis transport's channel


@pytest.fixture
def broker() -> Iterator[str]:
    """The broker of the tests, with a database for each process that runs tests side by side."""
    with empty_broker() as url:
        yield url


@pytest.fixture
def mailboxes() -> Iterator[tuple[Mailboxes, int]]:
    """The mail server."""
    with smtp_server() as server:
        yield server


def _worker(broker: str, port: int, folder: Path) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """Run a worker that sends through the mail server of the test."""
    mail = f"smtp://127.0.0.1:{port}"
    log = folder / "worker.log"
    return worker(broker, log, load="tests.campaigns.naive_tasks", EMAIL_URL=mail)


def _sent(kind: str) -> list[str]:
    found = Dispatch.objects.filter(kind=kind, state="sent")
    return list(found.values_list("message_id", flat=True))


def test_confirmation_and_reminder_arrive_once_through_broker_and_worker(
    broker: str, mailboxes: tuple[Mailboxes, int], tmp_path: Path
) -> None:
    inbox, port = mailboxes
    shift = ShiftFactory(picket=PicketFactory(starts_at=in_days(2 / 24)))
    ensure_default_reminders(shift.picket.campaign)
    with _worker(broker, port, tmp_path):
        answer = post_sign_up(Client(), shift, email="canary-address@example.org", name="Canary-Name")
        assert answer.status_code == 303
        wait_for(lambda: _sent("confirmation") != [], "the confirmation")

        # What beat does each minute; and more often than it ever would.
        for _ in range(8):
            sweep_outbox_task.delay()
        wait_for(lambda: _sent("reminder") != [], "the reminder")
        for dispatch in Dispatch.objects.all():
            send_dispatch_task.delay(str(dispatch.pk))
        time.sleep(2)

    assert sorted(inbox.message_ids) == sorted(_sent("confirmation") + _sent("reminder"))
    assert len(inbox.messages) == 2
    assert {str(message["To"]) for message in inbox.messages} == {"canary-address@example.org"}
    log = (tmp_path / "worker.log").read_text().lower()
    assert "succeeded" in log
    assert "canary" not in log


def test_one_message_asked_for_many_times_arrives_once(
    broker: str, mailboxes: tuple[Mailboxes, int], tmp_path: Path
) -> None:
    inbox, port = mailboxes
    dispatch = DispatchFactory()
    for _ in range(40):
        send_dispatch_task.delay(str(dispatch.pk))
    with _worker(broker, port, tmp_path):
        wait_for(lambda: _sent("confirmation") != [], "the message")
        time.sleep(2)

    assert len(inbox.messages) == 1


def test_control_a_task_that_sends_and_then_marks_sends_it_more_than_once(
    broker: str, mailboxes: tuple[Mailboxes, int], tmp_path: Path
) -> None:
    inbox, port = mailboxes
    dispatch = DispatchFactory()
    for _ in range(40):
        naive_send_task.delay(str(dispatch.pk))
    with _worker(broker, port, tmp_path):
        wait_for(lambda: Dispatch.objects.get().state == "sent", "the message")
        time.sleep(1)

    assert len(inbox.messages) > 1


def test_a_worker_killed_while_sending_leaves_a_trace_and_nothing_is_sent_twice(
    broker: str, mailboxes: tuple[Mailboxes, int], tmp_path: Path
) -> None:
    inbox, port = mailboxes
    inbox.fault = STALL
    dispatch = DispatchFactory()
    with _worker(broker, port, tmp_path) as process:
        send_dispatch_task.delay(str(dispatch.pk))
        wait_for(lambda: len(inbox.messages) == 1, "the message")
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=20)
    assert Dispatch.objects.get().state == "sending"

    inbox.fault = ""
    with _worker(broker, port, tmp_path):
        for _ in range(5):
            sweep_outbox_task.delay()
            send_dispatch_task.delay(str(dispatch.pk))
        time.sleep(3)
    assert Dispatch.objects.get().state == "sending"
    with time_machine.travel(datetime.now(UTC) + SENDING_LEASE + timedelta(seconds=1), tick=False):
        sweep_outbox()
    assert Dispatch.objects.get().state == "unknown"
    assert inbox.message_ids == [Dispatch.objects.get().message_id]


def test_what_the_broker_forgets_the_sweep_finds(
    broker: str, mailboxes: tuple[Mailboxes, int], tmp_path: Path
) -> None:
    inbox, port = mailboxes
    shift = ShiftFactory()
    assert post_sign_up(Client(), shift).status_code == 303
    with _redis() as client:
        assert client.llen("celery") == 1
        client.flushdb()
    with _worker(broker, port, tmp_path):
        time.sleep(1)
        assert (inbox.messages, SignUp.objects.count()) == ([], 1)
        sweep_outbox_task.delay()
        wait_for(lambda: _sent("confirmation") != [], "the confirmation")

    assert len(inbox.messages) == 1
