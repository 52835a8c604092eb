"""What organisers decide on signatures in the admin, many at a time: approve, show names or not, refuse."""

from collections.abc import Callable, Sequence

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from campaigns.admin.approving import match_for
from campaigns.admin.asking import ask, asks_first, sent_along
from campaigns.models import Signature
from campaigns.services.approving import (
    ApprovingError,
    approve_organisation,
    check_names,
    refuse_signature,
)


def who_signed(signature: Signature) -> str:
    """Return the name as far as its owner lets it be shown, also while it is held back: it is looked at here."""
    if signature.signer == Signature.Signer.ORGANISATION:
        return str(signature)
    if signature.display == Signature.Display.HIDDEN or not signature.name:
        return str(Signature.Display.HIDDEN.label)
    return ", ".join(part for part in (signature.name, signature.town) if part)


@admin.action(description=gettext_lazy("Approve organisations"), permissions=["change"])
def approve_selected(
    desk: ModelAdmin[Signature], request: HttpRequest, queryset: QuerySet[Signature]
) -> HttpResponse | None:
    """Approve those that wait, after a page that says which of ours each is taken for."""
    rows = list(queryset.filter(state=Signature.State.TO_APPROVE))
    if not rows:
        messages.warning(request, _("None of these waits for an organiser."))
        return None
    if asks_first(request):
        pairs = [(row.organisation_name, match_for(row)) for row in rows]
        return ask(
            desk,
            request,
            title=_("Approve organisations"),
            explanation=_("They count from then on and are shown. What each is taken for:"),
            subjects=[
                _("%(written)s: our %(name)s") % {"written": written, "name": match}
                if match
                else _("%(written)s: a new organisation") % {"written": written}
                for written, match in pairs
            ],
            hidden=sent_along(request, "approve_selected", rows),
        )
    _each(
        desk,
        request,
        rows,
        lambda row: approve_organisation(
            row, organisation=match_for(row), name=row.organisation_name, now=timezone.now()
        ),
        gettext_noop("state: confirmed"),
    )
    return None


@admin.action(description=gettext_lazy("Names are in order: show them"), permissions=["change"])
def show_names(desk: ModelAdmin[Signature], request: HttpRequest, queryset: QuerySet[Signature]) -> None:
    """Note that names were looked at; those that were held back are shown again."""
    _look_at_names(desk, request, queryset, withhold=False)


@admin.action(description=gettext_lazy("Hold names back"), permissions=["change"])
def withhold_names(desk: ModelAdmin[Signature], request: HttpRequest, queryset: QuerySet[Signature]) -> None:
    """Let the signatures count as names kept private; this can be taken back."""
    _look_at_names(desk, request, queryset, withhold=True)


@admin.action(description=gettext_lazy("Refuse, and erase name and address"), permissions=["change"])
def refuse_selected(
    desk: ModelAdmin[Signature], request: HttpRequest, queryset: QuerySet[Signature]
) -> HttpResponse | None:
    """Refuse each, after a page that asks."""
    rows = list(queryset)
    if asks_first(request):
        return ask(
            desk,
            request,
            title=_("Refuse these signatures"),
            explanation=_(
                "Names, addresses and messages are erased at once, and they do not count any more. "
                "This cannot be taken back; who signed in earnest can sign again."
            ),
            button=_("Refuse, and erase name and address"),
            subjects=[f"{who_signed(row)} ({row.statement})" for row in rows],
            hidden=sent_along(request, "refuse_selected", rows),
            danger=True,
        )
    refused = gettext_noop("state: refused")
    _each(desk, request, rows, lambda row: refuse_signature(row, now=timezone.now()), refused)
    return None


def _look_at_names(
    desk: ModelAdmin[Signature], request: HttpRequest, queryset: QuerySet[Signature], *, withhold: bool
) -> None:
    rows = list(queryset.filter(signer=Signature.Signer.PERSON))
    check_names([row.pk for row in rows], withhold=withhold)
    word = gettext_noop("name held back") if withhold else gettext_noop("name looked at")
    for row in rows:
        desk.log_change(request, row, [{"changed": {"fields": [word]}}])
    messages.success(request, ngettext("%d name noted.", "%d names noted.", len(rows)) % len(rows))


def _each(
    desk: ModelAdmin[Signature],
    request: HttpRequest,
    rows: Sequence[Signature],
    decide: Callable[[Signature], object],
    history: str,
) -> None:
    """Decide on each row, note it in the history, and say of the others why not."""
    done = 0
    for row in rows:
        key, name = row.pk, str(row)
        try:
            decide(row)
        except ApprovingError as error:
            messages.error(request, f"{name}: {error}")
        else:
            row.pk = key  # a name from paper is deleted
            desk.log_change(request, row, [{"changed": {"fields": [history]}}])
            done += 1
    if done:
        messages.success(request, ngettext("%d done.", "%d done.", done) % done)
