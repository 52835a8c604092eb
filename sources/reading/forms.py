"""Forms of the reading view: what is decided on suggestions, and what is made from passages."""

import re
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sources.admin_base import in_words
from sources.models import Citation, Claim, Document, Organisation, Passage, Person, Place, Suggestion
from sources.reading.drafts import ClaimDraft
from sources.reading.known import KnownField, KnownListField, find_known
from sources.reading.prefill import Found
from toolkit.partial_dates import validate_partial_date

ALL_KINDS = ("person", "organisation", "place")
_MODELS: dict[str, Any] = {"person": Person, "organisation": Organisation, "place": Place}


class PartialDate(forms.CharField):
    """A year, a month or a day."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - a field's own
        super().__init__(
            max_length=10, required=False, validators=[validate_partial_date], strip=True, **kwargs
        )


class ReviewForm(forms.Form):
    """What to do with suggestions of a document: one, those selected, or all of a kind in a passage."""

    do = forms.RegexField(r"^(accept|dismiss):(\d{1,18}|selected|kind-[a-z_]{1,12})$")
    passage = forms.IntegerField(min_value=1, max_value=10**9)
    suggestion = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, document: Document, data: Any) -> None:  # noqa: ANN401 - a QueryDict
        super().__init__(data)
        self._open = Suggestion.objects.filter(passage__document=document)
        field = cast(forms.TypedMultipleChoiceField, self.fields["suggestion"])
        # Only keys of numbers reach the database; which of them are of this document is asked there.
        field.choices = [(key, key) for key in data.getlist("suggestion") if re.fullmatch(r"\d{1,18}", key)]

    @property
    def is_accepting(self) -> bool:
        """Whether they are accepted; else they are dismissed."""
        return str(self.cleaned_data["do"]).startswith("accept")

    def suggestions(self) -> list[Suggestion]:
        """Return the suggestions meant; one that was handled meanwhile is there, so that this can be told."""
        _verb, _colon, which = self.cleaned_data["do"].partition(":")
        if which == "selected":
            found = self._open.filter(pk__in=self.cleaned_data["suggestion"])
        elif which.startswith("kind-"):
            found = self._open.open().filter(
                passage__number=self.cleaned_data["passage"], kind=which.removeprefix("kind-")
            )
        else:
            found = self._open.filter(pk=int(which))
        return list(found)


class MarkForm(forms.Form):
    """What a passage is: furniture of the page, or text."""

    passage = forms.IntegerField(min_value=1, max_value=10**9)
    mark = forms.ChoiceField(choices=[("furniture", "furniture"), ("text", "text")])


class ClaimForm(forms.Form):
    """A claim made from passages: short, filled in from what was found in the sentence."""

    # Field names in the parts of the form that are closed at first.
    folded: ClassVar[tuple[str, ...]] = (
        "figure_operator",
        "figure_value",
        "figure_high",
        "figure_unit",
        "figure_words",
    )

    text = forms.CharField(
        label=gettext_lazy("Sentence, in our words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_quotation = forms.BooleanField(
        label=gettext_lazy("It is a quotation: the words may be theirs"), required=False
    )
    stance = forms.ChoiceField(
        label=gettext_lazy("The passage"), choices=Citation.Stance, initial=Citation.Stance.SUPPORTS
    )
    date = PartialDate(
        label=gettext_lazy("Happened on"), help_text=gettext_lazy("2019, 2021-09 or 2022-01-08.")
    )
    date_end = PartialDate(label=gettext_lazy("Until"))
    circa = forms.BooleanField(label=gettext_lazy("About then"), required=False)
    named = forms.MultipleChoiceField(
        label=gettext_lazy("Whom it names"), required=False, widget=forms.CheckboxSelectMultiple
    )
    also = KnownListField(
        ALL_KINDS,
        label=gettext_lazy("Also names"),
        required=False,
        help_text=gettext_lazy("Known names in any spelling, with commas."),
    )
    said_by = forms.CharField(
        label=gettext_lazy("Said by"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("A known name, or in words such as: campaigners."),
        widget=forms.TextInput(attrs={"list": "known-names", "autocomplete": "off"}),
    )
    said_on = PartialDate(label=gettext_lazy("Said on"))
    directness = forms.ChoiceField(label=gettext_lazy("Directness"), choices=Claim.Directness)
    figure_operator = forms.ChoiceField(
        label=gettext_lazy("Figure"), required=False, choices=[("", "—"), *Claim.Operator.choices]
    )
    figure_value = forms.DecimalField(
        label=gettext_lazy("Value"), required=False, max_digits=16, decimal_places=3
    )
    figure_high = forms.DecimalField(
        label=gettext_lazy("Upper value"), required=False, max_digits=16, decimal_places=3
    )
    figure_unit = forms.CharField(label=gettext_lazy("Unit"), required=False, max_length=80)
    figure_words = forms.CharField(label=gettext_lazy("In words"), required=False, max_length=120)

    def __init__(self, found: Found, data: Any = None, *, passages: list[Passage]) -> None:  # noqa: ANN401 - a QueryDict
        super().__init__(data, initial=found.initial)
        self.passages = passages
        self._inferred = found.initial.get("inferred", {})
        cast(forms.MultipleChoiceField, self.fields["named"]).choices = found.named
        if not found.named:
            del self.fields["named"]

    def draft(self) -> ClaimDraft:
        """Return the claim that was asked for; call it when the form is valid."""
        data = self.cleaned_data
        draft = ClaimDraft(data["text"].strip())
        for name in ("date", "date_end", "circa", "said_on", "directness", *self.folded):
            draft.columns[name] = data[name]
        if self._inferred and data["date"] == self.initial.get("date"):
            draft.columns["inferred"] = self._inferred
        draft.columns |= _said_by(data["said_by"].strip())
        keys = [key.split(":") for key in data.get("named", [])]
        rows = [_MODELS[kind].objects.get(pk=pk) for kind, pk in keys] + data["also"]
        for row in dict.fromkeys(rows):
            kind = "people" if isinstance(row, Person) else f"{row._meta.model_name}s"
            getattr(draft, kind).append(row)
        return draft

    def show(self, error: ValidationError) -> None:
        """Show what the service found wrong beside the field that it is about, where there is one."""
        for name, messages in (
            error.message_dict.items() if hasattr(error, "error_dict") else [(None, error.messages)]
        ):
            self.add_error(name if name in self.fields else None, [in_words(message) for message in messages])


class NameForm(forms.Form):
    """A name before it is accepted."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)

    def __init__(self, suggestion: Suggestion, data: Any = None) -> None:  # noqa: ANN401 - a QueryDict
        known = suggestion.linked
        words = suggestion.passage.text[suggestion.start : suggestion.end]
        initial = {"name": suggestion.proposal.get("name") or words, "known": known.slug if known else ""}
        super().__init__(data, initial=initial)
        self.fields["known"] = KnownField(
            [suggestion.kind],
            label=_("Known as"),
            required=False,
            help_text=_("A known name in any spelling. Empty: a new one is made."),
        )
        self.fields["is_another"] = forms.BooleanField(
            label=_("Another of the same name: a new one is made"), required=False
        )

    def proposal(self) -> dict[str, Any]:
        """Return what the suggestion proposes now."""
        return {"name": self.cleaned_data["name"]}


class DateForm(forms.Form):
    """A date before it is accepted."""

    date = PartialDate(label=gettext_lazy("Date"), help_text=gettext_lazy("2019, 2021-09 or 2022-01-08."))
    date_end = PartialDate(label=gettext_lazy("Until"))
    circa = forms.BooleanField(label=gettext_lazy("About then"), required=False)

    def __init__(self, suggestion: Suggestion, data: Any = None) -> None:  # noqa: ANN401 - a QueryDict
        super().__init__(data, initial=suggestion.proposal)

    def proposal(self) -> dict[str, Any]:
        """Return what the suggestion proposes now."""
        return dict(self.cleaned_data)


class FigureForm(forms.Form):
    """A figure before it is accepted."""

    operator = forms.ChoiceField(label=gettext_lazy("Figure"), choices=Claim.Operator)
    value = forms.DecimalField(label=gettext_lazy("Value"), required=False, max_digits=16, decimal_places=3)
    high = forms.DecimalField(
        label=gettext_lazy("Upper value"), required=False, max_digits=16, decimal_places=3
    )
    unit = forms.CharField(label=gettext_lazy("Unit"), required=False, max_length=80)
    words = forms.CharField(label=gettext_lazy("In words"), required=False, max_length=120)

    def __init__(self, suggestion: Suggestion, data: Any = None) -> None:  # noqa: ANN401 - a QueryDict
        super().__init__(data, initial=suggestion.proposal)

    def proposal(self) -> dict[str, Any]:
        """Return what the suggestion proposes now; numbers as text."""
        data = self.cleaned_data
        numbers = {name: "" if data[name] is None else str(data[name]) for name in ("value", "high")}
        return {**data, **numbers}


class CueForm(forms.Form):
    """A case cue before it is accepted."""

    cue = forms.ChoiceField(label=gettext_lazy("Case cue"), choices=Suggestion.Cue)

    def __init__(self, suggestion: Suggestion, data: Any = None) -> None:  # noqa: ANN401 - a QueryDict
        super().__init__(data, initial=suggestion.proposal)

    def proposal(self) -> dict[str, Any]:
        """Return what the suggestion proposes now."""
        return dict(self.cleaned_data)


EDIT_FORMS: dict[str, type[NameForm | DateForm | FigureForm | CueForm]] = {
    "person": NameForm,
    "organisation": NameForm,
    "place": NameForm,
    "date": DateForm,
    "figure": FigureForm,
    "case_cue": CueForm,
}


def _said_by(text: str) -> dict[str, Any]:
    """Return who says so: a known person or organisation where the name is one's, else the words."""
    if not text:
        return {}
    try:
        known = find_known(text, ("person", "organisation"))
    except ValidationError:
        return {"said_by_label": text}
    return {"said_by_person" if isinstance(known, Person) else "said_by_organisation": known}
