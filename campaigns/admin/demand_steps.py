"""What became of a demand, added from the report of a picket: dated, and cited with the claims of the report."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from campaigns.admin.report_pages import find_report, show_form
from campaigns.models import AfterAction, Demand, DemandState, DemandStep
from campaigns.services.reports import add_demand_step
from sources.models import Claim


class DemandStepForm(forms.Form):
    """A step of one of the campaign's demands."""

    demand = forms.ModelChoiceField(label=gettext_lazy("Demand"), queryset=Demand.objects.none())
    state = forms.ChoiceField(label=gettext_lazy("State"), choices=DemandState)
    date = forms.CharField(
        label=gettext_lazy("Date"),
        max_length=10,
        help_text=gettext_lazy("Such as 2022-01-08, 2022-01 or 2022."),
    )
    text = forms.CharField(
        label=gettext_lazy("What happened"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    claims = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Claims"),
        queryset=Claim.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Those of this picket and its report; what says so is needed."),
    )

    def __init__(self, after: AfterAction, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        picket = after.picket
        demands = cast("forms.ModelChoiceField[Demand]", self.fields["demand"])
        demands.queryset = Demand.objects.filter(campaign=picket.campaign_id)
        claims = cast("forms.ModelMultipleChoiceField[Claim]", self.fields["claims"])
        claims.queryset = Claim.objects.filter(Q(picket_reports__after=after) | Q(pickets=picket)).distinct()
        if not claims.queryset:
            claims.help_text = _(
                "Neither the picket nor its report rests on a claim yet; add one there first."
            )
        self.fields["date"].initial = picket.date

    def clean_date(self) -> str:
        """Return the date. Raises ValidationError when it is none."""
        column = DemandStep._meta.get_field("date")
        return str(cast(Any, column).clean(self.cleaned_data["date"], None))


def add_step_page(admin: ModelAdmin[AfterAction], request: HttpRequest, object_id: str) -> HttpResponse:
    """Add a step of a demand, and go back to the report. Raises PermissionDenied, Http404."""
    after = find_report(admin, request, object_id, permission="campaigns.add_demandstep")
    form = DemandStepForm(after, request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = dict(form.cleaned_data)
        demand: Demand = given.pop("demand")
        try:
            step = add_demand_step(demand, **given)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            user = cast(User, request.user)
            message = [{"added": {"name": str(step._meta.verbose_name), "object": str(step)}}]
            LogEntry.objects.log_actions(user.pk, [demand], CHANGE, message)
            messages.success(request, _("Written down: %(demand)s") % {"demand": demand})
            return HttpResponseRedirect(reverse("admin:campaigns_afteraction_change", args=[after.pk]))
    return show_form(admin, request, after, form=form, title=_("A step of a demand"))
