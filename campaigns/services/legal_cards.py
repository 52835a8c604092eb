"""Writes of legal cards: a lawyer's check is of certain words, and ends when they change."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import LegalCard
from campaigns.printing.legal_card import languages_too_long
from sources.models.publication import Publishable
from sources.services.publishing import publish
from toolkit.pdf import PDFUnavailableError

_CHECK = ["checked_by", "checked_on", "checked_words"]


@transaction.atomic
def record_check(card: LegalCard, *, checked_by: str, checked_on: date, digest: str) -> None:
    """Record who checked the words of a card, and when; `digest` says which words were read.

    Raises ValidationError when a word has changed since, when the day is yet to come, for a name left out, and
    for one with which a public card does not fit its paper.
    """
    stored = LegalCard.objects.select_for_update().get(pk=card.pk)
    if stored.digest() != digest:
        raise ValidationError(_("The card was changed meanwhile. Read it again, then record the check."))
    if not checked_by.strip():
        raise ValidationError({"checked_by": _("Say which lawyer or law firm checked it.")})
    # Somewhere it is tomorrow already; that a check lies days ahead is a slip of the pen.
    if checked_on > timezone.localdate() + timedelta(days=1):
        raise ValidationError({"checked_on": _("This day is yet to come.")})
    card.checked_by, card.checked_on, card.checked_words = checked_by.strip(), checked_on, digest
    card.save(update_fields=_CHECK)
    if card.is_published and _too_long(card):
        raise ValidationError(
            {"checked_by": _("With this name the text does not fit the card. Shorten one of the two.")}
        )


@transaction.atomic
def take_check_back(card: LegalCard) -> bool:
    """Forget the check of words that have changed since; return whether there was one to forget."""
    stored = LegalCard.objects.select_for_update().get(pk=card.pk)
    lapsed = stored.checked_on is not None and not stored.is_checked
    if lapsed:
        card.checked_by, card.checked_on, card.checked_words = "", None, ""
        card.save(update_fields=_CHECK)
    return lapsed


def publish_card(card: LegalCard) -> list[Publishable]:
    """Publish a card that fits its paper in every language, and return what was not public before.

    Raises ValidationError that names the languages in which it does not fit. Where this machine makes no PDFs it
    cannot be known, and is not asked.
    """
    too_long = _too_long(card)
    if too_long:
        raise ValidationError(
            [
                _("The text does not fit a card of 85 by 54 mm in this language: %(language)s. Shorten it.")
                % {"language": language}
                for language in too_long
            ]
        )
    return publish(card)


def _too_long(card: LegalCard) -> list[str]:
    try:
        return languages_too_long(card)
    except PDFUnavailableError:
        return []
