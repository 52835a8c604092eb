"""Publishing in the admin: the state is changed by a service with its checks, never by an edit box."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from accounts.models import User
from sources.admin_base import DeskAdmin, Refused
from sources.models.publication import Publishable
from sources.services.publishing import publish, withdraw

# As they stand in the history; translated when it is read.
PUBLISHED = gettext_noop("state: published")
WITHDRAWN = gettext_noop("state: withdrawn")


class PublishableAdmin[M: Publishable](DeskAdmin[M]):
    """An admin with Publish and Withdraw, as actions and as buttons; a new row is a draft."""

    actions = ["publish_selected", "withdraw_selected"]
    readonly_fields = ["state"]

    def publish_one(self, subject: M) -> list[Publishable]:
        """Publish one row and return what was not public before. Raises ValidationError with what is missing."""
        return publish(subject)

    def keep_published(self, subject: M) -> list[Publishable]:
        """Check a public row that was edited; as `publish_one`."""
        return publish(subject)

    def can_publish(self, subject: M) -> bool:
        """Return whether there is something to publish."""
        return not subject.is_published

    def view_on_site(self, obj: M) -> str | None:
        """Return the public address; nothing for a draft, which has no public page."""
        address = getattr(obj, "get_absolute_url", None)
        return address() if address is not None and obj.is_published else None

    @admin.action(description=gettext_lazy("Publish"), permissions=["change"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[M]) -> None:
        """Publish each selected row that may be; say of the others what is missing."""
        for subject in queryset:
            self._publish_and_say(request, subject)

    @admin.action(description=gettext_lazy("Withdraw at once"), permissions=["change"])
    def withdraw_selected(self, request: HttpRequest, queryset: QuerySet[M]) -> None:
        """Take the selected rows off the public pages."""
        self._withdraw_and_say(request, queryset)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Withdraw before anything is validated, so that a mistake in the form cannot delay it."""
        if request.method == "POST" and "_withdraw" in request.POST and object_id is not None:
            subject = self.get_object(request, unquote(object_id))
            if subject is None or not self.has_change_permission(request, subject):
                raise PermissionDenied
            self._withdraw_and_say(request, [subject])
            return HttpResponseRedirect(request.get_full_path())
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,  # noqa: FBT001, FBT002 - Django's signature
        change: bool = False,  # noqa: FBT001, FBT002 - Django's signature
        form_url: str = "",
        obj: M | None = None,
    ) -> HttpResponse:
        """Add the buttons to the row of Save."""
        if not context.get("is_popup") and (obj is None or self.has_change_permission(request, obj)):
            context["show_publish"] = obj is None or self.can_publish(obj)
            context["show_withdraw"] = obj is not None and obj.is_published
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_related(
        self,
        request: HttpRequest,
        form: ModelForm[M],
        formsets: Iterable[BaseModelFormSet[Any, Any]],
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Save what hangs on the row. Raises Refused when a public row may no longer be public with it."""
        super().save_related(request, form, formsets, change)
        subject = form.instance
        if subject.is_published:
            try:
                followed = self.keep_published(subject)
            except ValidationError as error:
                why = _("It is public, so nothing was saved. Mend this, or withdraw it first:")
                raise Refused([why, *error.messages]) from error
            self._log_states(request, followed, PUBLISHED)

    def response_add(
        self, request: HttpRequest, obj: M, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Publish what was just added, when that button was pressed, and stay on its page."""
        if not self._wants_publishing(request):
            return super().response_add(request, obj, post_url_continue)
        self._publish_and_say(request, obj)
        address = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(address, args=[quote(obj.pk)]))

    def response_change(self, request: HttpRequest, obj: M) -> HttpResponse:
        """Publish what was just changed, when that button was pressed, and stay on its page."""
        if not self._wants_publishing(request):
            return super().response_change(request, obj)
        self._publish_and_say(request, obj)
        return HttpResponseRedirect(request.get_full_path())

    def _wants_publishing(self, request: HttpRequest) -> bool:
        return "_publish" in request.POST and IS_POPUP_VAR not in request.POST

    def _publish_and_say(self, request: HttpRequest, subject: M) -> None:
        try:
            published = self.publish_one(subject)
        except ValidationError as error:
            gaps = format_html_join("", "<li>{}</li>", ((gap,) for gap in error.messages))
            text = _("“%(name)s” is not published yet. What is missing:") % {"name": subject}
            messages.error(request, format_html("{}<ul>{}</ul>", text, gaps))
        else:
            self._log_states(request, published, PUBLISHED)
            for row in published:
                kind = capfirst(row._meta.verbose_name)
                messages.success(request, _("%(kind)s published: %(name)s") % {"kind": kind, "name": row})

    def _withdraw_and_say(self, request: HttpRequest, subjects: Iterable[M]) -> None:
        with transaction.atomic():
            withdrawn = [row for subject in subjects for row in withdraw(subject)]
            self._log_states(request, withdrawn, WITHDRAWN)
        for row in withdrawn:
            kind = capfirst(row._meta.verbose_name)
            messages.success(request, _("%(kind)s withdrawn: %(name)s") % {"kind": kind, "name": row})

    def _log_states(self, request: HttpRequest, rows: list[Publishable], state: str) -> None:
        message = [{"changed": {"fields": [state]}}]
        LogEntry.objects.log_actions(cast(User, request.user).pk, rows, CHANGE, message)
