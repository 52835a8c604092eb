"""Ask the web server whether it answers. `python -m toolkit.serving.health [web|beat]` is for containers."""

import http.client
import sys
import time

from django.conf import settings

# Beat writes its schedule to disk at least every three minutes.
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


def beat_is_alive() -> bool:
    """Has beat written its schedule lately?"""
    folder = settings.VAR_DIR / "run"
    newest = max((file.stat().st_mtime for file in folder.glob("beat-schedule*")), default=0.0)
    return time.time() - newest < BEAT_SILENCE_SECONDS


def main(what: str) -> int:
    """Return the exit code for a container's health check."""
    healthy = beat_is_alive() if what == "beat" else web_answer() == http.HTTPStatus.OK
    return 0 if healthy else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "web"))
