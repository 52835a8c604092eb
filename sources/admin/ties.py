"""Cited relationships."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sources.admin_base import explain_checks
from sources.admin_parts import TranslationInline
from sources.admin_publishing import PublishableAdmin
from sources.models import (
    Tie,
)

explain_checks(
    {
        "tie_one_subject": _("A tie begins at one person or one organisation."),
        "tie_one_object": _("A tie leads to one person or one organisation."),
    }
)


@admin.register(Tie)
class TieAdmin(PublishableAdmin[Tie]):
    """Ties between persons and organisations."""

    list_display = ["__str__", "kind", "since", "until", "state"]
    list_filter = ["state", "kind"]
    list_select_related = ["subject_person", "subject_organisation", "object_person", "object_organisation"]
    search_fields = ["slug", "note"]
    folded_fields = [
        "subject_person__names__folded",
        "subject_organisation__names__folded",
        "object_person__names__folded",
        "object_organisation__names__folded",
    ]
    autocomplete_fields = [*list_select_related, "claims"]
    inlines = [TranslationInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tie]:
        """Bring the names of both sides along."""
        names = [f"{side}__names" for side in self.list_select_related]
        return super().get_queryset(request).prefetch_related(*names)
