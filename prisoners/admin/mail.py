"""Letters to prisoners in the organisers' admin: one row, or what a bundle of post brought for many cases."""

from datetime import date
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from prisoners.models import Case, Mail
from prisoners.services_mail import Counted, log_mail
from sources.admin_base import DeskAdmin
from sources.admin_parts import NamedFilter
from sources.models.publication import PublicationState

MOST_AT_ONCE = 10_000


class BundleForm(forms.Form):
    """How many letters of each case were sent, came back, were answered; what is empty is not written down."""

    on = forms.DateField(label=gettext_lazy("Date"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, cases: list[Case], data: Any = None) -> None:  # noqa: ANN401 - what a request posted
        super().__init__(data, initial={"on": timezone.now().date()})
        self.cases = cases
        for case in cases:
            for outcome, label in Mail.Outcome.choices:
                self.fields[f"{outcome}-{case.pk}"] = forms.IntegerField(
                    label=f"{case}, {label}",
                    min_value=1,
                    max_value=MOST_AT_ONCE,
                    required=False,
                    widget=forms.NumberInput(attrs={"aria-label": f"{case}, {label}"}),
                )

    def rows(self) -> list[tuple[Case, list[forms.BoundField]]]:
        """Return the fields of each case, in the order of the outcomes."""
        return [(case, [self[f"{one}-{case.pk}"] for one in Mail.Outcome.values]) for case in self.cases]

    def clean_on(self) -> date:
        """Return the date. Raises ValidationError for one that is ahead."""
        on = cast(date, self.cleaned_data["on"])
        if on > timezone.now().date():
            raise ValidationError(_("This day is still ahead."))
        return on

    def clean(self) -> dict[str, Any]:
        """Return the data. Raises ValidationError when nothing is counted."""
        data = self.cleaned_data
        if not self.errors and not self.counted():
            raise ValidationError(_("Write at least one number."))
        return data

    def counted(self) -> list[Counted]:
        """Return what was filled in."""
        return [
            Counted(case, outcome, self.cleaned_data[f"{outcome}-{case.pk}"])
            for case in self.cases
            for outcome in Mail.Outcome.values
            if self.cleaned_data.get(f"{outcome}-{case.pk}")
        ]


@admin.register(Mail)
class MailAdmin(DeskAdmin[Mail]):
    """Letters that were sent, came back, were answered. Who wrote is not stored."""

    list_display = ["case", "outcome", "count", "on", "prison"]
    list_filter = ["outcome", ("case", NamedFilter)]
    list_select_related = ["case__person", "prison__place"]
    search_fields = ["case__slug", "case__title"]
    folded_fields = ["case__person__names__folded"]
    autocomplete_fields = ["case", "prison"]
    date_hierarchy = "on"
    change_list_template = "admin/prisoners/mail/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mail]:
        """Bring the names along."""
        return super().get_queryset(request).prefetch_related("case__person__names", "prison__place__names")

    def get_urls(self) -> list[URLPattern]:
        """Add the page for a bundle of post."""
        bundle = path("bundle/", self.admin_site.admin_view(self.bundle), name="prisoners_mail_bundle")
        return [bundle, *super().get_urls()]

    def bundle(self, request: HttpRequest) -> HttpResponse:
        """Write down the post of many cases at once. Raises PermissionDenied."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        cases = Case.objects.filter(kind=Case.Kind.PERSON).exclude(state=PublicationState.WITHDRAWN)
        form = BundleForm(list(cases.with_names()), request.POST if request.method == "POST" else None)
        if form.is_valid():
            rows = log_mail(form.counted(), on=form.cleaned_data["on"])
            for row in rows:
                self.log_addition(request, row, [{"added": {}}])
            messages.success(
                request, ngettext("%d row written down.", "%d rows written down.", len(rows)) % len(rows)
            )
            return HttpResponseRedirect(reverse("admin:prisoners_mail_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("A bundle of post"),
            "opts": self.opts,
            "form": form,
            "outcomes": Mail.Outcome.labels,
        }
        status = 422 if form.is_bound else 200
        return TemplateResponse(request, "admin/prisoners/mail/bundle.html", context, status=status)
