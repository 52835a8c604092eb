"""Documents and their numbered passages."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sources.admin_base import DeskAdmin, explain_checks
from sources.admin_parts import NamedFilter, TranslationInline
from sources.admin_publishing import PublishableAdmin
from sources.models import (
    Document,
    Passage,
)

explain_checks(
    {
        "document_held_once": _("A text that is held in another document has no SHA-256 of its own."),
        "document_not_in_itself": _("A document cannot be held in itself."),
    }
)


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
