"""The outbox: what was sent, what waits, what needs a decision."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from campaigns.models import Dispatch
from campaigns.outbox_figures import outbox_figures
from campaigns.services.decisions import note_sent, send_again
from sources.admin_base import DeskAdmin


@admin.register(Dispatch)
class DispatchAdmin(DeskAdmin[Dispatch]):
    """Messages; they hold no address and no text. Workers move them; a person decides only where workers cannot."""

    list_display = ["kind", "channel", "state", "due_at", "attempts", "tried_at", "sent_at", "problem"]
    list_filter = ["state", "kind", "channel", ("sign_up__shift__picket", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["=message_id", "sign_up__shift__picket__title"]
    date_hierarchy = "due_at"
    actions = ["note_sent_selected", "send_again_selected"]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the figures of the whole outbox above the list."""
        figures = {"outbox": outbox_figures(now=timezone.now())}
        return super().changelist_view(request, {**figures, **(extra_context or {})})

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Messages are planned by services."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Dispatch | None = None) -> bool:
        """A message is not edited; in the list, what became of it may be decided."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Dispatch | None = None) -> bool:
        """A message goes when its sign-up is erased."""
        return False

    @admin.action(
        description=_("Send again (whoever got it after all gets it twice)"), permissions=["change"]
    )
    def send_again_selected(self, request: HttpRequest, queryset: QuerySet[Dispatch]) -> None:
        """Make the selected messages due again, where they failed or nobody knows."""
        self._say(request, send_again(queryset))

    @admin.action(description=_("They did go out"), permissions=["change"])
    def note_sent_selected(self, request: HttpRequest, queryset: QuerySet[Dispatch]) -> None:
        """Note that the selected messages went out, where nobody knew."""
        self._say(request, note_sent(queryset))

    def _say(self, request: HttpRequest, changed: list[Dispatch]) -> None:
        for dispatch in changed:
            self.log_change(request, dispatch, [{"changed": {"fields": ["state"]}}])
        messages.success(request, ngettext("%d changed.", "%d changed.", len(changed)) % len(changed))
