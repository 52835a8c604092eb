"""Statements, signatures and letters."""

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from campaigns.models import (
    HandOver,
    Issuer,
    Letter,
    Signature,
    Statement,
    StatementDemand,
    StatementVersion,
)
from sources.admin_base import DeskAdmin, DeskForm, explain_checks
from sources.admin_parts import NamedFilter, TranslationInline
from sources.admin_publishing import PublishableAdmin

explain_checks(
    {
        "issuer_exactly_one": _("Name a person, an organisation or write it in words; one of the three."),
        "signature_by_somebody": _("Choose the organisation that signs."),
        "target_one_addressee": _("A target is a person or an organisation, not both."),
    }
)


class IssuerInline(admin.TabularInline[Issuer, Statement]):
    """Who issued it."""

    model = Issuer
    form = DeskForm
    extra = 0
    autocomplete_fields = ["organisation", "person"]


class StatementDemandInline(admin.TabularInline[StatementDemand, Statement]):
    """Its demands, numbered."""

    model = StatementDemand
    extra = 0
    autocomplete_fields = ["demand"]


class VersionInline(admin.StackedInline[StatementVersion, Statement]):
    """Its texts."""

    model = StatementVersion
    extra = 0


class HandOverInline(admin.TabularInline[HandOver, Statement]):
    """When it was delivered."""

    model = HandOver
    extra = 0
    autocomplete_fields = ["target"]


@admin.register(Statement)
class StatementAdmin(PublishableAdmin[Statement]):
    """Statements."""

    list_display = ["title", "kind", "issued_on", "signing", "state", "signed"]
    list_filter = ["state", "kind", "signing", "campaign"]
    search_fields = ["title", "slug", "summary", "translations__text"]
    folded_fields = [
        "issuers__organisation__names__folded",
        "place__names__folded",
        "cases__person__names__folded",
    ]
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["campaign", "document", "place", "cases", "claims"]
    inlines = [
        IssuerInline,
        StatementDemandInline,
        VersionInline,
        HandOverInline,
        TranslationInline,
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Statement]:
        """Count the confirmed signatures."""
        confirmed = Count("signatures", filter=Q(signatures__state=Signature.State.CONFIRMED), distinct=True)
        return super().get_queryset(request).annotate(signature_count=confirmed)

    @admin.display(description=_("signatures"), ordering="signature_count")
    def signed(self, statement: Statement) -> int:
        """Return how many signatures are confirmed."""
        return int(statement.signature_count)  # type: ignore[attr-defined]  # annotated above


@admin.register(Signature)
class SignatureAdmin(DeskAdmin[Signature]):
    """Signatures of organisations and individuals."""

    list_display = ["__str__", "statement", "state", "display", "created_at"]
    list_filter = ["state", "display", "statement"]
    list_select_related = ["statement", "organisation"]
    search_fields = ["statement__title", "statement__slug"]
    folded_fields = ["organisation__names__folded"]
    autocomplete_fields = ["statement", "organisation", "claims"]
    exclude = ["name", "town", "email"]
    raw_id_fields = ["version"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Signature]:
        """Bring the names of the organisations along."""
        return super().get_queryset(request).prefetch_related("organisation__names")


@admin.register(Letter)
class LetterAdmin(PublishableAdmin[Letter]):
    """Letters to targets."""

    list_display = ["title", "target", "case", "state"]
    list_filter = ["state", "campaign", ("case", NamedFilter)]
    list_select_related = ["target", "case__person"]
    search_fields = ["title", "slug", "subject", "target__title", "translations__text"]
    folded_fields = ["case__person__names__folded"]
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["campaign", "target", "case", "claims"]
    inlines = [TranslationInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        """Bring the names of the cases along."""
        return super().get_queryset(request).prefetch_related("case__person__names")
