"""Checking that rows and ledger of a statement belong together: at once, or while people go on signing.

The lines are followed from the first, then each row is held against its line. Whoever checks without a lock meets rows
that have changed since their line was read. Those are doubts, not faults: under the lock the lines that came since
are followed too, and what is in doubt or in one of them is looked at once more.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import batched
from uuid import UUID

from django.db.models import QuerySet

from campaigns.models import Signature, Statement
from campaigns.services.ledger import content_hash_of, lines_of, sheet_hash, sheet_subject
from campaigns.signature_chain import Standing, TamperedError, follow_chain

_AT_ONCE = 2000
# What is hashed of a signature, and by what it is found. Of 100,000, organisations and versions are not fetched along.
_HASHED = ("signer", "name", "town", "salt", "seals", "organisation", "organisation_name", "version")

type Tell = Callable[[int], None]


def _silent(_number: int) -> None:
    """Tell nobody how far it is."""


def check_statement(statement: Statement) -> Standing:
    """Return what counts by the ledger. Raises TamperedError when a line or a row was altered in the database."""
    standing = follow_lines(statement)
    for words in misfits(statement, standing).values():
        raise TamperedError(words)
    return standing


def follow_lines(
    statement: Statement, *, after: Standing | None = None, until: int | None = None, tell: Tell = _silent
) -> Standing:
    """Return what counts after the last line, `after` grown by what came since.

    `tell` is called now and then with how many lines there were. Raises TamperedError, and what `tell` raises.
    """
    standing = after or Standing()
    lines = follow_chain(lines_of(statement, after=standing.lines, until=until), after=standing)
    for part in batched(lines, _AT_ONCE, strict=False):
        for line in part:
            standing.take(line)
        tell(len(part))
    return standing


def touched_since(statement: Statement, standing: Standing) -> set[str]:
    """Return what something has happened to since the last line that was followed."""
    later = statement.ledger.filter(number__gt=standing.lines).order_by()
    return set(later.values_list("subject", flat=True))


def misfits(
    statement: Statement,
    standing: Standing,
    *,
    among: Collection[str] | None = None,
    tell: Tell = _silent,
) -> Mapping[str, str]:
    """Return the key of each row that is not what its line says, with words that tell so; of `among` alone if given.

    `tell` is called now and then with how many rows there were. Raises what `tell` raises.
    """
    found = dict(_signatures_that_differ(statement, standing, among, tell))
    found.update(_left_out(statement, standing, among))
    found.update(_sheets_that_differ(statement, standing, among, tell))
    return found


def _signatures_that_differ(
    statement: Statement, standing: Standing, among: Collection[str] | None, tell: Tell
) -> Iterator[tuple[str, str]]:
    numbers = dict(statement.versions.values_list("pk", "number"))
    wanted = [one for one in standing.signatures if among is None or one in among]
    for subjects in batched(wanted, _AT_ONCE, strict=False):
        keys = [key for key in map(_key_of, subjects) if key]
        rows = _that_count(statement).filter(pk__in=keys).only(*_HASHED)
        known = {str(row.pk): row for row in rows}
        for subject in subjects:
            row = known.get(subject)
            if row is None:
                yield subject, f"signature {subject} is in the ledger and its row is gone"
            # Of a name that a withdrawal erased neither salt nor hashes are there to reckon with.
            elif row.salt or row.seals:
                number = numbers.get(row.version_id, 0) if row.version_id else 0
                if content_hash_of(row, number) != standing.signatures[subject]:
                    yield subject, f"signature {subject} is not what was signed"
        tell(len(subjects))


def _left_out(
    statement: Statement, standing: Standing, among: Collection[str] | None
) -> Iterator[tuple[str, str]]:
    """Yield what counts and is in no line."""
    # An organisation without the name it signed with was brought by a campaign file, and is not taken up yet.
    rows = _that_count(statement).exclude(signer=Signature.Signer.ORGANISATION, organisation_name="")
    for subject in map(str, rows.values_list("pk", flat=True)):
        if subject not in standing.signatures and (among is None or subject in among):
            yield subject, f"signature {subject} counts and is not in the ledger"


def _sheets_that_differ(
    statement: Statement, standing: Standing, among: Collection[str] | None, tell: Tell
) -> Iterator[tuple[str, str]]:
    expected = {key: content for key, content in standing.sheets.items() if among is None or key in among}
    for sheet in statement.paper_sheets.order_by("pk").iterator(chunk_size=200):
        subject = sheet_subject(sheet)
        if among is not None and subject not in among:
            continue
        if expected.pop(subject, None) != sheet_hash(sheet):
            yield subject, f"the sheet {sheet.label} is not what was entered"
        tell(1)
    for subject in expected:
        yield subject, "a sheet of paper is in the ledger and its row is gone"


def _that_count(statement: Statement) -> QuerySet[Signature]:
    return statement.signatures.confirmed().filter(sheet=None).order_by()


def _key_of(subject: str) -> UUID | None:
    """Return the key of a row. Whoever writes lines by hand may write anything."""
    try:
        return UUID(subject)
    except ValueError:
        return None
