"""Ask whether a process does its work. `python -m toolkit.serving.health web|worker|beat` is for containers."""

import http.client
import os
import socket
import sys
import time

from celery import Celery
from django.conf import settings

# Beat writes its schedule to disk every three minutes.
BEAT_SILENCE_SECONDS = 600


def own_host() -> str:
    """Return a host name that ALLOWED_HOSTS lets through."""
    for host in settings.ALLOWED_HOSTS:
        if host != "*":
            return str(host).lstrip(".")
    return "localhost"


def web_answer(timeout: float = 2.0) -> int | None:
    """Return the status that /healthz answers with, or None when nothing answers. Waits `timeout` seconds at most."""
    host = "127.0.0.1" if settings.HOST in {"0.0.0.0", "::"} else settings.HOST  # noqa: S104 - compared, not bound
    connection = http.client.HTTPConnection(host, settings.PORT, timeout=timeout)
    try:
        connection.request("GET", "/healthz", headers={"Host": own_host()})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def worker_answers(timeout: float = 5.0) -> bool:
    """Does the worker of this machine answer through the broker? Waits `timeout` seconds at most."""
    name = f"worker@{socket.gethostname()}"
    with Celery(broker=settings.CELERY_BROKER_URL) as app:
        return bool(app.control.ping(destination=[name], timeout=timeout))


def beat_is_alive() -> bool:
    """Has beat written its schedule lately?"""
    folder = settings.VAR_DIR / "run"
    newest = max((file.stat().st_mtime for file in folder.glob("beat-schedule*")), default=0.0)
    return time.time() - newest < BEAT_SILENCE_SECONDS


def is_healthy(what: str) -> bool:
    """Answer for one of web, worker and beat. Raises KeyError for another word."""
    return {
        "web": lambda: web_answer() == http.HTTPStatus.OK,
        "worker": worker_answers,
        "beat": beat_is_alive,
    }[what]()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.exit(0 if is_healthy(sys.argv[1]) else 1)
