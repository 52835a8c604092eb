"""The real parts that some tests need, whether they are there, and what to do when one is not."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import redis

ROOT = Path(__file__).resolve().parent.parent

HOW_TO_GET = {
    "postgresql": "scripts/test starts one (apt-get install postgresql), or set TEST_POSTGRESQL_URL",
    "chromium": "apt-get install chromium",
    "broker": "set TEST_REDIS_URL, or make test",
    "pango": "make setup says how",
    "gettext": "apt-get install gettext",
    "poppler": "apt-get install poppler-utils",
    "seeds": "only the project's own machines have ../shared/seeds; SEEDS_DIR names another folder",
}
# The one part that an ordinary clone cannot have, in CI or anywhere.
OPTIONAL = {"seeds"}


def seeds_folder() -> Path:
    """Return where the five documents of the example campaign lie, if they do."""
    return Path(os.environ.get("SEEDS_DIR") or ROOT.parent / "shared" / "seeds")


def chromium() -> str | None:
    """Return Debian's chromium, or another Chromium or Chrome on the PATH."""
    return next(
        (
            found
            for name in ("chromium", "chromium-browser", "google-chrome")
            if (found := shutil.which(name))
        ),
        None,
    )


@cache
def is_there(part: str) -> bool:
    """Can tests that need this part run?"""
    match part:
        case "postgresql":
            return bool(os.environ.get("TEST_POSTGRESQL_URL"))
        case "chromium":
            return chromium() is not None
        case "broker":
            return _broker_answers(os.environ.get("TEST_REDIS_URL", ""))
        case "pango":
            return (
                subprocess.run(
                    [sys.executable, "-c", "import weasyprint"], capture_output=True, check=False
                ).returncode
                == 0
            )
        case "gettext":
            return shutil.which("xgettext") is not None and shutil.which("msgmerge") is not None
        case "poppler":
            return shutil.which("pdftotext") is not None and shutil.which("pdftoppm") is not None
        case "seeds":
            return any(seeds_folder().glob("*.txt"))
        case _:
            raise ValueError(f"no test may need {part!r}; tests/parts.py knows {', '.join(HOW_TO_GET)}")


def _broker_answers(url: str) -> bool:
    if not url:
        return False
    try:
        return bool(redis.Redis.from_url(url, socket_connect_timeout=5).ping())
    except redis.RedisError:
        return False
