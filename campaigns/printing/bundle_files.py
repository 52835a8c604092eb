"""The files of a bundle: parts that are each whole or not there, and the one that is made of them."""

import contextlib
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from campaigns.models import PrintBundle
from toolkit.pdf.files import whole_file
from toolkit.pdf.joining import Joiner

# A time says nothing about what is in a ZIP; this is the first that the format knows.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
# They hold names and addresses, so nobody but our own processes reads them.
_FOLDER, _FILE = 0o700, 0o600


def write_part(bundle: PrintBundle, number: int, files: Iterable[tuple[str, bytes]]) -> None:
    """Write a part, whole or not at all, as files come: none is held longer than it takes to write it.

    Raises OSError, and what `files` raises.
    """
    bundle.folder.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
    with whole_file(_part(bundle, number), mode=_FILE) as target, _packed(bundle, target) as add:
        for name, data in files:
            add(name, data)


def join_parts(bundle: PrintBundle, *, after_each: Callable[[], None]) -> int:
    """Make the one file of all parts, whole or not at all, and return its size in bytes.

    No more than one part of a PDF is read at a time, and of a ZIP one file. Raises OSError, and what `after_each`
    raises.
    """
    with whole_file(bundle.file, mode=_FILE) as target, _packed(bundle, target) as add:
        for number in range(bundle.parts):
            part = _part(bundle, number)
            if bundle.packing == PrintBundle.Packing.PDF:
                add("", part)
            else:
                with zipfile.ZipFile(part) as files:
                    for name in files.namelist():
                        add(name, files.read(name))
            after_each()
    return bundle.file.stat().st_size


def drop_parts(bundle: PrintBundle) -> None:
    """Delete the parts, as far as they are there."""
    for number in range(bundle.parts):
        _part(bundle, number).unlink(missing_ok=True)


def drop_folder(folder: Path) -> None:
    """Delete the files of a bundle, as far as they are there."""
    shutil.rmtree(folder, ignore_errors=True)


def stray_folders(root: Path, known: Callable[[], set[str]]) -> list[Path]:
    """Return the folders that belong to no bundle; `known` is asked after the folders are listed."""
    folders = [path for path in root.iterdir() if path.is_dir()] if root.is_dir() else []
    names = known() if folders else set()
    return [path for path in folders if path.name not in names]


def _part(bundle: PrintBundle, number: int) -> Path:
    return bundle.folder / f"part-{number:05}.{bundle.packing}"


@contextlib.contextmanager
def _packed(bundle: PrintBundle, target: BinaryIO) -> Iterator[Callable[[str, bytes | Path], None]]:
    """Yield what adds a file to a ZIP, or to one PDF for all."""
    if bundle.packing == PrintBundle.Packing.PDF:
        # A thousand letters of one title need no bookmarks.
        with Joiner(
            target, title=_title(bundle), language=bundle.language, bookmarks=bundle.letter_id is None
        ) as joiner:
            yield lambda _name, data: joiner.add(data)
    else:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as file:

            def add(name: str, data: bytes | Path) -> None:
                content = data if isinstance(data, bytes) else data.read_bytes()
                # PDFs are compressed already.
                file.writestr(zipfile.ZipInfo(name, _NO_TIME), content)

            yield add


def _title(bundle: PrintBundle) -> str:
    subject = bundle.letter or bundle.campaign
    if subject is None:
        raise ValueError("a bundle of nothing")
    text: str = subject.text_of("subject" if bundle.letter_id else "title", bundle.language).text
    return text
