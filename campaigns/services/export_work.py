"""Exports of signatures are made part by part, each a file on disk: whoever takes over makes what is missing.

The name of a part's file says how those in it are shown. When a look through all of them finds each there, they show
everybody as is wished now, and are packed. Whoever changes a wish meanwhile makes one part be made again.
"""

import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from campaigns.models import SignatureExport, Statement
from campaigns.models.bundles import MOST_TRIES
from campaigns.printing.bundle_files import drop_folder
from campaigns.services.exports import begin_again, wake_export_worker, wishes_of_export
from campaigns.services.signature_export import (
    SheetGoneError,
    pack,
    part_of,
    read_ledger,
    subjects_of,
    wishes_in,
    write_ledger,
)
from campaigns.signature_chain import Standing, TamperedError
from toolkit.leases import Hold, LostError
from toolkit.pdf.files import whole_file

# How long a worker may be silent; it says every ten seconds that it lives.
LEASE = timedelta(seconds=60)
# Then others have their turn.
WORK_SECONDS = 30.0
# What is in it is for those alone who may see signatures.
_FOLDER, _FILE = 0o700, 0o600


def make_export(pk: UUID) -> bool:
    """Go on with an export if nobody is at it, for WORK_SECONDS at most; return whether it is made now.

    What cannot be made is noted with its reason. Raises DatabaseError; the lease then runs out.
    """
    export = _claim(pk)
    if export is None:
        return False
    hold = Hold(export, lease=LEASE)
    try:
        return _go_on(export, hold)
    except LostError:
        pass
    except SheetGoneError:
        begin_again(export, now=timezone.now())
    except TamperedError as error:
        _fail(export, hold, SignatureExport.Problem.ALTERED, str(error))
    except OSError:
        _fail(export, hold, SignatureExport.Problem.DISK, "")
    if not SignatureExport.objects.filter(pk=pk).exists():
        drop_folder(export.folder)
    return False


def _claim(pk: UUID) -> SignatureExport | None:
    """Take an export for LEASE unless somebody has it: of two that try at once one does."""
    now = timezone.now()
    free = SignatureExport.objects.free(now).filter(pk=pk, tries__lt=MOST_TRIES)
    if not free.update(lease_until=now + LEASE, tries=F("tries") + 1):
        return None
    return SignatureExport.objects.select_related("statement").filter(pk=pk).first()


def _go_on(export: SignatureExport, hold: Hold[SignatureExport]) -> bool:
    end = time.monotonic() + WORK_SECONDS
    export.folder.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
    ledger = export.folder / "ledger.jsonl"
    if not ledger.is_file():
        with whole_file(ledger, mode=_FILE) as target:
            write_ledger(export, target, after_each=hold.live)
    standing = read_ledger(ledger)
    is_whole = False
    while not is_whole:
        wishes = wishes_of_export(export.statement, until=export.until, as_of=export.as_of)
        parts, is_whole, done = [], True, 0
        for number, subjects in enumerate(subjects_of(standing), start=1):
            if time.monotonic() > end:
                hold.commit(lease_until=None)
                wake_export_worker(export.pk)
                return False
            lines, names, is_new = _part(export, standing, number, subjects)
            parts.append((lines, names))
            done += len(subjects)
            if is_new:
                is_whole = False
                hold.commit(made=min(max(export.made, done), export.total), tries=0)
            else:
                hold.live()
    with whole_file(export.file, mode=_FILE) as target:
        pack(export, standing, parts, ledger, target, after_each=hold.live)
    hold.commit(
        made=export.total,
        wishes=wishes,
        size=export.file.stat().st_size,
        made_at=timezone.now(),
        lease_until=None,
    )
    for path in export.folder.iterdir():
        if path != export.file:
            path.unlink()
    return True


def _part(
    export: SignatureExport, standing: Standing, number: int, subjects: Sequence[str]
) -> tuple[Path, Path, bool]:
    """Return the two files of a part as it is shown now, and whether they were made by this."""
    # Read anew: it says whether names are looked at before they are shown.
    statement = Statement.objects.get(pk=export.statement_id)
    lines, names = _files(export, number, wishes_in(statement, subjects))
    if lines.is_file():
        return lines, names, False
    part = part_of(export, statement, standing, subjects)
    lines, names = _files(export, number, part.wishes)
    # Lines come last: where they are, the part is whole.
    for path, content in ((names, part.names), (lines, part.lines)):
        with whole_file(path, mode=_FILE) as target:
            target.write(content)
    return lines, names, True


def _files(export: SignatureExport, number: int, wishes: str) -> tuple[Path, Path]:
    name = f"part-{number:05}-{wishes}"
    return export.folder / f"{name}.jsonl", export.folder / f"{name}.csv"


def _fail(export: SignatureExport, hold: Hold[SignatureExport], problem: str, detail: str) -> None:
    try:
        hold.commit(problem=problem, detail=detail[:200], lease_until=None)
    except LostError:
        return
    drop_folder(export.folder)
