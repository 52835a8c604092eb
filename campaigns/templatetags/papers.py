"""What can be printed for a picket: its poster, and the legal card of its country."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override

from campaigns.legal_cards import words_of
from campaigns.models import LegalCard, Picket
from campaigns.printing.poster import PAPERS

register = template.Library()


@dataclass(frozen=True, slots=True)
class PaperAddress:
    """A sheet: in which language, what the link to it says, and where it lies."""

    code: str
    name: str
    url: str


@register.simple_tag
def card_addresses(card: LegalCard) -> list[PaperAddress]:
    """Return the sheets of a card: one a language, then the active language beside each of the others."""
    names = {code: name for code, name in settings.LANGUAGES if code in card.languages()}
    addresses = []
    for code, name in names.items():
        with override(code):
            addresses.append(PaperAddress(code, name, reverse("campaigns:legal-card-pdf", args=[card.slug])))
    active = get_language() or settings.LANGUAGE_CODE
    beside = [code for code in names if code != active] if active in names else []
    page = reverse("campaigns:legal-card-pdf", args=[card.slug])
    return addresses + [
        PaperAddress(active, f"{names[active]} + {names[code]}", f"{page}?also={code}") for code in beside
    ]


@register.simple_tag
def poster_addresses(picket: Picket) -> list[PaperAddress]:
    """Return the posters of a picket to come in the active language, one a paper."""
    page = reverse("campaigns:picket-poster", args=[picket.slug])
    code = get_language() or settings.LANGUAGE_CODE
    return [PaperAddress(code, paper.upper(), f"{page}?paper={paper}") for paper in PAPERS]


@register.inclusion_tag("campaigns/picket_papers.html")
def picket_papers(picket: Picket) -> dict[str, object]:
    """Show the poster and the legal card of a picket; nothing once it is over or cancelled."""
    if not picket.takes_sign_ups:
        return {"picket": None}
    card = LegalCard.objects.published().of_place(picket.place_id)
    return {"picket": picket, "card": card, "words": words_of(card) if card else None}
