"""Forty volunteers want the last five places at the same moment, over HTTP, from the real web server.

RACES says how many times; few unless it is set. `make test` runs them on SQLite and again on PostgreSQL.
"""

import http.client
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.db import connection

from campaigns.models import Dispatch, Shift, SignUp
from tests.factories.campaigns import ShiftFactory
from tests.parts import ROOT
from tests.run.serving import environment, free_port, serving, wait_until
from toolkit.serving.broker import find_broker

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(sys.platform != "linux", reason="tests/run/serving.py reads /proc"),
]

RACES = int(os.environ.get("RACES") or 6)
CLIENTS = 40
LAST_PLACES = 5
PLACES = 20


@dataclass(frozen=True)
class Outcome:
    """What came of some races: places given twice, places left empty, and answers by status, 0 for none at all."""

    oversold: int
    undersold: int
    answers: Counter[int]


def right(races: int) -> Outcome:
    """Return what should come of so many races: each answer leads to the receipt."""
    return Outcome(oversold=0, undersold=0, answers=Counter({303: races * CLIENTS}))


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[str]:
    """Return the address of a broker of one's own: each sign-up asks for a worker."""
    path = tmp_path / "own.sock"
    command = [str(find_broker()), "--port", "0", "--unixsocket", str(path), "--save", ""]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=tmp_path)
    wait_until(path.is_socket, "a broker")
    yield f"unix://{path}"
    process.terminate()
    process.wait()


@pytest.fixture
def around(broker: str) -> dict[str, str]:
    """Return the settings of a server that works on the database of this test, under its keys."""
    given = connection.settings_dict
    url = f"sqlite:///{given['NAME']}"
    if connection.vendor == "postgresql":
        user = given["USER"] + (f":{quote(given['PASSWORD'], safe='')}" if given["PASSWORD"] else "")
        port = f":{given['PORT']}" if given["PORT"] else ""
        url = f"postgresql://{user}@{quote(given['HOST'], safe='')}{port}/{given['NAME']}"
    return {
        "DATABASE_URL": url,
        "SECRET_KEY": settings.SECRET_KEY,
        "FIELD_KEYS_FILE": str(settings.FIELD_KEYS_FILE),
        "REDIS_URL": broker,
        "WEB_PROCESSES": "2",
        "WEB_THREADS": "4",
        "LOG_LEVEL": "WARNING",
        "PORT": str(free_port()),
    }


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """Return an empty VAR_DIR."""
    folder = tmp_path / "var"
    folder.mkdir()
    return folder


def _answers(port: int) -> bool:
    client = http.client.HTTPConnection("localhost", port, timeout=5)
    try:
        client.request("GET", "/healthz")
        return client.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        client.close()


@contextmanager
def server(var: Path, around: dict[str, str]) -> Iterator[int]:
    """Start the web server as a container does, and yield its port."""
    port = int(around["PORT"])
    with serving(var, "--only", "web", **around):
        wait_until(lambda: _answers(port), "the web server")
        yield port


@contextmanager
def unlocked_server(var: Path, around: dict[str, str], *, unlocked: bool) -> Iterator[int]:
    """Start granian with the module of the control, in which `unlocked` switches the defence off."""
    port = int(around["PORT"])
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", "127.0.0.1", "--port", str(port)),
        *("--workers", around["WEB_PROCESSES"], "--blocking-threads", around["WEB_THREADS"]),
        "tests.faults.unlocked_wsgi:application",
    ]
    with (var / "granian.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(var, **around, RACES_UNLOCKED="1" if unlocked else "0"),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until(lambda: _answers(port), "the web server")
        yield port
    finally:
        process.terminate()
        process.wait()


def race(port: int) -> Outcome:
    """Let CLIENTS post the form at the same moment for the LAST_PLACES of a shift; return what went wrong."""
    shift = ShiftFactory(places_needed=PLACES, places_taken=PLACES - LAST_PLACES)
    path = f"/en/pickets/{shift.picket.slug}/sign-up/"
    start = threading.Barrier(CLIENTS)

    def join(number: int) -> int:
        body = urlencode({"shift": shift.pk, "name": f"Client {number}", "email": f"{number}@example.org"})
        client = http.client.HTTPConnection("localhost", port, timeout=60)
        try:
            client.connect()
            start.wait()
            client.request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})
            return client.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            client.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = Counter(pool.map(join, range(CLIENTS)))
    states = Counter(SignUp.objects.filter(shift=shift).values_list("state", flat=True))
    counted = Shift.objects.get(pk=shift.pk).places_taken - (PLACES - LAST_PLACES)
    given = states["confirmed"]
    return Outcome(
        oversold=max(0, given - LAST_PLACES),
        # A place that is counted and nobody has is lost as well.
        undersold=max(0, LAST_PLACES - min(given, counted)),
        answers=answers,
    )


def test_the_last_places_go_to_five_of_forty_each_time(
    var: Path, around: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    with server(var, around) as port:
        outcomes = [race(port) for _number in range(RACES)]

    total = Outcome(
        sum(one.oversold for one in outcomes),
        sum(one.undersold for one in outcomes),
        sum((one.answers for one in outcomes), Counter()),
    )
    with capfd.disabled():
        sys.stdout.write(
            f"\n{RACES} races of {CLIENTS} for {LAST_PLACES} places on {connection.vendor}: {total}\n"
        )
    assert total == right(RACES)
    # Everybody has a place or waits for one, and is told.
    assert SignUp.objects.count() == RACES * CLIENTS
    assert Dispatch.objects.filter(kind="confirmation").count() == RACES * CLIENTS


@pytest.mark.parametrize("unlocked", [False, True], ids=["locked", "unlocked"])
def test_control_with_the_lock_off_the_same_race_is_lost(
    var: Path, around: dict[str, str], *, unlocked: bool
) -> None:
    with unlocked_server(var, around, unlocked=unlocked) as port:
        outcome = race(port)

    assert (outcome == right(1)) == (not unlocked), outcome
