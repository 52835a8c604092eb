"""What reading a passage proposes."""

from django.contrib import admin

from sources.admin_base import DeskAdmin
from sources.models import (
    Suggestion,
)


@admin.register(Suggestion)
class SuggestionAdmin(DeskAdmin[Suggestion]):
    """What reading proposes."""

    list_display = ["__str__", "kind", "state"]
    list_filter = ["state", "kind"]
    list_select_related = ["passage__document"]
    search_fields = ["passage__document__title", "passage__text"]
    autocomplete_fields = ["passage"]
