"""Cases in the organisers' admin."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from prisoners.models import (
    Case,
    CaseEvent,
    Charge,
    Consent,
    Episode,
    Fact,
    Mail,
    Prison,
    Stay,
    StorySentence,
)
from prisoners.services import publish_case, publish_case_event
from sources.admin import TranslationInline
from sources.admin_publishing import PublishableAdmin


class StoryInline(admin.TabularInline[StorySentence, Case]):
    """The story, a claim a line."""

    model = StorySentence
    extra = 0
    autocomplete_fields = ["claim"]


class FactInline(admin.TabularInline[Fact, Case]):
    """The facts list."""

    model = Fact
    extra = 0
    autocomplete_fields = ["claims"]


class CaseEventInline(admin.TabularInline[CaseEvent, Case]):
    """The dated steps; a new one is a draft until it is published."""

    model = CaseEvent
    fk_name = "case"
    extra = 0
    fields = ["slug", "kind", "title", "date", "circa", "claims", "state"]
    readonly_fields = ["state"]
    autocomplete_fields = ["claims"]
    prepopulated_fields = {"slug": ["title"]}
    show_change_link = True


class EpisodeInline(admin.TabularInline[Episode, Case]):
    """The periods of detention."""

    model = Episode
    extra = 0
    fields = [
        "slug",
        "arrested_on",
        "arrested_circa",
        "released_on",
        "sentence_months",
        "claims",
    ]
    autocomplete_fields = ["claims"]
    show_change_link = True


class ConsentInline(admin.TabularInline[Consent, Case]):
    """Who agreed to what."""

    model = Consent
    extra = 0


class MailInline(admin.TabularInline[Mail, Case]):
    """Letters sent, returned, answered."""

    model = Mail
    extra = 0


@admin.register(Case)
class CaseAdmin(PublishableAdmin[Case]):
    """Cases."""

    list_display = [
        "__str__",
        "status",
        "status_as_of",
        "checked_on",
        "last_word_on",
        "state",
        "steps",
    ]
    list_filter = ["state", "status", "kind", "country", "campaigns"]
    list_select_related = ["person"]
    search_fields = [
        "slug",
        "title",
        "summary",
        "person__names__text",
        "translations__text",
    ]
    autocomplete_fields = ["person", "country", "home", "count_from"]
    date_hierarchy = "checked_on"
    readonly_fields = ["state", "print_links"]
    inlines = [
        CaseEventInline,
        StoryInline,
        FactInline,
        EpisodeInline,
        ConsentInline,
        MailInline,
        TranslationInline,
    ]
    fieldsets = [
        (None, {"fields": ["slug", "kind", "person", "title", "country", "home", "state", "print_links"]}),
        (_("Status"), {"fields": ["status", "status_as_of", "status_text", "checked_on", "last_word_on"]}),
        (_("Texts"), {"fields": ["summary", "headline", "ask"]}),
        (_("Count of days"), {"fields": ["count_from", "count_text"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        """Count the dated steps and bring the names along."""
        found = super().get_queryset(request).prefetch_related("person__names")
        return found.annotate(event_count=Count("events", distinct=True))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Case], search_term: str
    ) -> tuple[QuerySet[Case], bool]:
        """Find by any spelling in any script too."""
        found, duplicates = super().get_search_results(request, queryset, search_term)
        if search_term:
            matching = Case.objects.search(search_term).values("pk")
            found, duplicates = found | queryset.filter(pk__in=matching), True
        return found, duplicates

    def publish_one(self, request: HttpRequest, subject: Case) -> None:
        """Publish a case with its events."""
        publish_case(subject)

    @admin.display(description=_("steps"), ordering="event_count")
    def steps(self, case: Case) -> int:
        """Return how many dated steps it has."""
        return int(case.event_count)  # type: ignore[attr-defined]  # annotated above

    @admin.display(description=_("print"))
    def print_links(self, case: Case) -> SafeString | str:
        """Link to the public page, from which every printed form is made."""
        if not case.pk or not case.is_published:
            return str(_("after it is published"))
        return format_html(
            '<a href="{}">{}</a>', case.get_absolute_url(), _("Page, leaflet and petition sheet")
        )


@admin.register(CaseEvent)
class CaseEventAdmin(PublishableAdmin[CaseEvent]):
    """Dated steps of all cases."""

    list_display = ["title", "case", "kind", "date", "state"]
    list_filter = ["state", "kind", "case"]
    list_select_related = ["case__person"]
    search_fields = ["title", "text", "slug", "case__slug", "translations__text"]
    autocomplete_fields = ["case", "episode", "place", "claims"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [TranslationInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CaseEvent]:
        """Bring the names of the cases along."""
        return super().get_queryset(request).prefetch_related("case__person__names")

    def publish_one(self, request: HttpRequest, subject: CaseEvent) -> None:
        """Publish one step."""
        publish_case_event(subject)


class ChargeInline(admin.TabularInline[Charge, Episode]):
    """Charges of an episode."""

    model = Charge
    extra = 0


class StayInline(admin.TabularInline[Stay, Episode]):
    """Where the prisoner was when."""

    model = Stay
    extra = 0
    autocomplete_fields = ["prison", "claims"]


@admin.register(Episode)
class EpisodeAdmin(admin.ModelAdmin[Episode]):
    """Episodes of detention."""

    list_display = ["__str__", "arrested_on", "released_on", "sentence_months"]
    list_select_related = ["case__person"]
    search_fields = ["slug", "case__slug", "case__person__names__text"]
    autocomplete_fields = ["case", "claims"]
    inlines = [ChargeInline, StayInline, TranslationInline]


@admin.register(Prison)
class PrisonAdmin(admin.ModelAdmin[Prison]):
    """Prisons."""

    list_display = ["__str__", "slug", "run_by"]
    list_select_related = ["place", "run_by"]
    search_fields = ["slug", "place__names__text", "postal_address"]
    autocomplete_fields = ["place", "run_by", "claims"]
    inlines = [TranslationInline]
