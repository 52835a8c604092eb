"""Reminders through everything that can go wrong, counted at the mail server.

    python -m tests.faults.reminders --recipients 100000 --kills 200 --database postgresql

Everybody is reminded of one picket by real workers, brokers and beats, which are killed meanwhile; the database
crashes, the broker is flushed, and the mail server refuses, puts off, stalls and hangs up. At the end a table; exit
code 1 on any message that came twice or was lost without a word.
"""

import argparse
import contextlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.campaigns.smtp import free_port
from tests.faults.parts import Part, PostgreSQL, broker, celery, kill
from tests.parts import ROOT

WORKERS = 2
QUIET = ["--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
CHILDREN = 2
DATABASE_CRASHES = 3
BROKER_RESTARTS = 5
# Of 20 kills so many hit a whole worker, and one a beat; the others one of a worker's children.
WHOLE_WORKERS_OF_20 = 3
# Longer than any lease and any wait for another try.
PATIENCE_SECONDS = 900.0


@dataclass
class Run:
    """What is to be done, and what was done."""

    recipients: int
    kills: int
    database: str
    hurry: bool = False
    control: bool = False
    # Nothing goes wrong: how quick it is then.
    calm: bool = False
    done: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of it, counted from the mail server's log and from the rows of the outbox."""

    taken: int
    refused: int
    duplicates: int
    lost: int
    left: int
    states: dict[str, int]
    faults: dict[str, int]


class Installation:
    """The parts, in a folder of their own."""

    def __init__(self, folder: Path, run: Run) -> None:
        self.folder, self.run = folder, run
        self.mail_log = folder / "sink.log"
        self.mail_log.touch()
        self.database = PostgreSQL(folder / "postgresql") if run.database == "postgresql" else None
        port = free_port()
        socket = folder / "broker.sock"
        url = self.database.url if self.database else f"sqlite:///{folder}/faults.sqlite3"
        self.environment = {
            **{name: os.environ[name] for name in ("HOME", "PATH", "LANG") if name in os.environ},
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "VAR_DIR": str(folder / "var"),
            "DATABASE_URL": url,
            "REDIS_URL": f"unix://{socket}",
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "MAIL_LOG": str(self.mail_log),
            "LOG_LEVEL": "WARNING",
            "DEVELOPMENT": "1",
            "FAULTS_HURRY": "1" if run.hurry else "",
            "FAULTS_CONTROL": "1" if run.control else "",
        }
        stall_every = "60" if run.hurry else "10000"
        sink = [sys.executable, "-m", "tests.faults.sink", str(port), str(self.mail_log)]
        sink += ["calm"] if run.calm else [stall_every]
        self.sink = Part(sink, folder / "sink.out", self.environment)
        self.broker = broker(socket, folder / "broker.out")
        self.workers = [
            celery(
                ["worker", "-n", f"worker{number}@faults", "--concurrency", str(CHILDREN), *QUIET],
                folder / f"worker{number}.out",
                self.environment,
            )
            for number in range(WORKERS)
        ]
        self.beats = [
            celery(
                ["beat", "--schedule", str(folder / f"beat{number}"), "--pidfile=", "--loglevel", "WARNING"],
                folder / f"beat{number}.out",
                self.environment,
            )
            for number in range(2)
        ]

    def prepare(self) -> None:
        """Make keys, tables, the picket and everybody on it. Raises CalledProcessError."""
        if self.database:
            self.database.start()
        for command in (
            ["-m", "toolkit.serving.secrets"],
            ["manage.py", "migrate", "--verbosity", "0"],
            ["-m", "tests.faults.people", str(self.run.recipients)],
        ):
            subprocess.run(
                [sys.executable, *command],
                cwd=ROOT,
                env=self.environment,
                check=True,
                stdout=subprocess.DEVNULL,
            )

    def start(self) -> None:
        """Start everything else."""
        for part in (self.sink, self.broker, *self.workers, *self.beats):
            part.start()

    def stop(self) -> None:
        """Kill everything that is left."""
        for part in (*self.beats, *self.workers, self.broker, self.sink, self.database):
            if part is not None:
                part.kill()

    def manage(self, *arguments: str) -> str:
        """Run a management command and return what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        )
        return done.stdout

    def people(self, *arguments: str) -> str:
        """Ask the rows."""
        command = [sys.executable, "-m", "tests.faults.people", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        )
        return done.stdout

    def taken(self) -> int:
        """Return how many messages the server took so far, without reading what was read before."""
        with self.mail_log.open("rb") as file:
            file.seek(getattr(self, "_read", 0))
            new = file.read()
        self._read = getattr(self, "_read", 0) + len(new)
        self._taken = getattr(self, "_taken", 0) + sum(
            line.startswith((b"taken", b"refused")) for line in new.splitlines()
        )
        return self._taken


def throw_faults(installation: Installation, chance: random.Random) -> None:
    """Kill so often, spread over the work: whenever another part of the messages has been taken."""
    run = installation.run
    plan = [fault for fault, _when in sorted(_plan(run, chance), key=lambda pair: pair[1])]
    began = time.monotonic()
    last, moved = 0, began
    for number, fault in enumerate(plan):
        goal = int(run.recipients * 0.9 * (number + 1) / (len(plan) + 1))
        while (taken := installation.taken()) < goal:
            if taken > last:
                last, moved = taken, time.monotonic()
            assert time.monotonic() - moved < PATIENCE_SECONDS, f"stuck at {taken} messages"
            _keep_alive(installation)
            time.sleep(0.1)
        _throw(installation, fault, chance)
        run.done[fault] += 1
    _keep_alive(installation)


def _plan(run: Run, chance: random.Random) -> Iterator[tuple[str, float]]:
    """Yield each fault with its place between 0 and 1."""
    if run.calm:
        return
    for number in range(run.kills):
        kind = "a worker's child killed"
        if number % 20 < WHOLE_WORKERS_OF_20:
            kind = "a worker killed"
        elif number % 20 == WHOLE_WORKERS_OF_20:
            kind = "a beat killed"
        yield kind, chance.random()
    crashes = DATABASE_CRASHES if run.database == "postgresql" else 0
    for number in range(crashes):
        yield "the database crashed", (number + 0.5) / crashes
    for number in range(BROKER_RESTARTS):
        yield "the broker flushed and restarted", (number + 0.3) / BROKER_RESTARTS


def _throw(installation: Installation, fault: str, chance: random.Random) -> None:
    match fault:
        case "a worker's child killed":
            children = [child for worker in installation.workers for child in worker.children()]
            kill(*chance.sample(children, k=min(1, len(children))))
        case "a worker killed":
            chance.choice(installation.workers).kill()
        case "a beat killed":
            chance.choice(installation.beats).kill()
        case "the database crashed":
            assert installation.database is not None
            installation.database.kill()
            installation.database.start()
        case _:
            installation.broker.kill()
            installation.broker.start()


def _keep_alive(installation: Installation) -> None:
    """Start again what was killed, as a supervisor does."""
    for part in (installation.broker, *installation.workers, *installation.beats):
        if not part.lives():
            part.start()


def count_seconds(installation: Installation) -> float:
    """Return the seconds from the first message to the last. Nothing else runs meanwhile that takes time."""
    while not installation.taken():
        time.sleep(0.05)
    began = time.monotonic()
    while installation.taken() < installation.run.recipients:
        assert time.monotonic() - began < PATIENCE_SECONDS
        time.sleep(0.05)
    return time.monotonic() - began


def wait_for_the_end(installation: Installation) -> None:
    """Wait until every message is settled; what nobody knows about is settled from the mail server's log."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        _keep_alive(installation)
        open_ones = int(installation.people("--open"))
        if open_ones == 0:
            return
        installation.manage("reconcile_mail", "--complete")
        time.sleep(1 if installation.run.hurry else 5)


def judge(installation: Installation) -> Verdict:
    """Count at the server, and hold the rows against it."""
    taken: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    ids: set[str] = set()
    for line in installation.mail_log.read_text().splitlines():
        what, message_id, address = line.split(" ")
        faults[what] += 1
        if what == "taken":
            taken[address] += 1
            ids.add(message_id)
    rows = [line.split("\t") for line in installation.people("--rows").splitlines()]
    states = Counter(state for _address, state, _message_id in rows)
    said = {address for address, state, _message_id in rows if state in {"failed", "unknown"}}
    everybody = {address for address, _state, _message_id in rows}
    # Taken for sent, and never seen by the server.
    untrue = {address for address, state, message_id in rows if state == "sent" and message_id not in ids}
    silent = {address for address in everybody if not taken[address] and address not in said}
    return Verdict(
        taken=sum(taken.values()),
        refused=sum(address.startswith("refused") for address in everybody),
        duplicates=sum(count - 1 for count in taken.values()),
        lost=len(untrue | silent) + installation.run.recipients - len(everybody),
        left=states["unknown"],
        states=dict(states),
        faults={what: count for what, count in faults.items() if what != "taken"},
    )


def table(run: Run, verdict: Verdict) -> str:
    """Return the result as a table in Markdown."""
    rows = [
        ("database", run.database),
        ("recipients", f"{run.recipients:,}"),
        *((what, f"{count:,}") for what, count in sorted(run.done.items())),
        *((f"mail server: {what}", f"{count:,}") for what, count in sorted(verdict.faults.items())),
        ("messages taken by the mail server", f"{verdict.taken:,}"),
        *((f"rows that say {state}", f"{count:,}") for state, count in sorted(verdict.states.items())),
        ("of these refused for good by the server", f"{verdict.refused:,}"),
        ("**came twice**", f"**{verdict.duplicates:,}**"),
        ("**lost without a word**", f"**{verdict.lost:,}**"),
        ("left for a person to decide", f"{verdict.left:,}"),
        ("seconds from start to the last message", f"{run.seconds:.0f}"),
        (
            "messages a second, from the first to the last"
            if run.calm
            else "messages a second, faults included",
            f"{verdict.taken / max(run.seconds, 0.001):.0f}",
        ),
    ]
    width = max(len(name) for name, _value in rows)
    lines = [f"| {'what':<{width}} | count |", f"|{'-' * (width + 2)}|---|"]
    return "\n".join(lines + [f"| {name:<{width}} | {value} |" for name, value in rows])


def carry_out(run: Run, folder: Path, seed: int) -> Verdict:
    """Do it all, and stop everything in the end."""
    installation = Installation(folder, run)
    try:
        installation.prepare()
        installation.start()
        if run.calm:
            run.seconds = count_seconds(installation)
        began = time.monotonic()
        throw_faults(installation, random.Random(seed))  # noqa: S311 - a plan that can be repeated, not a secret
        wait_for_the_end(installation)
        run.seconds = run.seconds or time.monotonic() - began
        return judge(installation)
    finally:
        installation.stop()


def main() -> int:
    """Read the command line, run, print the table. Returns the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--recipients", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="postgresql")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hurry", action="store_true", help="shorter leases and waits, for a small run")
    parser.add_argument("--control", action="store_true", help="with the defence switched off")
    parser.add_argument("--calm", action="store_true", help="without any fault, for the speed alone")
    parser.add_argument("--keep", action="store_true", help="keep the folder with the logs")
    given = parser.parse_args()
    run = Run(given.recipients, given.kills, given.database, given.hurry, given.control, given.calm)
    # A short path: it holds sockets.
    folder = Path(tempfile.mkdtemp(prefix="faults."))
    folder.chmod(0o755)
    try:
        verdict = carry_out(run, folder, given.seed)
    finally:
        if not given.keep:
            with contextlib.suppress(OSError):
                shutil.rmtree(folder)
    print(table(run, verdict))  # noqa: T201 - the result
    return 1 if verdict.duplicates or verdict.lost else 0


if __name__ == "__main__":
    sys.exit(main())
