"""Hand-overs of large statements are checked by a worker; the record is made when rows and ledger belong together.

People sign and withdraw meanwhile. What has changed since it was read is looked at again in the transaction that makes
the record, under the statement's lock. That transaction takes the check away too: of two workers one makes a record.
"""

import logging
from datetime import datetime, timedelta

from django.contrib.admin.models import ADDITION, LogEntry
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from campaigns.models import HandOverCheck, Statement
from campaigns.models.bundles import MOST_TRIES
from campaigns.services.hand_overs import record_hand_over, wake_check_worker
from campaigns.services.ledger import lock_statement, take_up_signatures
from campaigns.services.ledger_check import follow_lines, misfits, touched_since
from campaigns.signature_chain import Standing, TamperedError
from toolkit.leases import Hold, LostError

logger = logging.getLogger(__name__)

# How long a worker may be silent; it says after each 2,000 lines or rows that it lives.
LEASE = timedelta(seconds=60)


class _NotPublishedError(Exception):
    """The statement was withdrawn while it was checked."""


def check_hand_over(pk: int) -> bool:
    """Check a hand-over if nobody is at it, and record it; return whether it is recorded now.

    What cannot be recorded is kept with its reason. Raises DatabaseError; the lease then runs out, and whoever takes
    over begins anew: a check writes nothing.
    """
    check = _claim(pk)
    if check is None:
        return False
    hold = Hold(check, lease=LEASE)
    try:
        _check(check, hold)
    except LostError:
        return False
    except TamperedError as error:
        _refuse(hold, HandOverCheck.Problem.ALTERED, str(error))
        return False
    except _NotPublishedError:
        _refuse(hold, HandOverCheck.Problem.NOT_PUBLISHED, "")
        return False
    return True


def sweep_hand_overs(*, now: datetime) -> int:
    """Go on with what a worker left, and give up what was begun too often; return how many were woken."""
    woken = 0
    for check in HandOverCheck.objects.free(now):
        if check.tries >= MOST_TRIES:
            logger.warning("the check of a hand-over was given up after %d tries", check.tries)
            stalled = HandOverCheck.Problem.STALLED
            HandOverCheck.objects.free(now).filter(pk=check.pk).update(problem=stalled)
        else:
            wake_check_worker(check.pk)
            woken += 1
    return woken


def _claim(pk: int) -> HandOverCheck | None:
    """Take a check for LEASE unless somebody has it: of two that try at once one does."""
    now = timezone.now()
    free = HandOverCheck.objects.free(now).filter(pk=pk, tries__lt=MOST_TRIES)
    if not free.update(lease_until=now + LEASE, tries=F("tries") + 1, made=0):
        return None
    rows = HandOverCheck.objects.select_related("statement", "target", "asked_by")
    return rows.filter(pk=pk).first()


def _check(check: HandOverCheck, hold: Hold[HandOverCheck]) -> None:
    """Raises TamperedError, LostError, _NotPublishedError."""

    def tell(number: int) -> None:
        hold.commit(made=min(check.made + number, check.total))

    statement = check.statement
    standing = follow_lines(statement, tell=tell)
    doubts = set(misfits(statement, standing, tell=tell))
    _record(check, hold, standing, doubts)


@transaction.atomic
def _record(check: HandOverCheck, hold: Hold[HandOverCheck], standing: Standing, doubts: set[str]) -> None:
    """Look again at what is in doubt or has changed since, and make the record in the place of the check."""
    statement = lock_statement(check.statement)
    if not statement.is_published or statement.signing == Statement.Signing.NEVER:
        raise _NotPublishedError
    now = timezone.now()
    take_up_signatures(statement, now=now)
    again = doubts | touched_since(statement, standing)
    follow_lines(statement, after=standing)
    for words in misfits(statement, standing, among=again).values():
        raise TamperedError(words)
    record = record_hand_over(statement, target=check.target, on=check.on, note_text=check.note, now=now)
    if check.asked_by is not None:
        LogEntry.objects.log_actions(check.asked_by.pk, [record], ADDITION, [{"added": {}}])
    hold.commit()
    check.delete()


def _refuse(hold: Hold[HandOverCheck], problem: str, detail: str) -> None:
    try:
        hold.commit(problem=problem, detail=detail[:200], lease_until=None)
    except LostError:
        return
