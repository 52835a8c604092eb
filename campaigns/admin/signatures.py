"""Signatures and messages of solidarity in the organisers' admin: to decide on. Contacts are never shown."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import Field, Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator, capfirst, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext
from django_stubs_ext import StrPromise

from campaigns.admin.approving import approve_page, match_for
from campaigns.admin.asking import ask, find_row
from campaigns.models import Signature, SolidarityMessage, Statement, StatementVersion
from campaigns.services.approving import (
    ApprovingError,
    approve_organisation,
    check_names,
    decide_on_messages,
    refuse_signature,
)
from campaigns.services.ledger import take_up_signatures
from sources.admin_base import DeskAdmin, DeskForm, explain_checks

explain_checks({"signature_by_somebody": gettext_lazy("Choose the organisation that signs.")})

_EXCERPT = 160
_TITLE = 28
# In what capacity an organisation signs: a field for each language of the site.
_NOTES = {f"note_{code}": code for code, _name in settings.LANGUAGES}


def _asks_first(request: HttpRequest) -> bool:
    return "confirmed" not in request.POST


def _sent_along(request: HttpRequest, action: str, rows: Sequence[Model]) -> list[tuple[str, str]]:
    """Return what the page that asks sends along, so that the action runs again with the same rows."""
    keys = [(admin.helpers.ACTION_CHECKBOX_NAME, str(row.pk)) for row in rows]
    return [("action", action), ("index", request.POST.get("index", "0")), ("confirmed", "1"), *keys]


class SignatureForm(DeskForm):
    """An organisation's signature, with its note in each language as a line of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(*args, **kwargs)
        for name, code in _NOTES.items():
            if name in self.fields:
                self.initial[name] = self.instance.note.get(code, "")

    def clean(self) -> dict[str, Any]:
        """Put the lines into the note; what it says in other languages stays."""
        data = super().clean() or {}
        given = {code: data[name] for name, code in _NOTES.items() if name in data}
        if given:
            kept = {code: text for code, text in self.instance.note.items() if code not in given}
            self.instance.note = {**kept, **{code: text for code, text in given.items() if text}}
        return data


SignatureForm.declared_fields.update(
    {
        f"note_{code}": forms.CharField(
            label=format_lazy("{} ({})", capfirst(Signature._meta.get_field("note").verbose_name), name),
            required=False,
            max_length=160,
            widget=AdminTextInputWidget(attrs={"lang": code}),
        )
        for code, name in settings.LANGUAGES
    }
)


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
    actions = ["approve_selected", "show_names", "withhold_names", "refuse_selected"]

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
        notes = list(_NOTES) if may_change else ["note_in_words"]
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
        open_ones = {*_NOTES, "position", "claims"}
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
        if change and _NOTES.keys() & set(form.changed_data):
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
        """Return the name as far as its owner lets it be shown, also while it is held back: it is looked at here."""
        if signature.signer == Signature.Signer.ORGANISATION:
            return str(signature)
        if signature.display == Signature.Display.HIDDEN or not signature.name:
            return str(Signature.Display.HIDDEN.label)
        return ", ".join(part for part in (signature.name, signature.town) if part)

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

    @admin.action(description=gettext_lazy("Approve organisations"), permissions=["change"])
    def approve_selected(self, request: HttpRequest, queryset: QuerySet[Signature]) -> HttpResponse | None:
        """Approve those that wait, after a page that says which of ours each is taken for."""
        rows = list(queryset.filter(state=Signature.State.TO_APPROVE))
        if not rows:
            messages.warning(request, _("None of these waits for an organiser."))
            return None
        if _asks_first(request):
            pairs = [(row.organisation_name, match_for(row)) for row in rows]
            return ask(
                self,
                request,
                title=_("Approve organisations"),
                explanation=_("They count from then on and are shown. What each is taken for:"),
                subjects=[
                    _("%(written)s: our %(name)s") % {"written": written, "name": match}
                    if match
                    else _("%(written)s: a new organisation") % {"written": written}
                    for written, match in pairs
                ],
                hidden=_sent_along(request, "approve_selected", rows),
            )
        self._each(
            request,
            rows,
            lambda row: approve_organisation(
                row, organisation=match_for(row), name=row.organisation_name, now=timezone.now()
            ),
            gettext_noop("state: confirmed"),
        )
        return None

    @admin.action(description=gettext_lazy("Names are in order: show them"), permissions=["change"])
    def show_names(self, request: HttpRequest, queryset: QuerySet[Signature]) -> None:
        """Note that names were looked at; those that were held back are shown again."""
        self._look_at_names(request, queryset, withhold=False)

    @admin.action(description=gettext_lazy("Hold names back"), permissions=["change"])
    def withhold_names(self, request: HttpRequest, queryset: QuerySet[Signature]) -> None:
        """Let the signatures count as names kept private; this can be taken back."""
        self._look_at_names(request, queryset, withhold=True)

    @admin.action(description=gettext_lazy("Refuse, and erase name and address"), permissions=["change"])
    def refuse_selected(self, request: HttpRequest, queryset: QuerySet[Signature]) -> HttpResponse | None:
        """Refuse each, after a page that asks."""
        rows = list(queryset)
        if _asks_first(request):
            return ask(
                self,
                request,
                title=_("Refuse these signatures"),
                explanation=_(
                    "Names, addresses and messages are erased at once, and they do not count any more. "
                    "This cannot be taken back; who signed in earnest can sign again."
                ),
                button=_("Refuse, and erase name and address"),
                subjects=[f"{self.who(row)} ({row.statement})" for row in rows],
                hidden=_sent_along(request, "refuse_selected", rows),
                danger=True,
            )
        refused = gettext_noop("state: refused")
        self._each(request, rows, lambda row: refuse_signature(row, now=timezone.now()), refused)
        return None

    def _look_at_names(self, request: HttpRequest, queryset: QuerySet[Signature], *, withhold: bool) -> None:
        rows = list(queryset.filter(signer=Signature.Signer.PERSON))
        check_names([row.pk for row in rows], withhold=withhold)
        word = gettext_noop("name held back") if withhold else gettext_noop("name looked at")
        for row in rows:
            self.log_change(request, row, [{"changed": {"fields": [word]}}])
        messages.success(request, ngettext("%d name noted.", "%d names noted.", len(rows)) % len(rows))

    def _each(
        self,
        request: HttpRequest,
        rows: Sequence[Signature],
        decide: Callable[[Signature], object],
        history: str,
    ) -> None:
        """Decide on each row, note it in the history, and say of the others why not."""
        done = 0
        for row in rows:
            key, name = row.pk, str(row)
            try:
                decide(row)
            except ApprovingError as error:
                messages.error(request, f"{name}: {error}")
            else:
                row.pk = key  # a name from paper is deleted
                self.log_change(request, row, [{"changed": {"fields": [history]}}])
                done += 1
        if done:
            messages.success(request, ngettext("%d done.", "%d done.", done) % done)

    def _approve(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return approve_page(self, request, find_row(self, request, object_id))


@admin.register(SolidarityMessage)
class SolidarityMessageAdmin(DeskAdmin[SolidarityMessage]):
    """Messages of solidarity: to look at, show or refuse."""

    list_display = ["excerpt", "statement", "state", "language", "created_at"]
    list_filter = ["state", "language", ("signature__statement", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["signature__statement"]
    search_fields = ["signature__statement__title", "signature__statement__slug"]
    fields = ["words", "statement", "shown_as", "state", "language", "created_at"]
    show_full_result_count = False
    actions = ["show_selected", "refuse_selected"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Leave it to those who sign."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: SolidarityMessage | None = None) -> bool:
        """Change no words by hand."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: SolidarityMessage | None = None) -> bool:
        """Refuse instead."""
        return False

    @admin.display(description=gettext_lazy("message"))
    def excerpt(self, message: SolidarityMessage) -> str:
        """Return its beginning."""
        text = message.text or _("(refused, and erased)")
        return text if len(text) <= _EXCERPT else f"{text[:_EXCERPT].rstrip()} …"

    @admin.display(description=gettext_lazy("message"))
    def words(self, message: SolidarityMessage) -> str:
        """Return it whole."""
        return message.text

    @admin.display(description=gettext_lazy("shown as"))
    def shown_as(self, message: SolidarityMessage) -> str:
        """Return how the name stands beside it."""
        return str(message.signature)

    @admin.display(description=gettext_lazy("statement"), ordering="signature__statement__slug")
    def statement(self, message: SolidarityMessage) -> Statement:
        """Return what was signed."""
        return message.signature.statement

    @admin.action(description=gettext_lazy("Show"), permissions=["change"])
    def show_selected(self, request: HttpRequest, queryset: QuerySet[SolidarityMessage]) -> None:
        """Show them on the statement's page."""
        self._decide(request, queryset, show=True)

    @admin.action(description=gettext_lazy("Refuse, and erase the words"), permissions=["change"])
    def refuse_selected(
        self, request: HttpRequest, queryset: QuerySet[SolidarityMessage]
    ) -> HttpResponse | None:
        """Refuse them, after a page that asks."""
        if _asks_first(request):
            rows = list(queryset)
            return ask(
                self,
                request,
                title=_("Refuse these messages"),
                explanation=_(
                    "The words are erased at once. This cannot be taken back. The signatures stay as they are."
                ),
                button=_("Refuse, and erase the words"),
                subjects=[self.excerpt(row) for row in rows],
                hidden=_sent_along(request, "refuse_selected", rows),
                danger=True,
            )
        self._decide(request, queryset, show=False)
        return None

    def _decide(self, request: HttpRequest, queryset: QuerySet[SolidarityMessage], *, show: bool) -> None:
        changed = decide_on_messages(queryset.values_list("pk", flat=True), show=show)
        word = gettext_noop("state: shown") if show else gettext_noop("state: refused")
        for message in changed:
            self.log_change(request, message, [{"changed": {"fields": [word]}}])
        messages.success(request, ngettext("%d done.", "%d done.", len(changed)) % len(changed))
