"""Pages of a hand-over in the admin: filled in, followed while a worker checks the ledger, with a photograph."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget, AutocompleteSelect
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from accounts.models import User
from campaigns.admin.asking import address_of_row, ask, find_row
from campaigns.admin.photographs import WORDS, PhotographForm
from campaigns.admin.statement_pages import counts_in_words
from campaigns.models import HandOver, HandOverCheck, Statement, Target
from campaigns.services.hand_overs import HandOverError, ask_for_hand_over, check_again, forget_check
from campaigns.services.photographs import add_photograph
from campaigns.signature_counts import counts_of
from toolkit.partial_dates import validate_partial_date

# So often, in seconds, the page looks how far the worker is.
_LOOK_AGAIN = 3


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


def hand_over_page(admin: ModelAdmin[Statement], request: HttpRequest, object_id: str) -> HttpResponse:
    """Ask to whom it was handed over, and show what is checked; when posted, record it with the counts of now."""
    statement = find_row(admin, request, object_id)
    form = HandOverForm(statement, request.POST if request.method == "POST" else None, admin.admin_site)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            kept = ask_for_hand_over(
                statement,
                target=data["target"],
                on=data["on"],
                note_text=data["note"],
                by=cast(User, request.user),
                now=timezone.now(),
            )
        except HandOverError as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return _after(admin, request, statement, kept)
    return _with_states(
        ask(
            admin,
            request,
            title=_("Hand over"),
            explanation=_(
                "It is recorded with what counts at this moment (%(counts)s) and with the hash of the ledger. Signing "
                "ends. This cannot be taken back."
            )
            % {"counts": ", ".join(counts_in_words(counts_of(statement)))},
            form=form,
            row=statement,
        ),
        "hand_over.html",
        checks=list(statement.hand_over_checks.select_related("target")),
        records=list(statement.hand_overs.select_related("target")),
    )


def hand_over_check_page(
    admin: ModelAdmin[Statement], request: HttpRequest, object_id: str, key: int
) -> HttpResponse:
    """Show how far the check of a hand-over is; when posted, have it checked again, or give it up.

    Once it is recorded or given up, leads to where all hand-overs stand. Raises PermissionDenied, Http404.
    """
    statement = find_row(admin, request, object_id)
    check = statement.hand_over_checks.select_related("target").filter(pk=key).first()
    if check is None:
        return HttpResponseRedirect(reverse("admin:campaigns_statement_hand_over", args=[statement.pk]))
    if request.method == "POST":
        if request.POST.get("step") == "again":
            check_again(check)
        else:
            forget_check(check)
            admin.log_change(
                request, statement, [{"changed": {"fields": [gettext_noop("hand-over given up")]}}]
            )
            messages.success(request, _("Given up. Nothing was recorded."))
        return HttpResponseRedirect(request.path)
    answer = _with_states(
        ask(admin, request, title=_("Hand over"), explanation="", row=statement),
        "hand_over_check.html",
        checks=[check],
        records=[],
    )
    if check.is_unfinished:
        # Without a script too.
        answer["Refresh"] = str(_LOOK_AGAIN)
    return answer


def _with_states(
    answer: HttpResponse, template: str, *, checks: list[HandOverCheck], records: list[HandOver]
) -> HttpResponse:
    """Show hand-overs beside a question."""
    page = cast(TemplateResponse, answer)
    page.template_name = f"admin/campaigns/statement/{template}"
    page.context_data = {**(page.context_data or {}), "checks": checks, "records": records}
    page["Cache-Control"] = "no-store"
    return page


def _after(
    admin: ModelAdmin[Statement],
    request: HttpRequest,
    statement: Statement,
    kept: HandOver | HandOverCheck,
) -> HttpResponse:
    """Note what was done, and lead to where it goes on."""
    if isinstance(kept, HandOverCheck):
        word = gettext_noop("hand-over asked for")
        admin.log_change(request, statement, [{"changed": {"fields": [word]}}])
        page = reverse("admin:campaigns_statement_hand_over_check", args=[statement.pk, kept.pk])
        return HttpResponseRedirect(page)
    _log_addition(request, kept)
    admin.log_change(request, statement, [{"changed": {"fields": [gettext_noop("handed over")]}}])
    messages.success(request, _("Recorded. Add a photograph here, if there is one."))
    return HttpResponseRedirect(reverse("admin:campaigns_handover_change", args=[kept.pk]))


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
