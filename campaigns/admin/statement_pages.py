"""Pages of a statement in the admin: hand it over, publish a version."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget, AutocompleteSelect
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from accounts.models import User
from campaigns.admin.asking import address_of_row, ask, find_row
from campaigns.admin.photographs import WORDS, PhotographForm
from campaigns.models import HandOver, Statement, Target
from campaigns.services.hand_overs import HandOverError, hand_over
from campaigns.services.photographs import add_photograph
from campaigns.services.versions import VersionRefusedError, publish_version
from campaigns.signature_counts import Counts, counts_of
from toolkit.partial_dates import validate_partial_date


class HandOverForm(forms.Form):
    """To whom, when."""

    target = forms.ModelChoiceField(label=gettext_lazy("To"), queryset=Target.objects.all())
    on = forms.CharField(
        label=gettext_lazy("On"),
        max_length=10,
        help_text=gettext_lazy("2026-03-02, or as much of it as is known."),
        validators=[validate_partial_date],
        widget=AdminTextInputWidget,
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 4}),
        help_text=gettext_lazy("Who took it, what was said. It is public."),
    )

    def __init__(self, statement: Statement, data: QueryDict | None, site: AdminSite) -> None:
        super().__init__(data, initial={"on": f"{timezone.now():%Y-%m-%d}"})
        field = cast("forms.ModelChoiceField[Target]", self.fields["target"])
        field.queryset = statement.campaign.targets.all()
        column = cast(Any, HandOver._meta.get_field("target"))
        field.widget = AutocompleteSelect(column, site)
        field.widget.choices = field.choices


def counts_in_words(counts: Counts) -> list[str]:
    """Return who stands under the current version: people, organisations, and those on paper."""
    return [
        ngettext("%d person", "%d people", counts.people) % counts.people,
        ngettext("%d organisation", "%d organisations", counts.organisations) % counts.organisations,
        _("%d on paper") % counts.paper,
    ]


def hand_over_page(admin: ModelAdmin[Statement], request: HttpRequest, object_id: str) -> HttpResponse:
    """Ask to whom it was handed over; when posted, record it with the counts of now."""
    statement = find_row(admin, request, object_id)
    form = HandOverForm(statement, request.POST if request.method == "POST" else None, admin.admin_site)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            record = hand_over(
                statement, target=data["target"], on=data["on"], note_text=data["note"], now=timezone.now()
            )
        except HandOverError as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            _log_addition(request, record)
            admin.log_change(request, statement, [{"changed": {"fields": [gettext_noop("handed over")]}}])
            messages.success(request, _("Recorded. Add a photograph here, if there is one."))
            return HttpResponseRedirect(reverse("admin:campaigns_handover_change", args=[record.pk]))
    counts = counts_of(statement)
    return ask(
        admin,
        request,
        title=_("Hand over"),
        explanation=_(
            "It is recorded with what counts at this moment (%(counts)s) and with the hash of the ledger. Signing "
            "ends. This cannot be taken back."
        )
        % {"counts": ", ".join(counts_in_words(counts))},
        form=form,
        row=statement,
    )


def version_page(
    admin: ModelAdmin[Statement], request: HttpRequest, object_id: str, number: int
) -> HttpResponse:
    """Ask whether a version is to be published; when posted, publish it."""
    statement = find_row(admin, request, object_id)
    texts = statement.versions.filter(number=number, published_at=None)
    title = _("Publish version %(number)d") % {"number": number}
    if request.method == "POST":
        try:
            told = publish_version(statement, number, now=timezone.now())
        except VersionRefusedError:
            messages.error(
                request,
                _(
                    "It is not published: it has no text left to publish, comes before the current one, or does not "
                    "say in each language what changed."
                ),
            )
        else:
            admin.log_change(
                request, statement, [{"changed": {"fields": [gettext_noop("version published")]}}]
            )
            words = [_("Published. Its text cannot be changed any more.")]
            if told:
                words.append(
                    ngettext("%d person is asked to confirm.", "%d people are asked to confirm.", told) % told
                )
            messages.success(request, " ".join(words))
        return HttpResponseRedirect(address_of_row(admin, statement))
    return ask(
        admin,
        request,
        title=title,
        explanation=_(
            "The texts become public and cannot be changed any more. Whoever signed an earlier version is told what "
            "changed and asked to confirm; until then they count apart."
        ),
        button=title,
        row=statement,
        subjects=[f"{text.language}: {text.what_changed or text.text[:160]}" for text in texts],
    )


def hand_over_photograph_page(
    admin: ModelAdmin[HandOver], request: HttpRequest, object_id: str
) -> HttpResponse:
    """Add a photograph to a hand-over."""
    record = find_row(admin, request, object_id)
    form = PhotographForm(request.POST, request.FILES) if request.method == "POST" else PhotographForm()
    if form.is_bound and form.is_valid():
        words = {name: form.cleaned_data[name] for name in WORDS}
        try:
            photograph = add_photograph(record, data=form.cleaned_data["file"].read(), **words)
        except ValidationError as error:
            form.add_error("file", error.messages)
        else:
            _log_addition(request, photograph)
            messages.success(request, _("The photograph was added, without what the camera wrote into it."))
            return HttpResponseRedirect(address_of_row(admin, record))
    return ask(
        admin,
        request,
        title=_("Add a photograph"),
        explanation=_("Whoever can be recognised may be harmed by it. When in doubt, leave it out."),
        button=_("Save"),
        form=form,
        row=record,
    )


def _log_addition(request: HttpRequest, row: Any) -> None:  # noqa: ANN401 - any row
    LogEntry.objects.log_actions(cast(User, request.user).pk, [row], ADDITION, [{"added": {}}])
