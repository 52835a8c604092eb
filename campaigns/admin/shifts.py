"""Shifts, on the page of their picket and on their own."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from campaigns.admin.zones import ZonedAdmin, zone_named
from campaigns.models import Picket, Shift, SignUp
from campaigns.services.pickets import revise_picket
from campaigns.services.sign_ups import follow_picket_times
from campaigns.services.waiting import promote_waiting
from sources.admin_base import DeskAdmin, DeskForm, explain_checks, save_changed
from sources.admin_parts import TranslationInline

HOURS = {"starts_at", "ends_at"}

explain_checks(
    {
        "shift_time_order": _("The end is before the beginning."),
        "shift_needs_somebody": _("A shift needs at least one person."),
    }
)


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


def say_who_is_told(desk: admin.ModelAdmin[Any], request: HttpRequest, told: int) -> None:
    """Say on the next page how many people hear of a change; nothing when nobody does."""
    if told:
        words = ngettext("%d person is told of the change.", "%d people are told of the change.", told)
        desk.message_user(request, words % told)


@admin.register(Shift)
class ShiftAdmin(ZonedAdmin[Shift], DeskAdmin[Shift]):
    """Shifts with their translations; who signed up is on the roster of the picket."""

    related_to_picket = "shifts"
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

    def save_model(
        self,
        request: HttpRequest,
        obj: Shift,
        form: ModelForm[Shift],
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Save what was changed, and tell of other hours; those in reserve get places that became free."""
        super().save_model(request, obj, form, change)
        if change and form.changed_data:
            moved = [obj] if HOURS & set(form.changed_data) else []
            told = revise_picket(obj.picket, fields=["shifts"], shifts=moved, now=timezone.now())
            say_who_is_told(self, request, told)
        follow_picket_times(obj.picket)
        promote_waiting(obj)
