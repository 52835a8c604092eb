"""Statements in the organisers' admin, with their versions, and the steps up to the hand-over."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.admin.hand_over_pages import (
    hand_over_check_page,
    hand_over_page,
    hand_over_photograph_page,
)
from campaigns.admin.paper import enter_page
from campaigns.admin.petitions import petition_file, petition_page
from campaigns.admin.signature_exports import export_cancel, export_file, export_page, may_see_signatures
from campaigns.admin.statement_pages import counts_in_words, version_page
from campaigns.models import (
    HandOver,
    Issuer,
    PaperSheet,
    Signature,
    Statement,
    StatementDemand,
    StatementVersion,
)
from campaigns.signature_counts import counts_of
from sources.admin_base import DeskAdmin, DeskForm, explain_checks
from sources.admin_parts import TranslationInline
from sources.admin_publishing import PublishableAdmin

explain_checks(
    {
        "issuer_exactly_one": gettext_lazy(
            "Name a person, an organisation or write it in words; one of the three."
        )
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


class VersionForm(DeskForm):
    """A text; once it is published it is shown as it is, and is not taken from what is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(*args, **kwargs)
        if self.instance.published_at is not None:
            for field in self.fields.values():
                field.disabled = True


class VersionFormSet(BaseInlineFormSet[StatementVersion, Statement, ModelForm[StatementVersion]]):
    """Texts, of which published ones cannot be deleted."""

    def add_fields(self, form: ModelForm[StatementVersion], index: int | None) -> None:
        """Lock the box that deletes, where the text is what people have signed."""
        super().add_fields(form, index)
        if form.instance.published_at is not None:
            form.fields["DELETE"].disabled = True


class VersionInline(admin.StackedInline[StatementVersion, Statement]):
    """Its texts; published ones are read-only."""

    model = StatementVersion
    form = VersionForm
    formset = VersionFormSet
    extra = 0
    readonly_fields = ["published_at"]


class HandOverInline(admin.TabularInline[HandOver, Statement]):
    """When it was delivered; recorded by the step for it."""

    model = HandOver
    extra = 0
    fields = ["target", "on", "count", "people", "organisations", "on_paper", "ledger_hash"]
    readonly_fields = ["target", "on", "count", "people", "organisations", "on_paper", "ledger_hash"]
    show_change_link = True
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Statement | None = None) -> bool:
        """Leave the counts to the step, which takes what is true at that moment."""
        return False


@admin.register(Statement)
class StatementAdmin(PublishableAdmin[Statement]):
    """Statements."""

    list_display = ["title", "kind", "issued_on", "signing", "state", "signed", "on_paper", "waiting"]
    list_filter = ["state", "kind", "signing", "campaign"]
    search_fields = ["title", "slug", "summary", "translations__text"]
    folded_fields = [
        "issuers__organisation__names__folded",
        "place__names__folded",
        "cases__person__names__folded",
    ]
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["state", "counts", "closed_at"]
    autocomplete_fields = ["campaign", "document", "place", "cases", "claims"]
    inlines = [
        IssuerInline,
        StatementDemandInline,
        VersionInline,
        HandOverInline,
        TranslationInline,
    ]

    def get_urls(self) -> list[URLPattern]:
        """Add the steps."""
        pages = {
            "hand-over": hand_over_page,
            "paper": enter_page,
            "export": export_page,
            "petition": petition_page,
        }
        view = self.admin_site.admin_view
        return [
            *(
                path(
                    f"<path:object_id>/{name}/",
                    view(lambda request, object_id, page=page: page(self, request, object_id)),
                    name=f"campaigns_statement_{name.replace('-', '_')}",
                )
                for name, page in pages.items()
            ),
            path(
                "<path:object_id>/versions/<int:number>/publish/",
                view(lambda request, object_id, number: version_page(self, request, object_id, number)),
                name="campaigns_statement_publish_version",
            ),
            path(
                "<path:object_id>/hand-over/<int:key>/",
                view(lambda request, object_id, key: hand_over_check_page(self, request, object_id, key)),
                name="campaigns_statement_hand_over_check",
            ),
            path(
                "<path:object_id>/petition/<str:key>/",
                view(lambda request, object_id, key: petition_file(self, request, object_id, key)),
                name="campaigns_statement_petition_file",
            ),
            path(
                "<path:object_id>/export/<uuid:key>/",
                view(lambda request, object_id, key: export_file(self, request, object_id, key)),
                name="campaigns_statement_export_file",
            ),
            path(
                "<path:object_id>/export/<uuid:key>/cancel/",
                view(lambda request, object_id, key: export_cancel(self, request, object_id, key)),
                name="campaigns_statement_export_cancel",
            ),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Statement]:
        """Count what counts, what stands on paper and what waits for an organiser."""
        ours = Signature.objects.filter(statement=OuterRef("pk"), sheet=None).order_by().values("statement")
        sheets = PaperSheet.objects.filter(statement=OuterRef("pk")).order_by().values("statement")
        confirmed, waits = Q(state=Signature.State.CONFIRMED), Q(state=Signature.State.TO_APPROVE)
        counted, waiting = (
            Subquery(ours.filter(which).values(number=Count("pk")), output_field=IntegerField())
            for which in (confirmed, waits)
        )
        return (
            super()
            .get_queryset(request)
            .annotate(
                signature_count=Coalesce(counted, 0),
                waiting_count=Coalesce(waiting, 0),
                paper_count=Coalesce(Subquery(sheets.values(total=Sum("count"))), 0),
            )
        )

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,  # noqa: FBT001, FBT002 - Django's signature
        change: bool = False,  # noqa: FBT001, FBT002 - Django's signature
        form_url: str = "",
        obj: Statement | None = None,
    ) -> HttpResponse:
        """Offer the steps that make sense now."""
        may_change = obj is not None and self.has_change_permission(request, obj)
        context["steps"] = _steps_for(obj, request) if obj is not None and may_change else []
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description=gettext_lazy("signatures"), ordering="signature_count")
    def signed(self, statement: Statement) -> int:
        """Return how many people and organisations count."""
        return int(statement.signature_count)  # type: ignore[attr-defined]  # annotated above

    @admin.display(description=gettext_lazy("on paper"), ordering="paper_count")
    def on_paper(self, statement: Statement) -> int:
        """Return how many stand on sheets of paper."""
        return int(statement.paper_count)  # type: ignore[attr-defined]  # annotated above

    @admin.display(description=gettext_lazy("to approve"), ordering="waiting_count")
    def waiting(self, statement: Statement) -> int:
        """Return how many organisations wait."""
        return int(statement.waiting_count)  # type: ignore[attr-defined]  # annotated above

    @admin.display(description=gettext_lazy("counts"))
    def counts(self, statement: Statement) -> SafeString | str:
        """Return the counts as the page shows them, each on a line."""
        if not statement.slug:  # a new one
            return ""
        found = counts_of(statement)
        lines = counts_in_words(found)
        if found.earlier:
            lines.append(_("%d signed an earlier version only") % found.earlier)
        return format_html_join("", "<div>{}</div>", ((line,) for line in lines))


def _steps_for(statement: Statement, request: HttpRequest) -> list[tuple[str, str]]:
    """Return title and address of each step that makes sense now, for whoever asks."""
    drafts = statement.versions.filter(published_at=None).values_list("number", flat=True)
    steps = [
        (
            _("Publish version %(number)d") % {"number": number},
            reverse("admin:campaigns_statement_publish_version", args=[statement.pk, number]),
        )
        for number in sorted(set(drafts))
    ]
    if statement.signing == Statement.Signing.NEVER:
        return steps
    named = [(_("Enter sheets of paper"), "paper")]
    if may_see_signatures(request):
        named.append((_("Export for handing over"), "export"))
    if statement.is_published:
        named += [(_("Petition as PDF"), "petition"), (_("Hand over"), "hand_over")]
    steps += [
        (title, reverse(f"admin:campaigns_statement_{name}", args=[statement.pk])) for title, name in named
    ]
    listed = reverse("admin:campaigns_signature_changelist")
    return [*steps, (_("Signatures"), f"{listed}?statement__id__exact={statement.pk}")]


@admin.register(HandOver)
class HandOverAdmin(DeskAdmin[HandOver]):
    """Hand-overs: their words and photographs. The counts are those of the moment and are not changed."""

    list_display = ["statement", "target", "on", "count"]
    list_filter = [("statement", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["statement", "target"]
    search_fields = ["statement__title", "statement__slug", "target__title"]
    fields = [
        "statement",
        "target",
        "on",
        "count",
        "people",
        "organisations",
        "on_paper",
        "ledger_hash",
        "note",
    ]
    inlines = [TranslationInline]

    def get_readonly_fields(self, request: HttpRequest, obj: HandOver | None = None) -> list[str]:
        """Let only the note be changed."""
        return [name for name in self.fields or [] if isinstance(name, str) and name != "note"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """It is recorded on a page of its statement."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: HandOver | None = None) -> bool:
        """The ledger says that it happened."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Add the page that takes a photograph."""
        view = self.admin_site.admin_view(
            lambda request, object_id: hand_over_photograph_page(self, request, object_id)
        )
        return [
            path("<path:object_id>/photograph/", view, name="campaigns_handover_photograph"),
            *super().get_urls(),
        ]
