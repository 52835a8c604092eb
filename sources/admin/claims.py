"""Claims, with the passages that they rest on."""

from decimal import Decimal, InvalidOperation

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
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


# A figure has 13 digits before its point.
_TOO_LARGE = Decimal(10) ** 13


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
    search_fields = ["text", "slug", "translations__text", "figure_unit", "figure_words", "date", "said_on"]
    search_help_text = _("Words of the sentence, a name, a figure, a unit or a date such as 2011-12.")
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

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Claim], search_term: str
    ) -> tuple[QuerySet[Claim], bool]:
        """Take a number also for a figure: 16 finds what says 16, with that number in its sentence or not."""
        words = search_term.split()
        figures = {word: value for word in words if (value := _figure(word)) is not None}
        for word, value in figures.items():
            found, _may_repeat = super().get_search_results(request, Claim.objects.all(), word)
            figured = Q(figure_value=value) | Q(figure_high=value)
            queryset = queryset.filter(figured | Q(pk__in=found.values("pk")))
        rest = " ".join(word for word in words if word not in figures)
        return super().get_search_results(request, queryset, rest)

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


def _figure(word: str) -> Decimal | None:
    """Return the number that a word is; None for what no figure can be."""
    try:
        value = Decimal(word)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < _TOO_LARGE else None
