"""Documents, claims, questions and names in the organisers' admin."""

from django.contrib import admin
from django.contrib.contenttypes.admin import GenericTabularInline
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sources.admin_publishing import PublishableAdmin
from sources.models import (
    Citation,
    Claim,
    Document,
    Event,
    Name,
    Organisation,
    Passage,
    Person,
    Place,
    Position,
    Question,
    Suggestion,
    Tie,
    Translation,
)
from toolkit.names import fold


class TranslationInline(GenericTabularInline):
    """The texts of a row in other languages, with their review state."""

    model = Translation
    extra = 0


class NameInline(admin.TabularInline[Name, Model]):
    """Every spelling of a name."""

    model = Name
    extra = 1
    fields = ["text", "language", "script", "kind", "position"]


class NamedAdmin[M: Model](admin.ModelAdmin[M]):
    """Finds by any spelling in any script."""

    list_display = ["__str__", "slug", "description", "spellings"]
    search_fields = ["slug", "description", "names__text"]
    autocomplete_fields = ["description_claim"]
    inlines = [NameInline, TranslationInline]
    prepopulated_fields = {}

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        """Bring the names along: the list shows them."""
        return super().get_queryset(request).prefetch_related("names")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[M], search_term: str
    ) -> tuple[QuerySet[M], bool]:
        """Add to Django's results those whose folded names hold the folded term."""
        found, duplicates = super().get_search_results(request, queryset, search_term)
        folded = fold(search_term)
        if folded:
            found = found | queryset.filter(names__folded__contains=folded)
            duplicates = True
        return found, duplicates

    @admin.display(description=_("spellings"))
    def spellings(self, subject: M) -> str:
        """Return every other spelling met."""
        return ", ".join(sorted({name.text for name in subject.names.all()} - {str(subject)}))  # type: ignore[attr-defined]  # Named


@admin.register(Person)
class PersonAdmin(NamedAdmin[Person]):
    """Persons."""


@admin.register(Organisation)
class OrganisationAdmin(NamedAdmin[Organisation]):
    """Organisations."""

    list_display = ["__str__", "kind", "slug", "description", "spellings"]
    list_filter = ["kind"]


@admin.register(Place)
class PlaceAdmin(NamedAdmin[Place]):
    """Places."""

    list_display = ["__str__", "kind", "within", "slug", "spellings"]
    list_filter = ["kind"]
    list_select_related = ["within"]
    autocomplete_fields = ["description_claim", "within"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Place]:
        """Bring the names of the enclosing place along too."""
        return super().get_queryset(request).prefetch_related("within__names")


class PassageInline(admin.TabularInline[Passage, Document]):
    """The passages that are cited so far."""

    model = Passage
    fk_name = "document"
    extra = 0
    fields = ["number", "quoted_from", "is_furniture"]
    autocomplete_fields = ["quoted_from"]
    show_change_link = True


@admin.register(Document)
class DocumentAdmin(PublishableAdmin[Document]):
    """Documents."""

    list_display = [
        "title",
        "published_on",
        "kind",
        "language",
        "publisher",
        "state",
        "cited",
    ]
    list_filter = ["state", "kind", "language"]
    list_select_related = ["publisher"]
    search_fields = ["title", "slug", "byline", "url"]
    autocomplete_fields = ["author", "publisher", "reproduced_from", "held_in"]
    inlines = [PassageInline, TranslationInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        """Count the citations of each document's passages."""
        found = super().get_queryset(request).prefetch_related("publisher__names")
        return found.annotate(citation_count=Count("passages__citations", distinct=True))

    @admin.display(description=_("citations"), ordering="citation_count")
    def cited(self, document: Document) -> int:
        """Return how often its passages are cited."""
        return int(document.citation_count)  # type: ignore[attr-defined]  # annotated above


@admin.register(Passage)
class PassageAdmin(admin.ModelAdmin[Passage]):
    """Passages; found as "slug 24" or by their text."""

    list_display = ["__str__", "quoted_from", "is_furniture"]
    list_filter = ["is_furniture", "document"]
    list_select_related = ["document", "quoted_from"]
    search_fields = ["document__slug", "document__title", "=number", "text"]
    autocomplete_fields = ["document", "quoted_from"]
    ordering = ["document__slug", "number"]


class CitationInline(admin.TabularInline[Citation, Claim]):
    """What a claim rests on."""

    model = Citation
    extra = 1
    autocomplete_fields = ["passage"]


@admin.register(Claim)
class ClaimAdmin(PublishableAdmin[Claim]):
    """Claims, with their citations."""

    list_display = ["text", "date", "directness", "state", "citations_held"]
    list_filter = [
        "state",
        "directness",
        "figure_operator",
        "citations__passage__document",
    ]
    search_fields = ["text", "slug", "translations__text", "people__names__text"]
    autocomplete_fields = [
        "said_by_person",
        "said_by_organisation",
        "people",
        "organisations",
        "places",
    ]
    inlines = [CitationInline, TranslationInline]
    fieldsets = [
        (None, {"fields": ["slug", "text", "state", "directness"]}),
        (
            _("Who says so"),
            {"fields": ["said_by_person", "said_by_organisation", "said_by_label", "said_on"]},
        ),
        (_("When it happened"), {"fields": ["date", "date_end", "circa"]}),
        (
            _("Figure"),
            {"fields": ["figure_operator", "figure_value", "figure_high", "figure_unit", "figure_words"]},
        ),
        (_("Whom it names"), {"fields": ["people", "organisations", "places"]}),
        (_("Notes"), {"fields": ["inferred", "note"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        """Count the citations of each claim."""
        return super().get_queryset(request).annotate(citation_count=Count("citations", distinct=True))

    @admin.display(description=_("citations"), ordering="citation_count")
    def citations_held(self, claim: Claim) -> int:
        """Return how many passages it cites; without one it is not published."""
        return int(claim.citation_count)  # type: ignore[attr-defined]  # annotated above


@admin.register(Event)
class EventAdmin(PublishableAdmin[Event]):
    """Events outside a single case."""

    list_display = ["title", "date", "kind", "state"]
    list_filter = ["state", "kind"]
    search_fields = ["title", "slug", "translations__text"]
    autocomplete_fields = ["places", "claims"]
    inlines = [TranslationInline]


class PositionInline(admin.TabularInline[Position, Question]):
    """The answers side by side."""

    model = Position
    extra = 1
    autocomplete_fields = ["claim"]
    show_change_link = True


@admin.register(Position)
class PositionAdmin(admin.ModelAdmin[Position]):
    """One answer, with its translations; reached from its question."""

    list_display = ["who", "answer", "question"]
    search_fields = ["who", "answer", "question__title"]
    autocomplete_fields = ["question", "claim"]
    list_select_related = ["question"]
    inlines = [TranslationInline]

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Stay out of the index: positions are reached from their question."""
        return False


@admin.register(Question)
class QuestionAdmin(PublishableAdmin[Question]):
    """Questions that sources answer differently."""

    list_display = ["title", "state", "answers"]
    list_filter = ["state"]
    search_fields = ["title", "slug", "translations__text"]
    autocomplete_fields = ["chosen"]
    inlines = [PositionInline, TranslationInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        """Count the positions of each question."""
        return super().get_queryset(request).annotate(position_count=Count("positions", distinct=True))

    @admin.display(description=_("answers"), ordering="position_count")
    def answers(self, question: Question) -> int:
        """Return how many answers it has."""
        return int(question.position_count)  # type: ignore[attr-defined]  # annotated above


@admin.register(Tie)
class TieAdmin(PublishableAdmin[Tie]):
    """Ties between persons and organisations."""

    list_display = ["slug", "kind", "since", "until", "state"]
    list_filter = ["state", "kind"]
    search_fields = ["slug", "note"]
    autocomplete_fields = [
        "subject_person",
        "subject_organisation",
        "object_person",
        "object_organisation",
        "claims",
    ]
    inlines = [TranslationInline]


@admin.register(Translation)
class TranslationAdmin(admin.ModelAdmin[Translation]):
    """All translations in one list: what a native speaker still has to read."""

    list_display = ["text", "language", "review", "content_type", "field"]
    list_display_links = ["text"]
    list_editable = ["review"]
    list_filter = ["review", "language", "content_type", "field"]
    list_select_related = ["content_type"]
    search_fields = ["text"]
    readonly_fields = ["content_type", "object_id", "field", "language"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Add translations beside their text, not here."""
        return False


@admin.register(Suggestion)
class SuggestionAdmin(admin.ModelAdmin[Suggestion]):
    """What reading proposes."""

    list_display = ["__str__", "kind", "state"]
    list_filter = ["state", "kind"]
    list_select_related = ["passage__document"]
    autocomplete_fields = ["passage"]
