"""The public page of a legal card."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from campaigns.legal_cards import words_of
from campaigns.models import LegalCard


@require_safe
def legal_card_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the card says, who checked it, and where to print it."""
    cards = LegalCard.objects.published().with_translations().select_related("country")
    card = get_object_or_404(cards.prefetch_related("country__names"), slug=slug)
    return render(
        request,
        "campaigns/legal_card_detail.html",
        {"section": "print", "card": card, "words": words_of(card)},
    )
