"""What a native speaker still has to read."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sources.admin_base import DeskAdmin
from sources.models import (
    Review,
    Translation,
)


@admin.register(Translation)
class TranslationAdmin(DeskAdmin[Translation]):
    """All translations in one list: what a native speaker still has to read."""

    list_display = ["text", "language", "review", "content_type", "field"]
    list_display_links = ["text"]
    list_filter = ["review", "language", ("content_type", admin.RelatedOnlyFieldListFilter), "field"]
    list_select_related = ["content_type"]
    search_fields = ["text"]
    readonly_fields = ["content_type", "object_id", "field", "language"]
    actions = ["mark_read", "mark_unread"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Add translations beside their text, not here."""
        return False

    @admin.action(description=_("A native speaker has read them"), permissions=["change"])
    def mark_read(self, request: HttpRequest, queryset: QuerySet[Translation]) -> None:
        """Note that a native speaker has read the selected texts."""
        self._mark(request, queryset, Review.READ)

    @admin.action(description=_("To be read by a native speaker"), permissions=["change"])
    def mark_unread(self, request: HttpRequest, queryset: QuerySet[Translation]) -> None:
        """Note that the selected texts are still to be read."""
        self._mark(request, queryset, Review.UNREAD)

    def _mark(self, request: HttpRequest, queryset: QuerySet[Translation], review: Review) -> None:
        changed = list(queryset.exclude(review=review))
        for translation in changed:
            translation.review = review
            translation.save(update_fields=["review"])
            self.log_change(request, translation, [{"changed": {"fields": ["review"]}}])
        messages.success(request, ngettext("%d changed.", "%d changed.", len(changed)) % len(changed))
