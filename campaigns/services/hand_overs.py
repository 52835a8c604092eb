"""A statement is handed over: the count and the hash of its ledger are those of that moment, not typed in.

Rows and ledger are checked before. Of a small statement that is done at once; of a large one a worker does it
(`hand_over_work`), while people go on signing, and the record is made when all belongs together.
"""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from campaigns.models import HandOver, HandOverCheck, LedgerEntry, Statement, Target
from campaigns.services.ledger import lock_statement, note, take_up_signatures
from campaigns.services.ledger_check import check_statement
from campaigns.signature_chain import TamperedError, hash_of
from campaigns.signature_counts import counts_of
from toolkit.waking import ask_for_task

# With more lines, the check would take longer than somebody waits for a page: they take about a second.
AT_ONCE = 2000


class HandOverError(Exception):
    """A statement that cannot be handed over. Its words are for the organiser."""


def ask_for_hand_over(
    statement: Statement, *, target: Target, on: str, note_text: str, by: User | None, now: datetime
) -> HandOver | HandOverCheck:
    """Record a hand-over if the check is short; else keep it as being checked, and ask a worker on commit.

    Raises HandOverError and ValidationError as `hand_over` does, when a worker is to check for what is known before.
    """
    lines = statement.ledger.count()
    if lines <= AT_ONCE:
        return hand_over(statement, target=target, on=on, note_text=note_text, now=now)
    with transaction.atomic():
        statement = _may_be_handed_over(lock_statement(statement), target)
        _unsaved(statement, target=target, on=on, note_text=note_text)
        signatures = statement.signatures.confirmed().filter(sheet=None).count()
        check = HandOverCheck.objects.create(
            statement=statement,
            target=target,
            on=on,
            note=note_text,
            asked_by=by,
            asked_at=now,
            total=lines + signatures + statement.paper_sheets.count(),
        )
        transaction.on_commit(partial(wake_check_worker, check.pk))
    return check


@transaction.atomic
def hand_over(statement: Statement, *, target: Target, on: str, note_text: str, now: datetime) -> HandOver:
    """Record that a statement was handed over, with what is true now; it is not open any more.

    `on` may be partial. It may be handed over again, to somebody else. Raises HandOverError for a draft, for one
    that is not ours to sign, for a target of another campaign, and when rows and ledger do not belong together.
    """
    statement = _may_be_handed_over(lock_statement(statement), target)
    take_up_signatures(statement, now=now)
    try:
        check_statement(statement)
    except TamperedError as error:
        raise HandOverError(
            _("Signatures and ledger do not belong together, so nothing was recorded: %(reason)s")
            % {"reason": error}
        ) from error
    return record_hand_over(statement, target=target, on=on, note_text=note_text, now=now)


def record_hand_over(
    statement: Statement, *, target: Target, on: str, note_text: str, now: datetime
) -> HandOver:
    """Write the record and its line. The statement is locked and was checked. Raises ValidationError."""
    record = _unsaved(statement, target=target, on=on, note_text=note_text)
    record.save()
    entry = note(
        statement,
        event=LedgerEntry.Event.HANDED_OVER,
        subject=f"hand-over-{record.pk}",
        content_hash=hash_of(
            {
                "to": target.slug,
                "on": on,
                "people": record.people,
                "organisations": record.organisations,
                "on_paper": record.on_paper,
            }
        ),
        change=0,
        now=now,
    )
    record.ledger_hash = entry.hash
    record.save(update_fields=["ledger_hash"])
    statement.signing = Statement.Signing.HANDED_OVER
    statement.closed_at = statement.closed_at or now
    statement.save(update_fields=["signing", "closed_at"])
    return record


def check_again(check: HandOverCheck) -> None:
    """Let a worker check anew what was refused or given up."""
    refused = HandOverCheck.objects.filter(pk=check.pk).exclude(problem="")
    if refused.update(problem="", detail="", made=0, tries=0, lease_until=None):
        transaction.on_commit(partial(wake_check_worker, check.pk))


def forget_check(check: HandOverCheck) -> None:
    """Give up a hand-over that is not recorded; a worker that is at it stops, and records nothing."""
    HandOverCheck.objects.filter(pk=check.pk).delete()


def wake_check_worker(pk: int) -> None:
    """Ask a worker for a check; without a broker the next sweep does."""
    ask_for_task("campaigns.tasks.check_hand_over_task", pk)


def _may_be_handed_over(statement: Statement, target: Target) -> Statement:
    """Return the statement. Raises HandOverError."""
    if not statement.is_published or statement.signing == Statement.Signing.NEVER:
        raise HandOverError(_("Only a published statement that people sign here can be handed over."))
    if target.campaign_id != statement.campaign_id:
        raise HandOverError(_("Choose somebody to whom this campaign writes."))
    return statement


def _unsaved(statement: Statement, *, target: Target, on: str, note_text: str) -> HandOver:
    """Return a record with the counts of now. Raises ValidationError."""
    counts = counts_of(statement)
    record = HandOver(
        statement=statement,
        target=target,
        on=on,
        count=counts.current,
        people=counts.people,
        organisations=counts.organisations,
        on_paper=counts.paper,
        note=note_text,
    )
    record.full_clean(exclude={"ledger_hash"})
    return record
