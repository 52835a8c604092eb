"""Sheets of paper in the admin: entered many at once, and taken out again."""

from typing import cast

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from campaigns.admin.asking import address_of_row, find_row
from campaigns.forms_paper import TableForm, sheet_forms
from campaigns.models import PaperSheet, Statement
from campaigns.services.paper import PaperError, enter_sheets, remove_sheet
from sources.admin_base import DeskAdmin


def enter_page(desk: "admin.ModelAdmin[Statement]", request: HttpRequest, object_id: str) -> HttpResponse:
    """Show rows for sheets; when posted and right, enter them all, else none and everything is shown again."""
    statement = find_row(desk, request, object_id)
    sent = request.method == "POST"
    forms, problems = sheet_forms(request.POST if sent else None, request.FILES.get("table"))
    wants_more = "_more" in request.POST
    if sent and not wants_more and forms.is_valid() and not problems:
        try:
            sheets = enter_sheets(statement, forms.entries(), by=cast(User, request.user), now=timezone.now())
        except PaperError as error:
            forms.explain(error)
        else:
            LogEntry.objects.log_actions(cast(User, request.user).pk, sheets, ADDITION, [{"added": {}}])
            total = sum(sheet.count for sheet in sheets)
            words = ngettext("%d signature on paper entered.", "%d signatures on paper entered.", total)
            messages.success(request, words % total)
            return HttpResponseRedirect(address_of_row(desk, statement))
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Enter sheets of paper"),
        "subtitle": str(statement),
        "opts": desk.opts,
        "original": statement,
        "plural": capfirst(desk.opts.verbose_name_plural),
        "sheets": forms,
        "table": TableForm(),
        "problems": [] if wants_more else [*problems, *forms.non_form_errors()],
        "has_errors": sent and not wants_more,
        "entered": statement.paper_sheets.count(),
        "media": desk.media + forms.media,
    }
    status = 422 if sent and not wants_more else 200
    return TemplateResponse(request, "admin/campaigns/paper.html", context, status=status)


@admin.register(PaperSheet)
class PaperSheetAdmin(DeskAdmin[PaperSheet]):
    """Sheets that were entered: to look at, and to take out again."""

    list_display = [
        "label",
        "statement",
        "count",
        "printed",
        "language",
        "place",
        "collected_on",
        "entered_by",
    ]
    list_filter = [("statement", admin.RelatedOnlyFieldListFilter), "language"]
    list_select_related = ["statement", "entered_by"]
    search_fields = ["label", "place", "statement__title", "statement__slug"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PaperSheet]:
        """Count the names that may be printed."""
        return super().get_queryset(request).annotate(name_count=Count("names"))

    @admin.display(description=gettext_lazy("names to print"), ordering="name_count")
    def printed(self, sheet: PaperSheet) -> int:
        """Return how many names were typed from it."""
        return int(sheet.name_count)  # type: ignore[attr-defined]  # annotated above

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Sheets are entered on a page of their statement."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: PaperSheet | None = None) -> bool:
        """Take it out and enter it anew, so that the ledger knows."""
        return obj is None and super().has_change_permission(request)

    def delete_model(self, request: HttpRequest, obj: PaperSheet) -> None:
        """Take it out, with a line in the ledger."""
        remove_sheet(obj, now=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[PaperSheet]) -> None:
        """Take each out."""
        for sheet in queryset:
            remove_sheet(sheet, now=timezone.now())
