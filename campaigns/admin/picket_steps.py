"""The steps of a picket in the admin: a button, a page that says what will happen, and then it happens."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext
from django_stubs_ext import StrPromise

from accounts.models import User
from campaigns.admin.zones import answer_in_zone, zone_named
from campaigns.forms_picket_steps import NOTE, CancelForm, CopyForm, MoveForm
from campaigns.models import Picket
from campaigns.services.picket_copies import CopyError, copy_picket
from campaigns.services.pickets import StageError, announce_picket, cancel_picket, move_picket
from campaigns.services.telling import who_is_told
from campaigns.wall_clock import day_of


@dataclass(frozen=True, slots=True)
class Done:
    """What a step did: the words for the organiser, and the picket to show next."""

    words: str
    picket: Picket


@dataclass(frozen=True, slots=True)
class Step:
    """One step: when it is offered, what is asked, what it does. An empty `history` is that of a new picket."""

    name: str
    title: StrPromise
    explanation: StrPromise
    tells: bool
    history: str
    offered: Callable[[Picket, datetime], bool]
    form: Callable[[Picket, QueryDict | None, AdminSite], forms.Form]
    take: Callable[[Picket, Any, datetime], Done]


def steps_for(picket: Picket) -> list[tuple[StrPromise, str]]:
    """Return the title and the address of each step that makes sense now."""
    now = timezone.now()
    return [
        (step.title, reverse(f"admin:campaigns_picket_{step.name}", args=[picket.pk]))
        for step in STEPS
        if step.offered(picket, now)
    ]


def step_urls(admin: ModelAdmin[Picket]) -> list[URLPattern]:
    """Return the addresses of the steps, for the admin of pickets."""
    site = admin.admin_site
    return [
        path(
            f"<path:object_id>/{step.name}/",
            site.admin_view(partial(show_step, admin, step)),
            name=f"campaigns_picket_{step.name}",
        )
        for step in STEPS
    ]


def show_step(admin: ModelAdmin[Picket], step: Step, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show what a step will do; when posted, take it. Raises PermissionDenied for who may not change pickets."""
    picket = admin.get_object(request, unquote(object_id))
    if not admin.has_change_permission(request, picket):
        raise PermissionDenied
    if picket is None:
        raise Http404
    return answer_in_zone(zone_named(picket.time_zone), lambda: _answer(admin, step, request, picket))


def _answer(admin: ModelAdmin[Picket], step: Step, request: HttpRequest, picket: Picket) -> HttpResponse:
    form = step.form(picket, request.POST if request.method == "POST" else None, admin.admin_site)
    if form.is_bound and form.is_valid():
        try:
            done = step.take(picket, form, timezone.now())
        except (StageError, CopyError) as error:
            form.add_error(None, str(error))
        else:
            user = cast(User, request.user)
            if step.history:
                message = [{"changed": {"fields": [step.history]}}]
                LogEntry.objects.log_actions(user.pk, [picket], CHANGE, message)
            else:
                admin.log_addition(request, done.picket, [{"added": {}}])
            messages.success(request, done.words)
            return HttpResponseRedirect(reverse("admin:campaigns_picket_change", args=[done.picket.pk]))
    return step_page(
        admin,
        request,
        picket,
        form,
        title=step.title,
        explanation=step.explanation,
        telling=_telling(picket) if step.tells else "",
    )


def step_page(
    admin: ModelAdmin[Picket],
    request: HttpRequest,
    picket: Picket,
    form: forms.Form,
    *,
    title: StrPromise | str,
    explanation: StrPromise | str,
    telling: str,
) -> TemplateResponse:
    """Return the page of a step; one that was refused says why."""
    context = {
        **admin.admin_site.each_context(request),
        "title": title,
        "subtitle": str(picket),
        "opts": admin.opts,
        "original": picket,
        "plural": capfirst(admin.opts.verbose_name_plural),
        "form": form,
        "media": admin.media + form.media,
        "explanation": explanation,
        "telling": telling,
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "admin/campaigns/picket_step.html", context, status=status)


def _telling(picket: Picket) -> str:
    count = who_is_told(picket).count()
    if not count:
        return _("Nobody has signed up, so nobody is told.")
    return ngettext("%d person will be told.", "%d people will be told.", count) % count


def _told(words: str, told: int) -> str:
    if not told:
        return words
    how_many = ngettext("%d person is told.", "%d people are told.", told) % told
    return f"{words} {how_many}"


def _announce(picket: Picket, form: forms.Form, now: datetime) -> Done:
    announced = announce_picket(picket, now=now)
    if announced.is_published:
        return Done(_("Announced. Volunteers can sign up now."), announced)
    return Done(_("Announced, but not published yet: publish it, so that people see it."), announced)


def _move(picket: Picket, form: MoveForm, now: datetime) -> Done:
    data = form.cleaned_data
    told = move_picket(
        picket,
        starts_at=data["starts_at"],
        ends_at=data["ends_at"],
        place=data["place"],
        texts=form.given(),
        now=now,
    )
    return Done(_told(_("Moved."), told), picket)


def _cancel(picket: Picket, form: CancelForm, now: datetime) -> Done:
    told = cancel_picket(picket, note=form.given()[NOTE], now=now)
    return Done(_told(_("Cancelled."), told), picket)


def _copy(picket: Picket, form: CopyForm, now: datetime) -> Done:
    copy = copy_picket(picket, day=form.cleaned_data["day"])
    return Done(_("This is the copy, a draft. Check it before you announce it."), copy)


def _is_open(picket: Picket, now: datetime) -> bool:
    stages = {Picket.Stage.ANNOUNCED, Picket.Stage.MOVED}
    return picket.stage in stages and picket.ends_at is not None and picket.ends_at > now


STEPS = [
    Step(
        name="announce",
        title=gettext_lazy("Announce"),
        explanation=gettext_lazy(
            "Volunteers can sign up as soon as it is published too. It is announced with the hours and the place "
            "that it has now."
        ),
        tells=False,
        history=gettext_noop("stage: announced"),
        offered=lambda picket, now: picket.stage == Picket.Stage.DRAFT,
        form=lambda picket, data, site: forms.Form(data),
        take=_announce,
    ),
    Step(
        name="move",
        title=gettext_lazy("Move"),
        explanation=gettext_lazy(
            "The shifts move along with the beginning. Whoever signed up gets the new time and place and a new "
            "calendar file; reminders follow."
        ),
        tells=True,
        history=gettext_noop("stage: moved"),
        offered=_is_open,
        form=MoveForm,
        take=_move,
    ),
    Step(
        name="cancel",
        title=gettext_lazy("Cancel the picket"),
        explanation=gettext_lazy("This cannot be taken back: a new picket can be made from it with “Copy”."),
        tells=True,
        history=gettext_noop("stage: cancelled"),
        offered=lambda picket, now: picket.stage == Picket.Stage.DRAFT or _is_open(picket, now),
        form=lambda picket, data, site: CancelForm(picket, data),
        take=_cancel,
    ),
    Step(
        name="copy",
        title=gettext_lazy("Copy"),
        explanation=gettext_lazy(
            "A new draft on another day, at the same hours, with the texts, shifts, participants, cases and "
            "reminders of this one. Sign-ups, sources and the report stay here. Whoever agreed to be named here is "
            "asked anew."
        ),
        tells=False,
        history="",
        offered=lambda picket, now: True,
        form=lambda picket, data, site: CopyForm(picket, data, today=day_of(timezone.now(), picket.zone)),
        take=_copy,
    ),
]
