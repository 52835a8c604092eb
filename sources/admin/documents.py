"""Documents and their numbered passages."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from sources.admin_base import DeskAdmin, explain_checks
from sources.admin_parts import NamedFilter, TranslationInline
from sources.admin_publishing import PublishableAdmin
from sources.models import (
    Document,
    Passage,
    Suggestion,
)
from sources.reading import views_deciding, views_making, views_showing
from sources.reading.answers import find_document
from sources.reading.export import claims_file

explain_checks(
    {
        "document_held_once": _("A text that is held in another document has no SHA-256 of its own."),
        "document_not_in_itself": _("A document cannot be held in itself."),
    }
)


# A form of more rows than this takes more fields than a browser may send; such texts are read, not listed.
MOST_IN_FORM = 60


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
        "read",
        "published_on",
        "publisher",
        "state",
        "cited",
        "waiting",
    ]
    list_filter = ["state", "kind", "language", ("publisher", NamedFilter)]
    list_select_related = ["publisher"]
    search_fields = ["title", "slug", "byline", "url", "translations__text"]
    folded_fields = ["author__names__folded", "publisher__names__folded"]
    autocomplete_fields = ["author", "publisher", "reproduced_from", "held_in"]
    inlines = [PassageInline, TranslationInline]
    # Likeness is for machines; what an intake found out about a file is shown and cannot be made up.
    exclude = ["likeness", "read_with"]
    readonly_fields = ["sha256", "original_name", "original_type", "paragraphs"]
    change_form_template = "admin/sources/document/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        """Count the claims that cite each document's passages, and what is open in them."""
        found = super().get_queryset(request).prefetch_related("publisher__names")
        waiting = (
            Suggestion.objects.open()
            .filter(passage__document=OuterRef("pk"))
            .order_by()
            .values("passage__document")
            .annotate(n=Count("pk"))
        )
        return found.annotate(
            claim_count=Count("passages__citations__claim", distinct=True),
            open_count=Subquery(waiting.values("n"), output_field=IntegerField()),
        )

    def get_inlines(
        self, request: HttpRequest, obj: Document | None
    ) -> list[type[InlineModelAdmin[Any, Any]]]:
        """Leave the passages of a long text to the reading view."""
        inlines = list(super().get_inlines(request, obj))
        if obj is not None and obj.passages.count() > MOST_IN_FORM:
            inlines.remove(PassageInline)
        return inlines

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of the reading view."""
        own: list[tuple[str, str, Callable[..., HttpResponse]]] = [
            ("read", "read/", require_safe(partial(views_showing.read_page, self))),
            ("review", "read/review/", require_POST(partial(views_deciding.review, self))),
            ("mark", "read/mark/", require_POST(partial(views_deciding.mark, self))),
            ("undo", "read/undo/", require_POST(partial(views_deciding.undo, self))),
            ("edit", "read/edit/<int:key>/", partial(views_deciding.edit, self)),
            ("make", "read/make/<slug:key>/", partial(views_making.make, self)),
            ("suggest", "read/suggest/", require_POST(partial(views_deciding.suggest, self))),
            ("claims_csv", "claims.csv", require_safe(self.claims_csv)),
        ]
        pages = [
            path(
                f"<int:object_id>/{address}",
                self.admin_site.admin_view(view),
                name=f"sources_document_{name}",
            )
            for name, address, view in own
        ]
        return pages + super().get_urls()

    def claims_csv(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Export the claims that cite a document."""
        return claims_file(find_document(self, request, object_id))

    @admin.display(description=_("claims"), ordering="claim_count")
    def cited(self, document: Document) -> int:
        """Return how many claims cite its passages."""
        return int(document.claim_count)  # type: ignore[attr-defined]  # annotated above

    @admin.display(description=_("open suggestions"), ordering="open_count")
    def waiting(self, document: Document) -> int:
        """Return how many suggestions wait for a person."""
        return int(document.open_count or 0)  # type: ignore[attr-defined]  # annotated above

    @admin.display(description="")
    def read(self, document: Document) -> SafeString:
        """Link to the reading view."""
        address = reverse("admin:sources_document_read", args=[document.pk])
        return format_html('<a href="{}">{}</a>', address, gettext("Read"))


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
