"""Reminders to write again: asked for, confirmed by mail, sent every few weeks, and forgotten after a year."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from campaigns.models import Campaign, Dispatch, LetterReminder, PrivateLink
from campaigns.services.outbox import plan_dispatch
from sources.models import PublicationState
from toolkit.encryption import blind_index
from toolkit.mail import canonical_address
from toolkit.tokens import hash_token

logger = logging.getLogger(__name__)

# Who does not confirm is forgotten.
UNCONFIRMED_KEPT = timedelta(days=7)
KEPT = timedelta(days=365)
# The mail that asks to confirm is sent again at most twice, and not at once.
MOST_CONFIRMATIONS = 3
RESEND_EVERY = timedelta(minutes=10)
BATCH = 500


@transaction.atomic
def ask_for_letter_reminder(
    campaign: Campaign, *, email: str, language: str, now: datetime
) -> LetterReminder:
    """Write down who wants to be reminded, and ask by mail to confirm it. Raises nothing for a known address.

    A known address gets the mail again, at most twice; one that is confirmed gets none: the message is planned all
    the same and dropped when it is to be sent, so that the answer takes as long and tells nobody who is known.
    """
    index = blind_index(canonical_address(email), purpose="letter_reminder")
    reminder, _is_new = LetterReminder.objects.get_or_create(
        campaign=campaign,
        email_index=index,
        defaults={"email": email, "language": language, "erase_after": now + UNCONFIRMED_KEPT},
    )
    sent = list(reminder.dispatches.filter(kind=Dispatch.Kind.LETTERS).values_list("due_at", flat=True))
    if len(sent) < MOST_CONFIRMATIONS and all(time <= now - RESEND_EVERY for time in sent):
        plan_dispatch(reminder, kind=Dispatch.Kind.LETTERS, key=f"letters:{reminder.pk}:{len(sent)}", now=now)
    return reminder


def find_letter_reminder(token: str, *, now: datetime) -> LetterReminder | None:
    """Return the wish that a private link opens; None when the link is wrong, expired or revoked."""
    links = PrivateLink.objects.valid(now).filter(
        token_hash=hash_token(token), purpose=PrivateLink.Purpose.MANAGE
    )
    return LetterReminder.objects.select_related("campaign").filter(links__in=links).first()


@transaction.atomic
def confirm_letter_reminder(reminder: LetterReminder, *, now: datetime) -> LetterReminder | None:
    """Take the wish as confirmed: the first reminder comes after its weeks. Doing it twice changes nothing.

    Returns the wish as it is now; None when it was ended meanwhile.
    """
    wishes = LetterReminder.objects.filter(pk=reminder.pk, state=LetterReminder.State.PENDING)
    until = now + KEPT
    confirmed = wishes.update(
        state=LetterReminder.State.CONFIRMED,
        next_at=now + timedelta(weeks=reminder.every_weeks),
        erase_after=until,
    )
    if confirmed:
        PrivateLink.objects.filter(letter_reminder=reminder).update(expires_at=until)
    return LetterReminder.objects.select_related("campaign").filter(pk=reminder.pk).first()


@transaction.atomic
def end_letter_reminder(reminder: LetterReminder) -> None:
    """Forget the wish, with its address, links and messages. Doing it twice is no harm."""
    # Locked first: whoever plans a message for it meanwhile waits, and finds it gone.
    _delete(LetterReminder.objects.filter(pk=reminder.pk))


def plan_letter_reminders(*, now: datetime) -> int:
    """Put the reminders that have become due into the outbox, each once; return how many are new.

    Of several that became due while the system was off one goes out. Campaigns that are not published send none.
    """
    planned = 0
    due = LetterReminder.objects.filter(
        state=LetterReminder.State.CONFIRMED,
        next_at__lte=now,
        erase_after__gt=now,
        campaign__state=PublicationState.PUBLISHED,
    )
    for pk in due.order_by("next_at", "pk").values_list("pk", flat=True)[:BATCH]:
        planned += _plan_one(due.filter(pk=pk), now)
    return planned


@transaction.atomic
def erase_expired_letter_reminders(*, now: datetime) -> int:
    """Forget who never confirmed, and who asked a year ago; return how many."""
    erased = _delete(LetterReminder.objects.filter(erase_after__lte=now))
    if erased:
        logger.info("%d wishes to be reminded to write erased", erased)
    return erased


def _delete(wishes: QuerySet[LetterReminder]) -> int:
    """Delete wishes with what hangs on them, locked in the order of their keys; return how many."""
    keys = list(wishes.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    _total, by_model = LetterReminder.objects.filter(pk__in=keys).delete()
    return by_model.get("campaigns.LetterReminder", 0)


@transaction.atomic
def _plan_one(due: QuerySet[LetterReminder], now: datetime) -> int:
    """Plan one reminder under the key of its occasion, and move the wish on; of two at once one does."""
    reminder = due.select_for_update(of=("self",)).first()
    if reminder is None or reminder.next_at is None:
        return 0
    key = f"write-again:{reminder.pk}:{reminder.next_at:%Y%m%dT%H%M%S}"
    is_new = plan_dispatch(reminder, kind=Dispatch.Kind.WRITE_AGAIN, key=key, now=now)
    step = timedelta(weeks=reminder.every_weeks)
    # From the day it was due, so that the weekday stays; what was missed is not made up for.
    missed = (now - reminder.next_at) // step + 1
    LetterReminder.objects.filter(pk=reminder.pk).update(next_at=reminder.next_at + missed * step)
    return int(is_new)
