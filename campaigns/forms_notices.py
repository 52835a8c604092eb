"""How an organiser wants to hear of dates: a choice for each kind."""

from django import forms

from campaigns.models import NoticeKind, NoticePreference


class WishesForm(forms.Form):
    """One field for each kind, named after it."""

    def __init__(self, data: object = None, *, chosen: dict[NoticeKind, str]) -> None:
        super().__init__(data, label_suffix="")  # type: ignore[arg-type]  # what a request posts
        for kind in NoticeKind:
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label, choices=NoticePreference.How.choices, initial=chosen[kind]
            )

    def wishes(self) -> dict[NoticeKind, str]:
        """Return what was chosen. Only for a form that is valid."""
        return {kind: self.cleaned_data[kind.value] for kind in NoticeKind}
