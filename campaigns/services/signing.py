"""A statement is signed: by double opt-in, once per address. Each function is one transaction with its mail planned.

Whoever changes a signature locks its statement first, then the signature: the count, the ledger and the turns of the
mails have one writer at a time.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction

from campaigns.models import Dispatch, LedgerEntry, Signature, SolidarityMessage, Statement
from campaigns.services.ledger import content_hash_of, lock_statement, note_signature
from campaigns.services.outbox import plan_dispatch, wake_worker
from campaigns.services.signing_limits import TooManyError, is_crowded, mail_due_at
from campaigns.signature_chain import hash_of
from campaigns.signature_names import displays_left
from campaigns.statement_texts import awaits_signatory, current_text
from toolkit.encryption import blind_index
from toolkit.mail import canonical_address
from toolkit.tokens import make_token

# Who signs again is written to again, but nobody can have a stranger's mailbox flooded.
RESEND_EVERY = timedelta(minutes=10)
MOST_RESENT = 2
# Who signed has the link sent again at most so often in a day.
MOST_LINKS_A_DAY = 3
# What was never confirmed is erased after this.
UNCONFIRMED_KEPT = timedelta(days=7)
# What stands for an organisation that took its signature back: the database wants one named.
ERASED = "-"


class SigningClosedError(Exception):
    """The statement takes no signatures any more, or not yet."""


class ChangedMeanwhileError(Exception):
    """What is to be confirmed is not what was shown: it was signed again, or the text has changed."""


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody wrote into the form; of an organisation `name` is that of its contact."""

    signer: Signature.Signer
    name: str
    email: str
    town: str = ""
    display: Signature.Display = Signature.Display.HIDDEN
    organisation_name: str = ""
    message: str = ""


def index_of(address: str) -> str:
    """Return the blind index by which the signatures of an address are found."""
    return blind_index(canonical_address(address), purpose="signature")


@transaction.atomic
def sign(statement: Statement, given: Given, *, language: str, now: datetime) -> bool:
    """Take a signature that counts once its mail is confirmed; return whether the mail has to wait for its turn.

    An address that has signed already is sent its private link; nothing of what stands is changed, and the answer
    is the same, the work too, so that nobody learns at the form who has signed. Raises SigningClosedError, and
    TooManyError when too many are not confirmed.
    """
    statement = lock_statement(statement)
    if not statement.takes_signatures(now.date()):
        raise SigningClosedError
    if is_crowded(statement, now=now):
        raise TooManyError
    due_at = mail_due_at(statement, now=now)
    language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    index = index_of(given.email)
    known = Signature.objects.filter(statement=statement, signer=given.signer, email_index=index).first()
    if known is None:
        made = Signature(statement=statement, signer=given.signer, email_index=index)
        _write(made, given, language)
        plan_dispatch(made, kind=Dispatch.Kind.SIGNATURE, key=f"signature:{made.pk}", now=due_at)
    elif known.state == Signature.State.PENDING:
        # Nobody has proved this address yet: what was written last is what its mail will show.
        _write(known, given, language)
        _ask_again(known, now=now, due_at=due_at)
    else:
        _write_for_nothing(statement, given, language)
        _send_link(known, given.email, now=now, due_at=due_at)
    return due_at > now


def digest_of(signature: Signature) -> str:
    """Return what stands for all that a signatory confirms; the signature's salt keeps it from being guessed."""
    message = SolidarityMessage.objects.filter(signature=signature).first()
    current = current_text(signature.statement, signature.language)
    return hash_of(
        {
            "content": content_hash_of(signature),
            "display": signature.display,
            "message": message.text if message is not None else "",
            "current": current.number if current is not None else 0,
        }
    )


@transaction.atomic
def confirm_signature(signature: Signature, *, seen: str, now: datetime) -> Signature:
    """Count a signature whose address is proved, or renew one under the current version; return it as it is now.

    An organisation's waits for an organiser where the statement says so. `seen` is the `digest_of` what was shown.
    Doing it twice changes nothing more. Raises SigningClosedError, ChangedMeanwhileError, and
    Signature.DoesNotExist once it is erased.
    """
    signature = _locked(signature)
    if not awaits_signatory(signature):
        return signature
    if not signature.statement.takes_signatures(now.date()):
        raise SigningClosedError
    if seen != digest_of(signature):
        raise ChangedMeanwhileError
    is_new = signature.state == Signature.State.PENDING
    signature.version = current_text(signature.statement, signature.language)
    if is_new:
        is_organisation = signature.signer == Signature.Signer.ORGANISATION
        waits = is_organisation and signature.statement.checks_organisations
        signature.state = Signature.State.TO_APPROVE if waits else Signature.State.CONFIRMED
        signature.confirmed_at = now
    signature.save(update_fields=["version", "state", "confirmed_at"])
    if signature.state == Signature.State.CONFIRMED:
        event = LedgerEntry.Event.SIGNED if is_new else LedgerEntry.Event.RENEWED
        note_signature(signature, event=event, change=int(is_new), now=now)
    return signature


@transaction.atomic
def change_display(signature: Signature, display: Signature.Display) -> Signature:
    """Change how the name is shown. Raises Signature.DoesNotExist.

    What was withdrawn or refused stays as it is, and nothing is shown that was erased.
    """
    signature = _locked(signature)
    is_over = signature.state in {Signature.State.WITHDRAWN, Signature.State.REFUSED}
    if not is_over and display in displays_left(signature):
        signature.display = display
        signature.save(update_fields=["display"])
    return signature


@transaction.atomic
def withdraw_signature(signature: Signature, *, now: datetime) -> Signature:
    """Take a signature back, whether the statement is open or not, and erase at once all that tells who it was.

    Doing it twice changes nothing more. Raises Signature.DoesNotExist.
    """
    signature = _locked(signature)
    if signature.state in {Signature.State.WITHDRAWN, Signature.State.REFUSED}:
        return signature
    if signature.state == Signature.State.CONFIRMED:
        note_signature(signature, event=LedgerEntry.Event.WITHDRAWN, change=-1, now=now)
    signature.state = Signature.State.WITHDRAWN
    signature.name = signature.town = signature.email = signature.email_index = signature.salt = ""
    signature.seals = {}
    signature.display = Signature.Display.HIDDEN
    signature.note = {}
    if signature.signer == Signature.Signer.ORGANISATION:
        signature.organisation = None
        signature.organisation_name = ERASED
    signature.save()
    SolidarityMessage.objects.filter(signature=signature).delete()
    signature.claims.clear()
    waiting = signature.dispatches.filter(state__in=[Dispatch.State.PLANNED, Dispatch.State.RETRY])
    waiting.update(state=Dispatch.State.DROPPED)
    return signature


@transaction.atomic
def send_signature_links(email: str, *, now: datetime) -> None:
    """Send the private links of all signatures of an address again, under the rules of signing again.

    Its work tells who has signed: no request does it, but a worker (`services.lost_links`).
    """
    found = Signature.objects.filter(email_index=index_of(email)).select_related("statement")
    known = list(found.order_by("pk"))
    statements = Statement.objects.select_for_update(of=("self",)).order_by("pk")
    list(statements.filter(pk__in=[one.statement_id for one in known]))
    for one in known:
        due_at = mail_due_at(one.statement, now=now)
        if one.state == Signature.State.PENDING:
            _ask_again(one, now=now, due_at=due_at)
        else:
            _send_link(one, email, now=now, due_at=due_at)


@transaction.atomic
def erase_unconfirmed_signatures(*, now: datetime) -> int:
    """Erase what nobody confirmed in time, with links, messages and mails; return how many signatures."""
    late = Signature.objects.filter(
        state=Signature.State.PENDING, created_at__lte=now - UNCONFIRMED_KEPT, sheet=None
    )
    _total, by_model = late.delete()
    return by_model.get("campaigns.Signature", 0)


def _locked(signature: Signature) -> Signature:
    statement = lock_statement(signature.statement)
    signature = Signature.objects.select_for_update(of=("self",)).get(pk=signature.pk)
    signature.statement = statement
    return signature


def _write(signature: Signature, given: Given, language: str) -> None:
    """Save what was given, under the current version in its language."""
    signature.name = given.name
    signature.town = given.town
    signature.email = given.email
    signature.display = given.display
    signature.organisation_name = given.organisation_name
    signature.language = language
    signature.version = current_text(signature.statement, language)
    # A new one, so that what was shown before can be told from what stands now.
    signature.salt = make_token()
    signature.save()
    SolidarityMessage.objects.filter(signature=signature).delete()
    if given.message and signature.statement.takes_messages:
        SolidarityMessage.objects.create(signature=signature, text=given.message, language=language)


def _write_for_nothing(statement: Statement, given: Given, language: str) -> None:
    """Write as much as for a new address, and take it back: the time of the answer must not tell."""
    with transaction.atomic():
        _write(Signature(statement=statement, signer=given.signer, email_index=make_token()), given, language)
        transaction.set_rollback(True)


def _ask_again(signature: Signature, *, now: datetime, due_at: datetime) -> None:
    times = _times(signature)
    if signature.resent >= MOST_RESENT or not _long_enough_ago(times, now):
        transaction.on_commit(partial(wake_worker, signature.pk))
        return
    signature.resent += 1
    signature.save(update_fields=["resent"])
    _plan_again(signature, times, due_at)


def _send_link(signature: Signature, email: str, *, now: datetime, due_at: datetime) -> None:
    times = _times(signature)
    of_a_day = [time for time in times if time > now - timedelta(days=1)]
    if len(of_a_day) >= MOST_LINKS_A_DAY or not _long_enough_ago(times, now):
        transaction.on_commit(partial(wake_worker, signature.pk))
        return
    if not signature.email:
        # Forgotten when messages were stopped; the index says that this is the same one.
        signature.email = email
        signature.save(update_fields=["email"])
    _plan_again(signature, times, due_at)


def _times(signature: Signature) -> list[datetime]:
    """Return when the mails about a signature were due."""
    return list(signature.dispatches.filter(kind=Dispatch.Kind.SIGNATURE).values_list("due_at", flat=True))


def _long_enough_ago(times: list[datetime], now: datetime) -> bool:
    return all(time <= now - RESEND_EVERY for time in times)


def _plan_again(signature: Signature, times: list[datetime], due_at: datetime) -> None:
    key = f"signature:{signature.pk}:again:{len(times)}"
    plan_dispatch(signature, kind=Dispatch.Kind.SIGNATURE, key=key, now=due_at)
