"""Run the children under supervisord, in this process, and end with a clear word when one cannot start."""

import contextlib
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator

from django.conf import settings
from supervisor import events
from supervisor.medusa.asyncore_25 import ExitNow
from supervisor.options import ServerOptions
from supervisor.states import SupervisorStates
from supervisor.supervisord import Supervisor

from toolkit.serving import CannotStart
from toolkit.serving.children import build_children, write_configuration
from toolkit.serving.health import web_answer

READY_SECONDS = 90
OK = 200


class Foreground(Supervisor):  # type: ignore[misc]  # supervisor has no types
    """A supervisord that prints what its children say, says when all is ready, and never outlives its terminal."""

    def __init__(self, options: ServerOptions, titles: dict[str, str], ready: Callable[[], str]) -> None:
        super().__init__(options)
        self.titles = titles
        self.ready = ready
        self.announced = False
        self.problem = ""
        self.last_lines: dict[str, deque[str]] = {name: deque(maxlen=20) for name in titles}
        self.began = time.monotonic()
        self.width = max(map(len, titles))

    def runforever(self) -> None:
        """Subscribe, which supervisord forgets at each start, then supervise until told to stop."""
        events.subscribe(events.ProcessLogEvent, self.on_output)
        events.subscribe(events.ProcessStateExitedEvent, self.on_exit)
        events.subscribe(events.ProcessStateBackoffEvent, self.on_exit)
        events.subscribe(events.ProcessStateFatalEvent, self.on_giving_up)
        super().runforever()

    def on_output(self, event: events.ProcessLogEvent) -> None:
        """Print what a child says, with its name before each line."""
        name = event.process.config.name
        for line in filter(str.strip, event.data.decode(errors="replace").splitlines()):
            self.last_lines[name].append(line)
            tell(f"{name:{self.width}} | {line}")

    def on_exit(self, event: events.ProcessStateEvent) -> None:
        """Kill what a dead child leaves behind: its own children would keep the port and the queue."""
        if event.process.pid:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(event.process.pid, signal.SIGKILL)
        if self.options.mood == SupervisorStates.RUNNING:
            name = event.process.config.name
            tell(f"{name:{self.width}} | ended; starting it again")

    def on_giving_up(self, event: events.ProcessStateFatalEvent) -> None:
        """Stop everything: one process of the four missing would go unnoticed for long."""
        name = event.process.config.name
        lines = self.last_lines[name]
        said = lines[-1].strip() if lines else event.process.spawnerr or "nothing"
        self.stop(f"{self.titles[name]} does not start. Its last words: {said}")

    def stop(self, problem: str = "") -> None:
        """Begin to stop all children; with a problem, the exit code will not be zero."""
        self.problem = self.problem or problem
        self.options.mood = SupervisorStates.SHUTDOWN

    def handle_signal(self) -> None:
        """Stop on every signal that asks for an end. A closed terminal (SIGHUP) would make supervisord restart."""
        received = self.options.get_signal()
        if received in {signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP}:
            if self.options.mood == SupervisorStates.RUNNING:
                tell("\nStopping ...")
            self.stop()

    def tick(self, now: float | None = None) -> None:
        """Look, once in each round of the loop, whether the web server answers yet."""
        super().tick(now)
        if self.announced or self.options.mood != SupervisorStates.RUNNING:
            return
        answer = web_answer(timeout=1.0)
        if answer == OK:
            self.announced = True
            tell(self.ready())
        elif time.monotonic() - self.began > READY_SECONDS:
            what = f"answers {answer} at /healthz" if answer else "does not answer"
            self.stop(f"The web server {what} after {READY_SECONDS} seconds; see its lines above.")


def tell(text: str) -> None:
    """Print to the terminal, which may be gone by now."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def supervise(ready: Callable[[], str]) -> None:
    """Start all children and return when they have been told to stop and have stopped.

    `ready` gives the text to print once the web server answers. Raises CannotStart when a child cannot be
    started, after all others have been stopped; OSError when the configuration cannot be written.
    """
    folder = settings.VAR_DIR / "run"
    folder.mkdir(parents=True, exist_ok=True)
    children = build_children()
    options = ServerOptions()
    # Every other place where supervisord looks for a configuration is passed over.
    options.realize(["-c", str(write_configuration(children, folder))])
    options.first = True
    options.test = False
    foreground = Foreground(options, {child.name: child.title for child in children}, ready)
    with _quiet_if_terminal_closes(), contextlib.suppress(ExitNow):
        foreground.main()
    options.close_logger()
    if foreground.problem:
        raise CannotStart(foreground.problem)


@contextlib.contextmanager
def _quiet_if_terminal_closes() -> Iterator[None]:
    """Keep a write to a terminal or pipe that is gone from ending us before the children are stopped."""
    before = signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGPIPE, before)
