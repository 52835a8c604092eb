"""One command starts everything, and one signal stops it."""

import contextlib
import os
import pty
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.parts import ROOT
from tests.run.serving import Served, environment, free_port, manage, serving, wait_until
from toolkit.serving.broker import find_broker

NAMES = {"broker", "web", "worker", "beat"}


def started(served: Served) -> dict[str, int]:
    """Wait until it says that it runs, and return its children."""
    wait_until(served.ready, "a start")
    wait_until(lambda: set(served.children()) == NAMES, "four children")
    return served.children()


def gone(served: Served) -> bool:
    """Is no process left, not even an orphan."""
    return not served.everything()


@pytest.fixture(scope="module")
def running(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One running application for the tests that leave it running."""
    var = Path(shutil.copytree(migrated, tmp_path_factory.mktemp("running") / "var"))
    with serving(var) as served:
        started(served)
        yield served
        served.signal(signal.SIGTERM)
        assert served.end() == 0
        wait_until(lambda: gone(served), "an end of all processes", seconds=5)


def test_serve_answers_and_says_where(running: Served) -> None:
    assert running.get("/healthz")[0] == 200
    address = f"http://localhost:{running.port}"
    for line in (
        f"Pages        {address}/",
        f"Organisers   {address}/admin/",
        f"Mail sent    {address}/mailbox/",
    ):
        assert line in running.output()


def test_broker_has_a_private_socket_no_port_and_keeps_nothing(running: Served) -> None:
    folder = running.var / "broker"
    client = redis.Redis.from_url(f"unix://{folder}/broker.sock", decode_responses=True)
    client.set("canary", "c4nary")
    assert client.config_get("port", "save", "appendonly") == {"port": "0", "save": "", "appendonly": "no"}
    client.close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert sorted(file.name for file in folder.iterdir()) == ["broker.conf", "broker.sock"]


def test_worker_runs_what_is_put_into_the_broker(running: Served) -> None:
    sent = manage(
        running.var,
        "shell",
        "--no-imports",
        "-c",
        "from config import celery_app as a; a.send_task('none.such')",
    )
    assert sent.returncode == 0, sent.stderr
    wait_until(lambda: "unregistered task of type 'none.such'" in running.output(), "a task", seconds=20)


def test_a_second_start_beside_it_is_refused(running: Served) -> None:
    second = manage(running.var, "serve", PORT=str(free_port()))
    assert (second.returncode, second.stdout) == (1, "")
    assert (
        second.stderr
        == f"Cannot start: it already runs with {running.var}; stop that first or set VAR_DIR.\n"
    )


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_killed_child_is_started_again(running: Served, name: str) -> None:
    before = started(running)
    # Past its first seconds, in which a death would count as a failed start.
    time.sleep(4)
    os.kill(before[name], signal.SIGKILL)
    wait_until(lambda: running.children().get(name, before[name]) != before[name], "a new child", seconds=15)
    wait_until(running.answers, "an answer")
    after = started(running)
    assert {other for other in NAMES if after[other] != before[other]} == {name}


def test_ctrl_c_stops_every_child(var: Path) -> None:
    with serving(var) as served:
        started(served)
        # The control: there is something that could be left over.
        assert len(served.everything()) > len(NAMES)
        served.signal(signal.SIGINT)
        assert served.end() == 0
        wait_until(lambda: gone(served), "an end of all processes", seconds=5)


def test_ctrl_c_during_the_start_stops_every_child(var: Path) -> None:
    with serving(var) as served:
        wait_until(lambda: len(served.children()) >= 2, "a first child")
        served.signal(signal.SIGINT)
        assert served.end() == 0
        wait_until(lambda: gone(served), "an end of all processes", seconds=5)


def test_a_closed_terminal_stops_every_child(var: Path) -> None:
    """As when a window is closed: the terminal hangs up, and writing to it fails."""
    parent, child = pty.openpty()
    process = subprocess.Popen(
        ["setsid", "--ctty", "--wait", sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=environment(var, PORT=str(free_port())),
        stdin=child,
        stdout=child,
        stderr=child,
    )
    os.close(child)
    os.set_blocking(parent, False)
    served = Served(var, 0, var / "none", process)
    said = b""

    def ready() -> bool:
        nonlocal said
        with contextlib.suppress(BlockingIOError):
            said += os.read(parent, 65536)
        return b"Unforgotten runs." in said

    try:
        wait_until(ready, "a start")
        assert len(served.everything()) > len(NAMES)
        os.close(parent)
        wait_until(lambda: gone(served), "an end of all processes", seconds=30)
    finally:
        for pid, _, _ in served.everything():
            os.kill(pid, signal.SIGKILL)
        process.wait(timeout=10)


def test_a_killed_supervisor_leaves_no_child(var: Path) -> None:
    with serving(var) as served:
        started(served)
        served.signal(signal.SIGKILL)
        served.end()
        wait_until(lambda: gone(served), "an end of all processes", seconds=20)


def test_a_path_too_long_for_a_socket_gets_a_short_one(migrated: Path, tmp_path: Path) -> None:
    long = Path(shutil.copytree(migrated, tmp_path / ("long" * 25) / "var"))
    with serving(long) as served:
        started(served)
        short = Path((long / "broker" / "short_folder").read_text().strip())
        assert (short / "broker.sock").is_socket()
        assert stat.S_IMODE(short.stat().st_mode) == 0o700
        # Other commands find it too.
        found = manage(
            long, "shell", "--no-imports", "-c", "from django.conf import settings; print(settings.REDIS_URL)"
        )
        assert found.stdout.strip() == f"unix://{short}/broker.sock"
    shutil.rmtree(short)


def test_a_broker_of_ones_own_replaces_the_embedded_one(var: Path, tmp_path: Path) -> None:
    path = tmp_path / "own.sock"
    command = [str(find_broker()), "--port", "0", "--unixsocket", str(path), "--save", ""]
    own = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=tmp_path)
    try:
        wait_until(path.is_socket, "a broker")
        with serving(var, REDIS_URL=f"unix://{path}") as served:
            wait_until(served.ready, "a start")
            assert set(served.children()) == NAMES - {"broker"}
    finally:
        own.terminate()
        own.wait()
