"""The parts of a real installation, each in a process that can be killed and started again."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.parts import ROOT
from toolkit.serving.broker import find_broker


def descendants(pid: int) -> list[int]:
    """Return the processes under one, nearest first."""
    found: list[int] = []
    listing = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    rows = [tuple(map(int, line.split())) for line in listing.splitlines()]
    level = {pid}
    while level:
        level = {child for child, parent in rows if parent in level}
        found += sorted(level)
    return found


def kill(*pids: int) -> None:
    """Kill without a word."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


class Part:
    """One process: `start` starts it, `kill` kills it and all under it."""

    def __init__(self, command: list[str], log: Path, environment: dict[str, str], **how: object) -> None:
        self.command, self.log, self.environment, self.how = command, log, environment, how
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, with what it prints added to its log."""
        with self.log.open("ab") as file:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **self.how,  # type: ignore[call-overload]  # user and group only
            )

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self.process is not None
        return self.process.pid

    def children(self) -> list[int]:
        """The processes that it started itself."""
        listing = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.pid)], capture_output=True, text=True, check=False
        ).stdout
        return [int(line) for line in listing.split()]

    def kill(self) -> None:
        """Kill it and everything under it at once."""
        if self.process is not None:
            kill(self.pid, *descendants(self.pid))
            self.process.wait()

    def lives(self) -> bool:
        """Is it running?"""
        return self.process is not None and self.process.poll() is None


def celery(role: list[str], log: Path, environment: dict[str, str]) -> Part:
    """Return a worker or beat."""
    return Part([sys.executable, "-m", "celery", "-A", "tests.faults.celery_app", *role], log, environment)


def broker(socket: Path, log: Path) -> Part:
    """Return a broker that keeps nothing: killing it flushes it."""
    command = [
        str(find_broker()),
        "--port",
        "0",
        "--unixsocket",
        str(socket),
        "--save",
        "",
        "--appendonly",
        "no",
    ]
    return Part(command, log, dict(os.environ))


class PostgreSQL(Part):
    """A PostgreSQL server of our own, which may crash: every commit is on disk before it answers."""

    def __init__(self, folder: Path) -> None:
        binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
        bin_folder = binaries[0] if binaries else Path(str(shutil.which("postgres"))).parent
        self.folder = folder
        folder.mkdir(parents=True)
        as_user: dict[str, object] = {}
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
            as_user = {"user": "postgres", "group": "postgres"}
        subprocess.run(
            [str(bin_folder / "initdb"), "-D", str(folder / "data"), "-U", "unforgotten", "--auth=trust"],
            check=True,
            capture_output=True,
            cwd=folder,
            **as_user,  # type: ignore[call-overload]  # user and group only
        )
        command = [str(bin_folder / "postgres"), "-D", str(folder / "data"), "-c", "listen_addresses="]
        command += ["-c", f"unix_socket_directories={folder}", "-c", "max_connections=60"]
        # The log is ours to write: this process opens it and hands it on.
        super().__init__(command, folder.parent / "postgresql.log", dict(os.environ), **as_user)
        self.client = str(bin_folder / "psql")

    @property
    def url(self) -> str:
        """Its address as DATABASE_URL."""
        return f"postgresql://unforgotten@{str(self.folder).replace('/', '%2F')}/postgres"

    def start(self) -> None:
        """Start it and wait until it answers, after a crash too."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if not self.lives():
                super().start()
            ask = [
                self.client,
                "-h",
                str(self.folder),
                "-U",
                "unforgotten",
                "-d",
                "postgres",
                "-c",
                "select 1",
            ]
            if subprocess.run(ask, capture_output=True, check=False).returncode == 0:
                return
            time.sleep(0.2)
        raise AssertionError(f"PostgreSQL does not start; see {self.log}")
