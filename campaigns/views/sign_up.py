"""A volunteer signs up. No cookie, no script needed."""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.forms import SignUpForm
from campaigns.models import Picket, Shift
from campaigns.occasions import occasion_of
from campaigns.querysets import pickets_for_pages
from campaigns.services.places import ShiftClosedError
from campaigns.services.sign_ups import SignUpResult, sign_up
from campaigns.views.answers import not_found, posted_data, see_other
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
    posted = posted_data(request)
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
            headcount=data.get("headcount", 1),
        )
    except ShiftClosedError:
        return _problem(request, picket, _("This shift takes nobody any more."), status=409)
    return see_other("campaigns:sign-up-received", picket.slug, _receipt(result, data.get("headcount", 1)))


@require_safe
@never_cache
def sign_up_received(request: HttpRequest, slug: str, receipt: str) -> HttpResponse:
    """Say that a place was taken, or one in reserve. It says nothing that tells a known address from a new one."""
    try:
        shift_id, room, headcount = signing.loads(receipt, salt=RECEIPT_SALT, max_age=RECEIPT_SECONDS)
    except (signing.BadSignature, ValueError):
        return not_found(request)
    shifts = Shift.objects.select_related("picket__campaign", "picket__place").prefetch_related(
        translations_prefetch("translations"),
        translations_prefetch("picket__translations"),
        "picket__place__names",
    )
    shift = shifts.filter(pk=shift_id, picket__slug=slug, picket__in=Picket.objects.published()).first()
    if shift is None:
        return not_found(request)
    return render(
        request,
        "campaigns/sign_up_received.html",
        {
            "section": "pickets",
            "picket": shift.picket,
            "occasion": occasion_of(shift, tell_private=False),
            "room": room,
            "headcount": headcount,
            "in_development": settings.DEVELOPMENT,
        },
    )


def _receipt(result: SignUpResult, headcount: int) -> str:
    """Return a signed note of which shift it was and for how many of how many it had room: nothing of the person."""
    return signing.dumps([result.sign_up.shift_id, result.room, headcount], salt=RECEIPT_SALT)


def _problem(request: HttpRequest, picket: Picket, problem: str, *, status: int) -> HttpResponse:
    context = {"section": "pickets", "picket": picket, "problem": problem}
    return render(request, "campaigns/sign_up_problem.html", context, status=status)
