"""The keys that a new installation needs, in VAR_DIR/secrets unless the environment names other files.

Run as `python -m toolkit.serving.secrets`, before any setting can be read. A key that exists is never touched:
without the old field keys every contact in the database is lost.
"""

import contextlib
import os
import secrets
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def write_secret_key(path: Path) -> None:
    """Write a new key for signing, readable by its owner only."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(64) + "\n")
        file.flush()
        os.fsync(file.fileno())


def write_field_keys(path: Path) -> None:
    """Write new keys for encrypted fields."""
    from toolkit.encryption import make_keys_file  # noqa: PLC0415 - loads Django, which a second start can spare

    make_keys_file(path)


def make_once(path: Path, write: Callable[[Path], None]) -> bool:
    """Have `write` make the file unless it is there; return whether it was made.

    The file appears whole or not at all, and of two that start at once one wins. Raises OSError.
    """
    if path.exists():
        return False
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=path.parent) as folder:
        fresh = Path(folder) / path.name
        write(fresh)
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(fresh)
            return True
    return False


def make_secrets(environment: dict[str, str]) -> list[Path]:
    """Make what the environment does not give or name otherwise; return the files that were made."""
    folder = Path(environment.get("VAR_DIR") or ROOT / "var") / "secrets"
    made = []
    if not environment.get("SECRET_KEY"):
        made.append((Path(environment.get("SECRET_KEY_FILE") or folder / "secret_key"), write_secret_key))
    made.append((Path(environment.get("FIELD_KEYS_FILE") or folder / "field_keys"), write_field_keys))
    return [path for path, write in made if make_once(path, write)]


def main() -> int:
    """Make the missing keys; return the exit code."""
    try:
        made = make_secrets(dict(os.environ))
    except OSError as error:
        sys.stderr.write(f"Cannot go on: keys cannot be written to {error.filename} ({error.strerror}).\n")
        return 1
    for path in made:
        sys.stdout.write(f"    New key: {path}. Keep a copy in a safe place.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
