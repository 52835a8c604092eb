"""Pages on which one thing is added to a report: who may, and how the form is shown."""

from typing import Any, cast

from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst

from accounts.models import User
from campaigns.models import AfterAction


def find_report(
    admin: ModelAdmin[AfterAction], request: HttpRequest, object_id: str, *, permission: str
) -> AfterAction:
    """Return a report that who asks may change and add to. Raises PermissionDenied, Http404."""
    after = admin.get_object(request, unquote(object_id))
    user = cast(User, request.user)
    if not user.has_perm(permission) or not admin.has_change_permission(request, after):
        raise PermissionDenied
    if after is None:
        raise Http404
    return after


def show_form(
    admin: ModelAdmin[AfterAction],
    request: HttpRequest,
    after: AfterAction,
    *,
    form: BaseForm,
    title: str,
    help_text: str = "",
) -> HttpResponse:
    """Show a form in the look of the admin; as an error (422) when it was sent and is not right."""
    fields: Any = list(form.fields)
    context = {
        **admin.admin_site.each_context(request),
        "title": title,
        "subtitle": str(after),
        "opts": admin.opts,
        "original": after,
        "plural": capfirst(admin.opts.verbose_name_plural),
        "adminform": AdminForm(cast(Any, form), [(None, {"fields": fields})], {}),
        "help_text": help_text,
        "media": admin.media + form.media,
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "admin/campaigns/afteraction/form.html", context, status=status)
