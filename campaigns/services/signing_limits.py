"""What keeps bots from signing and from having strangers written to. All of it answers in words, nothing is lost."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

from campaigns.models import Dispatch, Signature, Statement
from toolkit.limits import DAY, Limit, count_within, sources_of
from toolkit.mail import canonical_address

HOUR = timedelta(hours=1)
# Whatever is sent, good or bad: more than this is not even looked at.
POSTS_PER_SOURCE = Limit("signing-posts", most=60, seconds=int(HOUR.total_seconds()))
# A family, a school or an office behind one address; a bot needs many.
PER_SOURCE = Limit("signing-source", most=20, seconds=int(HOUR.total_seconds()))
PER_NETWORK = Limit("signing-network", most=100, seconds=int(HOUR.total_seconds()))
PER_ADDRESS = Limit("signing-address", most=10, seconds=DAY)
# Nobody reads a statement and fills in the form in less.
SHORTEST_READING = timedelta(seconds=3)
# A form that was opened longer ago than this is sent once more.
LONGEST_READING = timedelta(hours=24)
# So many hours' mails may wait for their turn.
MOST_HOURS_WAITING = 12

_SALT = "signing-form-opened"


class TooManyError(Exception):
    """Somebody, or everybody together, has sent too much; in a while it works again."""


def make_stamp(*, now: datetime) -> str:
    """Return a signed note of when a form was opened, which its hidden field carries."""
    return signing.Signer(salt=_SALT).sign_object(now.timestamp())


def reading_time(stamp: str, *, now: datetime) -> timedelta | None:
    """Return how long ago the form of a stamp was opened; None when the stamp is wrong."""
    try:
        opened = signing.Signer(salt=_SALT).unsign_object(stamp)
    except signing.BadSignature:
        return None
    return timedelta(seconds=now.timestamp() - float(opened))


def is_hammering(request: HttpRequest, *, now: datetime) -> bool:
    """Count a post from where a request comes; return whether that place has sent more than people do."""
    sources = sources_of(request)
    return sources is not None and not count_within(POSTS_PER_SOURCE, sources[0], now=now)


def check_sender(request: HttpRequest, email: str, *, now: datetime) -> None:
    """Count a signature from where a request comes, and for its address. Raises TooManyError.

    It counts alike whether the address has signed already or not.
    """
    counted = [(PER_ADDRESS, canonical_address(email))]
    sources = sources_of(request)
    if sources is not None:
        counted += list(zip((PER_SOURCE, PER_NETWORK), sources, strict=True))
    # All are counted, whichever is reached first.
    within = [count_within(limit, value, now=now) for limit, value in counted]
    if not all(within):
        raise TooManyError


def most_unconfirmed() -> int:
    """Return how many signatures of a day may wait to be confirmed under one statement."""
    return MOST_HOURS_WAITING * settings.SIGNATURE_MAILS_PER_HOUR


def is_crowded(statement: Statement, *, now: datetime) -> bool:
    """Return whether too many signatures of the last day have not been confirmed."""
    pending = Signature.objects.filter(statement=statement, state=Signature.State.PENDING)
    return pending.filter(created_at__gt=now - timedelta(days=1)).count() >= most_unconfirmed()


def mail_due_at(statement: Statement, *, now: datetime) -> datetime:
    """Return when the next mail about signing may go out: now, or as soon as the hour's number allows it.

    The statement must be locked, so that two at once do not get the same turn.
    """
    mails = Dispatch.objects.filter(signature__statement=statement, kind=Dispatch.Kind.SIGNATURE)
    mails = mails.exclude(state=Dispatch.State.DROPPED)
    number = settings.SIGNATURE_MAILS_PER_HOUR
    due_at = mails.filter(due_at__gt=now - HOUR).order_by("-due_at").values_list("due_at", flat=True)
    turn = due_at[number - 1 : number].first()
    return max(now, turn + HOUR) if turn is not None else now


def is_late(statement: Statement, *, now: datetime) -> bool:
    """Return whether a mail about signing would have to wait for its turn."""
    return mail_due_at(statement, now=now) > now
