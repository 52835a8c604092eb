"""The call for help at a picket: a page that says how many people will be asked, and then asks them."""

from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accounts.models import User
from campaigns.models import Picket
from campaigns.services.calls import CallRefusedError, call_for_help, volunteers_to_call

# As it stands in the history; translated when it is read.
CALLED = gettext_noop("volunteers of earlier pickets: asked to help")


def show_call(site: AdminSite, request: HttpRequest, picket_id: int) -> HttpResponse:
    """Say how many volunteers of earlier pickets will be asked; when posted, ask them and note who did.

    Raises PermissionDenied for who may not change pickets and see sign-ups.
    """
    user = cast(User, request.user)
    if not user.has_perms(["campaigns.change_picket", "campaigns.view_signup"]):
        raise PermissionDenied
    picket = get_object_or_404(Picket.objects.select_related("campaign"), pk=picket_id)
    if request.method == "POST":
        return _call(request, user, picket)
    count = len(volunteers_to_call(picket)) if picket.takes_sign_ups else 0
    context = {
        **site.each_context(request),
        "title": _("Ask earlier volunteers to help"),
        "subtitle": str(picket),
        "original": picket,
        "opts": Picket._meta,
        "plural": capfirst(Picket._meta.verbose_name_plural),
        "form": forms.Form(),
        "media": forms.Media(),
        "explanation": _(
            "It goes to volunteers of earlier pickets of this campaign who agreed to hear of later ones: once to each "
            "address, and to nobody who signed up for this picket. At night it waits for the morning."
        ),
        "telling": _telling(picket, count),
    }
    return TemplateResponse(request, "admin/campaigns/picket_step.html", context)


def _call(request: HttpRequest, user: User, picket: Picket) -> HttpResponse:
    try:
        called = call_for_help(picket, now=timezone.now())
    except CallRefusedError:
        messages.error(request, _("Nobody was asked: the picket takes nobody."))
    else:
        LogEntry.objects.log_actions(user.pk, [picket], CHANGE, [{"changed": {"fields": [CALLED]}}])
        words = ngettext("%d person is asked to help.", "%d people are asked to help.", called)
        messages.success(request, words % called)
    return HttpResponseRedirect(reverse("admin:campaigns_picket_roster", args=[picket.pk]))


def _telling(picket: Picket, count: int) -> str:
    if not picket.takes_sign_ups:
        return _("The picket takes nobody, so nobody can be asked.")
    words = ngettext("%d person will be asked.", "%d people will be asked.", count)
    return words % count
