"""The export of signatures in the admin: asked for, followed while a worker makes it, stopped, downloaded."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from accounts.models import User
from campaigns.admin.asking import ask, find_row
from campaigns.models import SignatureExport, Statement
from campaigns.services.exports import ask_for_export, file_of_export, forget_export
from toolkit.ranges import ranged_file

# So often, in seconds, the page looks how far the worker is; a small one is made within a second or two.
_LOOK_AGAIN, _LOOK_AGAIN_SOON = 3, 1
_SMALL = 5_000


def may_see_signatures(request: HttpRequest) -> bool:
    """Return whether who asks may see who signed."""
    return cast(User, request.user).has_perm("campaigns.view_signature")


def export_page(admin: ModelAdmin[Statement], request: HttpRequest, object_id: str) -> HttpResponse:
    """Say what is in the export, and show what is made or being made; when posted, ask a worker for it."""
    statement = _find(admin, request, object_id)
    if request.method == "POST":
        export = ask_for_export(statement, language=get_language() or "en", now=timezone.now())
        if not export.made_at:
            _log(admin, request, statement, gettext_noop("export made"))
        return HttpResponseRedirect(request.path)
    answer = cast(
        TemplateResponse,
        ask(
            admin,
            request,
            title=_("Export for handing over"),
            explanation=_(
                "A ZIP with every line of the ledger, the names of those who agreed to be shown, and a script that "
                "shows that nothing was altered. Addresses are not in it, nor names that are kept private. A worker "
                "makes it, a thousand signatures in about a second. It is kept for 24 hours, and goes at once when "
                "somebody in it withdraws."
            ),
            button=_("Make the file"),
            row=statement,
        ),
    )
    exports = list(SignatureExport.objects.filter(statement=statement, expires_at__gt=timezone.now()))
    answer.template_name = "admin/campaigns/statement/export.html"
    answer.context_data = {**(answer.context_data or {}), "exports": exports}
    waits = [export.total for export in exports if export.is_unfinished]
    if waits:
        # Without a script too.
        answer["Refresh"] = str(_LOOK_AGAIN if max(waits) > _SMALL else _LOOK_AGAIN_SOON)
    answer["Cache-Control"] = "no-store"
    return answer


def export_cancel(
    admin: ModelAdmin[Statement], request: HttpRequest, object_id: str, key: UUID
) -> HttpResponse:
    """Stop an export that is being made, or delete one that is; its files are deleted at once."""
    statement = _find(admin, request, object_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    forget_export(get_object_or_404(SignatureExport, pk=key, statement=statement))
    messages.success(request, _("Stopped, and its files are deleted."))
    return HttpResponseRedirect(_address(statement))


def export_file(
    admin: ModelAdmin[Statement], request: HttpRequest, object_id: str, key: UUID
) -> HttpResponseBase:
    """Send an export that is made, in whole or from where a download broke off.

    Answers 410 when somebody in it wants out; raises Http404.
    """
    statement = _find(admin, request, object_id)
    rows = SignatureExport.objects.filter(statement=statement, expires_at__gt=timezone.now())
    export = get_object_or_404(rows.select_related("statement"), pk=key)
    if export.is_unfinished:
        return HttpResponseRedirect(_address(statement))
    path = file_of_export(export, now=timezone.now())
    if path is None or export.made_at is None:
        words = _(
            "Somebody in this file has withdrawn or is shown otherwise now. It was deleted; make it again."
        )
        return HttpResponse(words, status=410, content_type="text/plain; charset=utf-8")
    try:
        response = ranged_file(
            request,
            path,
            tag=f'"{export.pk.hex}-{export.size}"',
            changed=int(export.made_at.timestamp()),
            content_type="application/zip",
            filename=f"unforgotten-{statement.slug}-signatures.zip",
        )
    except OSError:
        raise Http404 from None
    if response.status_code == 200:
        _log(admin, request, statement, gettext_noop("export downloaded"))
    response["Cache-Control"] = "no-store"
    return response


def _find(admin: ModelAdmin[Statement], request: HttpRequest, object_id: str) -> Statement:
    """Return the statement for who may change it and see who signed. Raises PermissionDenied, Http404."""
    statement = find_row(admin, request, object_id)
    if not may_see_signatures(request):
        raise PermissionDenied
    return statement


def _address(statement: Statement) -> str:
    return reverse("admin:campaigns_statement_export", args=[statement.pk])


def _log(admin: ModelAdmin[Statement], request: HttpRequest, statement: Statement, what: str) -> None:
    admin.log_change(request, statement, [{"changed": {"fields": [what]}}])
