"""The originals of documents: each once, under its SHA-256, for us alone, and gone with the last row that names it."""

import hashlib
import os
import re
import time
from pathlib import Path

from django.conf import settings

from sources.models import Document, Intake
from toolkit.pdf.files import whole_file

# A file that was just written may not have its row yet.
STRAY_AFTER = 60 * 60.0
_NAME = re.compile(r"[0-9a-f]{64}")


def keep_original(data: bytes) -> str:
    """Write a file down, whole or not at all, and return its SHA-256. Raises OSError."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = original_path(sha256)
    if path.is_file() and path.stat().st_size == len(data):
        # It is wanted anew; see `drop_strays`.
        os.utime(path)
        return sha256
    settings.DOCUMENT_ROOT.mkdir(mode=0o700, parents=True, exist_ok=True)
    with whole_file(path, mode=0o600) as file:
        file.write(data)
    return sha256


def original_path(sha256: str) -> Path:
    """Return where a file lies, or would. Raises ValueError for what is no SHA-256."""
    if not _NAME.fullmatch(sha256):
        raise ValueError("not a SHA-256")
    root: Path = settings.DOCUMENT_ROOT
    return root / sha256


def drop_original(sha256: str) -> None:
    """Erase a file unless a document or an intake names it."""
    if sha256 and not _is_named(sha256):
        original_path(sha256).unlink(missing_ok=True)


def drop_strays() -> int:
    """Erase files that no row names and that are no longer new, finished or not; return how many."""
    root: Path = settings.DOCUMENT_ROOT
    if not root.is_dir():
        return 0
    old = time.time() - STRAY_AFTER
    dropped = 0
    for path in root.iterdir():
        named = _NAME.fullmatch(path.name) and _is_named(path.name)
        if not named and path.is_file() and path.stat().st_mtime < old:
            path.unlink(missing_ok=True)
            dropped += 1
    return dropped


def _is_named(sha256: str) -> bool:
    return Document.objects.filter(sha256=sha256).exists() or Intake.objects.filter(sha256=sha256).exists()
