"""Public pages of what we rely on: documents with the claims drawn from each, and where sources disagree."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sources.drawn import drawn_claims
from sources.footnotes import sources_of
from sources.independence import independence_of
from sources.models import Document, LinkCheck
from sources.name_links import name_links
from sources.plots import plots_of
from sources.querysets import (
    claims_drawn_from,
    documents_with_counts,
    questions_for_lists,
    questions_with_positions,
)


@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    """List the published documents."""
    return render(
        request, "sources/document_list.html", {"section": "sources", "documents": documents_with_counts()}
    )


@require_safe
def document_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a document: what it is, how it reached us, and what we draw from it."""
    documents = Document.objects.published().with_translations().select_related(
        "publisher", "author", "held_in__publisher", "reproduced_from__publisher"
    ).prefetch_related(
        "publisher__names", "author__names", "held_in__publisher__names", "reproduced_from__publisher__names"
    )  # fmt: skip
    document = get_object_or_404(documents, slug=slug)
    drawn = drawn_claims(claims_drawn_from(document), document)
    return render(
        request,
        "sources/document_detail.html",
        {
            "section": "sources",
            "document": document,
            "holder": document.held_in or document,
            "drawn": drawn,
            "link": document.link_checks.filter(which=LinkCheck.Which.ADDRESS, url=document.url).first(),
            "sources": sources_of(item.claim for item in drawn),
            "name_links": name_links(item.claim for item in drawn),
            "contained": documents_with_counts().filter(held_in=document),
            "address": request.build_absolute_uri(document.get_absolute_url()),
        },
    )


@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    """List what the sources answer differently."""
    return render(
        request,
        "sources/question_list.html",
        {"section": "sources", "questions": questions_for_lists()},
    )


@require_safe
def question_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show every answer to a question side by side; nothing is averaged."""
    question = get_object_or_404(questions_with_positions(), slug=slug)
    positions = list(question.positions.all())
    independence = independence_of(positions)
    return render(
        request,
        "sources/question_detail.html",
        {
            "section": "sources",
            "question": question,
            "positions": positions,
            "plots": plots_of(positions),
            "independence": independence,
            "joined": {position.pk for group in independence.joined for position in group.positions},
            "choice": next((p for p in positions if p.claim_id == question.chosen_id), None),
            "in_words": any(position.answer for position in positions),
            "others": questions_for_lists().exclude(pk=question.pk)[:8],
            "name_links": name_links(position.claim for position in positions),
            "sources": sources_of(position.claim for position in positions),
        },
    )
