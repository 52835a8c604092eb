"""A real Celery worker behind a real broker sends to a real SMTP server."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
import redis
import time_machine
from celery import current_app
from django.conf import settings
from django.db import connection
from django.test import Client

from campaigns.models import Dispatch, SignUp
from campaigns.services.outbox import sweep_outbox
from campaigns.services.reminders import ensure_default_reminders
from campaigns.services.sending import SENDING_LEASE
from campaigns.tasks import send_dispatch_task, sweep_outbox_task
from tests.campaigns.conftest import post_sign_up
from tests.campaigns.naive_tasks import naive_send_task
from tests.campaigns.smtp import STALL, Mailboxes, smtp_server
from tests.factories.campaigns import DispatchFactory, PicketFactory, ShiftFactory, in_days
from tests.parts import ROOT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs("broker")]

PATIENCE = 60.0


def _wait_for(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"{what} did not happen within {PATIENCE:.0f} s"
        time.sleep(0.05)


def _database_url() -> str:
    """Return the address of the database that this test uses."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    who = quote(str(found["USER"])) + (f":{quote(str(found['PASSWORD']))}" if found["PASSWORD"] else "")
    port = f":{found['PORT']}" if found["PORT"] else ""
    return f"postgresql://{who}@{quote(str(found['HOST']), safe='')}{port}/{found['NAME']}"


@contextmanager
def _redis() -> Iterator[redis.Redis]:
    """Open the broker that Celery uses now."""
    with current_app.connection_for_write() as there:
        yield there.default_channel.client  # type: ignore[attr-defined]  # the Redis transport's channel


@pytest.fixture
def broker() -> Iterator[str]:
    """The broker of the tests, with a database for each process that runs tests side by side."""
    address = os.environ["TEST_REDIS_URL"]
    number = 1 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 15
    url = (
        f"{address}?virtual_host={number}"
        if address.startswith("unix://")
        else f"{address.rstrip('/')}/{number}"
    )
    before = current_app.conf.broker_url
    current_app.conf.update(broker_url=url.replace("unix://", "redis+socket://", 1))
    with _redis() as client:
        client.flushdb()
    yield url
    current_app.conf.update(broker_url=before)


@pytest.fixture
def mailboxes() -> Iterator[tuple[Mailboxes, int]]:
    """The mail server."""
    with smtp_server() as server:
        yield server


@contextmanager
def _worker(broker: str, port: int, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker with four processes as an installation does; yield it once it is ready."""
    log = folder / "worker.log"
    environment = {
        **os.environ,
        "DATABASE_URL": _database_url(),
        "REDIS_URL": broker,
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "FIELD_KEYS_FILE": str(settings.FIELD_KEYS_FILE),
    }
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--concurrency", "4"]
    command += [
        "--without-gossip",
        "--without-mingle",
        "--loglevel",
        "INFO",
        "-I",
        "tests.campaigns.naive_tasks",
    ]
    with log.open("wb") as file:
        worker = subprocess.Popen(
            command, env=environment, cwd=ROOT, stdout=file, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            _wait_for(lambda: " ready." in log.read_text(), "the worker's start")
            yield worker
        finally:
            if worker.poll() is None:
                os.killpg(worker.pid, signal.SIGTERM)
                try:
                    worker.wait(timeout=20)
                except subprocess.TimeoutExpired:
                    os.killpg(worker.pid, signal.SIGKILL)
                    worker.wait(timeout=20)


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
        _wait_for(lambda: _sent("confirmation") != [], "the confirmation")

        # What beat does each minute; and more often than it ever would.
        for _ in range(8):
            sweep_outbox_task.delay()
        _wait_for(lambda: _sent("reminder") != [], "the reminder")
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
        _wait_for(lambda: _sent("confirmation") != [], "the message")
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
        _wait_for(lambda: Dispatch.objects.get().state == "sent", "the message")
        time.sleep(1)

    assert len(inbox.messages) > 1


def test_a_worker_killed_while_sending_leaves_a_trace_and_nothing_is_sent_twice(
    broker: str, mailboxes: tuple[Mailboxes, int], tmp_path: Path
) -> None:
    inbox, port = mailboxes
    inbox.fault = STALL
    dispatch = DispatchFactory()
    with _worker(broker, port, tmp_path) as worker:
        send_dispatch_task.delay(str(dispatch.pk))
        _wait_for(lambda: len(inbox.messages) == 1, "the message")
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(timeout=20)
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
        _wait_for(lambda: _sent("confirmation") != [], "the confirmation")

    assert len(inbox.messages) == 1
