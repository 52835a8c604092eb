"""Signatures on paper: sheets are entered in bulk, counted apart, and can be taken out again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from campaigns.models import LedgerEntry, PaperSheet, Signature, Statement
from campaigns.services.ledger import lock_statement, note, sheet_hash, sheet_subject


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One sheet as it is typed in; `names` are those who ticked that their name may be printed, with the town."""

    label: str
    count: int
    language: str
    collected_on: date | None = None
    place: str = ""
    names: Sequence[tuple[str, str]] = field(default_factory=list)


class PaperError(Exception):
    """Sheets that cannot be entered: nothing was. `problems` says why, by the place of the sheet among them."""

    def __init__(self, problems: dict[int, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = problems


@transaction.atomic
def enter_sheets(
    statement: Statement, entries: Sequence[SheetEntry], *, by: User | None, now: datetime
) -> list[PaperSheet]:
    """Enter sheets with their names, all or none. Raises PaperError."""
    statement = lock_statement(statement)
    if statement.signing == Statement.Signing.NEVER:
        raise PaperError({0: _("This statement is not ours to sign.")})
    known = {_same(label) for label in statement.paper_sheets.values_list("label", flat=True)}
    problems: dict[int, str] = {}
    for number, entry in enumerate(entries):
        if _same(entry.label) in known:
            problems[number] = _("Sheet %(label)s has been entered already.") % {"label": entry.label}
        elif len(entry.names) > entry.count:
            problems[number] = _("Sheet %(label)s has more names than signatures.") % {"label": entry.label}
        known.add(_same(entry.label))
    if problems:
        raise PaperError(problems)
    return [_enter(statement, entry, by, now) for entry in entries]


@transaction.atomic
def remove_sheet(sheet: PaperSheet, *, now: datetime) -> None:
    """Take a sheet out again, with the names that were typed from it."""
    lock_statement(sheet.statement)
    current = PaperSheet.objects.select_related("statement").filter(pk=sheet.pk).first()
    if current is not None:
        note_sheet_removed(current, now=now)
        current.delete()


def note_sheet(sheet: PaperSheet, *, now: datetime) -> None:
    """Add the line of a sheet that counts."""
    note(
        sheet.statement,
        event=LedgerEntry.Event.PAPER,
        subject=sheet_subject(sheet),
        content_hash=sheet_hash(sheet),
        change=sheet.count,
        now=now,
    )


def note_sheet_removed(sheet: PaperSheet, *, now: datetime) -> None:
    """Add the line of a sheet that counts no more, while its names are still there."""
    note(
        sheet.statement,
        event=LedgerEntry.Event.PAPER_REMOVED,
        subject=sheet_subject(sheet),
        content_hash=sheet_hash(sheet),
        change=-sheet.count,
        now=now,
    )


def _enter(statement: Statement, entry: SheetEntry, by: User | None, now: datetime) -> PaperSheet:
    sheet = PaperSheet.objects.create(
        statement=statement,
        label=" ".join(entry.label.split()),
        count=entry.count,
        language=entry.language,
        collected_on=entry.collected_on,
        place=entry.place,
        entered_by=by,
    )
    Signature.objects.bulk_create(
        [
            Signature(
                statement=statement,
                sheet=sheet,
                state=Signature.State.CONFIRMED,
                # They ticked on paper that their name may be printed.
                display=Signature.Display.FULL,
                is_name_checked=True,
                name=name,
                town=town,
                language=entry.language,
                confirmed_at=now,
                position=position,
            )
            for position, (name, town) in enumerate(entry.names)
        ],
        batch_size=500,
    )
    note_sheet(sheet, now=now)
    return sheet


def _same(label: str) -> str:
    """Return what two labels have in common that stand for one sheet."""
    return " ".join(label.split()).casefold()
