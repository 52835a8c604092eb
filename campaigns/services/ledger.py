"""The ledger of a statement: what happened to its signatures, line by line, each chained to the line before.

It holds no name. A signature stands in it as a hash of what was signed and of a random salt: who holds the export
can open it, who holds the ledger alone cannot guess it, and when a name is erased its salt goes with it.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from django.db import transaction

from campaigns.models import LedgerEntry, Signature, Statement

# What the first line is chained to.
BEGINNING = "0" * 64


def hash_of(content: Mapping[str, str | int]) -> str:
    """Return the SHA-256, as 64 hexadecimal digits, of a mapping as JSON with sorted keys and no spaces."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def content_of(signature: Signature) -> dict[str, str | int]:
    """Return what is hashed of a signature: who signed what, and its salt. How it is shown may change later."""
    is_organisation = signature.signer == Signature.Signer.ORGANISATION
    return {
        "signer": signature.signer,
        "name": str(signature) if is_organisation else signature.name,
        "town": "" if is_organisation else signature.town,
        "version": signature.version.number if signature.version else 0,
        "salt": signature.salt,
    }


def line_hash(entry: LedgerEntry) -> str:
    """Return the hash that a line must have."""
    return hash_of(
        {
            "statement": entry.statement.slug,
            "number": entry.number,
            "event": entry.event,
            "subject": entry.subject,
            "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "count": entry.count,
            "content": entry.content_hash,
            "previous": entry.previous_hash,
        }
    )


@transaction.atomic
def note(
    statement: Statement, *, event: str, subject: str, content_hash: str, change: int, now: datetime
) -> LedgerEntry:
    """Add a line; `change` is by how much the count of all signatures grows or shrinks.

    One writer at a time: the statement's row is locked. Must run in the transaction of the change that it notes.
    """
    statement = Statement.objects.select_for_update(of=("self",)).get(pk=statement.pk)
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
    """Add the line of a signature: +1 when it begins to count, -1 when it ends, 0 when it is renewed."""
    return note(
        signature.statement,
        event=event,
        subject=str(signature.pk),
        content_hash=hash_of(content_of(signature)),
        change=change,
        now=now,
    )
