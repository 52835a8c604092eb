"""Exports of signatures: asked for, cancelled, handed to organisers, and forgotten. They are made in `export_work`.

The file lies in a folder that no web server serves; the admin hands it out, as long as all in it are shown as they
wish.
"""

import hashlib
import logging
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from campaigns import signature_chain
from campaigns.models import LedgerEntry, SignatureExport, Statement
from campaigns.models.bundles import MOST_TRIES
from campaigns.models.petitions import exports_root
from campaigns.printing.bundle_files import drop_folder, stray_folders
from campaigns.services.ledger import lock_statement, take_up_signatures
from campaigns.signature_counts import counts_of
from toolkit.waking import ask_for_task

logger = logging.getLogger(__name__)

KEPT = timedelta(hours=24)
_CHUNK = 2000


def ask_for_export(statement: Statement, *, language: str, now: datetime) -> SignatureExport:
    """Return the row of an export as it is now; of one that is not made a worker is asked to make it on commit.

    Those of an earlier moment in this language go, with their files.
    """
    with transaction.atomic():
        statement = lock_statement(statement)
        take_up_signatures(statement, now=now)
        fresh = _of_this_moment(statement, language, now)
        export = None
        for old in SignatureExport.objects.filter(statement=statement, language=language):
            if old.content_key == fresh.content_key and _can_stay(old, fresh.wishes, now):
                export = old
            else:
                forget_export(old)
        if export is None:
            export = fresh
            export.save(force_insert=True)
        if export.is_unfinished:
            transaction.on_commit(partial(wake_export_worker, export.pk))
    return export


def begin_again(export: SignatureExport, *, now: datetime) -> None:
    """Let an export tell of this moment: what it was begun with cannot be made any more."""
    with transaction.atomic():
        statement = lock_statement(export.statement)
        fresh = _of_this_moment(statement, export.language, now)
        fields = ["content_key", "until", "counts", "wishes", "as_of", "total"]
        given = {name: getattr(fresh, name) for name in fields}
        SignatureExport.objects.filter(pk=export.pk, made_at=None).update(made=0, lease_until=None, **given)
    drop_folder(export.folder)
    wake_export_worker(export.pk)


def file_of_export(export: SignatureExport, *, now: datetime) -> Path | None:
    """Return the finished file. None, and it is deleted, once somebody wants out of it or its time is up."""
    if not export.made_at or export.expires_at <= now or not is_still_agreed(export):
        forget_export(export)
        return None
    return export.file


def is_still_agreed(export: SignatureExport) -> bool:
    """Return whether all in the export still count and are shown as they were."""
    return wishes_of_export(export.statement, until=export.until, as_of=export.as_of) == export.wishes


def wishes_of_export(statement: Statement, *, until: int, as_of: datetime) -> str:
    """Return what stands for how all are shown who counted then: another one when somebody's wish is another.

    It reads no name. Whoever signed later, or confirmed a new version, does not change it.
    """
    checks_names = Statement.objects.values_list("checks_names", flat=True).get(pk=statement.pk)
    digest = hashlib.sha256(f"{checks_names}".encode())
    signed = LedgerEntry.Event.SIGNED
    later = set(
        statement.ledger.filter(number__gt=until, event=signed).order_by().values_list("subject", flat=True)
    )
    fields = ("pk", "display", "is_name_checked", "is_name_withheld", "sheet", "confirmed_at")
    rows = statement.signatures.confirmed().order_by("pk").values_list(*fields)
    for key, *wishes, sheet, confirmed_at in rows.iterator(_CHUNK):
        came_later = str(key) in later if sheet is None else confirmed_at is not None and confirmed_at > as_of
        if not came_later:
            digest.update(repr((key, *wishes)).encode())
    return digest.hexdigest()


def forget_export(export: SignatureExport) -> None:
    """Delete an export with its files at once; a worker that is at it stops after what it does now."""
    SignatureExport.objects.filter(pk=export.pk).delete()
    drop_folder(export.folder)


def sweep_exports(*, now: datetime) -> tuple[int, int]:
    """Delete exports that are old or show somebody who wants out, and go on with what a worker left.

    Returns how many were deleted and how many woken.
    """
    deleted = woken = 0
    for export in SignatureExport.objects.select_related("statement"):
        if export.expires_at <= now or (export.made_at and not is_still_agreed(export)):
            forget_export(export)
            deleted += 1
    for export in SignatureExport.objects.free(now):
        if export.tries >= MOST_TRIES:
            logger.warning("an export was given up after %d tries", export.tries)
            stalled = SignatureExport.Problem.STALLED
            SignatureExport.objects.free(now).filter(pk=export.pk).update(problem=stalled)
            drop_folder(export.folder)
        else:
            wake_export_worker(export.pk)
            woken += 1
    for folder in stray_folders(exports_root(), _known_folders):
        drop_folder(folder)
    return deleted, woken


def wake_export_worker(pk: UUID) -> None:
    """Ask a worker for an export; without a broker the next sweep does."""
    ask_for_task("campaigns.tasks.make_export_task", str(pk))


def _of_this_moment(statement: Statement, language: str, now: datetime) -> SignatureExport:
    """Return a row that is not saved; the statement is locked, so that all of it belongs together."""
    last = statement.ledger.order_by("-number").first()
    until = last.number if last else 0
    # Not before anybody in it signed.
    latest = statement.signatures.confirmed().aggregate(latest=Max("confirmed_at"))["latest"]
    as_of = max(latest or now, now)
    counts = counts_of(statement)
    sheets = statement.paper_sheets.count()
    return SignatureExport(
        statement=statement,
        language=language,
        content_key=_key(statement, last.hash if last else "", language),
        until=until,
        counts={
            "people": counts.people,
            "organisations": counts.organisations,
            "on_paper": counts.paper,
            "signed_an_earlier_version_only": counts.earlier,
        },
        wishes=wishes_of_export(statement, until=until, as_of=as_of),
        as_of=as_of,
        expires_at=now + KEPT,
        total=counts.total - counts.paper + sheets,
    )


def _key(statement: Statement, last_hash: str, language: str) -> str:
    """Return the SHA-256 of what the file shows: the ledger and how it is told."""
    texts = statement.versions.filter(published_at__isnull=False).order_by("number", "language")
    parts = [
        statement.slug,
        statement.title,
        last_hash,
        language,
        *(f"{number} {code}" for number, code in texts.values_list("number", "language")),
        Path(signature_chain.__file__).read_text("utf-8"),
    ]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _can_stay(old: SignatureExport, wishes: str, now: datetime) -> bool:
    """Return whether there is nothing to make anew."""
    if old.problem or old.expires_at <= now:
        return False
    return old.is_unfinished or (old.wishes == wishes and old.file.is_file())


def _known_folders() -> set[str]:
    return {str(pk) for pk in SignatureExport.objects.filter(problem="").values_list("pk", flat=True)}
