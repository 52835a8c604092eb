"""Signatures in the organisers' admin: to look at and to decide on. Contacts are never shown."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Field, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from campaigns.admin.approving import approve_page
from campaigns.admin.asking import find_row
from campaigns.admin.signature_forms import NOTES, SignatureForm
from campaigns.admin.signature_steps import (
    approve_selected,
    refuse_selected,
    show_names,
    who_signed,
    withhold_names,
)
from campaigns.models import Signature, Statement, StatementVersion
from campaigns.services.ledger import take_up_signatures
from sources.admin_base import DeskAdmin, explain_checks

explain_checks({"signature_by_somebody": gettext_lazy("Choose the organisation that signs.")})

_TITLE = 28


class VersionFilter(admin.RelatedOnlyFieldListFilter):
    """Versions by number, language and the beginning of the title: a whole title fills the page."""

    def field_choices(
        self, field: "Field[Any, Any]", request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str | StrPromise]]:
        """Return key and label of each version that somebody signed."""
        signed = model_admin.get_queryset(request).order_by().values("version")
        rows = StatementVersion.objects.filter(pk__in=signed).select_related("statement")
        return [
            (str(row.pk), f"{row.number} ({row.language}), {Truncator(row.statement.title).chars(_TITLE)}")
            for row in rows.defer("text", "what_changed").order_by("statement__title", "number", "language")
        ]


@admin.register(Signature)
class SignatureAdmin(DeskAdmin[Signature]):
    """Signatures of organisations and people. Those of organisations that a source reports are added here."""

    form = SignatureForm
    list_display = [
        "who",
        "signer",
        "statement_title",
        "state",
        "signed_version",
        "display",
        "is_name_checked",
        "is_name_withheld",
        "sheet_label",
        "created_at",
    ]
    list_filter = [
        "state",
        "signer",
        ("statement", admin.RelatedOnlyFieldListFilter),
        ("version", VersionFilter),
        ("sheet", admin.RelatedOnlyFieldListFilter),
        "display",
        "is_name_checked",
        "is_name_withheld",
    ]
    list_select_related = ["statement", "organisation", "version", "sheet"]
    search_fields = ["statement__title", "statement__slug", "organisation_name"]
    folded_fields = ["organisation__names__folded"]
    search_help_text = gettext_lazy("A statement, or an organisation in any spelling.")
    autocomplete_fields = ["statement", "organisation", "claims"]
    show_full_result_count = False
    ordering = ["-created_at", "pk"]
    actions = [approve_selected, show_names, withhold_names, refuse_selected]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Signature]:
        """Bring the names of the organisations along."""
        return super().get_queryset(request).prefetch_related("organisation__names")

    def get_urls(self) -> list[URLPattern]:
        """Add the page on which an organisation is approved."""
        view = self.admin_site.admin_view(self._approve)
        return [
            path("<path:object_id>/approve/", view, name="campaigns_signature_approve"),
            *super().get_urls(),
        ]

    def get_fields(self, request: HttpRequest, obj: Signature | None = None) -> list[Any]:
        """Ask of a new one which organisation signed what; of the others show all but contacts."""
        # Who may only look is told the note in words.
        may_change = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        notes = list(NOTES) if may_change else ["note_in_words"]
        if obj is None:
            return ["statement", "organisation", *notes, "position", "claims"]
        if obj.signer == Signature.Signer.ORGANISATION:
            shown = ["who", "statement", "state", "signed_version", "organisation", "organisation_name"]
            return [*shown, "created_at", "confirmed_at", *notes, "position", "claims"]
        shown = ["who", "statement", "state", "signed_version", "display", "is_name_checked"]
        return [*shown, "is_name_withheld", "language", "sheet_label", "created_at", "confirmed_at"]

    def get_readonly_fields(self, request: HttpRequest, obj: Signature | None = None) -> list[Any]:
        """Let only words about an organisation be changed; all else changes by a step that is noted."""
        if obj is None:
            return []
        open_ones = {*NOTES, "position", "claims"}
        return [name for name in self.get_fields(request, obj) if name not in open_ones]

    def has_delete_permission(self, request: HttpRequest, obj: Signature | None = None) -> bool:
        """Refuse instead, so that the ledger knows; what is not in the ledger may be deleted."""
        if obj is None or obj.statement.ledger.filter(subject=str(obj.pk)).exists():
            return False
        return super().has_delete_permission(request, obj)

    def save_model(
        self,
        request: HttpRequest,
        obj: Signature,
        form: ModelForm[Signature],
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Let an organisation that is added by hand count at once, in the ledger where people sign here."""
        if not change:
            obj.signer, obj.state = Signature.Signer.ORGANISATION, Signature.State.CONFIRMED
            obj.display, obj.confirmed_at = Signature.Display.FULL, timezone.now()
        super().save_model(request, obj, form, change)
        if change and NOTES.keys() & set(form.changed_data):
            obj.save(update_fields=["note"])
        if not change and obj.statement.signing != Statement.Signing.NEVER:
            take_up_signatures(obj.statement, now=timezone.now())

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,  # noqa: FBT001, FBT002 - Django's signature
        change: bool = False,  # noqa: FBT001, FBT002 - Django's signature
        form_url: str = "",
        obj: Signature | None = None,
    ) -> HttpResponse:
        """Offer to approve what waits for it."""
        waits = obj is not None and obj.state == Signature.State.TO_APPROVE
        context["can_approve"] = waits and self.has_change_permission(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description=gettext_lazy("who"))
    def who(self, signature: Signature) -> str:
        """Return the name as far as its owner lets it be shown."""
        return who_signed(signature)

    @admin.display(description=gettext_lazy("statement"), ordering="statement__title")
    def statement_title(self, signature: Signature) -> str:
        """Return the beginning of the statement's title: a whole one leaves no room for the other columns."""
        return Truncator(signature.statement.title).chars(_TITLE)

    @admin.display(description=gettext_lazy("in what capacity, by language"))
    def note_in_words(self, signature: Signature) -> SafeString:
        """Return the note in each language, each on a line."""
        names = dict(settings.LANGUAGES)
        lines = ((names.get(code, code), code, text) for code, text in sorted(signature.note.items()))
        return format_html_join("", '<div>{}: <span lang="{}">{}</span></div>', lines)

    @admin.display(description=gettext_lazy("version"), ordering="version__number")
    def signed_version(self, signature: Signature) -> str:
        """Return number and language of the version signed."""
        version = signature.version
        return f"{version.number} ({version.language})" if version else ""

    @admin.display(description=gettext_lazy("sheet"), ordering="sheet__label")
    def sheet_label(self, signature: Signature) -> str:
        """Return the sheet of paper it stands on."""
        return signature.sheet.label if signature.sheet else ""

    def _approve(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return approve_page(self, request, find_row(self, request, object_id))
