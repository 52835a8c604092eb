"""Public pages of statements and letters, and what can be printed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from campaigns.demand_groups import group_demands, totals_of
from campaigns.forms_letter import LetterForm
from campaigns.legal_cards import words_of
from campaigns.models import LegalCard, Letter
from campaigns.querysets import (
    campaign_of_home,
    letters_for,
    pickets_for_lists,
    roll_of,
    statements_for_lists,
    statements_for_pages,
)
from prisoners.querysets import claims_prefetch
from sources.footnotes import sources_of


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
    """Show a statement: who issued it, what became of its demands, who signed."""
    statement = get_object_or_404(statements_for_pages(), slug=slug)
    groups = group_demands([statement])
    claims = list(statement.claims.all())
    claims += [claim for group in groups for row in group.rows for claim in row.claims]
    return render(
        request,
        "campaigns/statement_detail.html",
        {
            "section": "statements",
            "statement": statement,
            "as_of": statement.campaign.as_of,
            "groups": groups,
            "totals": totals_of(groups),
            "signed": list(statement.signatures.all()),
            "sources": sources_of({claim.pk: claim for claim in claims}.values()),
        },
    )


@require_safe
def letter_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a letter and the form that makes a PDF of it; what is filled in is not stored."""
    return show_letter(request, slug, form=LetterForm())


def show_letter(request: HttpRequest, slug: str, *, form: LetterForm, status: int = 200) -> HttpResponse:
    """Answer with the page of a letter and the form as it stands."""
    letters = letters_for().prefetch_related(claims_prefetch(), claims_prefetch("target__why"))
    letter: Letter = get_object_or_404(letters, slug=slug)
    claims = [*letter.claims.all(), *letter.target.why.all()]
    return render(
        request,
        "campaigns/letter_detail.html",
        {
            "section": "print",
            "letter": letter,
            "form": form,
            "as_of": letter.campaign.as_of,
            "sources": sources_of({claim.pk: claim for claim in claims}.values()),
        },
        status=status,
    )


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
