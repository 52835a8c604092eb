"""The roster of a picket: who is expected, on a page and as a file."""

from typing import cast

from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from campaigns.admin.zones import answer_in_zone, zone_named
from campaigns.models import Picket
from campaigns.rosters import roster_rows, rosters_of
from toolkit.tables import csv_response

# As it stands in the history; translated when it is read.
EXPORTED = gettext_noop("roster: exported")


def show_roster(admin: ModelAdmin[Picket], request: HttpRequest, object_id: str) -> HttpResponse:
    """Show who has or waits for a place. Raises PermissionDenied for who may not see sign-ups."""
    picket = _find_picket(admin, request, object_id)
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Roster"),
        "subtitle": str(picket),
        "opts": admin.opts,
        "original": picket,
        "plural": capfirst(admin.opts.verbose_name_plural),
        "rosters": rosters_of(picket),
    }
    page = TemplateResponse(request, "admin/campaigns/roster.html", context)
    return answer_in_zone(zone_named(picket.time_zone), lambda: page)


def download_roster(admin: ModelAdmin[Picket], request: HttpRequest, object_id: str) -> HttpResponse:
    """Return the roster as a file, and note in the picket's history who took it. Only by POST."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    picket = _find_picket(admin, request, object_id)
    message = [{"changed": {"fields": [EXPORTED]}}]
    LogEntry.objects.log_actions(cast(User, request.user).pk, [picket], CHANGE, message)
    return csv_response(f"{picket.slug}.csv", roster_rows(picket))


def _find_picket(admin: ModelAdmin[Picket], request: HttpRequest, object_id: str) -> Picket:
    user = cast(User, request.user)
    picket = admin.get_object(request, unquote(object_id))
    if not user.has_perm("campaigns.view_signup") or not admin.has_view_permission(request, picket):
        raise PermissionDenied
    if picket is None:
        raise Http404
    return picket
