"""The export of a statement's signatures: what is handed over, and can be checked without us.

It holds every line of the ledger. Of a signature that counts it opens only what the signatory agreed to show; of the
others it has the hash alone. Contacts are never in it.
"""

import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _

from campaigns import signature_chain
from campaigns.models import PaperSheet, Signature, Statement
from campaigns.services.ledger import (
    can_be_opened,
    check_statement,
    content_hash_of,
    lines_of,
    names_on,
    part_salt,
    sealed_parts_of,
    sheet_content,
    sheet_subject,
    take_up_signatures,
    with_what_is_hashed,
)
from campaigns.services.snapshots import one_moment
from campaigns.signature_chain import LEDGER, NAMES, SIGNATURES, SUMMARY, Standing
from campaigns.signature_counts import counts_of
from campaigns.signature_names import shown_name
from toolkit.tables import write_csv

_CHUNK = 2000


def write_export(statement: Statement, target: IO[bytes], *, now: datetime) -> Standing:
    """Write the ZIP of a statement's signatures, a few at a time, and return what counts by the ledger.

    It tells of one moment, so that lines and rows belong together. Raises `signature_chain.TamperedError` when they do
    not; what was written until then is of no use.
    """
    take_up_signatures(statement, now=now)
    with one_moment(statement) as found:
        return _write(found, target, now)


def _write(statement: Statement, target: IO[bytes], now: datetime) -> Standing:
    standing = check_statement(statement)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        _write_lines(archive, LEDGER, lines_of(statement))
        _write_lines(archive, SIGNATURES, _rows(statement, standing))
        with archive.open(NAMES, "w") as file:
            file.write(b"\xef\xbb\xbf")
            for table in _table(statement):
                file.write(write_csv(table).encode("utf-8", "replace"))
        archive.writestr(
            SUMMARY, json.dumps(_summary(statement, standing, now), ensure_ascii=False, indent=1)
        )
        archive.writestr("verify.py", Path(signature_chain.__file__).read_text("utf-8"))
        for version in statement.versions.filter(published_at__isnull=False):
            archive.writestr(f"text-{version.number}-{version.language}.txt", version.text)
        archive.writestr("README.txt", _readme(standing))
    return standing


def _write_lines(archive: zipfile.ZipFile, name: str, rows: Iterator[Mapping[str, Any]]) -> None:
    with archive.open(name, "w") as file:
        for row in rows:
            line = json.dumps(row, ensure_ascii=False, sort_keys=True)
            file.write(f"{line}\n".encode("utf-8", "surrogatepass"))


def _counted(statement: Statement) -> Iterator[Signature]:
    rows = with_what_is_hashed(statement.signatures.confirmed().filter(sheet=None))
    for signature in rows.order_by("confirmed_at", "pk").iterator(chunk_size=_CHUNK):
        yield _of(statement, signature)


def _sheets(statement: Statement) -> Iterator[PaperSheet]:
    return statement.paper_sheets.order_by("label", "pk").iterator(chunk_size=_CHUNK)


def _rows(statement: Statement, standing: Standing) -> Iterator[dict[str, Any]]:
    for signature in _counted(statement):
        known = standing.signatures[str(signature.pk)]
        yield _row(signature, known)
    for sheet in _sheets(statement):
        yield {
            "kind": "sheet",
            "subject": sheet_subject(sheet),
            "sheet": sheet_content(sheet),
            "names": [_row(_of(statement, one), content_hash_of(one)) for one in names_on(sheet)],
        }


def _row(signature: Signature, content: str) -> dict[str, Any]:
    """Return a signature as it is exported: opened as far as it is shown, else its hash."""
    shown = shown_name(signature)
    if not shown or not can_be_opened(signature):
        return {"subject": str(signature.pk), "content": content}
    values = {"name": shown.name, "first_name": shown.first_name, "town": shown.town}
    return {
        "subject": str(signature.pk),
        "signer": signature.signer,
        "version": signature.version.number if signature.version else 0,
        "sealed": sealed_parts_of(signature),
        "opened": {
            part: {"value": value, "salt": part_salt(signature, part)}
            for part, value in values.items()
            if value
        },
    }


def _table(statement: Statement) -> Iterator[list[list[str | int]]]:
    """Yield the table of names for people, in parts."""
    yield [[_("Key"), _("Name"), _("Town"), _("Signed by"), _("Version"), _("Sheet of paper")]]
    for signature in _counted(statement):
        yield [_cells(signature, "")]
    for sheet in _sheets(statement):
        yield [_cells(_of(statement, one), sheet.label) for one in names_on(sheet)]


def _cells(signature: Signature, sheet: str) -> list[str | int]:
    shown = shown_name(signature) if can_be_opened(signature) else None
    name, town = (shown.name or shown.first_name, shown.town) if shown else ("", "")
    version = signature.version.number if signature.version and shown else ""
    return [str(signature.pk), name, town, str(signature.get_signer_display()), version, sheet]


def _of(statement: Statement, signature: Signature) -> Signature:
    """Return the signature with the statement that is at hand, so that none is fetched for each."""
    signature.statement = statement
    return signature


def _summary(statement: Statement, standing: Standing, now: datetime) -> dict[str, str | int]:
    counts = counts_of(statement)
    return {
        "statement": statement.slug,
        "title": statement.title,
        "address": f"{settings.PUBLIC_URL}{statement.get_absolute_url()}",
        "exported_at": now.astimezone(UTC).isoformat(timespec="seconds"),
        "count": standing.count,
        "people": counts.people,
        "organisations": counts.organisations,
        "on_paper": counts.paper,
        "signed_an_earlier_version_only": counts.earlier,
        "lines": standing.lines,
        "last_hash": standing.last_hash,
    }


def _readme(standing: Standing) -> str:
    words = [
        _("Signatures of a statement, and what shows that none was altered."),
        _("names.csv lists those who agreed to be shown. The others are counted and have no name in it."),
        _("To check it, with Python 3.11 or newer and without a network: python3 verify.py FILE.zip"),
        _("Run a copy of verify.py that you took out of the file and have read, or one that you had before."),
        _("Compare the last hash with the one that is printed on the statement's page: %(hash)s")
        % {"hash": standing.last_hash},
    ]
    return "\n".join([*words, ""])
