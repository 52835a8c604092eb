"""Publishing a version of a statement: its texts become public for good, and who signed is asked to confirm again."""

from datetime import datetime
from itertools import batched

from django.db import transaction

from campaigns.models import Dispatch, Signature, Statement
from campaigns.services.ledger import lock_statement
from campaigns.services.outbox import wake_sweep
from campaigns.signature_counts import FIRST, current_number

# So many messages are written with one statement.
BATCH = 2000


class VersionRefusedError(Exception):
    """A version cannot be published: it has no text, comes before the current one, or does not say what changed."""


@transaction.atomic
def publish_version(statement: Statement, number: int, *, now: datetime) -> int:
    """Make the texts of a version public, and tell all who stand under an earlier one; return how many are told.

    For the current version this adds languages, and nobody is told twice. A later version must say what changed.
    Raises VersionRefusedError.
    """
    # One at a time, and no signature meanwhile: whoever signs signs one version or the other.
    statement = lock_statement(statement)
    current = current_number(statement)
    drafts = list(statement.versions.filter(number=number, published_at=None))
    if not drafts or number < current:
        raise VersionRefusedError
    if number > FIRST and not all(text.what_changed.strip() for text in drafts):
        raise VersionRefusedError
    for text in drafts:
        text.published_at = now
        text.save(update_fields=["published_at"])
    is_later = number > max(current, FIRST)
    return _tell_all(statement, number, now) if is_later else 0


def new_version_key(signature_id: object, number: int) -> str:
    """Return the key under which a signatory is told once of a version."""
    return f"new_version:{signature_id}:{number}"


def _tell_all(statement: Statement, number: int, now: datetime) -> int:
    """Plan a message to everybody who counts and whose address is there: a query for BATCH of them."""
    waiting = [Dispatch.State.PLANNED, Dispatch.State.RETRY]
    earlier = Dispatch.objects.filter(signature__statement=statement, kind=Dispatch.Kind.NEW_VERSION)
    # Who was not told of the version before need hear of this one alone.
    earlier.filter(state__in=waiting).update(state=Dispatch.State.DROPPED)
    signed = Signature.objects.confirmed().filter(statement=statement).exclude(email_index="")
    keys = signed.order_by().values_list("pk", flat=True)
    told = 0
    for batch in batched(keys.iterator(chunk_size=BATCH), BATCH, strict=False):
        Dispatch.objects.bulk_create(
            [
                Dispatch(
                    key=new_version_key(pk, number),
                    kind=Dispatch.Kind.NEW_VERSION,
                    signature_id=pk,
                    due_at=now,
                )
                for pk in batch
            ],
            ignore_conflicts=True,
        )
        told += len(batch)
    if told:
        transaction.on_commit(wake_sweep)
    return told
