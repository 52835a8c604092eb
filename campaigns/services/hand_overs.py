"""A statement is handed over: the count and the hash of its ledger are those of that moment, not typed in."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.models import HandOver, LedgerEntry, Statement, Target
from campaigns.services.ledger import check_statement, lock_statement, note, take_up_signatures
from campaigns.signature_chain import TamperedError, hash_of
from campaigns.signature_counts import counts_of


class HandOverError(Exception):
    """A statement that cannot be handed over. Its words are for the organiser."""


@transaction.atomic
def hand_over(statement: Statement, *, target: Target, on: str, note_text: str, now: datetime) -> HandOver:
    """Record that a statement was handed over, with what is true now; it is not open any more.

    `on` may be partial. It may be handed over again, to somebody else. Raises HandOverError for a draft, for one
    that is not ours to sign, for a target of another campaign, and when rows and ledger do not belong together.
    """
    statement = lock_statement(statement)
    if not statement.is_published or statement.signing == Statement.Signing.NEVER:
        raise HandOverError(_("Only a published statement that people sign here can be handed over."))
    if target.campaign_id != statement.campaign_id:
        raise HandOverError(_("Choose somebody to whom this campaign writes."))
    take_up_signatures(statement, now=now)
    try:
        check_statement(statement)
    except TamperedError as error:
        raise HandOverError(
            _("Signatures and ledger do not belong together, so nothing was recorded: %(reason)s")
            % {"reason": error}
        ) from error
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
    record.save()
    entry = note(
        statement,
        event=LedgerEntry.Event.HANDED_OVER,
        subject=f"hand-over-{record.pk}",
        content_hash=hash_of(
            {
                "to": target.slug,
                "on": on,
                "people": counts.people,
                "organisations": counts.organisations,
                "on_paper": counts.paper,
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
