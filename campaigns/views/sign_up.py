"""A volunteer signs up, looks at the sign-up through a private link, and cancels. No cookie, no script needed."""

from django.conf import settings
from django.core import signing
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.calendars import picket_calendar, sign_up_calendar
from campaigns.forms import SignUpForm
from campaigns.models import Picket, Shift, SignUp
from campaigns.occasions import day_in_words, occasion_of
from campaigns.querysets import pickets_for_pages
from campaigns.services.links import find_sign_up
from campaigns.services.sign_ups import ShiftClosedError, SignUpResult, cancel_sign_up, sign_up
from campaigns.views.pickets import picket_context
from sources.models.translations import translations_prefetch
from toolkit.http import public_form

RECEIPT_SALT = "sign-up-received"
RECEIPT_SECONDS = 60 * 60


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
@public_form
def picket_sign_up(request: HttpRequest, slug: str) -> HttpResponse:
    """Take what a volunteer wrote: redirect to the receipt, or show the picket again with what is to be mended."""
    picket = get_object_or_404(pickets_for_pages(), slug=slug)
    if request.method != "POST":
        # Such as the other languages of a page that shows errors.
        return redirect(picket)
    if not picket.takes_sign_ups:
        return _problem(request, picket, _("This picket takes nobody any more."), status=409)
    posted = _posted(request)
    if posted is None:
        return _problem(request, picket, _("What was sent is too large or was cut short."), status=413)
    form = SignUpForm(picket, posted)
    if not form.is_valid():
        return render(request, "campaigns/picket_detail.html", picket_context(picket, form=form), status=422)
    data = form.cleaned_data
    try:
        result = sign_up(
            data["shift"],
            name=data["name"],
            email=data["email"],
            phone=data["phone"],
            language=get_language() or "",
            agreed_to_calls=data["agreed_to_calls"],
            now=timezone.now(),
        )
    except ShiftClosedError:
        return _problem(request, picket, _("This shift takes nobody any more."), status=409)
    response = redirect("campaigns:sign-up-received", picket.slug, _receipt(result))
    response.status_code = 303
    return response


@require_safe
@never_cache
def sign_up_received(request: HttpRequest, slug: str, receipt: str) -> HttpResponse:
    """Say that a place was taken, or one in reserve. It says nothing that tells a known address from a new one."""
    try:
        shift_id, was_full = signing.loads(receipt, salt=RECEIPT_SALT, max_age=RECEIPT_SECONDS)
    except signing.BadSignature:
        return _not_found(request)
    shifts = Shift.objects.select_related("picket__campaign", "picket__place").prefetch_related(
        translations_prefetch("translations"),
        translations_prefetch("picket__translations"),
        "picket__place__names",
    )
    shift = shifts.filter(pk=shift_id, picket__slug=slug, picket__in=Picket.objects.published()).first()
    if shift is None:
        return _not_found(request)
    return render(
        request,
        "campaigns/sign_up_received.html",
        {
            "section": "pickets",
            "picket": shift.picket,
            "occasion": occasion_of(shift, tell_private=False),
            "was_full": was_full,
            "in_development": settings.DEVELOPMENT,
        },
    )


@require_safe
@never_cache
def sign_up_manage(request: HttpRequest, token: str) -> HttpResponse:
    """Show a sign-up to whoever holds its private link; nothing is changed."""
    found = find_sign_up(token, now=timezone.now())
    if found is None:
        return _not_found(request)
    picket = found.shift.picket
    return render(
        request,
        "campaigns/sign_up_manage.html",
        {
            "section": "pickets",
            "picket": picket,
            "sign_up": found,
            "occasion": occasion_of(found.shift, tell_private=True),
            "erase_on": day_in_words(found.erase_after, picket),
            "can_cancel": found.state in {SignUp.State.CONFIRMED, SignUp.State.WAITING}
            and found.shift.ends_at > timezone.now(),
            "token": token,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public_form
def sign_up_cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Give the place back, when posted; otherwise lead to the page with the button."""
    found = find_sign_up(token, now=timezone.now())
    if found is None:
        return _not_found(request)
    if request.method == "POST":
        cancel_sign_up(found, now=timezone.now())
    response = redirect("campaigns:sign-up-manage", token)
    response.status_code = 303
    return response


@require_safe
@never_cache
def sign_up_calendar_file(request: HttpRequest, token: str) -> HttpResponse:
    """Hand out the calendar file of a volunteer's own shift."""
    found = find_sign_up(token, now=timezone.now())
    if found is None:
        return _not_found(request)
    return _calendar(sign_up_calendar(found), "shift")


@require_safe
def picket_calendar_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out the calendar file of a picket whose hours are known."""
    pickets = Picket.objects.published().exclude(stage=Picket.Stage.DRAFT).filter(starts_at__isnull=False)
    picket = get_object_or_404(pickets.with_translations().select_related("place"), slug=slug)
    return _calendar(picket_calendar(picket), picket.slug)


def _posted(request: HttpRequest) -> QueryDict | None:
    """Return what was posted; None when it is larger than we take, or broken."""
    try:
        return request.POST
    except (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError):
        return None


def _receipt(result: SignUpResult) -> str:
    """Return a signed note of which shift it was and whether it was full: nothing about the person."""
    return signing.dumps([result.sign_up.shift_id, result.shift_was_full], salt=RECEIPT_SALT)


def _problem(request: HttpRequest, picket: Picket, problem: str, *, status: int) -> HttpResponse:
    context = {"section": "pickets", "picket": picket, "problem": problem}
    return render(request, "campaigns/sign_up_problem.html", context, status=status)


def _not_found(request: HttpRequest) -> HttpResponse:
    """Answer alike for a wrong, an expired and a revoked link."""
    return render(request, "campaigns/sign_up_not_found.html", {"section": "pickets"}, status=404)


def _calendar(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.ics"'},
    )
