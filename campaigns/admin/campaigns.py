"""Campaigns, demands, targets and groups."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from campaigns.admin.bundles import many_sheets_page
from campaigns.models import Campaign, CampaignCase, Demand, DemandStep, Group, Membership, Reminder, Target
from sources.admin_base import DeskAdmin
from sources.admin_parts import TranslationInline
from sources.admin_publishing import PublishableAdmin


class RollInline(admin.TabularInline[CampaignCase, Campaign]):
    """The cases in the order of the roll."""

    model = CampaignCase
    extra = 0
    autocomplete_fields = ["case"]


class MembershipInline(admin.TabularInline[Membership, Campaign]):
    """The team."""

    model = Membership
    extra = 0
    autocomplete_fields = ["user"]


class ReminderInline(admin.TabularInline[Reminder, Campaign]):
    """When volunteers are reminded."""

    model = Reminder
    extra = 0
    fields = ["before", "is_active"]


@admin.register(Campaign)
class CampaignAdmin(PublishableAdmin[Campaign]):
    """Campaigns."""

    list_display = ["title", "as_of", "state", "cases_held"]
    list_filter = ["state"]
    search_fields = ["title", "slug", "summary", "translations__text"]
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["lead_case", "documents"]
    inlines = [RollInline, ReminderInline, MembershipInline, TranslationInline]

    def get_urls(self) -> list[URLPattern]:
        """Add the page that prints all there is of it."""
        view = self.admin_site.admin_view(
            lambda request, object_id: many_sheets_page(request, self, object_id)
        )
        return [
            path("<path:object_id>/print-many/", view, name="campaigns_campaign_print_many"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Campaign]:
        """Count the cases of each campaign."""
        return super().get_queryset(request).annotate(case_count=Count("cases", distinct=True))

    @admin.display(description=_("cases"), ordering="case_count")
    def cases_held(self, campaign: Campaign) -> int:
        """Return how many cases it has."""
        return int(campaign.case_count)  # type: ignore[attr-defined]  # annotated above


class DemandStepInline(admin.TabularInline[DemandStep, Demand]):
    """What became of the demand."""

    model = DemandStep
    extra = 0
    autocomplete_fields = ["claims"]


@admin.register(Demand)
class DemandAdmin(DeskAdmin[Demand]):
    """Demands."""

    list_display = ["text", "state", "addressed_to", "campaign"]
    list_filter = ["state", "campaign"]
    list_select_related = ["addressed_to", "campaign"]
    search_fields = ["text", "slug", "translations__text", "addressed_to__title"]
    folded_fields = ["cases__person__names__folded"]
    autocomplete_fields = ["campaign", "addressed_to", "cases"]
    inlines = [DemandStepInline, TranslationInline]


@admin.register(Target)
class TargetAdmin(DeskAdmin[Target]):
    """Targets of letters."""

    list_display = ["title", "campaign", "person", "organisation"]
    list_filter = ["campaign"]
    list_select_related = ["campaign", "person", "organisation"]
    search_fields = ["title", "slug", "translations__text"]
    folded_fields = ["person__names__folded", "organisation__names__folded", "country__names__folded"]
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["campaign", "person", "organisation", "country", "why"]
    inlines = [TranslationInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Target]:
        """Bring the names along."""
        return super().get_queryset(request).prefetch_related("person__names", "organisation__names")


@admin.register(Group)
class GroupAdmin(PublishableAdmin[Group]):
    """Groups of the network."""

    list_display = ["__str__", "relay", "state"]
    list_filter = ["state"]
    list_select_related = ["organisation"]
    search_fields = ["relay", "does"]
    folded_fields = ["organisation__names__folded"]
    autocomplete_fields = ["organisation"]
    inlines = [TranslationInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        """Bring the names along."""
        return super().get_queryset(request).prefetch_related("organisation__names")
