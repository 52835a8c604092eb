"""Photographs of pickets and hand-overs: added on a page of their own, so that a mistake elsewhere loses no file."""

from typing import cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from campaigns.admin.report_pages import find_report, show_form
from campaigns.models import AfterAction, Photograph
from campaigns.services.photographs import add_photograph, file_of, remove_photograph
from sources.admin_base import DeskAdmin, DeskForm, explain_checks
from sources.admin_parts import TranslationInline

explain_checks(
    {
        "photograph_says_who_agreed": gettext_lazy("Write down who agreed, and how."),
        "photograph_has_rights_and_credit": gettext_lazy("A photograph needs its rights and its credit."),
    }
)
WORDS = ["description", "credit", "rights", "people", "consent_note"]
_LINE = forms.TextInput(attrs={"class": "vTextField"})


class PhotographForm(DeskForm):
    """A photograph and what must be known of it."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "JPEG, PNG or WebP, at most 10 MB. It is made anew without what the camera wrote into it: "
            "the place, the time, the device."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    field_order = ["file"]

    class Meta:
        model = Photograph
        fields = WORDS
        widgets = dict.fromkeys(["description", "credit", "rights"], _LINE)


def add_photograph_page(
    admin: "admin.ModelAdmin[AfterAction]", request: HttpRequest, object_id: str
) -> HttpResponse:
    """Add a photograph, and go back to the report. Raises PermissionDenied, Http404."""
    after = find_report(admin, request, object_id, permission="campaigns.add_photograph")
    form = PhotographForm(request.POST, request.FILES) if request.method == "POST" else PhotographForm()
    if form.is_valid():
        data = form.cleaned_data["file"].read()
        try:
            photograph = add_photograph(after, data=data, **{name: form.cleaned_data[name] for name in WORDS})
        except ValidationError as error:
            form.add_error("file", error.messages)
        else:
            LogEntry.objects.log_actions(cast(User, request.user).pk, [photograph], ADDITION, [{"added": {}}])
            messages.success(request, _("The photograph was added, without what the camera wrote into it."))
            return HttpResponseRedirect(reverse("admin:campaigns_afteraction_change", args=[after.pk]))
    help_text = _("Whoever can be recognised may be harmed by it. When in doubt, leave it out.")
    return show_form(admin, request, after, form=form, title=_("Add a photograph"), help_text=help_text)


@admin.register(Photograph)
class PhotographAdmin(DeskAdmin[Photograph]):
    """Photographs: their words, their order, and taking them away."""

    list_display = ["description", "after", "hand_over", "people", "credit"]
    list_filter = ["people"]
    list_select_related = ["after__picket", "hand_over__statement"]
    search_fields = ["description", "credit", "after__picket__title", "after__picket__slug"]
    fields = ["picture", "after", "hand_over", *WORDS, "position"]
    readonly_fields = ["picture", "after", "hand_over"]
    inlines = [TranslationInline]

    def get_urls(self) -> list[URLPattern]:
        """Add the picture itself, which is public only with its report or statement."""
        view = self.admin_site.admin_view(self.show_picture)
        return [
            path("<path:object_id>/picture/", view, name="campaigns_photograph_picture"),
            *super().get_urls(),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A photograph is added on the page of its report or hand-over."""
        return False

    def delete_model(self, request: HttpRequest, obj: Photograph) -> None:
        """Delete it with its files."""
        remove_photograph(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Photograph]) -> None:
        """Delete each with its files."""
        for photograph in queryset:
            remove_photograph(photograph)

    @admin.display(description=gettext_lazy("picture"))
    def picture(self, photograph: Photograph) -> SafeString:
        """Return the smaller one."""
        address = reverse("admin:campaigns_photograph_picture", args=[photograph.pk])
        return format_html('<img class="picture" src="{}" alt="">', address)

    def show_picture(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Show the smaller one to organisers, drafts included. Raises PermissionDenied, Http404."""
        photograph = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, photograph):
            raise PermissionDenied
        if photograph is None:
            raise Http404
        try:
            return FileResponse(file_of(photograph, small=True).open("rb"), content_type="image/jpeg")
        except FileNotFoundError as error:
            raise Http404 from error
