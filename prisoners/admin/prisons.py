"""Episodes of detention, stays and prisons in the organisers' admin."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from prisoners.models import Charge, Episode, Prison, Stay
from sources.admin_base import DeskAdmin, DeskForm
from sources.admin_parts import NamedFilter, TranslationInline


class ChargeInline(admin.TabularInline[Charge, Episode]):
    """Charges of an episode."""

    model = Charge
    extra = 0


class StayInline(admin.TabularInline[Stay, Episode]):
    """Where the prisoner was when."""

    model = Stay
    form = DeskForm
    extra = 0
    autocomplete_fields = ["prison", "claims"]


@admin.register(Episode)
class EpisodeAdmin(DeskAdmin[Episode]):
    """Episodes of detention."""

    list_display = ["__str__", "arrested_on", "released_on", "sentence_months"]
    list_filter = [("case", NamedFilter)]
    list_select_related = ["case__person"]
    search_fields = ["slug", "case__slug", "case__title", "sentence_text", "charges__text"]
    folded_fields = ["case__person__names__folded"]
    autocomplete_fields = ["case", "claims"]
    inlines = [ChargeInline, StayInline, TranslationInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Episode]:
        """Bring the names of the cases along."""
        return super().get_queryset(request).prefetch_related("case__person__names")


@admin.register(Prison)
class PrisonAdmin(DeskAdmin[Prison]):
    """Prisons."""

    list_display = ["__str__", "slug", "run_by"]
    list_select_related = ["place", "run_by"]
    search_fields = ["slug", "postal_address", "mail_rules"]
    folded_fields = ["place__names__folded", "run_by__names__folded"]
    autocomplete_fields = ["place", "run_by", "claims"]
    inlines = [TranslationInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Prison]:
        """Bring the names along."""
        return super().get_queryset(request).prefetch_related("place__names", "run_by__names")
