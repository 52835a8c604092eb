"""Printed sheets as PDF. Where this machine cannot make them, a page says so."""

import hashlib
import logging
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import add_never_cache_headers, get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.forms_letter import LetterForm
from campaigns.models import LegalCard
from campaigns.printing import case_leaflet_pdf, legal_card_pdf, petition_sheet_pdf, poster_pdf
from campaigns.printing import letter_pdf as make_letter_pdf
from campaigns.printing.poster import PAPERS
from campaigns.querysets import letters_for, pickets_for_lists
from campaigns.views.statements import show_letter
from prisoners.models import Case
from toolkit.http import public_form
from toolkit.pdf import PDFUnavailableError, TooManyPagesError

logger = logging.getLogger(__name__)


@require_safe
def case_leaflet(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Hand out the leaflet of a case in the language of the address."""
    case = get_object_or_404(Case.objects.published(), slug=slug)
    return _pdf(request, f"{slug}-leaflet", lambda language: case_leaflet_pdf(case, language=language))


@require_safe
def petition_sheet(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Hand out the petition sheet of a case in the language of the address."""
    case = get_object_or_404(Case.objects.published(), slug=slug)
    return _pdf(request, f"{slug}-petition", lambda language: petition_sheet_pdf(case, language=language))


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@public_form
def letter_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Hand out a letter, with lines to fill in; posted with a name and town, with those. Neither is stored."""
    letter = get_object_or_404(letters_for(), slug=slug)
    if request.method != "POST":
        return _pdf(request, slug, lambda language: make_letter_pdf(letter, language=language))
    form = LetterForm(request.POST)
    if form.is_valid():
        name, town = form.cleaned_data["name"], form.cleaned_data["town"]
        response = _pdf(
            request, slug, lambda language: make_letter_pdf(letter, language=language, name=name, town=town)
        )
    else:
        response = show_letter(request, slug, form=form, status=422)
    add_never_cache_headers(response)
    return response


@require_safe
def legal_card(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Hand out ten legal cards in the language of the address; `?also=ru` puts those in Russian beside them."""
    card = get_object_or_404(LegalCard.objects.published().with_translations(), slug=slug)
    also = request.GET.get("also", "")
    if also and (also not in card.languages() or also == get_language()):
        raise Http404
    name = f"{slug}-{also}" if also else slug
    return _pdf(request, name, lambda language: legal_card_pdf(card, language=language, also=also))


@require_safe
def picket_poster(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Hand out the poster of a picket to come in the language of the address, on A4 or with `?paper=a3` on A3."""
    picket = get_object_or_404(pickets_for_lists().upcoming(), slug=slug)
    paper = request.GET.get("paper", "a4")
    if paper not in PAPERS:
        raise Http404
    return _pdf(
        request,
        f"{slug}-poster-{paper}",
        lambda language: poster_pdf(picket, language=language, paper=paper),
    )


def _pdf(request: HttpRequest, name: str, make: Callable[[str], bytes]) -> HttpResponseBase:
    """Answer with a PDF to open in the browser, 304 when it has not changed, or 503 when it cannot be made."""
    language = get_language() or settings.LANGUAGE_CODE
    try:
        data = make(language)
    except PDFUnavailableError:
        return _unavailable(request, is_off=True)
    except TooManyPagesError:
        logger.exception("The text of %s in %s is too long for its paper", name, language)
        return _unavailable(request, is_off=False)
    response = HttpResponse(
        data,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="unforgotten-{name}-{language}.pdf"',
            "ETag": f'"{hashlib.sha256(data).hexdigest()[:32]}"',
        },
    )
    # A withdrawn sheet has to be gone at once, so a browser asks each time; the same bytes are not sent again.
    patch_cache_control(response, no_cache=True)
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def _unavailable(request: HttpRequest, *, is_off: bool) -> HttpResponse:
    response = render(request, "campaigns/pdf_off.html", {"section": "print", "is_off": is_off}, status=503)
    add_never_cache_headers(response)
    return response
