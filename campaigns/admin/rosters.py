"""The roster of a picket: who is expected, on a page, on paper and as a table."""

from typing import Any, cast

from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from accounts.models import User
from campaigns.admin.zones import answer_in_zone, zone_named
from campaigns.forms_stewards import LinkForm
from campaigns.models import Picket
from campaigns.printing.roster import roster_pdf
from campaigns.rosters import roster_rows, rosters_of
from toolkit.pdf import PDFUnavailableError, TooManyPagesError
from toolkit.tables import csv_response

# As they stand in the history; translated when they are read.
EXPORTED = gettext_noop("roster: exported")
PRINTED = gettext_noop("roster: printed")


def show_roster(
    admin: ModelAdmin[Picket],
    request: HttpRequest,
    object_id: str,
    *,
    form: LinkForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show who has or waits for a place, and the stewards' links. Raises PermissionDenied for who may not see them."""
    picket = find_picket(admin, request, object_id)
    user = cast(User, request.user)
    may_see = user.has_perm("campaigns.view_stewardlink")
    context = {
        **roster_context(admin, request, picket),
        "title": _("Roster"),
        "rosters": rosters_of(picket),
        "languages_of_paper": settings.LANGUAGES,
        "language_now": get_language(),
        "links": list(picket.steward_links.all()) if may_see else [],
        "link_form": (form or LinkForm()) if user.has_perm("campaigns.add_stewardlink") else None,
        "may_revoke": user.has_perm("campaigns.change_stewardlink"),
        "problem": problem,
    }
    page = TemplateResponse(request, "admin/campaigns/roster.html", context, status=status)
    return answer_in_zone(zone_named(picket.time_zone), lambda: page)


def download_roster(admin: ModelAdmin[Picket], request: HttpRequest, object_id: str) -> HttpResponse:
    """Return the roster as a file, and note in the picket's history who took it. Only by POST."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    picket = find_picket(admin, request, object_id)
    note_in_history(request, picket, EXPORTED)
    return csv_response(f"{picket.slug}.csv", roster_rows(picket))


def print_roster(admin: ModelAdmin[Picket], request: HttpRequest, object_id: str) -> HttpResponse:
    """Return the roster on paper in the language that was chosen, and note who took it. Only by POST."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    picket = find_picket(admin, request, object_id)
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        language = settings.LANGUAGE_CODE
    try:
        data = roster_pdf(picket, language=language)
    except (PDFUnavailableError, TooManyPagesError):
        problem = _("This machine cannot make the sheet. Take the table instead.")
        return show_roster(admin, request, object_id, problem=problem, status=503)
    note_in_history(request, picket, PRINTED)
    name = f"{picket.slug}-roster-{language}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


def find_picket(admin: ModelAdmin[Picket], request: HttpRequest, object_id: str) -> Picket:
    """Return the picket. Raises PermissionDenied for who may not see sign-ups, and Http404."""
    user = cast(User, request.user)
    picket = admin.get_object(request, unquote(object_id))
    if not user.has_perm("campaigns.view_signup") or not admin.has_view_permission(request, picket):
        raise PermissionDenied
    if picket is None:
        raise Http404
    return picket


def roster_context(admin: ModelAdmin[Picket], request: HttpRequest, picket: Picket) -> dict[str, Any]:
    """Return what pages about a picket's roster share."""
    return {
        **admin.admin_site.each_context(request),
        "subtitle": str(picket),
        "opts": admin.opts,
        "original": picket,
        "plural": capfirst(admin.opts.verbose_name_plural),
    }


def note_in_history(request: HttpRequest, picket: Picket, what: str) -> None:
    """Note in the history of a picket who did what; it holds no name but the organiser's."""
    message = [{"changed": {"fields": [what]}}]
    LogEntry.objects.log_actions(cast(User, request.user).pk, [picket], CHANGE, message)
