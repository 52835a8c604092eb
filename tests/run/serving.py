"""Start `manage.py serve` as a person would, in a folder of its own, and watch it."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.parts import ROOT

PATIENCE_SECONDS = 90.0


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(var: Path, **changes: str) -> dict[str, str]:
    """Return the environment of a fresh shell, with this VAR_DIR and these changes."""
    ours = {"HOME", "LANG", "PATH", "PYENV_ROOT", "TMPDIR"}
    kept = {name: value for name, value in os.environ.items() if name in ours}
    return {
        **kept,
        "VAR_DIR": str(var),
        "DEVELOPMENT": "1",
        "WORKER_PROCESSES": "1",
        "WEB_PROCESSES": "1",
        **changes,
    }


def manage(var: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run a management command to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(var, **changes),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS * 2,
        check=False,
    )


def make_secrets(var: Path) -> None:
    """Make the keys that scripts/setup makes."""
    command = [sys.executable, "-m", "toolkit.serving.secrets"]
    subprocess.run(command, cwd=ROOT, env=environment(var), check=True, capture_output=True)


def make_tables(var: Path) -> None:
    """Make the tables as the migrations do, which take ten seconds: tests/run/test_first_start.py runs those."""
    for option, settings in (("--run-syncdb", "tests.run.unmigrated"), ("--fake", "config.settings")):
        result = manage(var, "migrate", option, "--verbosity", "0", DJANGO_SETTINGS_MODULE=settings)
        assert result.returncode == 0, result.stderr


def wait_until(condition: Callable[[], bool], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Return as soon as the condition holds; fail when it does not in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"{what} did not happen within {seconds} s"
        time.sleep(0.1)


class Served:
    """A running application."""

    def __init__(self, var: Path, port: int, log: Path, process: subprocess.Popen[bytes]) -> None:
        self.var, self.port, self.log, self.process = var, port, log, process

    def output(self) -> str:
        """Return everything it has printed."""
        return self.log.read_text(errors="replace")

    def get(self, path: str) -> tuple[int, str]:
        """Return status and body, or 0 when nothing answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()

    def answers(self) -> bool:
        """Does the web server answer?"""
        return self.get("/healthz")[0] == 200

    def ready(self) -> bool:
        """Has it said that it runs? An end before that fails at once."""
        if self.process.poll() is not None:
            raise AssertionError(f"it ended with {self.process.returncode}:\n{self.output()}")
        return "Unforgotten runs." in self.output()

    def children(self) -> dict[str, int]:
        """Return the process ids of the supervisor's children by name."""
        found = {}
        for pid, parent, _ in self.everything():
            name = "broker" if self.is_broker(pid) else surroundings(pid).get("SUPERVISOR_PROCESS_NAME")
            if parent == self.process.pid and name:
                found[name] = pid
        return found

    def everything(self) -> list[tuple[int, int, str]]:
        """Return every process that works in this VAR_DIR, orphans too."""
        return [
            row
            for row in processes()
            if surroundings(row[0]).get("VAR_DIR") == str(self.var) or self.is_broker(row[0])
        ]

    def is_broker(self, pid: int) -> bool:
        """Is this our broker? It overwrites its environment, but works in its folder."""
        try:
            return Path(f"/proc/{pid}/cwd").readlink() == self.var / "broker"
        except OSError:
            return False

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the supervisor."""
        self.process.send_signal(number)

    def end(self) -> int:
        """Wait for the end and return the exit code."""
        return self.process.wait(timeout=PATIENCE_SECONDS)


def processes() -> list[tuple[int, int, str]]:
    """Return id, parent and command line of every process that is not a zombie."""
    listing = subprocess.run(
        ["ps", "-eo", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True
    )
    rows = [line.split(None, 3) for line in listing.stdout.splitlines()]
    return [(int(row[0]), int(row[1]), row[3]) for row in rows if len(row) == 4 and "Z" not in row[2]]


def surroundings(pid: int) -> dict[str, str]:
    """Return the environment that a process was started with; nothing when it is gone."""
    try:
        pairs = Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return {}
    return dict(pair.split("=", 1) for pair in pairs if "=" in pair)


@contextmanager
def serving(var: Path, *arguments: str, **changes: str) -> Iterator[Served]:
    """Start it, without waiting; whatever it left behind is killed at the end."""
    port = int(changes.setdefault("PORT", str(free_port())))
    log = var / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", *arguments],
            cwd=ROOT,
            env=environment(var, **changes),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    served = Served(var, port, log, process)
    try:
        yield served
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for pid, _, _ in served.everything():
            os.kill(pid, signal.SIGKILL)
