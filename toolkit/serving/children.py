"""The processes that make up a running installation, and the supervisor's configuration for them."""

import os
import platform
import shlex
import sys
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from toolkit.serving.broker import prepare_broker

HOMEBREW = "/opt/homebrew/lib:/usr/local/lib:/usr/lib"

BECOME = [sys.executable, "-m", "toolkit.serving.child"]

SUPERVISOR = """\
; Written at each start.
[supervisord]
nodaemon = true
silent = true
logfile = {folder}/supervisor.log
logfile_maxbytes = 1MB
logfile_backups = 1
loglevel = warn
pidfile = {folder}/supervisor.pid
directory = {root}
"""

PROGRAM = """
[program:{name}]
command = {command}
environment = {environment}
priority = {priority}
startsecs = {settles}
startretries = 3
autorestart = true
stopsignal = TERM
stopwaitsecs = {patience}
stopasgroup = false
killasgroup = true
redirect_stderr = true
stdout_logfile = NONE
stdout_events_enabled = true
"""


@dataclass(frozen=True)
class Child:
    """One supervised process. They start together and stop in the reverse order."""

    name: str
    title: str
    command: list[str]
    settles: int = 3
    patience: int = 20
    environment: dict[str, str] = field(default_factory=dict)


def build_children() -> list[Child]:
    """Return the children of this installation, in order.

    The broker is among them when the environment names no other; its files are written here. Raises
    CannotStart or OSError.
    """
    children = []
    after: list[str] = []
    # Through a pipe Python would hold back what a child says until there is a lot of it.
    environment = {"PYTHONUNBUFFERED": "1", **_library_path()}
    if not settings.REDIS_URL_GIVEN:
        command, socket = prepare_broker(settings.VAR_DIR)
        children.append(Child("broker", "The embedded broker", [*BECOME, *command], settles=1))
        environment["REDIS_URL"] = f"unix://{socket}"
        after = ["--after", str(socket)]
    for child in (make() for make in PROGRAMS.values()):
        command = [*BECOME, *after, *child.command]
        children.append(Child(child.name, child.title, command, child.settles, child.patience, environment))
    return children


def write_configuration(children: list[Child], folder: Path) -> Path:
    """Write the supervisor's configuration into the folder and return its path."""
    text = SUPERVISOR.format(folder=_escape(str(folder)), root=_escape(str(settings.BASE_DIR)))
    for priority, child in enumerate(children, 1):
        text += PROGRAM.format(
            name=child.name,
            command=_escape(shlex.join(child.command)),
            environment=",".join(f'{name}="{_escape(value)}"' for name, value in child.environment.items()),
            priority=priority,
            settles=child.settles,
            patience=child.patience,
        )
    path = folder / "supervisor.conf"
    path.write_text(text)
    return path


def _web() -> Child:
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", settings.HOST, "--port", str(settings.PORT)),
        *("--workers", str(settings.WEB_PROCESSES), "--blocking-threads", str(settings.WEB_THREADS)),
        *("--backpressure", str(16 * settings.WEB_THREADS)),
        *("--respawn-failed-workers", "--respawn-interval", "1", "--workers-kill-timeout", "10"),
        "config.wsgi:application",
    ]
    return Child("web", "The web server", command)


def _worker() -> Child:
    command = [
        *(sys.executable, "-m", "celery", "--quiet", "-A", "config", "worker", "--hostname", "worker@%h"),
        *("--loglevel", settings.LOG_LEVEL),
        *("--concurrency", str(settings.WORKER_PROCESSES), "--without-gossip", "--without-mingle"),
    ]
    return Child("worker", "The Celery worker", command, patience=60)


def _beat() -> Child:
    schedule = settings.VAR_DIR / "run" / "beat-schedule"
    command = [
        *(
            sys.executable,
            "-m",
            "celery",
            "--quiet",
            "-A",
            "config",
            "beat",
            "--loglevel",
            settings.LOG_LEVEL,
        ),
        *("--schedule", str(schedule), "--pidfile="),
    ]
    return Child("beat", "Celery beat", command)


# What can also be run alone, as in a container.
PROGRAMS = {"web": _web, "worker": _worker, "beat": _beat}


def _library_path() -> dict[str, str]:
    """Where Homebrew keeps Pango; macOS does not look there by itself."""
    if platform.system() != "Darwin":
        return {}
    return {"DYLD_FALLBACK_LIBRARY_PATH": os.environ.get("DYLD_FALLBACK_LIBRARY_PATH", HOMEBREW)}


def _escape(value: str) -> str:
    """Keep the supervisor from reading % as the start of a variable."""
    return value.replace("%", "%%")
