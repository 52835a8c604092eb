"""Of those who signed, what nobody will see again is erased in time: surnames, addresses, hidden names."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from campaigns.models import Dispatch, PrivateLink, Signature, SolidarityMessage, Statement
from campaigns.services.ledger import erase_parts, with_what_is_hashed

logger = logging.getLogger(__name__)

_BATCH = 500
_PERSON = Q(signer=Signature.Signer.PERSON)
# Of these nothing is shown. What still holds a salt, or the salts of parts, holds something of the name.
_HIDDEN = _PERSON & (Q(display=Signature.Display.HIDDEN) | Q(is_name_withheld=True))
_HAS_NAME = ~Q(salt="") | Q(seals__has_key="salts")
_FIRST_NAME = ("first_name", "town")


def erase_expired_signatures(*, now: datetime) -> int:
    """Note which statements have closed, and erase what is due; return how many signatures lost something.

    Of those shown by first name and town the surname goes once an organiser has looked at the name, and at the latest
    when the statement is closed. So many days (SIGNATURES_KEPT_DAYS) after it was closed or handed over go: addresses,
    links of those kept private, mails, messages that nobody looked at, and the names of those who are shown as kept
    private or whom an organiser holds back, with their salt. Names that are shown stay, as agreed. What was never
    confirmed or approved goes as well.
    """
    _note_closed(now)
    erased = _erase_surnames()
    before = now - timedelta(days=settings.SIGNATURES_KEPT_DAYS)
    for statement in Statement.objects.filter(closed_at__lte=before).order_by("pk"):
        rows = Signature.objects.filter(statement=statement)
        erased += _in_batches(rows.filter(~Q(email_index="") | (_HIDDEN & _HAS_NAME)), _erase)
    if erased:
        logger.info("%d signatures erased in part", erased)
    return erased


def _erase_surnames() -> int:
    first_names = Q(display=Signature.Display.FIRST_NAME_AND_TOWN, is_name_withheld=False)
    looked_at = Q(is_name_checked=True) | Q(statement__closed_at__isnull=False, statement__checks_names=False)
    due = Signature.objects.confirmed().filter(_PERSON & first_names & looked_at, sheet=None)
    return _in_batches(due.exclude(salt=""), _erase_surnames_of)


def _in_batches(due: QuerySet[Signature], erase: Callable[[list[Signature]], None]) -> int:
    """Erase some at a time, each time in a transaction of its own; return how many."""
    erased = 0
    while keys := list(due.order_by().values_list("pk", flat=True)[:_BATCH]):
        with transaction.atomic():
            locked = Signature.objects.select_for_update(of=("self",)).order_by("pk")
            rows = with_what_is_hashed(locked)
            erase(list(rows.filter(pk__in=keys)))
        erased += len(keys)
    return erased


def _note_closed(now: datetime) -> None:
    """Note since when statements are closed, and forget it of those that were opened again."""
    today = now.astimezone(UTC).date()
    is_over = Q(signing__in=[Statement.Signing.CLOSED, Statement.Signing.HANDED_OVER]) | Q(
        signing=Statement.Signing.OPEN, closes_on__lt=today
    )
    Statement.objects.filter(is_over, closed_at=None).update(closed_at=now)
    Statement.objects.exclude(closed_at=None).exclude(is_over).update(closed_at=None)


def _erase_surnames_of(signatures: list[Signature]) -> None:
    for signature in signatures:
        # Of one that was withdrawn or shown otherwise meanwhile there is nothing to do, or something else.
        if signature.salt and signature.display == Signature.Display.FIRST_NAME_AND_TOWN:
            erase_parts(signature, keep=_FIRST_NAME)
            signature.save(update_fields=["name", "town", "salt", "seals"])


def _erase(signatures: list[Signature]) -> None:
    pending = [one for one in signatures if one.state == Signature.State.PENDING]
    Signature.objects.filter(pk__in=[one.pk for one in pending]).delete()
    rest = [one for one in signatures if one.state != Signature.State.PENDING]
    Dispatch.objects.filter(signature__in=rest).delete()
    SolidarityMessage.objects.filter(signature__in=rest, state=SolidarityMessage.State.PENDING).delete()
    hidden = [one for one in rest if one.signer == Signature.Signer.PERSON and not one.is_named]
    PrivateLink.objects.filter(signature__in=hidden).delete()
    for signature in rest:
        if signature.state == Signature.State.TO_APPROVE:
            signature.state = Signature.State.REFUSED
        signature.email = signature.email_index = ""
        if signature.signer == Signature.Signer.ORGANISATION:
            # The name is that of its contact, which was never shown; what was signed is the organisation's own name.
            signature.name = signature.town = ""
        elif not signature.is_named:
            erase_parts(signature)
        fields = ["state", "email", "email_index", "name", "town", "salt", "seals"]
        signature.save(update_fields=fields)
