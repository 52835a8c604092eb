"""An organiser's dates, all of them, and how they want to hear of each kind. It stands within the admin."""

from typing import cast

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from campaigns.forms_notices import WishesForm
from campaigns.models import NoticeKind
from campaigns.notices.agenda import agenda_of
from campaigns.notices.wishes import wishes_of
from campaigns.services.notices import save_wishes


@require_http_methods(["GET", "HEAD", "POST"])
def notice_wishes(request: HttpRequest) -> HttpResponse:
    """Show the dates and the wishes of whoever is signed in, nobody else's; keep the wishes that are posted."""
    user = cast(User, request.user)
    wishes = wishes_of([user])
    chosen = {kind: wishes.how(user, kind) for kind in NoticeKind}
    form = WishesForm(request.POST if request.method == "POST" else None, chosen=chosen)
    if form.is_valid():
        save_wishes(user, wishes=form.wishes())
        messages.success(request, _("Your wishes are kept."))
        return HttpResponseRedirect(reverse("admin:notices"))
    context = {
        **admin.site.each_context(request),
        "title": _("Dates of cases"),
        "form": form,
        "agenda": agenda_of(user, now=timezone.now()),
    }
    return render(request, "admin/campaigns/notices.html", context, status=422 if form.is_bound else 200)
