"""Claims, with the passages that they rest on."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sources.admin_base import explain_checks
from sources.admin_parts import TranslationInline
from sources.admin_publishing import PublishableAdmin
from sources.models import (
    Citation,
    Claim,
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
    }
)


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
