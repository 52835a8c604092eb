"""The steward's page: whoever holds the link checks people in, counts and notes. No account, no cookie, no script."""

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.forms_stewards import KeyForm, TapForm
from campaigns.models import SignUp, StewardLink
from campaigns.services.stewards import (
    ActionRefusedError,
    find_steward_link,
    mark_rest_absent,
    take_tap,
)
from campaigns.steward_sheets import steward_sheet_of
from campaigns.views.answers import posted_data
from toolkit.http import public_form

# A phone sends its queue in parts of at most so many.
MOST_TAPS = 100
LONGEST_QUERY = 80
WORKER = settings.BASE_DIR / "static" / "js" / "steward-worker.js"


@require_safe
@never_cache
def steward_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show who is expected and what can be noted; nothing is changed."""
    link = find_steward_link(token, now=timezone.now())
    return _not_found(request) if link is None else _page(request, link, token)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
@public_form
def steward_find(request: HttpRequest, token: str) -> HttpResponse:
    """Show only those whose name has what was typed. Posted, so that no name stands in an address."""
    link = find_steward_link(token, now=timezone.now())
    if link is None:
        return _not_found(request)
    posted = posted_data(request) if request.method == "POST" else QueryDict()
    if posted is None:
        return _too_large(request, link, token)
    return _page(request, link, token, query=posted.get("name", "")[:LONGEST_QUERY].strip())


@require_safe
@never_cache
def steward_person(request: HttpRequest, token: str, pk: UUID) -> HttpResponse:
    """Show one person with the phone number, which no list holds."""
    link = find_steward_link(token, now=timezone.now())
    if link is None:
        return _not_found(request)
    people = SignUp.objects.with_picket().select_related("brought_by")
    person = people.filter(pk=pk, shift__picket=link.picket_id, state__in=_named()).first()
    if person is None:
        # Not the page of a link that is over, by which a phone deletes what it keeps.
        return render(request, "campaigns/steward_person_gone.html", {"token": token}, status=404)
    context = {
        "link": link,
        "token": token,
        "person": person,
        "friends": person.friends.filter(state__in=_named()),
    }
    return render(request, "campaigns/steward_person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
@public_form
def steward_tap(request: HttpRequest, token: str) -> HttpResponse:
    """Do one thing, when posted, and lead back to where it was done."""
    link = find_steward_link(token, now=timezone.now())
    if link is None:
        return _not_found(request)
    if request.method != "POST":
        return _back(token)
    posted = posted_data(request)
    if posted is None:
        return _too_large(request, link, token)
    form = TapForm(posted, auto_id=f"{posted.get('part', 'tap')[:10]}_%s")
    if not form.is_valid():
        return _page(request, link, token, form=form, problem=form.reason(), status=422)
    tap = form.tap()
    try:
        take_tap(link, tap, now=timezone.now())
    except ActionRefusedError as refused:
        return _page(request, link, token, problem=str(refused), status=409)
    return _back(token, f"p-{tap.sign_up}" if tap.sign_up else "count")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public_form
def steward_close(request: HttpRequest, token: str) -> HttpResponse:
    """Mark everyone as absent whose shift is over and who was not checked in, when posted."""
    link = find_steward_link(token, now=timezone.now())
    if link is None:
        return _not_found(request)
    if request.method == "POST":
        form = KeyForm(posted_data(request))
        if not form.is_valid():
            return _page(request, link, token, problem=_("Please do it once more."), status=422)
        mark_rest_absent(link, tap_id=form.cleaned_data["id"], now=timezone.now())
    return _back(token, "people")


@require_POST
@never_cache
@sensitive_post_parameters()
@public_form
def steward_actions(request: HttpRequest, token: str) -> JsonResponse:
    """Take what a phone has queued, in order, and say of each action whether it was taken and, if not, why.

    {"actions": [{"id", "kind", "sign_up", "happened_at", "headcount", "note", "is_incident"}]} is answered with
    {"now", "results": [{"id", "taken", "reason"}]}. Each action is a transaction of its own: what was taken stays
    taken when the answer is lost. An action that is not taken will not be when it is sent again.
    """
    now = timezone.now()
    link = find_steward_link(token, now=now)
    if link is None:
        # By this word, which no portal of a café says, a phone knows that its copy has to go.
        return JsonResponse({"link": "over"}, status=404)
    try:
        actions = json.loads(request.body)["actions"]
    except (SuspiciousOperation, UnreadablePostError):
        return JsonResponse({"problem": "too large or cut short"}, status=413)
    except (ValueError, KeyError, TypeError, RecursionError):
        return JsonResponse({"problem": "not understood"}, status=400)
    if not isinstance(actions, list) or len(actions) > MOST_TAPS:
        return JsonResponse({"problem": f"send a list of at most {MOST_TAPS}"}, status=400)
    results = [_take(link, action) for action in actions]
    return JsonResponse({"now": timezone.now().isoformat(), "results": results})


@require_safe
@never_cache
def steward_worker(request: HttpRequest) -> HttpResponse:
    """Hand out the service worker from a path above the steward's pages, which it is for."""
    return HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")


@require_safe
@cache_control(no_cache=True)
def steward_offline(request: HttpRequest) -> HttpResponse:
    """Show the empty page into which a phone without a connection puts its copy. It holds nobody's data."""
    return render(request, "campaigns/steward_offline.html")


def _take(link: StewardLink, action: object) -> dict[str, Any]:
    """Take one action of a phone; return what the phone is told."""
    given = action if isinstance(action, dict) else {}
    flat = {str(key): value for key, value in given.items() if isinstance(value, str | int)}
    form = TapForm(flat)
    reason = ""
    if form.is_valid():
        try:
            take_tap(link, form.tap(), now=timezone.now())
        except ActionRefusedError as refused:
            reason = str(refused)
    else:
        reason = form.reason()
    return {"id": flat.get("id"), "taken": not reason, "reason": reason}


def _page(
    request: HttpRequest,
    link: StewardLink,
    token: str,
    *,
    query: str = "",
    form: TapForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show the page; `form` is what was typed and could not be taken."""
    typed = {form.auto_id: form} if form else {}
    note_form = typed.get("note_%s") or TapForm(auto_id="note_%s")
    context = {
        "link": link,
        "token": token,
        "picket": link.picket,
        "sheet": steward_sheet_of(link.picket).showing(query),
        "query": query,
        "headcount": _asking(typed.get("count_%s") or TapForm(auto_id="count_%s"), "headcount"),
        "note_form": note_form,
        "note": _asking(note_form, "note"),
        "problem": problem,
        "now": timezone.now(),
    }
    return render(request, "campaigns/steward_page.html", context, status=status)


def _asking(form: TapForm, name: str) -> BoundField:
    """Return the field for which a form is shown: there it has to be filled in."""
    form.fields[name].required = True
    return form[name]


def _too_large(request: HttpRequest, link: StewardLink, token: str) -> HttpResponse:
    problem = _("What was sent is too large or was cut short.")
    return _page(request, link, token, problem=problem, status=413)


def _named() -> list[str]:
    return [*SignUp.HOLDING, SignUp.State.WAITING]


def _back(token: str, part: str = "") -> HttpResponse:
    response = HttpResponse(status=303)
    response["Location"] = reverse("campaigns:steward-page", args=[token]) + (f"#{part}" if part else "")
    return response


def _not_found(request: HttpRequest) -> HttpResponse:
    """Answer alike for a wrong, an expired, a revoked and a foreign link."""
    return render(request, "campaigns/steward_not_found.html", status=404)
