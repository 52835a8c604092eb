"""After a statement is closed or handed over, the addresses of those who signed are erased in time."""

import logging
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from campaigns.models import Signature, SolidarityMessage, Statement

logger = logging.getLogger(__name__)

_BATCH = 500


def erase_expired_signatures(*, now: datetime) -> int:
    """Note which statements have closed, and erase what is due; return how many signatures lost something.

    So many days (SIGNATURES_KEPT_DAYS) after a statement was closed or handed over go: addresses, links of those
    kept private, mails, messages that nobody looked at, and the names of those who are shown as kept private, with
    their salt. Names that are shown stay, as agreed. What was never confirmed or approved goes as well.
    """
    _note_closed(now)
    before = now - timedelta(days=settings.SIGNATURES_KEPT_DAYS)
    erased = 0
    for statement in Statement.objects.filter(closed_at__lte=before).order_by("pk"):
        due = Signature.objects.filter(statement=statement, sheet=None).filter(_due())
        while keys := list(due.values_list("pk", flat=True)[:_BATCH]):
            with transaction.atomic():
                for signature in Signature.objects.select_for_update(of=("self",)).filter(pk__in=keys):
                    _erase(signature)
            erased += len(keys)
    if erased:
        logger.info("%d signatures erased in part", erased)
    return erased


def _due() -> Q:
    """What still holds something that goes; an erased salt tells that a hidden name is gone."""
    hidden = Q(signer=Signature.Signer.PERSON, display=Signature.Display.HIDDEN)
    return ~Q(email_index="") | (hidden & ~Q(salt=""))


def _note_closed(now: datetime) -> None:
    """Note since when statements are closed, and forget it of those that were opened again."""
    today = now.astimezone(UTC).date()
    is_over = Q(signing__in=[Statement.Signing.CLOSED, Statement.Signing.HANDED_OVER]) | Q(
        signing=Statement.Signing.OPEN, closes_on__lt=today
    )
    Statement.objects.filter(is_over, closed_at=None).update(closed_at=now)
    Statement.objects.exclude(closed_at=None).exclude(is_over).update(closed_at=None)


def _erase(signature: Signature) -> None:
    if signature.state == Signature.State.PENDING:
        signature.delete()
        return
    if signature.state == Signature.State.TO_APPROVE:
        signature.state = Signature.State.REFUSED
    signature.email = signature.email_index = ""
    signature.dispatches.all().delete()
    SolidarityMessage.objects.filter(signature=signature, state=SolidarityMessage.State.PENDING).delete()
    if signature.signer == Signature.Signer.ORGANISATION:
        # The name is that of its contact, which was never shown; what was signed is the organisation's own name.
        signature.name = signature.town = ""
    elif signature.display == Signature.Display.HIDDEN:
        signature.name = signature.town = signature.salt = ""
        signature.links.all().delete()
    signature.save()
