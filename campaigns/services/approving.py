"""What organisers decide about signatures: organisations, names and messages of solidarity."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from campaigns.models import LedgerEntry, Signature, SolidarityMessage
from campaigns.services.ledger import lock_statement, note_signature
from campaigns.services.paper import note_sheet, note_sheet_removed
from sources.models import Name, NameKind, Organisation


class ApprovingError(Exception):
    """A decision that cannot be taken. Its words are for the organiser."""


@transaction.atomic
def approve_organisation(
    signature: Signature, *, organisation: Organisation | None, name: str, now: datetime
) -> Signature:
    """Let an organisation count that waits for it, as one of ours or as a new one with a name.

    Raises ApprovingError when it does not wait any more, when neither is given, or when that organisation has signed
    the statement already.
    """
    signature = _locked(signature)
    is_organisation = signature.signer == Signature.Signer.ORGANISATION
    if not is_organisation or signature.state != Signature.State.TO_APPROVE:
        raise ApprovingError(_("It does not wait for an organiser any more."))
    if organisation is None:
        organisation = make_organisation(name, language=signature.language)
    taken = signature.statement.signatures.filter(organisation=organisation).exclude(pk=signature.pk)
    if taken.exists():
        raise ApprovingError(
            _("%(name)s has signed this statement already. Refuse one of the two.") % {"name": organisation}
        )
    signature.organisation = organisation
    signature.state = Signature.State.CONFIRMED
    signature.confirmed_at = now
    signature.save(update_fields=["organisation", "state", "confirmed_at"])
    note_signature(signature, event=LedgerEntry.Event.SIGNED, change=1, now=now)
    return signature


def make_organisation(name: str, *, language: str) -> Organisation:
    """Return a new organisation with a name. Raises ApprovingError for an empty name."""
    name = " ".join(name.split())
    if not name:
        raise ApprovingError(_("Choose an organisation, or write the name of a new one."))
    base = slugify(name)[:60] or "organisation"
    slug, number = base, 2
    while Organisation.objects.filter(slug=slug).exists():
        slug, number = f"{base}-{number}", number + 1
    organisation = Organisation.objects.create(slug=slug)
    known = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    Name.objects.create(organisation=organisation, text=name, language=known, kind=NameKind.PREFERRED)
    return organisation


@transaction.atomic
def refuse_signature(signature: Signature, *, now: datetime) -> Signature:
    """Refuse a signature: name, address, message, links and mails go at once, and it does not count any more.

    A name from a sheet of paper goes from its sheet, whose count stays. Raises ApprovingError for one that is
    refused or withdrawn already.
    """
    signature = _locked(signature)
    if signature.state in {Signature.State.REFUSED, Signature.State.WITHDRAWN}:
        raise ApprovingError(_("It is refused or withdrawn already."))
    if signature.sheet is not None:
        sheet = signature.sheet
        note_sheet_removed(sheet, now=now)
        signature.delete()
        note_sheet(sheet, now=now)
        signature.state = Signature.State.REFUSED
        return signature
    if signature.state == Signature.State.CONFIRMED and _is_in_ledger(signature):
        note_signature(signature, event=LedgerEntry.Event.REFUSED, change=-1, now=now)
    signature.state = Signature.State.REFUSED
    if signature.organisation is not None:
        # As words only, so that the organisation itself can still sign.
        signature.organisation_name = signature.organisation_name or str(signature.organisation)[:160]
        signature.organisation = None
    erase_person(signature)
    signature.note = {}
    signature.save()
    signature.claims.clear()
    return signature


def erase_person(signature: Signature) -> None:
    """Empty what tells of a person, and delete messages, links and mails; the caller saves the row."""
    signature.name = signature.town = signature.email = signature.email_index = signature.salt = ""
    signature.seals = {}
    SolidarityMessage.objects.filter(signature=signature).delete()
    signature.links.all().delete()
    signature.dispatches.all().delete()


def check_names(keys: Iterable[UUID], *, withhold: bool) -> int:
    """Note that names were looked at, and whether they are held back; return how many were changed.

    A name that is held back counts, and is shown as a name kept private. Organisations have none to hold back.
    """
    people = Signature.objects.filter(pk__in=list(keys), signer=Signature.Signer.PERSON)
    return people.update(is_name_checked=True, is_name_withheld=withhold)


def decide_on_messages(keys: Iterable[UUID], *, show: bool) -> list[SolidarityMessage]:
    """Show messages or refuse them, and return those that changed. The words of a refused one are erased.

    A refused one cannot be shown any more: there is nothing left of it.
    """
    changed = []
    for key in list(keys):
        with transaction.atomic():
            message = SolidarityMessage.objects.select_for_update(of=("self",)).filter(pk=key).first()
            wanted = SolidarityMessage.State.SHOWN if show else SolidarityMessage.State.REFUSED
            if message is None or message.state in {wanted, SolidarityMessage.State.REFUSED}:
                continue
            message.state = wanted
            if not show:
                message.text = ""
            message.save(update_fields=["state", "text"])
            changed.append(message)
    return changed


def _locked(signature: Signature) -> Signature:
    """Return the signature as it is now, after its statement was locked."""
    lock_statement(signature.statement)
    rows = Signature.objects.select_for_update(of=("self",)).select_related(
        "statement", "organisation", "version", "sheet"
    )
    return rows.get(pk=signature.pk)


def _is_in_ledger(signature: Signature) -> bool:
    return signature.statement.ledger.filter(subject=str(signature.pk)).exists()
