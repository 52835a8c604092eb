"""Who signed up, over all pickets."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from campaigns.admin.calls import show_call
from campaigns.models import Picket, SignUp
from campaigns.services.relinking import index_of
from campaigns.services.sign_ups import cancel_sign_up
from sources.admin_base import DeskAdmin


@admin.register(SignUp)
class SignUpAdmin(DeskAdmin[SignUp]):
    """Sign-ups, to look at and to cancel. A whole e-mail address finds its owner through the blind index."""

    list_display = ["name", "email", "phone", "language", "state", "picket", "shift", "created_at"]
    list_filter = ["state", "language", ("shift__picket", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["shift__picket"]
    search_fields = ["shift__picket__title", "shift__picket__slug"]
    search_help_text = _("A picket's name, or one whole e-mail address.")
    fields = [
        "shift",
        "state",
        "name",
        "email",
        "phone",
        "language",
        "time_zone",
        "brought_by",
        "answer_by",
        "agreed_to_calls",
        "created_at",
        "erase_after",
    ]
    actions = ["cancel_selected"]

    def get_urls(self) -> list[URLPattern]:
        """Add the call for help, to volunteers of earlier pickets."""
        site = self.admin_site
        return [
            path(
                "call/<int:picket>/",
                site.admin_view(lambda request, picket: show_call(site, request, picket)),
                name="campaigns_picket_call",
            ),
            *super().get_urls(),
        ]

    @admin.display(description=_("picket"), ordering="shift__picket__title")
    def picket(self, sign_up: SignUp) -> Picket:
        """Return the picket of the shift."""
        return sign_up.shift.picket

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Leave signing up to the volunteers' own form, which counts places and sends the link."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: SignUp | None = None) -> bool:
        """Change nothing by hand: the places are counted, and the volunteer is told."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: SignUp | None = None) -> bool:
        """Cancel instead, so that the place is given on; erasure runs by itself."""
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[SignUp], search_term: str
    ) -> tuple[QuerySet[SignUp], bool]:
        """Look a whole address up by its blind index."""
        if "@" in search_term:
            return queryset.filter(email_index=index_of(search_term)), False
        return super().get_search_results(request, queryset, search_term)

    @admin.action(description=_("Cancel, and tell the volunteer"), permissions=["change"])
    def cancel_selected(self, request: HttpRequest, queryset: QuerySet[SignUp]) -> None:
        """Cancel each selected sign-up and those of the friends who come along, and give their places on."""
        before = dict(queryset.values_list("pk", "state"))
        cancelled = [one for one in map(cancel_sign_up, queryset) if one.state != before[one.pk]]
        for sign_up in cancelled:
            self.log_change(request, sign_up, [{"changed": {"fields": ["state"]}}])
        count = len(cancelled)
        messages.success(request, ngettext("%d cancelled.", "%d cancelled.", count) % count)
