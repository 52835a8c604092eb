"""A signatory's private page: confirm, confirm again, change how the name is shown, withdraw; and a lost link."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.forms_signing import DisplayForm, SignatureLinkForm
from campaigns.models import Signature, SolidarityMessage
from campaigns.services.links import find_signature
from campaigns.services.lost_links import ask_for_links
from campaigns.services.signing import (
    ChangedMeanwhileError,
    SigningClosedError,
    change_display,
    confirm_signature,
    digest_of,
    withdraw_signature,
)
from campaigns.services.signing_limits import TooManyError, check_sender
from campaigns.signature_counts import counts_of
from campaigns.statement_texts import awaits_signatory, current_text
from campaigns.views.answers import posted_data, see_other
from toolkit.http import public_form

type _View = Callable[[HttpRequest, str], HttpResponseBase]
type _Step = Callable[[HttpRequest, str, Signature], HttpResponse]

_METHODS = ["GET", "HEAD", "POST"]


def _of_signatory(step: _Step) -> _View:
    """Give a step of the private page the signature that the token opens; a token that opens none answers 404.

    Opening the address of a step changes nothing: it leads back to the page.
    """

    @wraps(step)
    def view(request: HttpRequest, token: str) -> HttpResponse:
        signature = find_signature(token, now=timezone.now())
        if signature is None:
            return render(
                request, "campaigns/signature_not_found.html", {"section": "statements"}, status=404
            )
        if request.method != "POST":
            return redirect("campaigns:signature-manage", token)
        try:
            return step(request, token, signature)
        except Signature.DoesNotExist:
            return render(
                request, "campaigns/signature_not_found.html", {"section": "statements"}, status=404
            )

    return require_http_methods(_METHODS)(never_cache(sensitive_post_parameters()(public_form(view))))


@require_safe
@never_cache
def signature_manage(request: HttpRequest, token: str) -> HttpResponse:
    """Show a signature to whoever holds its link, and what can be done with it. Changes nothing."""
    signature = find_signature(token, now=timezone.now())
    if signature is None:
        return render(request, "campaigns/signature_not_found.html", {"section": "statements"}, status=404)
    return _page(request, token, signature)


@_of_signatory
def signature_confirm(request: HttpRequest, token: str, signature: Signature) -> HttpResponse:
    """Count the signature, or renew it under the current version."""
    posted = posted_data(request)
    seen = posted.get("seen", "") if posted is not None else ""
    try:
        confirm_signature(signature, seen=seen, now=timezone.now())
    except SigningClosedError:
        note = _("This statement takes no signatures any more.")
        return _page(request, token, signature, note=note, status=409)
    except ChangedMeanwhileError:
        note = _("Something has changed since you opened this page. Look at it again, then confirm.")
        return _page(request, token, signature, note=note, status=409)
    return see_other("campaigns:signature-manage", token)


@_of_signatory
def signature_display(request: HttpRequest, token: str, signature: Signature) -> HttpResponse:
    """Change how the name is shown."""
    posted = posted_data(request)
    form = DisplayForm(signature, posted)
    if posted is None or not form.is_valid():
        return _page(request, token, signature, form=form, status=422)
    change_display(signature, Signature.Display(form.cleaned_data["display"]))
    return see_other("campaigns:signature-manage", token)


@_of_signatory
def signature_withdraw(request: HttpRequest, token: str, signature: Signature) -> HttpResponse:
    """Take the signature back and erase who it was."""
    withdraw_signature(signature, now=timezone.now())
    return see_other("campaigns:signature-manage", token)


@require_http_methods(_METHODS)
@never_cache
@sensitive_post_parameters()
@public_form
def signature_link(request: HttpRequest) -> HttpResponse:
    """Ask for an address; when it is posted, have the links of its signatures sent there and say that this was done."""
    if request.method != "POST":
        return _link_page(request, SignatureLinkForm())
    posted = posted_data(request)
    if posted is None:
        problem = _("What was sent is too large or was cut short.")
        return _link_page(request, SignatureLinkForm(), problem=problem, status=413)
    form = SignatureLinkForm(posted)
    if not form.is_valid():
        return _link_page(request, form, status=422)
    now = timezone.now()
    try:
        check_sender(request, form.cleaned_data["email"], now=now)
    except TooManyError:
        problem = _("Too much was sent from here for now. Try again in an hour; nothing is lost.")
        return _link_page(request, form, problem=problem, status=429)
    ask_for_links(form.cleaned_data["email"], now=now)
    return see_other("campaigns:signature-link-sent")


@require_safe
@never_cache
def signature_link_sent(request: HttpRequest) -> HttpResponse:
    """Say what was done, whether anybody signed with the address or not."""
    return render(request, "campaigns/signature_link_sent.html", {"section": "statements"})


def _link_page(
    request: HttpRequest, form: SignatureLinkForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {"section": "statements", "form": form, "problem": problem}
    return render(request, "campaigns/signature_link.html", context, status=status)


def _page(
    request: HttpRequest,
    token: str,
    signature: Signature,
    *,
    note: str = "",
    form: DisplayForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show a signature; `form` holds errors where there are any."""
    statement = signature.statement
    is_over = signature.state in {Signature.State.WITHDRAWN, Signature.State.REFUSED}
    current = current_text(statement, get_language() or "")
    message = SolidarityMessage.objects.filter(signature=signature).first()
    waits = awaits_signatory(signature) and statement.takes_signatures(timezone.now().date())
    return render(
        request,
        "campaigns/signature_manage.html",
        {
            "section": "statements",
            "token": token,
            "note": note,
            "signature": signature,
            "statement": statement,
            "message": message,
            "current": current,
            "counts": counts_of(statement),
            "is_pending": signature.state == Signature.State.PENDING,
            "is_over": is_over,
            "is_organisation": signature.signer == Signature.Signer.ORGANISATION,
            "is_closed": not statement.takes_signatures(timezone.now().date()),
            "waits_for_signatory": waits,
            "seen": digest_of(signature) if waits else "",
            "form": form or DisplayForm(signature),
        },
        status=status,
    )
