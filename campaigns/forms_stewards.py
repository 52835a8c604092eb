"""What a steward sends, typed at a form or queued on a phone: both are checked alike."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from campaigns.models import StewardAction
from campaigns.services.stewards import Tap

LONGEST_NOTE = 2000
MOST_HEADS = 1_000_000
LONGEST_LABEL = 80
# In a page, an admin or a mail these break what stands around them.
_BREAKING = {"Cc", "Cs", "Zl", "Zp"}


def check_characters(text: str, *, but: str = "") -> None:
    """Raise ValidationError for characters that cannot be shown, except those in `but`."""
    if any(unicodedata.category(c) in _BREAKING and c not in but for c in text):
        raise ValidationError(_("There is a character in it that cannot be shown. Type it again."))


class KeyForm(forms.Form):
    """The key of an action, made where it was done, by which it is known when it is sent again."""

    id = forms.UUIDField()


class TapForm(KeyForm):
    """One action of a steward."""

    kind = forms.ChoiceField(choices=StewardAction.Kind)
    sign_up = forms.UUIDField(required=False)
    happened_at = forms.DateTimeField(required=False)
    headcount = forms.IntegerField(
        label=_("How many are here now?"),
        min_value=0,
        max_value=MOST_HEADS,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("Write no names, neither of volunteers nor of those who were taken or hurt."),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        error_messages={"max_length": _("This is too long: at most %(limit_value)d characters.")},
    )
    is_incident = forms.BooleanField(
        label=_("It is about an arrest, an injury or the like"),
        help_text=_("Then only the legal role reads it."),
        required=False,
    )

    def clean_note(self) -> str:
        """Return the note. Raises ValidationError for characters that cannot be shown."""
        note = str(self.cleaned_data["note"]).strip()
        check_characters(note, but="\n\r\t")
        return note

    def clean(self) -> dict[str, Any]:
        """Return the data. Raises ValidationError when what the kind of action needs is missing."""
        data = self.cleaned_data
        kind = data.get("kind")
        if kind in StewardAction.ABOUT_A_PERSON and not data.get("sign_up"):
            raise ValidationError(_("Say who it is about."))
        is_empty = data.get("headcount") is None and not data.get("note")
        if kind == StewardAction.Kind.OBSERVE and is_empty and not self.errors:
            raise ValidationError(_("Write a number or a note."))
        return data

    def tap(self) -> Tap:
        """Return what was done. Only for a form that is valid."""
        data = self.cleaned_data
        about = data["kind"] in StewardAction.ABOUT_A_PERSON
        return Tap(**{**data, "sign_up": data["sign_up"] if about else None})

    def reason(self) -> str:
        """Return in one line why the form is not valid."""
        return " ".join(str(error) for errors in self.errors.values() for error in errors)


class LinkForm(forms.Form):
    """For whom a link is."""

    label = forms.CharField(
        label=_("For whom"),
        help_text=_("A nickname, so that the link can be revoked."),
        max_length=LONGEST_LABEL,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_label(self) -> str:
        """Return the nickname. Raises ValidationError for characters that cannot be shown."""
        label = str(self.cleaned_data["label"])
        check_characters(label)
        return label
