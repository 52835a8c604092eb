"""The page on which an organisation is approved: as one of ours, found in any spelling, or as a new one."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.widgets import AdminTextInputWidget, AutocompleteSelect
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from campaigns.admin.asking import address_of_row, ask
from campaigns.models import Signature
from campaigns.services.approving import ApprovingError, approve_organisation
from sources.models import Organisation
from toolkit.names import fold


class ApproveForm(forms.Form):
    """Which organisation it is."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("One of ours"),
        queryset=Organisation.objects.with_names(),
        required=False,
        help_text=gettext_lazy("Search in any spelling or script."),
    )
    name = forms.CharField(
        label=gettext_lazy("Or a new one, with this name"),
        max_length=160,
        required=False,
        widget=AdminTextInputWidget,
    )

    def __init__(self, signature: Signature, data: QueryDict | None, site: AdminSite) -> None:
        match = match_for(signature)
        initial = {"organisation": match, "name": "" if match else signature.organisation_name}
        super().__init__(data, initial=initial)
        column = cast(Any, Signature._meta.get_field("organisation"))
        field = cast("forms.ModelChoiceField[Organisation]", self.fields["organisation"])
        field.widget = AutocompleteSelect(column, site)
        field.widget.choices = field.choices


def match_for(signature: Signature) -> Organisation | None:
    """Return the one organisation of ours that is called as was written, in any spelling."""
    folded = fold(signature.organisation_name)
    if not folded:
        return None
    found = list(Organisation.objects.with_names().filter(names__folded=folded).distinct()[:2])
    return found[0] if len(found) == 1 else None


def approve_page(admin: ModelAdmin[Signature], request: HttpRequest, signature: Signature) -> HttpResponse:
    """Ask which organisation it is; when posted, let it count."""
    form = ApproveForm(signature, request.POST if request.method == "POST" else None, admin.admin_site)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            approved = approve_organisation(
                signature, organisation=data["organisation"], name=data["name"], now=timezone.now()
            )
        except ApprovingError as error:
            form.add_error(None, str(error))
        else:
            admin.log_change(request, approved, [{"changed": {"fields": [gettext_noop("state: confirmed")]}}])
            messages.success(request, _("%(name)s counts now.") % {"name": approved.organisation})
            return HttpResponseRedirect(address_of_row(admin, signature))
    return ask(
        admin,
        request,
        title=_("Approve the organisation"),
        explanation=_("It was written as “%(name)s”. Its contact has confirmed the address.")
        % {"name": signature.organisation_name},
        form=form,
        row=signature,
    )
