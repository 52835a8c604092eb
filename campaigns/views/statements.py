"""Public pages of statements, and what can be printed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.legal_cards import words_of
from campaigns.models import LegalCard
from campaigns.querysets import (
    campaign_of_home,
    letters_for,
    pickets_for_lists,
    roll_of,
    statements_for_lists,
    statements_for_pages,
)
from campaigns.views.statement_page import statement_context


@require_safe
def statement_list(request: HttpRequest) -> HttpResponse:
    """List the statements and lists of demands."""
    return render(
        request,
        "campaigns/statement_list.html",
        {"section": "statements", "statements": statements_for_lists()},
    )


@require_safe
def statement_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a statement: who issued it, its text, the form to sign it, what became of its demands, who signed."""
    statement = get_object_or_404(statements_for_pages(), slug=slug)
    kind = request.GET.get("as", "")
    context = statement_context(statement, kind=kind, now=timezone.now())
    return render(request, "campaigns/statement_detail.html", context)


@require_safe
def print_list(request: HttpRequest) -> HttpResponse:
    """List what can be printed: leaflets and petition sheets of cases, letters, posters, legal cards."""
    campaign = campaign_of_home()
    cards = LegalCard.objects.published().with_translations().select_related("country")
    return render(
        request,
        "campaigns/print_list.html",
        {
            "section": "print",
            "campaign": campaign,
            "as_of": campaign.as_of if campaign else None,
            "cases": roll_of(campaign) if campaign else [],
            "letters": letters_for(),
            "posters": pickets_for_lists().upcoming(),
            "cards": [(card, words_of(card)) for card in cards.prefetch_related("country__names")],
        },
    )
