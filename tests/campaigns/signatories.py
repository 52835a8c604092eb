"""Signatures as the tests need them: confirmed ones of people with sealed names, in rows and in the ledger."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from campaigns.models import LedgerEntry, Signature, SignatureExport, Statement
from campaigns.services.export_work import make_export
from campaigns.services.exports import ask_for_export
from campaigns.services.ledger import note_signature
from tests.factories.campaigns import StatementFactory
from toolkit.encryption import blind_index

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def open_statement(**changes: object) -> Statement:
    """Make a published statement that is open for signing."""
    return StatementFactory.create(**{"signing": Statement.Signing.OPEN, **changes})


def signed(statement: Statement, name: str = "Aigerim Sample", **changes: Any) -> Signature:  # noqa: ANN401 - any field
    """Make a person's signature that counts; only what differs need be said."""
    email = changes.pop("email", f"{name.replace(' ', '.').lower()}@example.org")
    given = {
        "signer": Signature.Signer.PERSON,
        "state": Signature.State.CONFIRMED,
        "display": Signature.Display.FULL,
        "town": "Leeds",
        "confirmed_at": NOW,
        **changes,
    }
    signature = Signature.objects.create(
        statement=statement,
        name=name,
        email=email,
        email_index=blind_index(email, purpose="signature"),
        **given,
    )
    if signature.state == Signature.State.CONFIRMED:
        note_signature(signature, event=LedgerEntry.Event.SIGNED, change=1, now=NOW)
    return signature


def waiting_organisation(statement: Statement, written: str = "Sample Union", **changes: Any) -> Signature:  # noqa: ANN401
    """Make an organisation whose contact has confirmed, and which waits for an organiser."""
    return signed(
        statement,
        changes.pop("name", "Contact Person"),
        email=changes.pop("email", f"{len(written)}.office@union.example"),
        signer=Signature.Signer.ORGANISATION,
        organisation_name=written,
        state=Signature.State.TO_APPROVE,
        confirmed_at=None,
        town="",
        **changes,
    )


def tail(statement: Statement, lines: int = 1) -> list[tuple[str, int]]:
    """Return event and count of the last lines of the ledger."""
    entries = statement.ledger.order_by("-number")[:lines]
    return [(entry.event, entry.count) for entry in reversed(entries)]


def export_to(statement: Statement, path: Path) -> SignatureExport:
    """Ask for an export, make it as a worker does, and copy the file to `path` if there is one."""
    export = ask_for_export(statement, language="en", now=timezone.now())
    make_export(export.pk)
    export.refresh_from_db()
    if export.made_at:
        shutil.copy(export.file, path)
    return export
