"""Documents, claims, questions and names in the organisers' admin."""

from django.contrib import admin, messages
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sources.admin_base import DeskAdmin, DeskForm, explain_checks
from sources.admin_parts import NamedFilter, TranslationInline
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
    Review,
    Suggestion,
    Tie,
    Translation,
)

explain_checks(
    {
        "claim_said_by_at_most_one": _(
            "Say who says so in one way only: a person, an organisation or in words."
        ),
        "claim_figure_is_whole": _(
            "A figure needs an operator with a value; “between” a second, higher value; “in words only” the words."
        ),
        "claim_date_order": _("The second date is before the first."),
        "event_date_order": _("The second date is before the first."),
        "document_held_once": _("A text that is held in another document has no SHA-256 of its own."),
        "document_not_in_itself": _("A document cannot be held in itself."),
        "question_choice_has_reason": _("Say why this answer was chosen."),
        "tie_one_subject": _("A tie begins at one person or one organisation."),
        "tie_one_object": _("A tie leads to one person or one organisation."),
        "place_coordinates": _("Give both coordinates or none: latitude −90 to 90, longitude −180 to 180."),
        "name_preferred_per_person": _("There is a preferred name in this language already."),
        "name_preferred_per_organisation": _("There is a preferred name in this language already."),
        "name_preferred_per_place": _("There is a preferred name in this language already."),
    }
)


class NameInline(admin.TabularInline[Name, Model]):
    """Every spelling of a name."""

    model = Name
    form = DeskForm
    extra = 1
    fields = ["text", "language", "script", "kind", "position"]


class NamedAdmin[M: Model](DeskAdmin[M]):
    """Finds by any spelling in any script."""

    list_display = ["__str__", "slug", "description", "spellings"]
    search_fields = ["slug", "description", "names__text"]
    folded_fields = ["names__folded"]
    autocomplete_fields = ["description_claim"]
    inlines = [NameInline, TranslationInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        """Bring the names along: the list shows them."""
        return super().get_queryset(request).prefetch_related("names")

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
    list_filter = ["state", "kind", "language", ("publisher", NamedFilter)]
    list_select_related = ["publisher"]
    search_fields = ["title", "slug", "byline", "url", "translations__text"]
    folded_fields = ["author__names__folded", "publisher__names__folded"]
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
class PassageAdmin(DeskAdmin[Passage]):
    """Passages; found by words of the document's title or of the text, and by their number."""

    list_display = ["__str__", "quoted_from", "is_furniture"]
    list_filter = ["is_furniture", "document"]
    search_fields = ["document__slug", "document__title", "text"]
    folded_fields = ["document__publisher__names__folded"]
    search_help_text = _("Words of the document's title or of the paragraph, and the paragraph's number.")
    autocomplete_fields = ["document", "quoted_from"]
    ordering = ["document__number", "document__slug", "number"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Passage]:
        """Bring the documents along: a passage is called by the title of its own."""
        return super().get_queryset(request).select_related("document", "quoted_from")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Passage], search_term: str
    ) -> tuple[QuerySet[Passage], bool]:
        """Take a number for that of the paragraph."""
        words = search_term.split()
        for number in (word for word in words if word.isdecimal() and len(word) < 10):
            queryset = queryset.filter(number=int(number))
        rest = " ".join(word for word in words if not word.isdecimal())
        return super().get_search_results(request, queryset, rest)


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
        ("citations__passage__document", admin.RelatedOnlyFieldListFilter),
    ]
    search_fields = ["text", "slug", "translations__text"]
    folded_fields = [
        "people__names__folded",
        "organisations__names__folded",
        "places__names__folded",
        "said_by_person__names__folded",
        "said_by_organisation__names__folded",
    ]
    prepopulated_fields = {"slug": ["text"]}
    autocomplete_fields = [
        "said_by_person",
        "said_by_organisation",
        "people",
        "organisations",
        "places",
    ]
    inlines = [CitationInline, TranslationInline]
    fieldsets = [
        (None, {"fields": ["text", "slug", ("directness", "state")]}),
        (
            _("Who says so"),
            {"fields": [("said_by_person", "said_by_organisation"), ("said_by_label", "said_on")]},
        ),
        (_("When it happened"), {"fields": [("date", "date_end", "circa")]}),
        (
            _("Figure"),
            {
                "fields": [
                    ("figure_operator", "figure_value", "figure_high"),
                    ("figure_unit", "figure_words"),
                ],
                "classes": ["collapse"],
            },
        ),
        (_("Whom it names"), {"fields": ["people", "organisations", "places"], "classes": ["collapse"]}),
        (_("Notes"), {"fields": ["note", "inferred"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        """Count the citations of each claim."""
        return super().get_queryset(request).annotate(citation_count=Count("citations", distinct=True))

    @admin.display(description=_("citations"), ordering="citation_count")
    def citations_held(self, claim: Claim) -> int:
        """Return how many passages it cites; without one it is not published."""
        return int(claim.citation_count)  # type: ignore[attr-defined]  # annotated above

    def view_on_site(self, obj: Claim) -> str | None:
        """Return where a reader finds the claim: at the first document that it cites."""
        citation = obj.citations.select_related("passage__document", "passage__quoted_from").first()
        if citation is None or not obj.is_published or not citation.passage.source.is_published:
            return None
        return f"{citation.passage.source.get_absolute_url()}#claim-{obj.slug}"


@admin.register(Event)
class EventAdmin(PublishableAdmin[Event]):
    """Events outside a single case."""

    list_display = ["title", "date", "kind", "state"]
    list_filter = ["state", "kind"]
    search_fields = ["title", "slug", "translations__text"]
    folded_fields = ["places__names__folded"]
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["places", "claims"]
    inlines = [TranslationInline]


class PositionInline(admin.TabularInline[Position, Question]):
    """The answers side by side."""

    model = Position
    extra = 1
    autocomplete_fields = ["claim"]
    show_change_link = True


@admin.register(Position)
class PositionAdmin(DeskAdmin[Position]):
    """The translations of one answer; the answers themselves are edited in their question, which checks them."""

    list_display = ["who", "answer", "question"]
    search_fields = ["who", "answer", "question__title"]
    readonly_fields = ["question", "claim", "who", "answer", "position"]
    list_select_related = ["question", "claim"]
    inlines = [TranslationInline]

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Stay out of the index: positions are reached from their question."""
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Add answers in their question."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Position | None = None) -> bool:
        """Take answers away in their question, or with it."""
        if obj is not None and obj.question.is_published:
            return False
        return super().has_delete_permission(request, obj)


@admin.register(Question)
class QuestionAdmin(PublishableAdmin[Question]):
    """Questions that sources answer differently."""

    list_display = ["title", "state", "answers"]
    list_filter = ["state"]
    search_fields = ["title", "slug", "summary", "positions__who", "translations__text"]
    prepopulated_fields = {"slug": ["title"]}
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


@admin.register(Suggestion)
class SuggestionAdmin(DeskAdmin[Suggestion]):
    """What reading proposes."""

    list_display = ["__str__", "kind", "state"]
    list_filter = ["state", "kind"]
    list_select_related = ["passage__document"]
    search_fields = ["passage__document__title", "passage__text"]
    autocomplete_fields = ["passage"]
