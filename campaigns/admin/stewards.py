"""Stewards' links, made and revoked on the roster of a picket; and the addresses of all that hangs on a roster."""

from collections.abc import Callable
from typing import cast

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from campaigns.admin.rosters import (
    download_roster,
    find_picket,
    note_in_history,
    print_roster,
    roster_context,
    show_roster,
)
from campaigns.admin.zones import answer_in_zone, zone_named
from campaigns.forms_stewards import LinkForm
from campaigns.models import Picket
from campaigns.occasions import absolute
from campaigns.services.stewards import PicketHasNoTimeError, make_steward_link, revoke_steward_link
from toolkit.qr import qr_svg

# As they stand in the history, without the steward's nickname; translated when they are read.
MADE = gettext_noop("steward’s link: made")
REVOKED = gettext_noop("steward’s link: revoked")

type RosterView = Callable[[ModelAdmin[Picket], HttpRequest, str], HttpResponse]


def roster_urls(admin: ModelAdmin[Picket]) -> list[URLPattern]:
    """Return the addresses of a picket's roster: page, table, paper and stewards' links."""
    views: list[tuple[str, str, RosterView]] = [
        ("roster/", "roster", show_roster),
        ("roster.csv", "roster_csv", download_roster),
        ("roster.pdf", "roster_pdf", print_roster),
        ("steward-links/", "steward_links", make_link),
        ("steward-links/revoke/", "steward_link_revoke", revoke_link),
    ]

    def bound(view: RosterView) -> Callable[..., HttpResponse]:
        return admin.admin_site.admin_view(lambda request, object_id: view(admin, request, object_id))

    return [
        path(f"<path:object_id>/{end}", bound(view), name=f"campaigns_picket_{name}")
        for end, name, view in views
    ]


def make_link(admin: ModelAdmin[Picket], request: HttpRequest, object_id: str) -> HttpResponse:
    """Make a link and show it, with its code to scan, this once: it is kept nowhere. Only by POST."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    picket = find_picket(admin, request, object_id)
    _demand(request, "campaigns.add_stewardlink")
    form = LinkForm(request.POST)
    if not form.is_valid():
        return show_roster(admin, request, object_id, form=form, status=422)
    try:
        link, token = make_steward_link(picket, label=form.cleaned_data["label"])
    except PicketHasNoTimeError:
        problem = _(
            "Give the picket its time first: a steward’s link works until twelve hours after its end."
        )
        return show_roster(admin, request, object_id, form=form, problem=problem, status=409)
    note_in_history(request, picket, MADE)
    address = absolute(reverse("campaigns:steward-page", args=[token]))
    context = {
        **roster_context(admin, request, picket),
        "title": _("Steward’s link"),
        "link": link,
        "address": address,
        "qr": qr_svg(address, title=_("The link as a code to scan")),
    }
    page = TemplateResponse(request, "admin/campaigns/steward_link.html", context)
    return answer_in_zone(zone_named(picket.time_zone), lambda: page)


def revoke_link(admin: ModelAdmin[Picket], request: HttpRequest, object_id: str) -> HttpResponse:
    """Close one of a picket's links at once. Only by POST."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    picket = find_picket(admin, request, object_id)
    _demand(request, "campaigns.change_stewardlink")
    number = request.POST.get("link", "")
    link = get_object_or_404(picket.steward_links, pk=int(number) if number.isdecimal() else 0)
    if link.revoked_at is None:
        revoke_steward_link(link, now=timezone.now())
        note_in_history(request, picket, REVOKED)
    return HttpResponseRedirect(reverse("admin:campaigns_picket_roster", args=[picket.pk]) + "#stewards")


def _demand(request: HttpRequest, permission: str) -> None:
    if not cast(User, request.user).has_perm(permission):
        raise PermissionDenied
