"""What this room makes from a passage of a document: a dated step of a case."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Max, Model
from django.utils.translation import gettext_lazy

from prisoners.models import Case, CaseEvent
from sources.models import Claim
from sources.reading.forms import ClaimForm
from sources.reading.makers import Maker, register
from toolkit.names import free_slug


class CaseEventForm(ClaimForm):
    """A claim, and the step of a case that rests on it; both have the same date."""

    case = forms.ModelChoiceField(
        label=gettext_lazy("Case"),
        queryset=Case.objects.select_related("person").prefetch_related("person__names"),
    )
    event_kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=CaseEvent.Kind)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)

    field_order = ["case", "event_kind", "title", "text"]


def register_own() -> None:
    """Offer it; called once the app is ready."""
    permissions = ("sources.add_claim", "prisoners.add_caseevent")
    register(Maker("case-event", gettext_lazy("Case event"), CaseEventForm, permissions, _make_event))


def _make_event(claim: Claim, data: Mapping[str, Any]) -> list[Model]:
    """Make a draft of a step. Raises ValidationError when its values do not go together."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=data["case"].pk)
    steps = CaseEvent.objects.filter(case=case)
    last = steps.aggregate(last=Max("position"))["last"]
    event = CaseEvent(
        case=case,
        slug=free_slug(data["title"], taken=set(steps.values_list("slug", flat=True)), longest=90),
        kind=data["event_kind"],
        title=data["title"],
        date=claim.date,
        date_end=claim.date_end,
        circa=claim.circa,
        position=0 if last is None else last + 1,
    )
    event.full_clean()
    event.save()
    event.claims.add(claim)
    return [event]
