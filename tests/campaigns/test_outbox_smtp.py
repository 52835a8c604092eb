"""Sending to a real SMTP server that takes, refuses, drops and stalls; what is known afterwards is what is written."""

import smtplib
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage, mailers
from django.db import connection
from pytest_django.fixtures import Settings

from campaigns.models import Dispatch
from campaigns.services.outbox import sweep_outbox
from tests.campaigns.smtp import DROP, STALL, Mailboxes, free_port, smtp_server
from tests.factories.campaigns import DispatchFactory, SignUpFactory

pytestmark = pytest.mark.django_db


def _use(settings: Settings, backend: str, port: int) -> None:
    options = {"host": "127.0.0.1", "port": port, "timeout": 2}
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}


@pytest.fixture
def mailboxes(settings: Settings) -> Iterator[Mailboxes]:
    """A server that the outbox sends to."""
    with smtp_server() as (mailboxes, port):
        _use(settings, "toolkit.mail_backends.SmtpBackend", port)
        yield mailboxes


def _settled(dispatch: Dispatch) -> tuple[str, str]:
    dispatch.refresh_from_db()
    return dispatch.state, dispatch.problem


def test_messages_arrive_over_one_connection(mailboxes: Mailboxes) -> None:
    dispatches = [DispatchFactory() for _ in range(5)]
    sweep_outbox()

    assert sorted(mailboxes.message_ids) == sorted(
        Dispatch.objects.values_list("message_id", flat=True).filter(state="sent")
    )
    assert sorted(str(message["To"]) for message in mailboxes.messages) == sorted(
        dispatch.volunteer.email for dispatch in dispatches
    )
    assert mailboxes.connections == 1


@pytest.mark.parametrize(
    ("answer", "state", "problem"),
    [
        ("450 4.2.1", "retry", "450 4.2.1"),
        ("452", "retry", "452"),
        ("550 5.1.1", "failed", "550 5.1.1"),
        ("553", "failed", "553"),
    ],
)
@pytest.mark.parametrize("at", ["refuse_recipient", "refuse_message"])
def test_a_refusal_is_settled_by_its_code(
    mailboxes: Mailboxes, at: str, answer: str, state: str, problem: str
) -> None:
    setattr(mailboxes, at, answer)
    dispatch = DispatchFactory()
    sweep_outbox()

    assert _settled(dispatch) == (state, problem)
    assert mailboxes.messages == []


def test_a_temporary_refusal_is_tried_again_and_arrives_once(mailboxes: Mailboxes) -> None:
    mailboxes.refuse_recipient = "451 4.7.1"
    dispatch = DispatchFactory()
    sweep_outbox()
    mailboxes.refuse_recipient = ""
    sweep_outbox()
    assert mailboxes.messages == []

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2), tick=False):
        sweep_outbox()
        sweep_outbox()
    assert _settled(dispatch) == ("sent", "")
    assert mailboxes.message_ids == [dispatch.message_id]
    assert dispatch.attempts == 2


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        (DROP, "connection lost: SMTPServerDisconnected"),
        (STALL, "connection lost: SMTPServerDisconnected"),
    ],
)
def test_a_connection_lost_after_the_message_leaves_it_unknown_and_unsent_again(
    mailboxes: Mailboxes, fault: str, problem: str
) -> None:
    mailboxes.fault = fault
    dispatch = DispatchFactory()
    sweep_outbox()
    mailboxes.fault = ""
    other = DispatchFactory()
    sweep_outbox()

    # The server did take it: sending it again would have been the second time.
    assert _settled(dispatch) == ("unknown", problem)
    assert _settled(other) == ("sent", "")
    assert mailboxes.message_ids == [dispatch.message_id, other.message_id]


def test_control_djangos_own_backend_cannot_tell_lost_from_refused(settings: Settings) -> None:
    with smtp_server() as (mailboxes, port):
        mailboxes.fault = DROP
        _use(settings, "django.core.mail.backends.smtp.EmailBackend", port)
        with pytest.raises(smtplib.SMTPServerDisconnected):
            mailers.default.send_messages([EmailMessage("s", "b", to=["a@example.org"])])

        # Through it the same loss counts as one to be tried again, and the message arrives twice.
        mailboxes.messages.clear()
        dispatch = DispatchFactory()
        sweep_outbox()
        assert _settled(dispatch)[0] == "retry"
        mailboxes.fault = ""
        with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2), tick=False):
            sweep_outbox()
        assert len(mailboxes.messages) == 2


def test_without_a_server_everything_is_put_off_and_nothing_counts_as_sent(settings: Settings) -> None:
    _use(settings, "toolkit.mail_backends.SmtpBackend", free_port())
    dispatches = [DispatchFactory() for _ in range(3)]
    sweep_outbox()

    assert {_settled(dispatch) for dispatch in dispatches} == {
        ("retry", "no connection: ConnectionRefusedError")
    }
    assert {dispatch.message_id for dispatch in dispatches} == {""}


def test_a_server_that_never_greets_holds_up_a_sweep_for_one_timeout_only(settings: Settings) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        _use(settings, "toolkit.mail_backends.SmtpBackend", silent.getsockname()[1])
        dispatches = [DispatchFactory() for _ in range(3)]
        began = datetime.now(UTC)
        sweep_outbox()

    assert (datetime.now(UTC) - began).total_seconds() < 5
    assert {_settled(dispatch) for dispatch in dispatches} == {
        ("retry", "no connection: SMTPServerDisconnected")
    }


def test_what_a_server_says_is_not_kept_for_it_repeats_the_address(mailboxes: Mailboxes) -> None:
    mailboxes.refuse_recipient = "550 5.1.1"
    sign_up = SignUpFactory(email="canary-address@example.org")
    DispatchFactory(sign_up=sign_up)
    sweep_outbox()

    # The control: the answer did repeat it.
    with (
        smtplib.SMTP("127.0.0.1", mailers.default.port) as client,  # type: ignore[attr-defined]  # our SMTP backend's
        pytest.raises(smtplib.SMTPRecipientsRefused, match="canary-address"),
    ):
        client.sendmail("a@example.org", ["canary-address@example.org"], "x")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM campaigns_dispatch")
        assert "canary-address" not in str(cursor.fetchall())
