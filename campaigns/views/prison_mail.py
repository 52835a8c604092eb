"""Letters to prisoners: to whom, by which rules, to which address; and whether an old label is still right."""

import logging
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TypedDict

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.forms_prison_letter import PrisonLetterForm, What
from campaigns.printing.label import FORMS, label_pdf
from campaigns.printing.prison_letter import pages_allowed, prison_letter_pdf
from campaigns.printing.sheets import MissingLettersError
from campaigns.querysets import campaign_of_home
from prisoners.plates import HELD
from prisoners.post import Destination, Post, Standing, post_of
from prisoners.querysets import came_back, cases_for_post
from prisoners.services_mail import PostClosedError, TooManyPostedError, log_posted_letter
from sources.footnotes import sources_of as footnotes_of
from sources.models import Claim
from toolkit.http import public_form
from toolkit.limits import Limit, count_within, sources_of
from toolkit.pdf import PDFUnavailableError, TooManyPagesError

logger = logging.getLogger(__name__)

# Whoever writes more letters in a day than this counts them with an organiser.
POSTED = Limit("prison-letter-posted", most=5, seconds=24 * 60 * 60)
# Nobody has to trust an address that has not been looked at for so long.
OLD_AFTER_DAYS = 180


class _Shown(TypedDict):
    """What every sheet says beside the address."""

    page: str
    language: str
    on: date


@require_safe
def post_list(request: HttpRequest) -> HttpResponse:
    """List those to whom letters can go, the one with the fewest first, and those to whom none can go, and why."""
    posts = [post_of(case) for case in cases_for_post(_today()).filter(status__in=HELD)]
    campaign = campaign_of_home()
    return render(
        request,
        "campaigns/post_list.html",
        {
            "section": "letters",
            "as_of": campaign.as_of if campaign else None,
            "open": [post for post in posts if post.standing is Standing.OPEN],
            "closed": [post for post in posts if post.standing is not Standing.OPEN],
        },
    )


@require_safe
@never_cache
def post_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the rules, the address and the form of a letter to one prisoner; or why there are none."""
    return _show(request, _find(slug), form=PrisonLetterForm())


@require_http_methods(["POST"])
@sensitive_post_parameters()
@sensitive_variables("form")
@public_form
def post_letter(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Hand out what was chosen: the letter, an envelope, or labels. Nothing that was filled in is stored."""
    post = _find(slug)
    if post.destination is None:
        raise Http404
    form = PrisonLetterForm(request.POST)
    if form.is_valid():
        what, sender = form.cleaned_data["what"], form.sender_lines()
        shown = _shown(post.destination, slug)
        if what == What.LETTER:
            make = partial(
                prison_letter_pdf, post.destination, form.cleaned_data["text"], sender=sender, **shown
            )
        else:
            make = partial(label_pdf, post.destination, what, sender=sender, **shown)
        try:
            return _pdf(request, f"{slug}-{what}", make)
        except TooManyPagesError:
            form.add_error("text" if what == What.LETTER else "address", _too_long(post.destination, what))
        except MissingLettersError as error:
            says = _("Our fonts have no such letters: %(letters)s")
            letters = " ".join(error.letters[:20])
            form.add_error("text" if what == What.LETTER else "address", says % {"letters": letters})
    return _show(request, post, form=form, status=422)


@require_safe
def post_label(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Hand out an envelope or labels without a sender: `?form=dl`, `c6` or `labels`."""
    post = _find(slug)
    form = request.GET.get("form", "labels")
    if post.destination is None or form not in FORMS:
        raise Http404
    make = partial(label_pdf, post.destination, form, **_shown(post.destination, slug))
    try:
        return _pdf(request, f"{slug}-{form}", make)
    except TooManyPagesError:
        logger.exception("The address of %s is too long for %s", slug, form)
        return _unavailable(request, is_off=False)
    except MissingLettersError:
        logger.exception("The address of %s has letters that our fonts lack", slug)
        return _unavailable(request, is_off=False)


@require_POST
@public_form
def post_posted(request: HttpRequest, slug: str) -> HttpResponse:
    """Count a letter that somebody says they posted. Who it was is not asked, and not stored."""
    post = _find(slug)
    now = timezone.now()
    visitor = sources_of(request)
    if visitor is not None and not count_within(POSTED, f"{visitor[0]} {slug}", now=now):
        return _show(request, post, form=PrisonLetterForm(), status=429, says="many")
    try:
        log_posted_letter(post.case, on=now.date())
    except PostClosedError:
        return _show(request, post, form=PrisonLetterForm(), status=409, says="closed")
    except TooManyPostedError:
        return _show(request, post, form=PrisonLetterForm(), status=429, says="many")
    return HttpResponseRedirect(reverse("campaigns:post-thanks", args=[slug]))


@require_safe
@never_cache
def post_thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that a letter was counted, and who has the fewest now."""
    return _show(request, _find(slug), form=PrisonLetterForm(), says="thanks")


@require_safe
@never_cache
def label_state(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Say whether the label with this mark is still right; the address that it shows is never told."""
    post = _find(slug)
    destination = post.destination
    is_right = destination is not None and destination.key == key
    return render(
        request,
        "campaigns/post_label.html",
        {"section": "letters", "post": post, "is_right": is_right, "as_of": post.case.as_of()},
    )


def _find(slug: str) -> Post:
    """Return the post of a published case of one person. Raises Http404."""
    return post_of(get_object_or_404(cases_for_post(_today()), slug=slug))


def _today() -> date:
    """Return the real day, also for a record: a consent that was withdrawn since must hold."""
    return timezone.now().date()


def _shown(destination: Destination, slug: str) -> _Shown:
    return {
        "page": reverse("campaigns:post-label-state", args=[slug, destination.key]),
        "language": get_language() or settings.LANGUAGE_CODE,
        "on": _today(),
    }


def _too_long(destination: Destination, what: str) -> str:
    if what != What.LETTER:
        return _("This is too long for the paper: shorten it.")
    return _(
        "This is longer than %(pages)s pages, the most that can be sent. Shorten it; nothing is lost."
    ) % {"pages": pages_allowed(destination)}


def _show(
    request: HttpRequest, post: Post, *, form: PrisonLetterForm, status: int = 200, says: str = ""
) -> HttpResponse:
    """Answer with the page of one prisoner. `says` is thanks, many or closed: what became of a letter."""
    prison = post.prison
    claims: list[Claim] = list(prison.claims.all()) if prison else []
    response = render(
        request,
        "campaigns/post_detail.html",
        {
            "section": "letters",
            "post": post,
            "case": post.case,
            "prison": prison,
            "form": form,
            "says": says,
            "as_of": post.case.as_of(),
            "pages": pages_allowed(post.destination) if post.destination else 0,
            "came_back": came_back(post.case, prison) if prison else 0,
            "is_old": _is_old(prison.checked_on) if prison else False,
            "forms": FORMS,
            "claims": claims,
            "sources": footnotes_of(claims),
        },
        status=status,
    )
    add_never_cache_headers(response)
    return response


def _is_old(checked_on: date | None) -> bool:
    return checked_on is None or (_today() - checked_on).days > OLD_AFTER_DAYS


def _pdf(request: HttpRequest, name: str, make: Callable[[], bytes]) -> HttpResponseBase:
    """Answer with a PDF that nobody keeps, or 503 when it cannot be made. Raises TooManyPagesError."""
    try:
        data = make()
    except PDFUnavailableError:
        return _unavailable(request, is_off=True)
    response = HttpResponse(
        data,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="unforgotten-{name}.pdf"'},
    )
    add_never_cache_headers(response)
    return response


def _unavailable(request: HttpRequest, *, is_off: bool) -> HttpResponse:
    response = render(request, "campaigns/pdf_off.html", {"section": "print", "is_off": is_off}, status=503)
    add_never_cache_headers(response)
    return response
