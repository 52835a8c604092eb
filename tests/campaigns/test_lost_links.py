"""A lost link: whoever asks learns nothing by words, status or work, and nothing is kept of who asked."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from campaigns.models import LinkRequest, Statement
from campaigns.services import lost_links
from campaigns.services.lost_links import send_asked_links
from campaigns.services.outbox import sweep_outbox
from campaigns.services.signing import send_signature_links
from campaigns.tasks import send_asked_links_task
from campaigns.views import signature_manage
from config.celery import app
from tests.campaigns.signing import now, open_with_text, post, sign_and_confirm

pytestmark = pytest.mark.django_db

SIGNED, PENDING, TWICE, NOBODY = (f"{name}@example.org" for name in ("signed", "pending", "twice", "nobody"))
EVERYBODY = [SIGNED, PENDING, TWICE, NOBODY]


@pytest.fixture
def statement(client: Client) -> Statement:
    """A statement that one has signed and another has not confirmed; a third has signed two."""
    statement, other = open_with_text(), open_with_text()
    sign_and_confirm(client, statement, email=SIGNED)
    post(client, statement, email=PENDING)
    for each in (statement, other):
        sign_and_confirm(client, each, email=TWICE)
    mail.outbox.clear()
    return statement


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which tasks a worker was asked for."""
    asked: list[str] = []
    monkeypatch.setattr(lost_links, "ask_for_task", asked.append)
    return asked


def _work_of(client: Client, address: str, callbacks: DjangoCaptureOnCommitCallbacks) -> list[str]:
    """Ask for the links of an address; return answer and queries, without the values in them."""
    with callbacks(execute=True), CaptureQueriesContext(connection) as queries:
        answer = client.post("/en/signatures/link/", {"email": address, "website": ""})
    said = f"{answer.status_code} {answer.headers} {answer.content!r}"
    # PostgreSQL is sent the values, as SQLite is.
    return [
        said,
        *(re.sub(r"'(?:[^']|'')*'|X'[^']*'|\b[0-9a-f]{32}\b|_x\d+", "?", query["sql"]) for query in queries),
    ]


def test_words_status_and_work_are_the_same_for_all(
    client: Client,
    statement: Statement,
    woken: list[str],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        found = [_work_of(client, address, django_capture_on_commit_callbacks) for address in EVERYBODY]
        assert found[1:] == found[:1] * 3
        assert (found[0][0][:3], len(found[0])) == ("303", 4)
        assert woken == ["campaigns.tasks.send_asked_links_task"] * 4
        assert mail.outbox == []
        send_asked_links_task()
        sweep_outbox()

    assert sorted(message.to[0] for message in mail.outbox) == sorted([SIGNED, PENDING, TWICE, TWICE])
    assert LinkRequest.objects.count() == 0


def test_control_who_looked_in_the_request_would_tell(
    client: Client,
    statement: Statement,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    monkeypatch.setattr(signature_manage, "ask_for_links", send_signature_links)
    monkeypatch.setattr("campaigns.services.signing.wake_worker", lambda _key: None)
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        found = [_work_of(client, address, django_capture_on_commit_callbacks) for address in EVERYBODY]
    assert len({str(work) for work in found}) == 4


def test_an_address_that_asked_is_sealed_meanwhile_and_beat_looks_each_minute(
    client: Client, statement: Statement, woken: list[str]
) -> None:
    client.post("/en/signatures/link/", {"email": NOBODY, "website": ""})
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM campaigns_linkrequest")
        (row,) = cursor.fetchall()
    values = b"".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for value in row
    )
    assert (b"nobody" in values, LinkRequest.objects.get().email) == (False, NOBODY)
    assert app.conf.beat_schedule["send-asked-links"]["schedule"] == 60.0
    assert (send_asked_links(now=now()), send_asked_links(now=now())) == (1, 0)
