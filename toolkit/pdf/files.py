"""Which of our files a PDF may read, and how a finished one reaches the disk."""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

SCHEME = "static:"
PICTURE = "data:image/png;base64,"
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")


class RefusedAddressError(ValueError):
    """An address that PDFs do not read from."""


def own_file(url: str, root: Path) -> Path:
    """Return the file under `root` that an address such as `static:fonts/pdf/Literata-400.ttf` names.

    Raises RefusedAddressError for every other address, for names with escapes, dots or slashes that could
    lead out of the folder, for links that do lead out, and for what is not a file.
    """
    name = url.removeprefix(SCHEME)
    if name == url or not _NAME.fullmatch(name):
        raise RefusedAddressError("not an address of ours")
    path = (root / name).resolve()
    if not path.is_relative_to(root.resolve()) or not path.is_file():
        raise RefusedAddressError("not a file of ours")
    return path


def write_whole_file(target: Path, data: bytes) -> None:
    """Write `data` to `target` whole or not at all; see `whole_file`."""
    with whole_file(target) as file:
        file.write(data)


@contextmanager
def whole_file(target: Path, *, mode: int = 0o644) -> Iterator[BinaryIO]:
    """Open what becomes `target` whole or not at all: a full disk must not leave a file that looks finished.

    The data goes to a temporary file beside the target, is forced to disk and then takes the target's name.
    Raises OSError; the target then is as it was before, and the temporary file is gone.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
