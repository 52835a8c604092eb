"""The bytes of files that SQLite has open."""

import subprocess
from collections.abc import Iterable
from pathlib import Path


def bytes_of(files: Iterable[Path]) -> bytes:
    """Return what files hold, read by another process.

    A process that opens and closes a file of its own SQLite database loses all its locks on it (the rule of POSIX,
    sqlite.org/howtocorrupt.html, 2.2): the next program that leaves would take the write-ahead log with it.
    """
    return subprocess.run(["cat", *map(str, files)], capture_output=True, check=True).stdout
