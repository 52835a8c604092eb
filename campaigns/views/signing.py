"""Signing a statement, and its older versions. No cookie, no script needed."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.forms_signing import form_for
from campaigns.models import Statement
from campaigns.querysets import statements_for_signing
from campaigns.services.signing import SigningClosedError, sign
from campaigns.services.signing_limits import TooManyError, check_sender, is_hammering, is_late
from campaigns.views.answers import posted_data, see_other
from campaigns.views.statement_page import signing_context, text_context
from toolkit.http import public_form


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
@public_form
def statement_sign(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a signature: redirect to the receipt, or show the form again with what is to be mended."""
    now = timezone.now()
    if request.method == "POST" and is_hammering(request, now=now):
        # Before anything is read, and without a page: it must cost a bot more than us.
        words = _("Too much was sent from here for now. Try again in an hour; nothing is lost.")
        return HttpResponse(words, status=429, content_type="text/plain; charset=utf-8")
    statement = get_object_or_404(statements_for_signing(), slug=slug)
    if not statement.takes_signatures(now.date()):
        if request.method != "POST":
            return redirect(statement)
        return _problem(request, statement, _("This statement takes no signatures any more."), status=409)
    if request.method != "POST":
        form = form_for(request.GET.get("as", ""))(statement, now=now)
        return render(request, "campaigns/statement_sign.html", signing_context(statement, form=form))
    posted = posted_data(request)
    if posted is None:
        return _problem(request, statement, _("What was sent is too large or was cut short."), status=413)
    form = form_for(posted.get("as", ""))(statement, posted, now=now)
    context = signing_context(statement, form=form)
    if not form.is_valid():
        return render(request, "campaigns/statement_sign.html", context, status=422)
    given = form.given()
    try:
        check_sender(request, given.email, now=now)
        sign(statement, given, language=get_language() or "", now=now)
    except SigningClosedError:
        return _problem(request, statement, _("This statement takes no signatures any more."), status=409)
    except TooManyError:
        context["crowded"] = True
        return render(request, "campaigns/statement_sign.html", context, status=429)
    return see_other("campaigns:statement-signed", statement.slug)


@require_safe
@never_cache
def statement_signed(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to look into the mail. It says nothing that tells a known address from a new one."""
    statement = get_object_or_404(statements_for_signing(), slug=slug)
    context = {
        **signing_context(statement, form=None),
        "late": is_late(statement, now=timezone.now()),
        "in_development": settings.DEVELOPMENT,
    }
    return render(request, "campaigns/statement_signed.html", context)


@require_safe
def statement_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one version of a statement, and what changed in it."""
    statement = get_object_or_404(statements_for_signing(), slug=slug)
    context = text_context(statement, number=number)
    if context["text"] is None:
        raise Http404
    return render(
        request,
        "campaigns/statement_version.html",
        {"section": "statements", "statement": statement, **context},
    )


def _problem(request: HttpRequest, statement: Statement, problem: str, *, status: int) -> HttpResponse:
    context = {"section": "statements", "statement": statement, "problem": problem}
    return render(request, "campaigns/statement_problem.html", context, status=status)
