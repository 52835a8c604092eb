"""Reports of pickets, and what the admin page of a picket shows of arrests and injuries."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.admin.demand_steps import add_step_page
from campaigns.admin.incidents import legal_campaigns_of
from campaigns.admin.photographs import add_photograph_page
from campaigns.models import AfterAction, Incident, Picket, ReportSentence
from campaigns.services.incidents import take_back_incident
from campaigns.services.reports import count_turnout, publish_report
from sources.admin_base import DeskForm, explain_checks
from sources.admin_parts import SentenceForm, SentenceFormSet, TranslationInline
from sources.admin_publishing import PublishableAdmin
from sources.models.publication import Publishable

explain_checks({"after_action_turnout": gettext_lazy("The higher number is below the lower one.")})


class IncidentFormSet(BaseInlineFormSet[Incident, Picket, ModelForm[Incident]]):
    """The public part of incidents; taking one off the page takes nothing from the legal role."""

    def delete_existing(self, obj: Incident, commit: bool = True) -> None:  # noqa: FBT001, FBT002 - Django's signature
        """Delete an incident, or where the legal role holds something on it, its public part."""
        if commit:
            take_back_incident(obj)


class IncidentInline(admin.TabularInline[Incident, Picket]):
    """What is or will be public of arrests and injuries; an incident that no claim backs is for the legal role."""

    model = Incident
    form = DeskForm
    formset = IncidentFormSet
    extra = 0
    fields = ["kind", "text", "claims"]
    autocomplete_fields = ["claims"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Incident]:
        """Leave out what only the legal role may see, unless one has it."""
        legal = Q(picket__campaign__in=legal_campaigns_of(request))
        return super().get_queryset(request).filter(legal | Q(claims__isnull=False)).distinct()

    def get_formset(
        self,
        request: HttpRequest,
        obj: Picket | None = None,
        **kwargs: Any,  # noqa: ANN401 - Django's signature
    ) -> type[BaseInlineFormSet[Incident, Picket, ModelForm[Incident]]]:
        """Require a claim of those who could not see the incident without one."""
        formset = super().get_formset(request, obj, **kwargs)
        claims = formset.form.base_fields.get("claims")
        if claims is not None and (obj is None or obj.campaign_id not in legal_campaigns_of(request)):
            claims.required = True
        return formset


class ReportInline(admin.TabularInline[ReportSentence, AfterAction]):
    """The report, a claim a line."""

    model = ReportSentence
    form = SentenceForm
    formset = SentenceFormSet
    extra = 0
    fields = ["paragraph", "position", "claim"]
    autocomplete_fields = ["claim"]


@admin.register(AfterAction)
class AfterActionAdmin(PublishableAdmin[AfterAction]):
    """Reports of pickets."""

    list_display = ["picket", "turnout_low", "turnout_high", "pictures", "state"]
    list_filter = ["state"]
    list_select_related = ["picket"]
    search_fields = ["picket__title", "picket__slug", "text", "response", "translations__text"]
    autocomplete_fields = ["picket"]
    readonly_fields = ["state", "counted", "photographs_held"]
    inlines = [ReportInline, TranslationInline]
    fieldsets = [
        (None, {"fields": ["picket", "state"]}),
        (gettext_lazy("Turnout"), {"fields": ["counted", ("turnout_low", "turnout_high")]}),
        (gettext_lazy("In words"), {"fields": ["text", "response", "thanks"]}),
        (gettext_lazy("Photographs"), {"fields": ["photographs_held"]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        """Add what is added to a report on a page of its own."""
        site = self.admin_site
        return [
            path(
                "<path:object_id>/photograph/",
                site.admin_view(lambda request, object_id: add_photograph_page(self, request, object_id)),
                name="campaigns_afteraction_photograph",
            ),
            path(
                "<path:object_id>/demand-step/",
                site.admin_view(lambda request, object_id: add_step_page(self, request, object_id)),
                name="campaigns_afteraction_demand_step",
            ),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AfterAction]:
        """Count the photographs."""
        return super().get_queryset(request).annotate(photograph_count=Count("photographs", distinct=True))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Suggest, for the picket in the address, the turnout that was counted."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        key = str(initial.get("picket", ""))
        picket = Picket.objects.filter(pk=int(key)).first() if key.isdecimal() else None
        if picket is not None:
            counted = count_turnout(picket)
            initial = {"turnout_low": counted.low, "turnout_high": counted.high, **initial}
        return initial

    def publish_one(self, subject: AfterAction) -> list[Publishable]:
        """Publish a report with the claims that it is made of."""
        return publish_report(subject)

    def keep_published(self, subject: AfterAction) -> list[Publishable]:
        """Check that a report that was edited may stay public."""
        return publish_report(subject)

    @admin.display(description=gettext_lazy("photographs"), ordering="photograph_count")
    def pictures(self, after: AfterAction) -> int:
        """Return how many photographs it has."""
        return int(after.photograph_count)  # type: ignore[attr-defined]  # annotated above

    @admin.display(description=gettext_lazy("what was counted"))
    def counted(self, after: AfterAction) -> str:
        """Return what stewards counted and how many checked in, and the range that follows."""
        if not hasattr(after, "picket"):  # on the page that adds one
            return "–"
        found = count_turnout(after.picket)
        if found.low is None:
            return _("Nothing was counted on the day.")
        counts = ", ".join(str(count) for count in found.headcounts) or "–"
        told = _("Headcounts of the stewards: %(counts)s. Checked in: %(checked_in)d.") % {
            "counts": counts,
            "checked_in": found.checked_in,
        }
        if found.high is None:
            suggested = _("Suggested: at least %d.") % found.low
            return f"{told} {suggested}"
        suggested = _("Suggested: %(low)d to %(high)d.") % {"low": found.low, "high": found.high}
        return f"{told} {suggested}"

    @admin.display(description=gettext_lazy("photographs"))
    def photographs_held(self, after: AfterAction) -> SafeString | str:
        """Return the photographs, each with a way to its page."""
        if not hasattr(after, "picket"):
            return _("Save the report first; photographs are then added one by one.")
        rows = (
            (
                reverse("admin:campaigns_photograph_change", args=[one.pk]),
                reverse("admin:campaigns_photograph_picture", args=[one.pk]),
                one.description,
            )
            for one in after.photographs.all()
        )
        listed = format_html_join("", '<li><a href="{}"><img src="{}" alt=""> {}</a></li>', rows)
        return format_html('<ul class="contact-sheet">{}</ul>', listed) if listed else "–"
