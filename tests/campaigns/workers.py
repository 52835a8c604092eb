"""Celery workers as child processes, behind the real broker and on the database of the test."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from celery import current_app
from django.conf import settings
from django.db import connection

from tests.parts import ROOT

PATIENCE = 90.0


def wait_for(condition: Callable[[], bool], what: str, *, every: float = 0.05) -> None:
    """Look every so many seconds until something is so. Raises AssertionError when it takes too long."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"{what} did not happen within {PATIENCE:.0f} s"
        time.sleep(every)


def database_url() -> str:
    """Return the address of the database that this test uses."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    who = quote(str(found["USER"])) + (f":{quote(str(found['PASSWORD']))}" if found["PASSWORD"] else "")
    port = f":{found['PORT']}" if found["PORT"] else ""
    return f"postgresql://{who}@{quote(str(found['HOST']), safe='')}{port}/{found['NAME']}"


@contextmanager
def empty_broker() -> Iterator[str]:
    """Point Celery to the broker of the tests, to a database of this process in it that is empty."""
    address = os.environ["TEST_REDIS_URL"]
    number = 1 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 15
    url = (
        f"{address}?virtual_host={number}"
        if address.startswith("unix://")
        else f"{address.rstrip('/')}/{number}"
    )
    before = current_app.conf.broker_url
    current_app.conf.update(broker_url=url.replace("unix://", "redis+socket://", 1))
    with current_app.connection_for_write() as there:
        there.default_channel.client.flushdb()  # type: ignore[attr-defined]  # the Redis transport's channel
    yield url
    current_app.conf.update(broker_url=before)


@contextmanager
def worker(broker: str, log: Path, *, load: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker with four processes that loads a module of the tests; yield it once it is ready."""
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--concurrency", "4"]
    command += ["--without-gossip", "--without-mingle", "--loglevel", "INFO", "-I", load]
    given = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "REDIS_URL": broker,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "FIELD_KEYS_FILE": str(settings.FIELD_KEYS_FILE),
        **environment,
    }
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, env=given, cwd=ROOT, stdout=file, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            wait_for(lambda: " ready." in log.read_text(), "the worker's start")
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                try:
                    process.wait(timeout=20)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait(timeout=20)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a worker and all its processes at once, without a word."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=20)
