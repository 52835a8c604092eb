"""Pickets with their shifts, and reports of them."""

from collections.abc import Iterable
from datetime import UTC, tzinfo
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.forms import BaseInlineFormSet, BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from campaigns.admin.rosters import download_roster, show_roster
from campaigns.admin.zones import answer_in_zone, check_zone, zone_named
from campaigns.models import (
    AfterAction,
    Incident,
    Participant,
    Picket,
    Reminder,
    ReportSentence,
    Shift,
    SignUp,
)
from campaigns.services.sign_ups import follow_picket_times, promote_waiting
from sources.admin_base import DeskAdmin, DeskForm, explain_checks, save_changed
from sources.admin_parts import NamedFilter, SentenceForm, SentenceFormSet, TranslationInline
from sources.admin_publishing import PublishableAdmin

# What a volunteer's calendar shows: a change of it is a new revision of the calendar file.
IN_CALENDARS = {"title", "stage", "starts_at", "ends_at", "time_zone", "place", "address", "meeting_point"}


explain_checks(
    {
        "picket_time_order": _("The end is before the beginning."),
        "picket_announced_has_time": _("A picket that is announced needs its time."),
        "shift_time_order": _("The end is before the beginning."),
        "shift_needs_somebody": _("A shift needs at least one person."),
        "participant_exactly_one": _(
            "Name a person, an organisation or write it in words; one of the three."
        ),
        "after_action_turnout": _("The higher number is below the lower one."),
    }
)


class PicketForm(DeskForm):
    """A picket, with a time zone that exists."""

    def clean_time_zone(self) -> str:
        """Return the name of the zone. Raises ValidationError when there is none such."""
        name = str(self.cleaned_data["time_zone"])
        check_zone(name)
        return name


class ShiftForm(DeskForm):
    """A shift. The count of places taken is never written from here: volunteers move it meanwhile."""

    def clean_places_needed(self) -> int:
        """Return the places. Raises ValidationError when more are taken already."""
        places = int(self.cleaned_data["places_needed"])
        taken = self.instance.places_taken
        if places < taken:
            raise forms.ValidationError(
                ngettext(
                    "%d place is taken already; cancel a sign-up first.",
                    "%d places are taken already; cancel sign-ups first.",
                    taken,
                )
                % taken
            )
        return places

    def save(self, commit: bool = True) -> Shift:  # noqa: FBT001, FBT002 - Django's signature
        """Save only what was changed here."""
        if not commit or self.instance.pk is None:
            return cast(Shift, super().save(commit))
        save_changed(self.instance, self.changed_data)
        return cast(Shift, self.instance)


class ShiftFormSet(BaseInlineFormSet[Shift, Picket, ModelForm[Shift]]):
    """The shifts of a picket; one with volunteers is not taken away under them."""

    def clean(self) -> None:
        """Refuse to delete a shift for which somebody signed up. Raises ValidationError."""
        super().clean()
        doomed = [form.instance.pk for form in self.deleted_forms if form.instance.pk]
        # Locked until the transaction ends, so that nobody signs up between this look and the deletion.
        for shift in Shift.objects.select_for_update().filter(pk__in=doomed):
            expected = shift.sign_ups.active().count()
            if expected:
                raise forms.ValidationError(
                    ngettext(
                        "%(shift)s: %(count)d person has signed up; cancel that first.",
                        "%(shift)s: %(count)d people have signed up; cancel that first.",
                        expected,
                    )
                    % {"shift": shift, "count": expected}
                )


class ShiftInline(admin.TabularInline[Shift, Picket]):
    """The shifts of a picket."""

    model = Shift
    form = ShiftForm
    formset = ShiftFormSet
    extra = 0
    fields = ["role", "title", "starts_at", "ends_at", "places_needed", "places_taken"]
    readonly_fields = ["places_taken"]
    show_change_link = True


class ParticipantInline(admin.TabularInline[Participant, Picket]):
    """Who called it, supported it, chaired and spoke."""

    model = Participant
    form = DeskForm
    extra = 0
    fields = ["role", "person", "organisation", "label", "on_behalf_of", "position", "claims"]
    autocomplete_fields = ["person", "organisation", "on_behalf_of", "claims"]


class IncidentInline(admin.TabularInline[Incident, Picket]):
    """Arrests and injuries."""

    model = Incident
    extra = 0
    autocomplete_fields = ["claims", "case"]


class PicketReminderInline(admin.TabularInline[Reminder, Picket]):
    """Rules of this picket alone."""

    model = Reminder
    extra = 0
    fields = ["before", "is_active"]


@admin.register(Picket)
class PicketAdmin(PublishableAdmin[Picket]):
    """Pickets. Their times are read and shown in the time zone of each."""

    form = PicketForm
    list_display = ["title", "date", "kind", "stage", "state", "places", "is_sample"]
    list_filter = ["state", "stage", "kind", "campaign", ("place", NamedFilter), "is_sample"]
    search_fields = ["title", "slug", "summary", "address", "translations__text"]
    folded_fields = [
        "place__names__folded",
        "cases__person__names__folded",
        "participants__person__names__folded",
        "participants__organisation__names__folded",
    ]
    autocomplete_fields = ["campaign", "place", "cases", "claims"]
    prepopulated_fields = {"slug": ["title", "date"]}
    inlines = [ShiftInline, ParticipantInline, PicketReminderInline, IncidentInline, TranslationInline]
    fieldsets = [
        (
            None,
            {"fields": ["campaign", ("kind", "stage", "state", "is_sample"), ("title", "slug"), "summary"]},
        ),
        (
            _("When"),
            {
                "fields": [("date", "date_end", "circa", "time_zone"), ("starts_at", "ends_at")],
                "description": _("All times of a picket and its shifts are in its own time zone."),
            },
        ),
        (
            _("Where"),
            {
                "fields": [
                    ("place", "address"),
                    ("meeting_point", "meeting_point_is_private"),
                    "access_notes",
                ]
            },
        ),
        (_("For those who come"), {"fields": ["before_you_come", "languages"]}),
        (_("What it is about"), {"fields": ["cases", "claims"]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        """Add the roster, as a page and as a file."""
        site = self.admin_site
        return [
            path(
                "<path:object_id>/roster/",
                site.admin_view(lambda request, object_id: show_roster(self, request, object_id)),
                name="campaigns_picket_roster",
            ),
            path(
                "<path:object_id>/roster.csv",
                site.admin_view(lambda request, object_id: download_roster(self, request, object_id)),
                name="campaigns_picket_roster_csv",
            ),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Picket]:
        """Add up the places."""
        shifts = Shift.objects.filter(picket=OuterRef("pk")).order_by().values("picket")
        return (
            super()
            .get_queryset(request)
            .annotate(
                taken=Subquery(shifts.values(total=Sum("places_taken"))),
                needed=Subquery(shifts.values(total=Sum("places_needed"))),
            )
        )

    @admin.display(description=_("places"))
    def places(self, picket: Picket) -> SafeString | str:
        """Return places taken of places needed, with a way to the roster; nothing where there are no shifts."""
        needed: int | None = picket.needed  # type: ignore[attr-defined]  # annotated above
        if not needed:
            return ""
        taken: int = picket.taken  # type: ignore[attr-defined]  # annotated above
        address = reverse("admin:campaigns_picket_roster", args=[picket.pk])
        return format_html('<a href="{}">{} / {}</a>', address, taken, needed)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Read and show times in the zone of the picket: the one that is typed, else the one that is stored."""
        show = super().changeform_view
        return answer_in_zone(
            self._zone(request, object_id), lambda: show(request, object_id, form_url, extra_context)
        )

    def save_related(
        self,
        request: HttpRequest,
        form: ModelForm[Picket],
        formsets: Iterable[BaseModelFormSet[Any, Any]],
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Let what depends on times and places follow: calendars, links, retention, and those in reserve."""
        formsets = list(formsets)
        super().save_related(request, form, formsets, change)
        picket = form.instance
        moved = any(formset.model is Shift and formset.has_changed() for formset in formsets)
        if change and (moved or IN_CALENDARS & set(form.changed_data)):
            Picket.objects.filter(pk=picket.pk).update(sequence=F("sequence") + 1)
        follow_picket_times(picket)
        for shift in picket.shifts.all():
            promote_waiting(shift)

    def _zone(self, request: HttpRequest, object_id: str | None) -> tzinfo:
        typed = request.POST.get("time_zone")
        if typed:
            return zone_named(typed)
        if object_id is None or not object_id.isdecimal():
            return UTC
        stored = Picket.objects.filter(pk=int(object_id)).values_list("time_zone", flat=True).first()
        return zone_named(stored or "UTC")


@admin.register(Shift)
class ShiftAdmin(DeskAdmin[Shift]):
    """Shifts with their translations; who signed up is on the roster of the picket."""

    form = ShiftForm
    list_display = ["picket", "task", "begins", "places_taken", "places_needed", "reserve"]
    list_filter = ["role", ("picket", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["picket"]
    search_fields = ["title", "picket__title", "picket__slug", "translations__text"]
    autocomplete_fields = ["picket"]
    readonly_fields = ["places_taken"]
    inlines = [TranslationInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Shift]:
        """Count who waits for a place."""
        in_reserve = Q(sign_ups__state=SignUp.State.WAITING)
        return super().get_queryset(request).annotate(waiting=Count("sign_ups", filter=in_reserve))

    @admin.display(description=_("task"), ordering="role")
    def task(self, shift: Shift) -> str:
        """Return what is to be done."""
        return shift.title or str(shift.get_role_display())

    @admin.display(description=_("starts at"), ordering="starts_at")
    def begins(self, shift: Shift) -> str:
        """Return when it begins, in the picket's own zone."""
        return f"{shift.starts_at.astimezone(zone_named(shift.picket.time_zone)):%Y-%m-%d %H:%M}"

    @admin.display(description=_("in reserve"), ordering="waiting")
    def reserve(self, shift: Shift) -> int:
        """Return how many wait for a place."""
        return int(shift.waiting)  # type: ignore[attr-defined]  # annotated above

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Read and show times in the zone of the picket."""
        show = super().changeform_view
        return answer_in_zone(
            self._zone(request, object_id), lambda: show(request, object_id, form_url, extra_context)
        )

    def save_model(
        self,
        request: HttpRequest,
        obj: Shift,
        form: ModelForm[Shift],
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Save what was changed; those in reserve get places that became free."""
        super().save_model(request, obj, form, change)
        follow_picket_times(obj.picket)
        promote_waiting(obj)

    def _zone(self, request: HttpRequest, object_id: str | None) -> tzinfo:
        picket = request.POST.get("picket") or request.GET.get("picket") or ""
        pickets = Picket.objects.none()
        if picket.isdecimal():
            pickets = Picket.objects.filter(pk=int(picket))
        elif object_id and object_id.isdecimal():
            pickets = Picket.objects.filter(shifts=int(object_id))
        name = pickets.values_list("time_zone", flat=True).first()
        return zone_named(name) if name else UTC


class ReportInline(admin.TabularInline[ReportSentence, AfterAction]):
    """The report, a claim a line."""

    model = ReportSentence
    form = SentenceForm
    formset = SentenceFormSet
    extra = 0
    fields = ["paragraph", "position", "claim"]
    autocomplete_fields = ["claim"]


@admin.register(AfterAction)
class AfterActionAdmin(DeskAdmin[AfterAction]):
    """Reports of pickets."""

    list_display = ["picket", "turnout_low", "turnout_high"]
    list_select_related = ["picket"]
    search_fields = ["picket__title", "picket__slug", "response"]
    autocomplete_fields = ["picket"]
    inlines = [ReportInline, TranslationInline]
