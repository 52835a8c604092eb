"""What is in the export of a statement's signatures: what is handed over, and can be checked without us.

It holds every line of the ledger up to a number. Of a signature that counts then it opens only what the signatory
agrees to show; of the others it has the hash alone. Contacts are never in it.

It is made part by part, while people go on signing. Whoever has withdrawn or signed anew since that line stands in it
by the hash that the ledger has, without a name.
"""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import batched
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from campaigns import signature_chain
from campaigns.models import Signature, SignatureExport, Statement
from campaigns.services.ledger import (
    can_be_opened,
    content_hash_of,
    lines_of,
    names_on,
    part_salt,
    sealed_parts_of,
    sheet_content,
    sheet_subject,
    with_what_is_hashed,
)
from campaigns.signature_chain import (
    LEDGER,
    NAMES,
    SIGNATURES,
    SUMMARY,
    Standing,
    TamperedError,
    content_hash,
    follow_chain,
    hash_of,
)
from campaigns.signature_names import ShownName, shown_name
from toolkit.tables import write_csv

PER_PART = 2000
# Each with its names.
SHEETS_PER_PART = 100
# How each of these is shown: another part is needed when it is otherwise.
_WISHES = ("pk", "state", "display", "is_name_checked", "is_name_withheld")
_SHEET = "sheet-"


class SheetGoneError(Exception):
    """A sheet of paper was taken out meanwhile: what is on it cannot be shown as it was."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the signatures as they are exported, and the key of how they are shown."""

    wishes: str
    lines: bytes
    names: bytes


def write_ledger(export: SignatureExport, target: IO[bytes], *, after_each: Callable[[], None]) -> None:
    """Write the lines up to the export's last one, and look for what counts and is in none of them.

    Raises TamperedError, and what `after_each` raises.
    """
    standing = Standing()
    for line in follow_chain(lines_of(export.statement, until=export.until)):
        standing.take(line)
        target.write(_line(line))
        after_each()
    if standing.lines != export.until:
        raise TamperedError(f"line {standing.lines + 1} of the ledger is missing, added or out of order")
    _check_none_is_left_out(export, standing)


def read_ledger(path: Path) -> Standing:
    """Return what counts after the last of the lines that were written, which were checked then."""
    standing = Standing()
    with path.open(encoding="utf-8") as file:
        for line in file:
            standing.take(json.loads(line))
    return standing


def subjects_of(standing: Standing) -> Iterator[Sequence[str]]:
    """Yield the keys of what counts, as many at a time as are in a part."""
    yield from batched(standing.signatures, PER_PART, strict=False)
    yield from batched(standing.sheets, SHEETS_PER_PART, strict=False)


def wishes_in(statement: Statement, subjects: Sequence[str]) -> str:
    """Return the key of how the signatures of a part are shown now; no name is read for it."""
    rows = Signature.objects.filter(statement=statement)
    sheets = _sheet_keys(subjects)
    rows = rows.filter(sheet__in=sheets) if sheets else rows.filter(sheet=None, pk__in=subjects)
    return _key_of(statement, rows.values_list(*_WISHES))


def part_of(
    export: SignatureExport, statement: Statement, standing: Standing, subjects: Sequence[str]
) -> Part:
    """Return a part as it is shown now. Raises TamperedError, SheetGoneError."""
    with override(export.language):
        if _sheet_keys(subjects):
            return _part_on_paper(export, statement, standing, subjects)
        return _part(export, statement, standing, subjects)


def pack(
    export: SignatureExport,
    standing: Standing,
    parts: Sequence[tuple[Path, Path]],
    ledger: Path,
    target: IO[bytes],
    *,
    after_each: Callable[[], None],
) -> None:
    """Write the ZIP of what was made: of each part a file of lines and one of names.

    Raises what `after_each` raises.
    """
    statement = export.statement
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, override(export.language):
        _pack_files(archive, LEDGER, b"", [ledger], after_each)
        _pack_files(archive, SIGNATURES, b"", [lines for lines, _names in parts], after_each)
        head = [_("Key"), _("Name"), _("Town"), _("Signed by"), _("Version"), _("Sheet of paper")]
        begin = b"\xef\xbb\xbf" + write_csv([head]).encode()
        _pack_files(archive, NAMES, begin, [names for _lines, names in parts], after_each)
        summary = json.dumps(_summary(export, standing), ensure_ascii=False, indent=1)
        archive.writestr(SUMMARY, summary)
        archive.writestr("verify.py", Path(signature_chain.__file__).read_text("utf-8"))
        for version in statement.versions.filter(published_at__lte=export.as_of):
            archive.writestr(f"text-{version.number}-{version.language}.txt", version.text)
        archive.writestr("README.txt", _readme(standing))


def _check_none_is_left_out(export: SignatureExport, standing: Standing) -> None:
    """Raise TamperedError when something counts that the ledger does not know, not even in a later line."""
    statement = export.statement
    rows = statement.signatures.confirmed().filter(sheet=None)
    # An organisation without the name it signed with was brought by a campaign file, and is not taken up yet.
    rows = rows.exclude(signer=Signature.Signer.ORGANISATION, organisation_name="")
    unknown = {str(key) for key in rows.values_list("pk", flat=True).iterator(PER_PART)}
    unknown -= set(standing.signatures)
    sheets = {f"{_SHEET}{key}" for key in statement.paper_sheets.values_list("pk", flat=True)}
    unknown |= sheets - set(standing.sheets)
    # Read after the rows: a line is written together with its row.
    left = unknown - _later(export, unknown)
    if left:
        raise TamperedError(f"{min(left)} counts and is not in the ledger")


def _later(export: SignatureExport, subjects: Iterable[str]) -> set[str]:
    """Return which of these something happened to after the export's last line."""
    wanted = set(subjects)
    if not wanted:
        return set()
    lines = export.statement.ledger.filter(number__gt=export.until)
    return wanted & set(lines.order_by().values_list("subject", flat=True))


def _part(export: SignatureExport, statement: Statement, standing: Standing, subjects: Sequence[str]) -> Part:
    rows = with_what_is_hashed(Signature.objects.filter(statement=statement, sheet=None, pk__in=subjects))
    found = {str(row.pk): _of(statement, row) for row in rows}
    sealed = {subject: sealed_parts_of(row) for subject, row in found.items()}
    gone = {
        subject
        for subject in subjects
        if subject not in found
        or not _is_what_was_signed(found[subject], sealed[subject], standing.signatures[subject])
    }
    for subject in sorted(gone - _later(export, gone)):
        counts = subject in found and found[subject].state == Signature.State.CONFIRMED
        words = "is not what was signed" if counts else "is in the ledger and its row is gone"
        raise TamperedError(f"signature {subject} {words}")
    lines = bytearray()
    names: list[list[str | int]] = []
    signers = _signers()
    for subject in subjects:
        if subject in gone:
            lines += _line({"subject": subject, "content": standing.signatures[subject]})
            names.append([subject, "", "", "", "", ""])
        else:
            row = found[subject]
            shown = _opened(row)
            lines += _line(_row(row, shown, sealed[subject], standing.signatures[subject]))
            names.append(_cells(row, shown, signers, ""))
    return Part(_key_of(statement, _wishes_of(found.values())), bytes(lines), _csv(names))


def _part_on_paper(
    export: SignatureExport, statement: Statement, standing: Standing, subjects: Sequence[str]
) -> Part:
    sheets = {sheet_subject(one): one for one in statement.paper_sheets.filter(pk__in=_sheet_keys(subjects))}
    lines, names, everybody, signers = bytearray(), [], [], _signers()
    for subject in subjects:
        sheet = sheets.get(subject)
        people = [_of(statement, one) for one in names_on(sheet)] if sheet else []
        contents = [content_hash_of(one) for one in people]
        if sheet is None or hash_of({**sheet_content(sheet), "names": contents}) != standing.sheets[subject]:
            if _later(export, [subject]):
                raise SheetGoneError
            words = (
                f"the sheet {sheet.label} is not what was entered" if sheet else "a sheet of paper is gone"
            )
            raise TamperedError(words)
        rows = [
            _row(one, _opened(one), sealed_parts_of(one), content)
            for one, content in zip(people, contents, strict=True)
        ]
        lines += _line({"kind": "sheet", "subject": subject, "sheet": sheet_content(sheet), "names": rows})
        names += [_cells(one, _opened(one), signers, sheet.label) for one in people]
        everybody += people
    return Part(_key_of(statement, _wishes_of(everybody)), bytes(lines), _csv(names))


def _is_what_was_signed(signature: Signature, sealed: Mapping[str, str], content: str) -> bool:
    if signature.state != Signature.State.CONFIRMED:
        return False
    # Of a name that was erased with its hashes there is nothing to reckon with.
    if not (signature.salt or signature.seals):
        return True
    number = signature.version.number if signature.version else 0
    return content_hash(signature.signer, number, sealed) == content


def _opened(signature: Signature) -> ShownName:
    """Return what is shown of a name and can be shown to be what was signed."""
    return shown_name(signature) if can_be_opened(signature) else ShownName()


def _signers() -> dict[str, str]:
    """Return the words for who signs, in the active language."""
    return {value: str(label) for value, label in Signature.Signer.choices}


def _row(signature: Signature, shown: ShownName, sealed: Mapping[str, str], content: str) -> dict[str, Any]:
    """Return a signature as it is exported: opened as far as it is shown, else its hash."""
    if not shown:
        return {"subject": str(signature.pk), "content": content}
    values = {"name": shown.name, "first_name": shown.first_name, "town": shown.town}
    return {
        "subject": str(signature.pk),
        "signer": signature.signer,
        "version": signature.version.number if signature.version else 0,
        "sealed": sealed,
        "opened": {
            part: {"value": value, "salt": part_salt(signature, part)}
            for part, value in values.items()
            if value
        },
    }


def _cells(signature: Signature, shown: ShownName, signers: Mapping[str, str], sheet: str) -> list[str | int]:
    """Return the row of the table for people."""
    version = signature.version.number if signature.version and shown else ""
    name, town = shown.name or shown.first_name, shown.town if shown else ""
    return [str(signature.pk), name, town, signers[signature.signer], version, sheet]


def _line(row: Mapping[str, Any]) -> bytes:
    return f"{json.dumps(row, ensure_ascii=False, sort_keys=True)}\n".encode("utf-8", "surrogatepass")


def _csv(rows: Sequence[Sequence[str | int]]) -> bytes:
    return write_csv(rows).encode("utf-8", "replace") if rows else b""


def _of(statement: Statement, signature: Signature) -> Signature:
    """Return the signature with the statement that is at hand, so that none is fetched for each."""
    signature.statement = statement
    return signature


def _sheet_keys(subjects: Sequence[str]) -> list[int]:
    """Return the keys of the sheets that a part is of; none when it is of signatures."""
    return [int(subject.removeprefix(_SHEET)) for subject in subjects if subject.startswith(_SHEET)]


def _wishes_of(signatures: Iterable[Signature]) -> Iterator[tuple[Any, ...]]:
    return (tuple(getattr(one, name) for name in _WISHES) for one in signatures)


def _key_of(statement: Statement, rows: Iterable[tuple[Any, ...]]) -> str:
    # As text: a state that was read and one that was set are of two types.
    known = sorted(",".join(map(str, row)) for row in rows)
    return hashlib.sha256("\n".join([str(statement.checks_names), *known]).encode()).hexdigest()[:16]


def _pack_files(
    archive: zipfile.ZipFile, name: str, begin: bytes, files: Sequence[Path], after_each: Callable[[], None]
) -> None:
    with archive.open(name, "w") as target:
        target.write(begin)
        for path in files:
            with path.open("rb") as source:
                shutil.copyfileobj(source, target)
            after_each()


def _summary(export: SignatureExport, standing: Standing) -> dict[str, str | int]:
    statement = export.statement
    return {
        "statement": statement.slug,
        "title": statement.title,
        "address": f"{settings.PUBLIC_URL}{statement.get_absolute_url()}",
        "exported_at": export.as_of.astimezone(UTC).isoformat(timespec="seconds"),
        "count": standing.count,
        **export.counts,
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
