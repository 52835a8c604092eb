"""What beat asks for, and that it asks."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from celery import current_app

from campaigns.models import Dispatch, SignUp
from campaigns.tasks import erase_expired_sign_ups_task, send_dispatch_task, sweep_outbox_task
from tests.factories.campaigns import DispatchFactory, SignUpFactory
from toolkit.mail_backends import KEPT_SECONDS

pytestmark = pytest.mark.django_db


def test_beat_asks_for_tasks_that_exist() -> None:
    current_app.loader.import_module("campaigns.tasks")
    schedule = current_app.conf.beat_schedule

    # As a worker does when it starts.
    current_app.loader.import_default_modules()
    assert {entry["task"] for entry in schedule.values()} <= set(current_app.tasks)
    assert schedule["sweep-outbox"]["schedule"] == 60.0
    # Later it would only do the work of the next one.
    assert schedule["sweep-outbox"]["options"] == {"expires": 55}


def test_tasks_put_up_with_rows_that_are_gone() -> None:
    send_dispatch_task("00000000-0000-0000-0000-000000000000")
    sweep_outbox_task()
    erase_expired_sign_ups_task()


def test_send_task_sends_one() -> None:
    one, other = DispatchFactory(), DispatchFactory()
    send_dispatch_task(str(one.pk))

    assert list(Dispatch.objects.filter(state="sent")) == [one]
    assert list(Dispatch.objects.filter(state="planned")) == [other]


def test_erasure_deletes_what_is_due_and_keeps_what_is_not() -> None:
    due = SignUpFactory(erase_after=datetime.now(UTC) - timedelta(seconds=1))
    kept = SignUpFactory(erase_after=datetime.now(UTC) + timedelta(minutes=1))
    erase_expired_sign_ups_task()

    assert list(SignUp.objects.all()) == [kept]
    assert due != kept


def test_erasure_forgets_old_mail_of_the_development_mailbox(mail_folder: Path) -> None:
    mail_folder.mkdir()
    old, new, other = (mail_folder / name for name in ("old.eml", "new.eml", "notes.txt"))
    long_ago = time.time() - KEPT_SECONDS - 60
    for file in (old, new, other):
        file.write_text("x")
    os.utime(old, (long_ago, long_ago))
    os.utime(other, (long_ago, long_ago))
    erase_expired_sign_ups_task()

    assert sorted(file.name for file in mail_folder.iterdir()) == ["new.eml", "notes.txt"]
