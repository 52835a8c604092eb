"""Pages of the admin that ask before something is done, or take what is needed for it."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, AdminForm
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django_stubs_ext import StrPromise


def find_row[M: Model](admin: ModelAdmin[M], request: HttpRequest, object_id: str) -> M:
    """Return a row that who asks may change. Raises PermissionDenied, Http404."""
    row = admin.get_object(request, unquote(object_id))
    if not admin.has_change_permission(request, row):
        raise PermissionDenied
    if row is None:
        raise Http404
    return row


def ask(
    admin: ModelAdmin[Any],
    request: HttpRequest,
    *,
    title: str | StrPromise,
    explanation: str | StrPromise,
    button: str | StrPromise = "",
    form: BaseForm | None = None,
    row: Model | None = None,
    subjects: list[str] | None = None,
    hidden: list[tuple[str, str]] | None = None,
    danger: bool = False,
) -> HttpResponse:
    """Show a page with a form, or with nothing but a question; 422 when what was sent is not right.

    `subjects` says one by one what it is about, `hidden` is sent along.
    """
    fields: Any = list(form.fields) if form is not None else []
    list_address = f"admin:{admin.opts.app_label}_{admin.opts.model_name}_changelist"
    context = {
        **admin.admin_site.each_context(request),
        "title": title,
        "subtitle": str(row) if row is not None else None,
        "opts": admin.opts,
        "original": row,
        "plural": capfirst(admin.opts.verbose_name_plural),
        "list_address": reverse(list_address),
        "row_address": address_of_row(admin, row) if row is not None else "",
        "adminform": AdminForm(cast(Any, form), [(None, {"fields": fields})], {}) if fields else None,
        "explanation": explanation,
        "button": button or title,
        "subjects": subjects or [],
        "hidden": hidden or [],
        "danger": danger,
        "media": admin.media + form.media if form is not None else admin.media,
    }
    status = 422 if form is not None and form.is_bound else 200
    return TemplateResponse(request, "admin/campaigns/ask.html", context, status=status)


def address_of_row(admin: ModelAdmin[Any], row: Model) -> str:
    """Return the address of the page of a row."""
    return reverse(f"admin:{admin.opts.app_label}_{admin.opts.model_name}_change", args=[row.pk])


def asks_first(request: HttpRequest) -> bool:
    """Return whether the page that asks is still to be shown."""
    return "confirmed" not in request.POST


def sent_along(request: HttpRequest, action: str, rows: Sequence[Model]) -> list[tuple[str, str]]:
    """Return what the page that asks sends along, so that the action runs again with the same rows."""
    keys = [(ACTION_CHECKBOX_NAME, str(row.pk)) for row in rows]
    return [("action", action), ("index", request.POST.get("index", "0")), ("confirmed", "1"), *keys]
