"""Arrests and injuries, for the legal role of their campaign and nobody else: docs/decisions tells why."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.db.models import Exists, Field, ForeignKey, OuterRef, QuerySet
from django.forms import BaseInlineFormSet, ModelChoiceField, ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from accounts.models import User
from campaigns.admin.zones import ZonedAdmin
from campaigns.models import Incident, LegalNote, Observation, Picket
from campaigns.services.incidents import add_legal_note, legal_campaigns, make_case_of
from sources.admin_base import DeskAdmin
from sources.admin_parts import TranslationInline

# As it stands in the history; translated when it is read.
MADE_A_CASE = gettext_noop("case: made of it")


def legal_campaigns_of(request: HttpRequest) -> list[int]:
    """Return the campaigns in which who asks has the legal role, looked up once a request."""
    found: list[int] | None = getattr(request, "legal_campaigns", None)
    if found is None:
        found = legal_campaigns(request.user)
        request.legal_campaigns = found  # type: ignore[attr-defined]  # read above
    return found


class LegalNoteForm(forms.ModelForm[LegalNote]):
    """A note that is sealed."""

    text = forms.CharField(label=gettext_lazy("Note"), widget=forms.Textarea, max_length=20_000)


class LegalNoteInline(admin.StackedInline[LegalNote, Incident]):
    """What the legal role wrote, to read and to add to; nothing is changed afterwards."""

    model = LegalNote
    form = LegalNoteForm
    extra = 1
    fields = ["text", "written_by", "created_at"]
    readonly_fields = ["written_by", "created_at"]
    verbose_name_plural = gettext_lazy("legal notes, sealed: only the legal role of this campaign reads them")

    def has_view_permission(self, request: HttpRequest, obj: Incident | None = None) -> bool:
        """The page itself is for the legal role only."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: Incident | None = None) -> bool:
        """As `has_view_permission`."""
        return True

    def has_change_permission(self, request: HttpRequest, obj: Incident | None = None) -> bool:
        """A note stays as it was written."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Incident | None = None) -> bool:
        """As `has_change_permission`."""
        return False


@admin.register(Incident)
class IncidentAdmin(ZonedAdmin[Incident], DeskAdmin[Incident]):
    """Incidents of the campaigns in which one has the legal role; permissions and superusers do not count here."""

    related_to_picket = "incidents"
    list_display = ["picket", "kind", "happened_at", "case"]
    list_select_related = ["picket", "case__person"]
    list_display_links = ["picket", "kind"]
    autocomplete_fields = ["claims"]
    inlines = [LegalNoteInline, TranslationInline]
    ordering = ["-picket__date", "position", "pk"]
    change_list_template = "admin/campaigns/incident/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the button that makes a case."""
        view = self.admin_site.admin_view(self.make_case)
        return [
            path("<path:object_id>/make-case/", view, name="campaigns_incident_make_case"),
            *super().get_urls(),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show it to who has the legal role anywhere; looked up only where the list of everything stands."""
        match = request.resolver_match
        shows_list = match is not None and match.url_name in {"index", "app_list"}
        return shows_list and bool(legal_campaigns_of(request))

    def has_view_permission(self, request: HttpRequest, obj: Incident | None = None) -> bool:
        """Let the legal role of the campaign in."""
        campaigns = legal_campaigns_of(request)
        return bool(campaigns) if obj is None else obj.picket.campaign_id in campaigns

    def has_add_permission(self, request: HttpRequest) -> bool:
        """As `has_view_permission`."""
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Incident | None = None) -> bool:
        """As `has_view_permission`."""
        return self.has_view_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Incident | None = None) -> bool:
        """As `has_view_permission`; what somebody else wrote on it does not go with it."""
        if obj is None or not self.has_view_permission(request, obj):
            return self.has_view_permission(request, obj)
        return not obj.legal_notes.exclude(written_by=cast(User, request.user)).exists()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Incident]:
        """Return those of one's own campaigns."""
        ours = super().get_queryset(request).filter(picket__campaign__in=legal_campaigns_of(request))
        return ours.prefetch_related("case__person__names")

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Incident | None:
        """Return an incident of one's own campaigns. Raises Http404 for others, as if there were none."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def get_fields(self, request: HttpRequest, obj: Incident | None = None) -> list[Any]:
        """Show what the stewards noted beside what is written of it."""
        return ["picket", "kind", "happened_at", "noted", "text", "claims", "case"]

    def get_readonly_fields(self, request: HttpRequest, obj: Incident | None = None) -> list[str]:
        """Leave the case to its button, and claims to those who may look for them."""
        readonly = ["noted", "case"] + ([] if obj is None else ["picket"])
        return readonly if cast(User, request.user).has_perm("sources.view_claim") else [*readonly, "claims"]

    def formfield_for_dbfield(
        self,
        db_field: Field[Any, Any],
        request: HttpRequest,
        **kwargs: Any,  # noqa: ANN401 - Django's signature
    ) -> forms.Field | None:
        """Say when the text is public."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "text":
            field.help_text = _("Shown to everybody once a public claim backs it; until then only to you.")
        return field

    def formfield_for_foreignkey(
        self,
        db_field: ForeignKey[Any, Any],
        request: HttpRequest,
        **kwargs: Any,  # noqa: ANN401 - Django's signature
    ) -> ModelChoiceField[Any] | None:
        """Offer the pickets of one's own campaigns."""
        if db_field.name == "picket":
            kwargs["queryset"] = Picket.objects.filter(campaign__in=legal_campaigns_of(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=gettext_lazy("noted by stewards on the day"))
    def noted(self, incident: Incident) -> SafeString | str:
        """Return what stewards of the picket marked as an arrest, an injury or the like."""
        if not hasattr(incident, "picket"):  # on the page that adds one
            return "–"
        zone = incident.picket.zone
        rows = incident.picket.observations.filter(is_incident=True)
        lines = ((f"{row.observed_at.astimezone(zone):%Y-%m-%d %H:%M}", row.note) for row in rows)
        return format_html_join("", "<p><b>{}</b> {}</p>", lines) or "–"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Head the list with what stewards noted at pickets of which nothing is written yet."""
        observed = Observation.objects.filter(
            ~Exists(Incident.objects.filter(picket=OuterRef("picket"))),
            is_incident=True,
            picket__campaign__in=legal_campaigns_of(request),
        ).select_related("picket")
        return super().changelist_view(request, {"observed": observed, **(extra_context or {})})

    def save_formset(
        self,
        request: HttpRequest,
        form: ModelForm[Incident],
        formset: BaseInlineFormSet[Any, Any, Any],
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Write new notes under the name of who wrote them."""
        if formset.model is not LegalNote:
            super().save_formset(request, form, formset, change)
            return
        user = cast(User, request.user)
        drafts: Iterable[LegalNote] = formset.save(commit=False)
        formset.new_objects = [add_legal_note(form.instance, text=draft.text, by=user) for draft in drafts]

    def make_case(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Make a draft case of an incident, and go back to it. Only by POST. Raises Http404."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        incident = self.get_object(request, unquote(object_id))
        assert incident is not None  # noqa: S101 - get_object raises instead
        is_new = incident.case_id is None
        case = make_case_of(incident)
        if is_new:
            user = cast(User, request.user).pk
            LogEntry.objects.log_actions(user, [case], ADDITION, [{"added": {}}])
            message = [{"changed": {"fields": [MADE_A_CASE]}}]
            LogEntry.objects.log_actions(user, [incident], CHANGE, message)
        address = reverse("admin:prisoners_case_change", args=[case.pk])
        said = _("It is a draft case now. Nothing that is sealed was copied.")
        messages.success(request, format_html('{} <a href="{}">{}</a>', said, address, case))
        return HttpResponseRedirect(reverse("admin:campaigns_incident_change", args=[incident.pk]))
