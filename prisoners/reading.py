"""What this room makes from a passage of a document: a dated step of a case."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Max, Model
from django.utils.translation import gettext_lazy

from prisoners.models import Case, CaseEvent
from sources.models import Claim, Passage, Suggestion
from sources.reading.forms import ClaimForm
from sources.reading.makers import Maker, register
from sources.reading.prefill import Found
from toolkit.names import free_slug

_KIND_OF_CUE: dict[str, str] = {
    Suggestion.Cue.DETAINED: CaseEvent.Kind.ARREST,
    Suggestion.Cue.CHARGED: CaseEvent.Kind.CHARGE,
    Suggestion.Cue.SENTENCED: CaseEvent.Kind.SENTENCE,
    Suggestion.Cue.TORTURED: CaseEvent.Kind.ILL_TREATMENT,
    Suggestion.Cue.RELEASED: CaseEvent.Kind.RELEASE,
    Suggestion.Cue.DIED: CaseEvent.Kind.DEATH,
    Suggestion.Cue.CALLED_FOR: CaseEvent.Kind.APPEAL,
}


class CaseEventForm(ClaimForm):
    """A claim, and the step of a case that rests on it; both have the same date."""

    case = forms.ModelChoiceField(
        label=gettext_lazy("Case"),
        queryset=Case.objects.select_related("person").prefetch_related("person__names"),
    )
    event_kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[("", "—"), *CaseEvent.Kind.choices])
    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)

    field_order = ["case", "event_kind", "title", "text"]

    def __init__(self, found: Found, data: Any = None, *, passages: list[Passage]) -> None:  # noqa: ANN401 - a QueryDict
        super().__init__(found, data, passages=passages)
        people = [key.removeprefix("person:") for key in found.initial["named"] if key.startswith("person:")]
        cases = Case.objects.filter(person__in=people).values_list("pk", flat=True)
        self.initial["event_kind"] = _KIND_OF_CUE.get(found.cue, "")
        self.initial["case"] = cases[0] if len(cases) == 1 else None


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
