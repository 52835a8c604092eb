"""A legal card in words: what its page, the printed card and the confirmation mail say alike."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, gettext

from campaigns.models import LegalCard, Picket
from campaigns.occasions import absolute

# The number that stands before a point in many texts; the card numbers its points itself.
_NUMBER = re.compile(r"^\d{1,2}[.)]\s+")


@dataclass(frozen=True, slots=True)
class CardWords:
    """A card in words of the active language; `language` is that of title and points, which may not be translated.

    `check` says who checked it and when, or that nobody did. `phone` is empty where the number is to be filled in.
    """

    title: str
    points: list[str]
    language: str
    phone: str
    check: str
    is_checked: bool
    is_sample: bool
    url: str


def card_for(picket: Picket) -> CardWords | None:
    """Describe the public card of the country where a picket is; None when there is none."""
    card = LegalCard.objects.published().of_place(picket.place_id)
    return words_of(card) if card is not None else None


def words_of(card: LegalCard) -> CardWords:
    """Describe a card in the active language. Title and points stand in one language, or both in the base one."""
    language = get_language() or settings.LANGUAGE_CODE
    if language not in card.languages():
        language = settings.LANGUAGE_CODE
    lines = card.in_language("text", language).splitlines()
    return CardWords(
        title=card.in_language("title", language),
        points=[_NUMBER.sub("", line.strip()) for line in lines if line.strip()],
        language=language,
        phone=card.phone,
        check=_check(card),
        is_checked=card.is_checked,
        is_sample=card.is_sample,
        url=absolute(card.get_absolute_url()),
    )


def _check(card: LegalCard) -> str:
    if card.checked_on is None or not card.is_checked:
        return gettext("Not checked by a lawyer.")
    # Translators: date format as in Django's `date` filter; E is the month's name as used inside a date.
    day = format_date(card.checked_on, gettext("j E Y"))
    return gettext("Checked by %(name)s on %(day)s.") % {"name": card.checked_by, "day": day}
