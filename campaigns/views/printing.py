"""Printed sheets as PDF. Where this machine cannot make them, a page says so."""

import hashlib
import logging
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import add_never_cache_headers, get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from campaigns.models import LegalCard
from campaigns.printing import case_leaflet_pdf, legal_card_pdf, petition_sheet_pdf, poster_pdf
from campaigns.printing.poster import PAPERS
from campaigns.printing.sheets import MissingLettersError
from campaigns.querysets import pickets_for_lists
from prisoners.models import Case
from toolkit.pdf import PDFUnavailableError, TooManyPagesError

logger = logging.getLogger(__name__)


@require_safe
def case_leaflet(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Hand out the leaflet of a case in the language of the address."""
    case = get_object_or_404(Case.objects.published(), slug=slug)
    return pdf_response(
        request, f"{slug}-leaflet", lambda language: case_leaflet_pdf(case, language=language)
    )


@require_safe
def petition_sheet(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Hand out the petition sheet of a case in the language of the address."""
    case = get_object_or_404(Case.objects.published(), slug=slug)
    return pdf_response(
        request, f"{slug}-petition", lambda language: petition_sheet_pdf(case, language=language)
    )


@require_safe
def legal_card(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Hand out ten legal cards in the language of the address; `?also=ru` puts those in Russian beside them."""
    card = get_object_or_404(LegalCard.objects.published().with_translations(), slug=slug)
    also = request.GET.get("also", "")
    if also and (also not in card.languages() or also == get_language()):
        raise Http404
    name = f"{slug}-{also}" if also else slug
    return pdf_response(request, name, lambda language: legal_card_pdf(card, language=language, also=also))


@require_safe
def picket_poster(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Hand out the poster of a picket to come in the language of the address, on A4 or with `?paper=a3` on A3."""
    picket = get_object_or_404(pickets_for_lists().upcoming(), slug=slug)
    paper = request.GET.get("paper", "a4")
    if paper not in PAPERS:
        raise Http404
    return pdf_response(
        request,
        f"{slug}-poster-{paper}",
        lambda language: poster_pdf(picket, language=language, paper=paper),
    )


def pdf_response(
    request: HttpRequest, name: str, make: Callable[[str], bytes], *, language: str = ""
) -> HttpResponseBase:
    """Answer with a PDF to open in the browser, 304 when it has not changed, or 503 when it cannot be made.

    It is in `language`, or in that of the address.
    """
    language = language or get_language() or settings.LANGUAGE_CODE
    try:
        data = make(language)
    except PDFUnavailableError:
        return unavailable(request, is_off=True)
    except MissingLettersError as error:
        return unavailable(request, is_off=False, letters=" ".join(error.letters[:20]))
    except TooManyPagesError:
        logger.exception("The text of %s in %s is too long for its paper", name, language)
        return unavailable(request, is_off=False)
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


def unavailable(request: HttpRequest, *, is_off: bool, letters: str = "") -> HttpResponse:
    """Say that there is no PDF: the machine cannot make any, or the text is too long, or letters have no font."""
    context = {"section": "print", "is_off": is_off, "letters": letters}
    response = render(request, "campaigns/pdf_off.html", context, status=503)
    add_never_cache_headers(response)
    return response
