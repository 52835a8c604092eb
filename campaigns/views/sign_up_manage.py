"""A volunteer's private page, and what is posted from it: no cookie, no script, and each answer leads back to it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.calendars import sign_up_calendar
from campaigns.forms_manage import ChangeForm, FriendForm, MoveForm
from campaigns.models import Shift, SignUp
from campaigns.services.changing import change_sign_up, stop_calls
from campaigns.services.friends import TooManyFriendsError, add_friend, remove_friend
from campaigns.services.links import find_sign_up
from campaigns.services.moving import move_sign_up
from campaigns.services.places import AlreadyThereError, ShiftClosedError, ShiftFullError
from campaigns.services.sign_ups import cancel_sign_up
from campaigns.services.waiting import accept_offer, rejoin
from campaigns.views.answers import calendar_file, not_found, posted_data
from campaigns.views.sign_up_page import page_of
from toolkit.http import public_form

# What the page says after an answer that changed nothing, or not what one might think; it stands in the address.
NOTES = {
    "changed": gettext_lazy("What you changed is saved."),
    "closed": gettext_lazy("Nothing was changed: that shift takes nobody any more."),
    "there": gettext_lazy("Nothing was changed: you have another sign-up on that shift already."),
    "full": gettext_lazy("Nothing was changed: that shift is full, and you keep what you have."),
    "no-room": gettext_lazy("No place is left on your shift, so nobody was added."),
    "most": gettext_lazy("You can bring three friends at most. Others can sign up themselves."),
}

type Act = Callable[[SignUp, QueryDict, datetime], str | HttpResponse]


@require_safe
@never_cache
def sign_up_manage(request: HttpRequest, token: str) -> HttpResponse:
    """Show a sign-up to whoever holds its private link; nothing is changed."""
    now = timezone.now()
    found = find_sign_up(token, now=now)
    if found is None:
        return not_found(request)
    note = NOTES.get(request.GET.get("said", ""), "")
    context = page_of(found, token, now=now, note=str(note), full=request.GET.get("shift", ""))
    return render(request, "campaigns/sign_up_manage.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
@public_form
def sign_up_change(request: HttpRequest, token: str) -> HttpResponse:
    """Write down name, phone, language, zone and which messages are wanted."""

    def act(found: SignUp, posted: QueryDict, now: datetime) -> str | HttpResponse:
        form = ChangeForm(found, posted)
        if not form.is_valid():
            return _mend(request, page_of(found, token, now=now, change_form=form))
        change_sign_up(found, **form.cleaned_data)
        return "changed"

    return _answer(request, token, act)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public_form
def sign_up_move(request: HttpRequest, token: str) -> HttpResponse:
    """Move to another shift; of a full one say so, and let the volunteer choose between staying and waiting there."""

    def act(found: SignUp, posted: QueryDict, now: datetime) -> str | HttpResponse:
        form = MoveForm(found, posted)
        if not form.is_valid():
            return _mend(request, page_of(found, token, now=now, move_form=form))
        shift: Shift = form.cleaned_data["shift"]
        try:
            move_sign_up(found, to=shift, in_reserve=form.cleaned_data["in_reserve"], now=now)
        except ShiftFullError:
            return _back(token, f"?said=full&shift={shift.pk}#move")
        return ""

    return _answer(request, token, act)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public_form
def sign_up_take(request: HttpRequest, token: str) -> HttpResponse:
    """Take the place that is offered."""

    def act(found: SignUp, _posted: QueryDict, now: datetime) -> str:
        accept_offer(found, now=now)
        return ""

    return _answer(request, token, act)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public_form
def sign_up_rejoin(request: HttpRequest, token: str) -> HttpResponse:
    """Wait again, after an offer was not answered in time."""

    def act(found: SignUp, _posted: QueryDict, now: datetime) -> str:
        rejoin(found, now=now)
        return ""

    return _answer(request, token, act)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public_form
def sign_up_cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Give the place back, or decline the one that is offered."""

    def act(found: SignUp, _posted: QueryDict, now: datetime) -> str:
        cancel_sign_up(found, now=now)
        return ""

    return _answer(request, token, act)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public_form
def sign_up_forget(request: HttpRequest, token: str) -> HttpResponse:
    """Ask this volunteer for help no more; what is kept for nothing else is erased within the hour."""

    def act(found: SignUp, _posted: QueryDict, _now: datetime) -> str:
        stop_calls(found)
        return ""

    return _answer(request, token, act)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
@public_form
def friend_add(request: HttpRequest, token: str) -> HttpResponse:
    """Put a friend down on the same shift."""

    def act(found: SignUp, posted: QueryDict, now: datetime) -> str | HttpResponse:
        form = FriendForm(0, posted)
        if not form.is_valid():
            return _mend(request, page_of(found, token, now=now, friend_form=form))
        try:
            add_friend(found, name=form.cleaned_data["name"], seen=form.cleaned_data["seen"], now=now)
        except ShiftFullError:
            return "no-room"
        except TooManyFriendsError:
            return "most"
        return ""

    return _answer(request, token, act)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public_form
def friend_remove(request: HttpRequest, token: str, friend: UUID) -> HttpResponse:
    """Give a friend's place back."""

    def act(found: SignUp, _posted: QueryDict, now: datetime) -> str:
        remove_friend(found, friend, now=now)
        return ""

    return _answer(request, token, act)


@require_safe
@never_cache
def sign_up_calendar_file(request: HttpRequest, token: str) -> HttpResponse:
    """Hand out the calendar file of a volunteer's own shift."""
    found = find_sign_up(token, now=timezone.now())
    if found is None:
        return not_found(request)
    return calendar_file(sign_up_calendar(found), "shift")


def _answer(request: HttpRequest, token: str, act: Act) -> HttpResponse:
    """Do what was posted to a private page and lead back to it, with a note if there is one; GET changes nothing."""
    now = timezone.now()
    found = find_sign_up(token, now=now)
    if found is None:
        return not_found(request)
    if request.method != "POST":
        return _back(token)
    posted = posted_data(request)
    if posted is None:
        note = _("What was sent is too large or was cut short.")
        return _mend(request, page_of(found, token, now=now, note=note), status=413)
    try:
        said = act(found, posted, now)
    except ShiftClosedError:
        said = "closed"
    except AlreadyThereError:
        said = "there"
    except (SignUp.DoesNotExist, Shift.DoesNotExist):
        return not_found(request)
    if isinstance(said, HttpResponse):
        return said
    return _back(token, f"?said={said}" if said else "")


def _mend(request: HttpRequest, page: dict[str, Any], *, status: int = 422) -> HttpResponse:
    return render(request, "campaigns/sign_up_manage.html", page, status=status)


def _back(token: str, rest: str = "") -> HttpResponse:
    response = redirect(reverse("campaigns:sign-up-manage", args=[token]) + rest)
    response.status_code = 303
    return response
