"""The outbox: what was sent, what waits, what needs a decision."""

from django.contrib import admin
from django.http import HttpRequest

from campaigns.models import Dispatch
from sources.admin_base import DeskAdmin


@admin.register(Dispatch)
class DispatchAdmin(DeskAdmin[Dispatch]):
    """Messages; they hold no address and no text."""

    list_display = ["kind", "state", "due_at", "attempts", "sent_at", "problem"]
    list_filter = ["state", "kind", ("sign_up__shift__picket", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["=message_id", "sign_up__shift__picket__title"]
    date_hierarchy = "due_at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Messages are planned by services."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Dispatch | None = None) -> bool:
        """Messages are changed by workers."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Dispatch | None = None) -> bool:
        """A message goes when its sign-up is erased."""
        return False
