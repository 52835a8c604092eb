"""Pickets, their shifts, and who signed up."""

from django.contrib import admin, messages
from django.db.models import Count, Model, Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

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
from campaigns.services.sign_ups import cancel_sign_up
from sources.admin import TranslationInline
from sources.admin_publishing import PublishableAdmin
from toolkit.encryption import blind_index
from toolkit.mail import canonical_address


class ShiftInline(admin.TabularInline[Shift, Picket]):
    """The shifts of a picket."""

    model = Shift
    extra = 1
    fields = ["role", "title", "starts_at", "ends_at", "places_needed", "places_taken"]
    readonly_fields = ["places_taken"]
    show_change_link = True


class ParticipantInline(admin.TabularInline[Participant, Picket]):
    """Who called it, supported it, chaired and spoke."""

    model = Participant
    extra = 0
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
    """Pickets."""

    list_display = ["title", "date", "kind", "stage", "state", "places", "is_sample"]
    list_filter = ["state", "stage", "kind", "campaign", "is_sample"]
    search_fields = [
        "title",
        "slug",
        "summary",
        "translations__text",
        "place__names__text",
    ]
    autocomplete_fields = ["campaign", "place", "cases", "claims"]
    prepopulated_fields = {"slug": ["title", "date"]}
    inlines = [
        ShiftInline,
        ParticipantInline,
        PicketReminderInline,
        IncidentInline,
        TranslationInline,
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Picket]:
        """Add up the places."""
        found = super().get_queryset(request)
        return found.annotate(taken=Sum("shifts__places_taken"), needed=Sum("shifts__places_needed"))

    @admin.display(description=_("places"))
    def places(self, picket: Picket) -> str:
        """Return places taken of places needed; nothing where there are no shifts."""
        needed: int | None = picket.needed  # type: ignore[attr-defined]  # annotated above
        return f"{picket.taken} / {needed}" if needed else ""  # type: ignore[attr-defined]  # annotated above


class SignUpInline(admin.TabularInline[SignUp, Shift]):
    """Who is expected on a shift."""

    model = SignUp
    extra = 0
    can_delete = False
    fields = ["name", "email", "phone", "language", "state", "created_at"]
    readonly_fields = ["name", "email", "phone", "language", "state", "created_at"]

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Leave signing up to the volunteers' own form, which counts places and sends the link."""
        return False


@admin.register(Shift)
class ShiftAdmin(admin.ModelAdmin[Shift]):
    """Shifts with their rosters."""

    list_display = [
        "picket",
        "role",
        "starts_at",
        "places_taken",
        "places_needed",
        "reserve",
    ]
    list_filter = ["role", "picket"]
    list_select_related = ["picket"]
    search_fields = ["title", "picket__title", "picket__slug"]
    autocomplete_fields = ["picket"]
    readonly_fields = ["places_taken"]
    inlines = [SignUpInline, TranslationInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Shift]:
        """Count who waits for a place."""
        waiting = Count("sign_ups", filter=Q(sign_ups__state=SignUp.State.WAITING))
        return super().get_queryset(request).annotate(waiting=waiting)

    @admin.display(description=_("in reserve"), ordering="waiting")
    def reserve(self, shift: Shift) -> int:
        """Return how many wait for a place."""
        return int(shift.waiting)  # type: ignore[attr-defined]  # annotated above


@admin.register(SignUp)
class SignUpAdmin(admin.ModelAdmin[SignUp]):
    """Who signed up. A whole e-mail address finds its owner through the blind index."""

    list_display = ["name", "email", "phone", "language", "state", "shift", "created_at"]
    list_filter = ["state", "language", "shift__picket"]
    list_select_related = ["shift"]
    search_fields = ["shift__picket__title", "shift__picket__slug"]
    search_help_text = _("A picket's name, or one whole e-mail address.")
    readonly_fields = [
        "shift",
        "state",
        "name",
        "email",
        "phone",
        "language",
        "agreed_to_calls",
        "created_at",
        "erase_after",
    ]
    actions = ["cancel_selected"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Leave signing up to the volunteers' own form, which counts places and sends the link."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SignUp | None = None) -> bool:
        """Cancel instead, so that the place is given on; erasure runs by itself."""
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[SignUp], search_term: str
    ) -> tuple[QuerySet[SignUp], bool]:
        """Look a whole address up by its blind index."""
        if "@" in search_term:
            index = blind_index(canonical_address(search_term), purpose="sign_up")
            return queryset.filter(email_index=index), False
        return super().get_search_results(request, queryset, search_term)

    @admin.action(description=_("Cancel, and tell the volunteer"), permissions=["change"])
    def cancel_selected(self, request: HttpRequest, queryset: QuerySet[SignUp]) -> None:
        """Cancel each selected sign-up and give its place on."""
        sign_ups = list(queryset.active())  # type: ignore[attr-defined]  # SignUpQuerySet
        for sign_up in sign_ups:
            cancel_sign_up(sign_up)
        messages.success(request, ngettext("%d cancelled.", "%d cancelled.", len(sign_ups)) % len(sign_ups))


class ReportInline(admin.TabularInline[ReportSentence, AfterAction]):
    """The report, a claim a line."""

    model = ReportSentence
    extra = 0
    autocomplete_fields = ["claim"]


@admin.register(AfterAction)
class AfterActionAdmin(admin.ModelAdmin[AfterAction]):
    """Reports of pickets."""

    list_display = ["picket", "turnout_low", "turnout_high"]
    list_select_related = ["picket"]
    search_fields = ["picket__title", "picket__slug"]
    autocomplete_fields = ["picket"]
    inlines = [ReportInline, TranslationInline]
