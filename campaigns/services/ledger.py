"""The ledger of a statement: what happened to its signatures, line by line, each chained to the line before.

It holds no name. A signature stands in it as a hash of what was signed and of a random salt: who holds the export
can open what is shown, who holds the ledger alone cannot guess it, and when a name is erased its salt goes with it.
See docs/decisions/0014-ledger-of-signatures.md.
"""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import QuerySet

from campaigns.models import LedgerEntry, PaperSheet, Signature, Statement
from campaigns.signature_chain import (
    BEGINNING,
    PARTS,
    content_hash,
    hash_of,
    line_of,
    salt_of,
    sealed_part,
)
from campaigns.signature_names import first_name_of, name_of_organisation


def parts_of(signature: Signature) -> dict[str, str]:
    """Return what is sealed of a signature. How it is shown may change later."""
    if signature.signer == Signature.Signer.ORGANISATION:
        return {"name": name_of_organisation(signature), "first_name": "", "town": ""}
    return {
        "name": signature.name,
        "first_name": first_name_of(signature.name),
        "town": signature.town,
    }


def sealed_parts_of(signature: Signature) -> dict[str, str]:
    """Return the hash of each part, under its own salt; of a part that was erased, the hash that was kept."""
    values, kept = parts_of(signature), signature.seals.get("sealed", {})
    return {
        part: kept[part] if part in kept else sealed_part(part, values[part], part_salt(signature, part))
        for part in PARTS
    }


def part_salt(signature: Signature, part: str) -> str:
    """Return the salt of a part that is still there."""
    kept: str | None = signature.seals.get("salts", {}).get(part)
    return kept or salt_of(part, signature.salt)


def can_be_opened(signature: Signature) -> bool:
    """Return whether a name, or a part of one, can still be shown to be what was signed."""
    return bool(signature.salt or signature.seals.get("salts"))


def erase_parts(signature: Signature, *, keep: Collection[str] = ()) -> None:
    """Erase the parts of a person's name that nobody will see again; the caller saves the row.

    Hashes of what is gone and the salts of what stays take the place of the salt that all were derived from: what stays
    can still be shown to belong to the ledger, and what is gone cannot be guessed.
    """
    sealed = sealed_parts_of(signature)
    signature.seals = {"sealed": {part: sealed[part] for part in PARTS if part not in keep}}
    if keep:
        signature.seals["salts"] = {part: part_salt(signature, part) for part in keep}
    signature.salt = ""
    signature.name = first_name_of(signature.name) if "first_name" in keep else ""
    signature.town = signature.town if "town" in keep else ""


def content_hash_of(signature: Signature, number: int | None = None) -> str:
    """Return the hash of what was signed: who signed which version. It cannot be known once the name is erased.

    `number` is that of the version, where it is at hand.
    """
    if number is None:
        number = signature.version.number if signature.version else 0
    return content_hash(signature.signer, number, sealed_parts_of(signature))


def sheet_content(sheet: PaperSheet) -> dict[str, str | int]:
    """Return what is hashed of a sheet of paper, besides its names."""
    return {
        "label": sheet.label,
        "count": sheet.count,
        "language": sheet.language,
        "collected_on": sheet.collected_on.isoformat() if sheet.collected_on else "",
        "place": sheet.place,
    }


def names_on(sheet: PaperSheet) -> Iterator[Signature]:
    """Return the names that were typed from a sheet, in their order."""
    return sheet.names.order_by("position", "pk").iterator(chunk_size=2000)


def sheet_hash(sheet: PaperSheet) -> str:
    """Return the hash of a sheet with its names."""
    return hash_of({**sheet_content(sheet), "names": [content_hash_of(one) for one in names_on(sheet)]})


def sheet_subject(sheet: PaperSheet) -> str:
    """Return the key under which a sheet stands in the ledger."""
    return f"sheet-{sheet.pk}"


def as_line(entry: LedgerEntry, statement: Statement) -> dict[str, str | int]:
    """Return a line as it is hashed and exported."""
    return _line(
        statement.slug,
        entry.number,
        entry.event,
        entry.subject,
        entry.at,
        entry.count,
        entry.content_hash,
        entry.previous_hash,
        entry.hash,
    )


_COLUMNS = ("number", "event", "subject", "at", "count", "content_hash", "previous_hash", "hash")


def _line(
    slug: str,
    number: int,
    event: str,
    subject: str,
    at: datetime,
    count: int,
    content: str,
    previous: str,
    own_hash: str,
) -> dict[str, str | int]:
    return {
        "statement": slug,
        "number": number,
        "event": event,
        "subject": subject,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "count": count,
        "content": content,
        "previous": previous,
        "hash": own_hash,
    }


def lines_of(
    statement: Statement, *, after: int = 0, until: int | None = None
) -> Iterator[dict[str, str | int]]:
    """Yield the lines of a statement in their order, after and up to a number, without holding them all.

    They are read page by page: who stops at a line that was altered would leave a server-side cursor open, which
    PostgreSQL then misses when the savepoint around it is gone.
    """
    entries = statement.ledger.order_by("number")
    if until is not None:
        entries = entries.filter(number__lte=until)
    # As they are stored: to make an object of each takes longer than to check it.
    rows = entries.values_list(*_COLUMNS)
    while page := list(rows.filter(number__gt=after)[:2000]):
        for row in page:
            yield _line(statement.slug, *row)
        after = page[-1][0]


def line_hash(entry: LedgerEntry) -> str:
    """Return the hash that a line must have."""
    return line_of(as_line(entry, entry.statement))


def lock_statement(statement: Statement) -> Statement:
    """Return the statement, locked until the transaction ends: its signatures change one after the other."""
    return Statement.objects.select_for_update(of=("self",)).get(pk=statement.pk)


@transaction.atomic
def note(
    statement: Statement, *, event: str, subject: str, content_hash: str, change: int, now: datetime
) -> LedgerEntry:
    """Add a line; `change` is by how much the count of all signatures grows or shrinks.

    One writer at a time: the statement's row is locked. Must run in the transaction of the change that it notes.
    """
    statement = lock_statement(statement)
    last = statement.ledger.order_by("-number").first()
    entry = LedgerEntry(
        statement=statement,
        number=last.number + 1 if last else 1,
        event=event,
        subject=subject,
        at=now,
        count=(last.count if last else 0) + change,
        content_hash=content_hash,
        previous_hash=last.hash if last else BEGINNING,
    )
    entry.hash = line_hash(entry)
    entry.save()
    return entry


def note_signature(signature: Signature, *, event: str, change: int, now: datetime) -> LedgerEntry:
    """Add the line of a signature: +1 when it begins to count, -1 when it ends, 0 when it is renewed.

    What ends is noted before its name is erased: the line holds the hash of what had been signed.
    """
    return note(
        signature.statement,
        event=event,
        subject=str(signature.pk),
        content_hash=content_hash_of(signature),
        change=change,
        now=now,
    )


@transaction.atomic
def take_up_signatures(statement: Statement, *, now: datetime) -> int:
    """Add a line for each organisation that counts and has none, and return how many there were.

    They are those that a campaign file brought: nobody signed here, so nothing was noted.
    """
    statement = lock_statement(statement)
    added = 0
    for signature in statement.signatures.confirmed().by_organisations().select_related("organisation"):
        if statement.ledger.filter(subject=str(signature.pk)).exists():
            continue
        signature.statement = statement
        # As it is called now: a later change of the name does not change what was signed.
        signature.organisation_name = name_of_organisation(signature)[:160]
        signature.save(update_fields=["organisation_name"])
        note_signature(signature, event=LedgerEntry.Event.SIGNED, change=1, now=now)
        added += 1
    return added


def with_what_is_hashed(rows: QuerySet[Signature]) -> QuerySet[Signature]:
    """Fetch organisations and versions along, without the texts: those of 50 pages would come with every row."""
    return rows.select_related("organisation", "version").defer("version__text", "version__what_changed")
