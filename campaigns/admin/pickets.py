"""Pickets with their shifts. Their stage is changed by steps with pages of their own, never by an edit box."""

from collections.abc import Iterable
from datetime import UTC, tzinfo
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.admin.after_action import IncidentInline
from campaigns.admin.participants import ParticipantInline, show_asking
from campaigns.admin.picket_steps import step_urls, steps_for
from campaigns.admin.series import say_what_was_made
from campaigns.admin.shifts import HOURS, ShiftInline, say_who_is_told
from campaigns.admin.stewards import roster_urls
from campaigns.admin.zones import ZonedAdmin, check_zone, zone_named
from campaigns.forms_picket_steps import PLACE_TEXTS
from campaigns.models import Picket, Reminder, Shift
from campaigns.services.picket_texts import forget_old_translations
from campaigns.services.pickets import revise_picket
from campaigns.services.series import extend_series
from campaigns.services.sign_ups import follow_picket_times
from campaigns.services.waiting import promote_waiting
from sources.admin_base import DeskForm, explain_checks
from sources.admin_parts import NamedFilter, TranslationInline
from sources.admin_publishing import PublishableAdmin
from sources.models import Translation

explain_checks(
    {
        "picket_time_order": gettext_lazy("The end is before the beginning."),
        "picket_announced_has_time": gettext_lazy("A picket that is announced needs its time."),
        "picket_coordinates": gettext_lazy(
            "Give both coordinates or none: latitude from -90 to 90, longitude from -180 to 180."
        ),
    }
)


class PicketForm(DeskForm):
    """A picket, with a time zone that exists, a whole pair of coordinates and a target of its own campaign."""

    def clean_time_zone(self) -> str:
        """Return the name of the zone. Raises ValidationError when there is none such."""
        name = str(self.cleaned_data["time_zone"])
        check_zone(name)
        return name

    def clean(self) -> dict[str, Any]:
        """Return what was given. Raises ValidationError for half a place on the map; refuses others' targets."""
        data = super().clean() or {}
        target, campaign = data.get("target"), data.get("campaign")
        if target is not None and campaign is not None and target.campaign_id != campaign.pk:
            self.add_error("target", _("This is a target of another campaign. Choose one of this campaign."))
        if (data.get("latitude") is None) != (data.get("longitude") is None):
            raise ValidationError(
                _("Give both coordinates or none: latitude from -90 to 90, longitude from -180 to 180.")
            )
        return data


class PicketReminderInline(admin.TabularInline[Reminder, Picket]):
    """Rules of this picket alone."""

    model = Reminder
    extra = 0
    fields = ["moment", "before", "is_active"]


@admin.register(Picket)
class PicketAdmin(ZonedAdmin[Picket], PublishableAdmin[Picket]):
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
    autocomplete_fields = ["campaign", "place", "target", "series", "cases", "claims"]
    prepopulated_fields = {"slug": ["title", "date"]}
    readonly_fields = ["state", "stage"]
    inlines = [ShiftInline, ParticipantInline, PicketReminderInline, IncidentInline, TranslationInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("campaign", "series"),
                    ("kind", "stage", "state", "is_sample"),
                    ("title", "slug"),
                    "summary",
                ]
            },
        ),
        (
            gettext_lazy("When"),
            {
                "fields": [("date", "date_end", "circa", "time_zone"), ("starts_at", "ends_at")],
                "description": gettext_lazy("All times of a picket and its shifts are in its own time zone."),
            },
        ),
        (
            gettext_lazy("Where"),
            {
                "fields": [
                    ("place", "address"),
                    ("latitude", "longitude"),
                    ("meeting_point", "meeting_point_is_private"),
                    "travel",
                    "access_notes",
                ],
                "description": gettext_lazy(
                    "Coordinates are public: give those of the place, not of a meeting point that is told only "
                    "after sign-up."
                ),
            },
        ),
        (
            gettext_lazy("For those who come"),
            {"fields": ["before_you_come", "languages", "counts_as_range", "time_to_answer", "stage_note"]},
        ),
        (gettext_lazy("What it is about"), {"fields": ["target", "cases", "claims"]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        """Add the roster with the stewards' links, the steps, and the question to a participant."""
        site = self.admin_site
        return [
            *roster_urls(self),
            path(
                "<path:object_id>/participants/<int:participant_id>/ask/",
                site.admin_view(
                    lambda request, object_id, participant_id: show_asking(
                        self, request, object_id, participant_id
                    )
                ),
                name="campaigns_picket_ask",
            ),
            *step_urls(self),
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

    @admin.display(description=gettext_lazy("places"))
    def places(self, picket: Picket) -> SafeString | str:
        """Return places taken of places needed, with a way to the roster; nothing where there are no shifts."""
        needed: int | None = picket.needed  # type: ignore[attr-defined]  # annotated above
        if not needed:
            return ""
        taken: int = picket.taken  # type: ignore[attr-defined]  # annotated above
        address = reverse("admin:campaigns_picket_roster", args=[picket.pk])
        return format_html('<a href="{}">{} / {}</a>', address, taken, needed)

    def save_related(
        self,
        request: HttpRequest,
        form: ModelForm[Picket],
        formsets: Iterable[BaseModelFormSet[Any, Any]],
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Let what depends on times and places follow: calendars, links, retention, reminders, and those on it."""
        formsets = list(formsets)
        super().save_related(request, form, formsets, change)
        picket = form.instance
        if change:
            self._forget_old_translations(request, form, formsets)
            shifts = [formset for formset in formsets if formset.model is Shift]
            fields = [*form.changed_data, *("shifts" for one in shifts if one.has_changed())]
            moved = [
                shift for one in shifts for shift, changed in one.changed_objects if HOURS & set(changed)
            ]
            told = revise_picket(picket, fields=fields, shifts=moved, now=timezone.now())
            say_who_is_told(self, request, told)
        follow_picket_times(picket)
        for shift in picket.shifts.all():
            promote_waiting(shift)
        if "series" in form.changed_data and picket.series is not None:
            say_what_was_made(self, request, extend_series(picket.series, now=timezone.now()))

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,  # noqa: FBT001, FBT002 - Django's signature
        change: bool = False,  # noqa: FBT001, FBT002 - Django's signature
        form_url: str = "",
        obj: Picket | None = None,
    ) -> HttpResponse:
        """Offer the steps that make sense now."""
        may_change = obj is not None and self.has_change_permission(request, obj)
        context["steps"] = steps_for(obj) if obj is not None and may_change else []
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _forget_old_translations(
        self,
        request: HttpRequest,
        form: ModelForm[Picket],
        formsets: list[BaseModelFormSet[Any, Any]],
    ) -> None:
        """Take away translations of a place that was, and say so."""
        renewed = {
            (row.field, row.language)
            for formset in formsets
            if formset.model is Translation
            for row in [*formset.new_objects, *(row for row, _changed in formset.changed_objects)]
        }
        rewritten = set(PLACE_TEXTS) & set(form.changed_data)
        languages = forget_old_translations(form.instance, rewritten, renewed=renewed)
        if languages:
            words = _("The place is another one: its old translations were taken away (%(languages)s).")
            messages.warning(request, words % {"languages": ", ".join(languages)})

    def zone_of_page(self, request: HttpRequest, object_id: str | None) -> tzinfo:
        """Return the zone that is typed, else the one that is stored."""
        typed = request.POST.get("time_zone")
        if typed:
            return zone_named(typed)
        if object_id is None or not object_id.isdecimal():
            return UTC
        stored = Picket.objects.filter(pk=int(object_id)).values_list("time_zone", flat=True).first()
        return zone_named(stored or "UTC")
