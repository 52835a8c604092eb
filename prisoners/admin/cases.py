"""Cases and their dated steps in the organisers' admin."""

from functools import partial
from typing import cast

from django.contrib import admin
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from prisoners.admin.transfers import transfer_page
from prisoners.models import (
    Case,
    CaseEvent,
    Consent,
    Episode,
    Fact,
    Mail,
    StorySentence,
)
from prisoners.services import keep_case_published, publish_case, publish_case_event
from prisoners.tables import case_rows
from sources.admin_base import DeskForm, explain_checks
from sources.admin_parts import NamedFilter, SentenceForm, SentenceFormSet, TranslationInline
from sources.admin_publishing import PublishableAdmin
from sources.models.publication import Publishable
from toolkit.names import free_slug
from toolkit.tables import csv_response

explain_checks(
    {
        "case_person_or_group": _(
            "The case of one person needs the person and no title, a group a title and no person."
        ),
        "case_birthday": _("A birthday is a month and a day, and only a person has one."),
        "case_status_has_a_date": _("Say as of when the status is known."),
        "case_event_date_order": _("The second date is before the first."),
        "episode_date_order": _("The release is before the arrest."),
        "stay_date_order": _("The second date is before the first."),
        "consent_covers_something": _("Say what the consent covers."),
        "consent_date_order": _("The consent ends before it was given."),
        "mail_counts_something": _("Count at least one letter."),
    }
)


class StoryInline(admin.TabularInline[StorySentence, Case]):
    """The story, a claim a line."""

    model = StorySentence
    form = SentenceForm
    formset = SentenceFormSet
    extra = 0
    fields = ["paragraph", "position", "claim"]
    autocomplete_fields = ["claim"]


class FactInline(admin.TabularInline[Fact, Case]):
    """The facts list."""

    model = Fact
    extra = 0
    autocomplete_fields = ["claims"]


class NewCaseEventForm(DeskForm):
    """A step that is added on the page of its case; its slug is made from the title."""

    def save(self, commit: bool = True) -> CaseEvent:  # noqa: FBT001, FBT002 - Django's signature
        """Save a new step under a slug that its case does not have yet."""
        if self.instance._state.adding:  # noqa: SLF001 - Django documents it
            taken = set(CaseEvent.objects.filter(case=self.instance.case).values_list("slug", flat=True))
            self.instance.slug = free_slug(self.instance.title, taken=taken, longest=100)
        return cast(CaseEvent, super().save(commit))


class CaseEventInline(admin.TabularInline[CaseEvent, Case]):
    """The dated steps. A new one is a draft; one that is there is changed, or deleted, on its own page."""

    model = CaseEvent
    form = NewCaseEventForm
    fk_name = "case"
    extra = 0
    can_delete = False
    fields = ["kind", "title", "date", "date_end", "circa", "claims", "state"]
    readonly_fields = ["state"]
    autocomplete_fields = ["claims"]
    show_change_link = True

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Show what is there, to be read."""
        return False


class EpisodeInline(admin.TabularInline[Episode, Case]):
    """The periods of detention."""

    model = Episode
    form = DeskForm
    extra = 0
    fields = ["slug", "arrested_on", "arrested_circa", "released_on", "sentence_months", "claims"]
    autocomplete_fields = ["claims"]
    show_change_link = True


class ConsentInline(admin.TabularInline[Consent, Case]):
    """Who agreed to what."""

    model = Consent
    form = DeskForm
    extra = 0


class MailInline(admin.TabularInline[Mail, Case]):
    """Letters sent, returned, answered."""

    model = Mail
    form = DeskForm
    extra = 0


@admin.register(Case)
class CaseAdmin(PublishableAdmin[Case]):
    """Cases."""

    list_display = ["__str__", "status", "status_as_of", "checked_on", "last_word_on", "state", "steps"]
    list_filter = ["state", "status", "kind", ("country", NamedFilter), "campaigns"]
    list_select_related = ["person"]
    search_fields = ["slug", "title", "summary", "translations__text"]
    folded_fields = ["person__names__folded", "home__names__folded", "country__names__folded"]
    search_help_text = _("A name in any spelling or script, or words of the summary.")
    autocomplete_fields = ["person", "country", "home", "count_from"]
    actions = ["publish_selected", "withdraw_selected", "export_selected"]
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
        (None, {"fields": [("kind", "state"), ("person", "title"), "birthday", "slug", ("country", "home")]}),
        (
            _("Status"),
            {"fields": [("status", "status_as_of", "status_text"), ("checked_on", "last_word_on")]},
        ),
        (_("Texts"), {"fields": ["summary", "headline", "ask"]}),
        (_("Count of days"), {"fields": [("count_from", "count_text")]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        """Count the dated steps and bring the names along."""
        found = super().get_queryset(request).prefetch_related("person__names")
        return found.annotate(event_count=Count("events", distinct=True))

    def publish_one(self, subject: Case) -> list[Publishable]:
        """Publish a case with its events."""
        return publish_case(subject)

    def keep_published(self, subject: Case) -> list[Publishable]:
        """Check a public case that was edited; an event that was added stays a draft."""
        return keep_case_published(subject)

    def can_publish(self, subject: Case) -> bool:
        """Return yes: a step that is added on the page of a public case is a draft until it is published."""
        return True

    def get_urls(self) -> list[URLPattern]:
        """Add the page of a transfer."""
        transfer = path(
            "<path:object_id>/transfer/",
            self.admin_site.admin_view(partial(transfer_page, self)),
            name="prisoners_case_transfer",
        )
        return [transfer, *super().get_urls()]

    @admin.display(description=_("steps"), ordering="event_count")
    def steps(self, case: Case) -> int:
        """Return how many dated steps it has."""
        return int(case.event_count)  # type: ignore[attr-defined]  # annotated above

    @admin.action(description=_("Export as a table (CSV)"), permissions=["view"])
    def export_selected(self, request: HttpRequest, queryset: QuerySet[Case]) -> HttpResponse:
        """Return the selected cases as a file for a spreadsheet."""
        return csv_response("cases.csv", case_rows(queryset.with_names()))  # type: ignore[attr-defined]  # CaseQuerySet


@admin.register(CaseEvent)
class CaseEventAdmin(PublishableAdmin[CaseEvent]):
    """Dated steps of all cases."""

    list_display = ["title", "case", "kind", "date", "state"]
    list_filter = ["state", "kind", ("case", NamedFilter)]
    list_select_related = ["case__person"]
    search_fields = ["title", "text", "slug", "case__slug", "case__title", "translations__text"]
    folded_fields = ["case__person__names__folded", "place__names__folded"]
    autocomplete_fields = ["case", "episode", "place", "claims"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [TranslationInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CaseEvent]:
        """Bring the names of the cases along."""
        return super().get_queryset(request).prefetch_related("case__person__names")

    def publish_one(self, subject: CaseEvent) -> list[Publishable]:
        """Publish one step."""
        return publish_case_event(subject)

    def keep_published(self, subject: CaseEvent) -> list[Publishable]:
        """Check a public step that was edited."""
        return publish_case_event(subject)

    def option_text(self, event: CaseEvent) -> str:
        """Return how a search box names a step: with its case, for many are called alike."""
        return f"{event.case}: {event}"

    def view_on_site(self, obj: CaseEvent) -> str | None:
        """Return the address of the case, which tells the step."""
        return obj.case.get_absolute_url() if obj.is_published and obj.case.is_published else None
