"""A transfer in one step: it ends one stay and begins the next, and letters go to the new address at once."""

from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prisoners.models import Case, CaseEvent, Prison, Stay
from prisoners.services_mail import transfer_prisoner
from sources.models import Claim


class TransferForm(forms.Form):
    """Where somebody was taken, when, and who says so."""

    prison = forms.ModelChoiceField(
        label=gettext_lazy("Transferred to"), queryset=Prison.objects.select_related("place")
    )
    since = forms.CharField(
        label=gettext_lazy("Since"),
        max_length=10,
        help_text=gettext_lazy("Such as 2022-01-08, 2022-01 or 2022. The stay before ends on this date."),
    )
    claims = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Claims"), queryset=Claim.objects.all(), required=False
    )

    def __init__(self, site: AdminSite, data: Any = None) -> None:  # noqa: ANN401 - what a request posted
        super().__init__(data)
        for name, widget in (("prison", AutocompleteSelect), ("claims", AutocompleteSelectMultiple)):
            field = cast("forms.ModelChoiceField[Any]", self.fields[name])
            field.widget = widget(Stay._meta.get_field(name), site, choices=field.choices)

    def clean_since(self) -> str:
        """Return the partial date. Raises ValidationError when it is none."""
        column = Stay._meta.get_field("since")
        return str(cast(Any, column).clean(self.cleaned_data["since"], None))


def transfer_page(admin: ModelAdmin[Case], request: HttpRequest, object_id: str) -> HttpResponse:
    """Show the form of a transfer; when posted, make it. Raises PermissionDenied, Http404."""
    case = admin.get_object(request, unquote(object_id))
    if not admin.has_change_permission(request, case):
        raise PermissionDenied
    if case is None:
        raise Http404
    form = TransferForm(admin.admin_site, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            stay = transfer_prisoner(case, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            admin.log_change(
                request, case, [{"added": {"name": str(stay._meta.verbose_name), "object": str(stay)}}]
            )
            messages.success(request, _said(case, stay))
            return HttpResponseRedirect(reverse("admin:prisoners_case_change", args=[case.pk]))
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Transferred to another prison"),
        "subtitle": str(case),
        "opts": admin.opts,
        "original": case,
        "plural": capfirst(admin.opts.verbose_name_plural),
        "form": form,
        "media": admin.media + form.media,
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "admin/prisoners/case/transfer.html", context, status=status)


def _said(case: Case, stay: Stay) -> str:
    """Say what was done, and offer the dated step that readers would see: it is added by hand or not at all."""
    given = {
        "case": case.pk,
        "episode": stay.episode_id,
        "kind": CaseEvent.Kind.TRANSFER,
        "date": stay.since,
        "title": _("Transferred to %(prison)s") % {"prison": stay.prison},
        "place": stay.prison.place_id,
        "claims": ",".join(str(claim.pk) for claim in stay.claims.all()),
    }
    step = f"{reverse('admin:prisoners_caseevent_add')}?{urlencode(given)}"
    return format_html(
        '{} <a href="{}">{}</a>',
        _("Letters now go to %(prison)s. Labels printed before are out of date.") % {"prison": stay.prison},
        step,
        _("Add the transfer to the dated steps of the case"),
    )
