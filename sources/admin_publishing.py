"""Publishing in the admin: the state is changed by a service with its checks, never by an edit box."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sources.models.publication import Publishable
from sources.services import publish, withdraw


class PublishableAdmin[M: Publishable](admin.ModelAdmin[M]):
    """An admin with the actions Publish and Withdraw; a new row is a draft."""

    actions = ["publish_selected", "withdraw_selected"]
    readonly_fields = ["state"]

    def publish_one(self, request: HttpRequest, subject: M) -> None:
        """Publish one row. Raises ValidationError with what is missing."""
        publish(subject)

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[M]) -> None:
        """Publish each selected row that may be; say of the others what is missing."""
        done = 0
        for subject in queryset:
            try:
                self.publish_one(request, subject)
            except ValidationError as error:
                messages.error(request, f"{subject}: {' '.join(error.messages)}")
            else:
                done += 1
        if done:
            messages.success(request, ngettext("%d published.", "%d published.", done) % done)

    @admin.action(description=_("Withdraw at once"), permissions=["change"])
    def withdraw_selected(self, request: HttpRequest, queryset: QuerySet[M]) -> None:
        """Take the selected rows off the public pages."""
        for subject in queryset:
            withdraw(subject)
        messages.success(
            request, ngettext("%d withdrawn.", "%d withdrawn.", queryset.count()) % queryset.count()
        )
