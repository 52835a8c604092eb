"""Notifications are switched on by the script of a volunteer's page, and off by a button that needs none."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from campaigns.forms_push import PushForm
from campaigns.models import SignUp
from campaigns.services.links import find_sign_up
from campaigns.services.pushing import TooManyBrowsersError, push_key, subscribe_browser, unsubscribe_browsers
from toolkit.http import public_form


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
@public_form
def push_on(request: HttpRequest, token: str) -> HttpResponse:
    """Take what a browser sends when it subscribes; the answer is a line for the script to show."""
    found = _find(token)
    if found is None:
        return _not_found(request)
    if request.method != "POST":
        return redirect("campaigns:sign-up-manage", token)
    form = PushForm(request.POST)
    if not form.is_valid():
        problems = [problem for those in form.errors.values() for problem in those]
        return HttpResponse(" ".join(map(str, problems)), status=422, content_type="text/plain")
    try:
        subscribe_browser(found, **form.cleaned_data)
    except TooManyBrowsersError:
        problem = _("There are too many browsers already. Switch notifications off, then on again.")
        return HttpResponse(problem, status=409, content_type="text/plain")
    return HttpResponse(status=201)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public_form
def push_off(request: HttpRequest, token: str) -> HttpResponse:
    """Switch the notifications of a sign-up off, in every browser, when posted."""
    found = _find(token)
    if found is None:
        return _not_found(request)
    if request.method == "POST":
        unsubscribe_browsers(found)
    response = redirect("campaigns:sign-up-manage", token)
    response.status_code = 303
    return response


def _find(token: str) -> SignUp | None:
    """Return the sign-up. Raises Http404 where notifications are off."""
    if not push_key():
        raise Http404
    return find_sign_up(token, now=timezone.now())


def _not_found(request: HttpRequest) -> HttpResponse:
    return render(request, "campaigns/sign_up_not_found.html", {"section": "pickets"}, status=404)
