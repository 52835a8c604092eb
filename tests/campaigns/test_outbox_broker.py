"""Without a broker, or with one that hangs, a volunteer is answered all the same and the message is not lost."""

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from celery import current_app
from django.core import mail
from django.test import Client

from campaigns.models import Dispatch, Shift
from campaigns.services.outbox import sweep_outbox
from tests.campaigns.conftest import post_sign_up
from tests.campaigns.smtp import free_port

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def use_broker() -> Iterator[Callable[[str], None]]:
    """Return a function that points Celery to another broker for this test."""
    before = current_app.conf.broker_url

    yield lambda url: current_app.conf.update(broker_url=url)
    current_app.conf.update(broker_url=before)


def _silent() -> socket.socket:
    """Return a socket that takes connections and never says a word."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    return listening


@pytest.mark.parametrize("kind", ["dead", "no socket", "hung", "no such host"])
def test_signing_up_works_and_the_sweep_sends(
    shift: Shift,
    kind: str,
    use_broker: Callable[[str], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with _silent() as silent:
        urls = {
            "dead": f"redis://127.0.0.1:{free_port()}/0",
            "no socket": "redis+socket:///nowhere/broker.sock",
            "hung": f"redis://127.0.0.1:{silent.getsockname()[1]}/0",
            "no such host": "redis://broker.invalid:6379/0",
        }
        use_broker(urls[kind])
        began = time.monotonic()
        answer = post_sign_up(Client(), shift)
        took = time.monotonic() - began

    assert answer.status_code == 303
    assert took < 5
    assert Dispatch.objects.get().state == "planned"
    assert [record.getMessage() for record in caplog.records if record.name == "toolkit.waking"] == [
        "no worker was woken (OperationalError); the next sweep does it"
    ]
    sweep_outbox()
    assert Dispatch.objects.get().state == "sent"
    assert len(mail.outbox) == 1


def test_celery_is_ours_in_every_thread() -> None:
    """A web server answers in threads; Celery would give those an app of its own, with another broker."""
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: current_app.main).result() == "unforgotten"
        assert pool.submit(lambda: current_app.conf.broker_url).result() == current_app.conf.broker_url
