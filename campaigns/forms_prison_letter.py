"""The form of a letter to a prisoner. Nothing of it is stored: it goes into the PDF that comes back."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.form_fields import LONGEST_NAME, check_name

# More than any prison lets through; beyond it is no letter.
LONGEST_TEXT = 20_000
# What fits above an envelope's address, or on a label.
RETURN_LINES = 5
LONGEST_RETURN_LINE = 44
_INVISIBLE = _("There is a character in it that cannot be shown. Type it again.")
_OVERRIDES = set("\u202d\u202e")


class What(models.TextChoices):
    """What is to be printed."""

    LETTER = "letter", _("The letter, A4")
    DL = "dl", _("An envelope, DL (220 by 110 mm)")
    C6 = "c6", _("An envelope, C6 (162 by 114 mm)")
    LABELS = "labels", _("Ten labels of 85 by 54 mm on A4")


class Sender(models.TextChoices):
    """What the letter says of who wrote it."""

    NOBODY = "nobody", _("No name")
    NAME = "name", _("A first name")
    ADDRESS = "address", _("A name and a return address")


class PrisonLetterForm(forms.Form):
    """A letter, who it is from, and on what it is printed."""

    text = forms.CharField(
        label=_("Your letter"),
        help_text=_("In a language that letters may be in. Leave an empty line between paragraphs."),
        required=False,
        max_length=LONGEST_TEXT,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 14, "autocomplete": "off", "dir": "auto"}),
        error_messages={
            "max_length": _("This is longer than any letter that a prison lets through. Shorten it."),
            "null_characters_not_allowed": _INVISIBLE,
        },
    )
    sender = forms.ChoiceField(
        label=_("Who it is from"), choices=Sender, initial=Sender.NOBODY, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=_("Your name, as it is to stand there"),
        help_text=_("A first name or a nickname is enough."),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "max_length": _("This is too long: a first name or a nickname is enough."),
            "null_characters_not_allowed": _INVISIBLE,
        },
    )
    address = forms.CharField(
        label=_("Return address"),
        help_text=_("The prison reads it and may keep it. A group's address or a post box does as well."),
        required=False,
        max_length=RETURN_LINES * (LONGEST_RETURN_LINE + 2),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "dir": "auto"}),
        error_messages={
            "max_length": _("This is too long for an envelope."),
            "null_characters_not_allowed": _INVISIBLE,
        },
    )
    what = forms.ChoiceField(
        label=_("What to print"), choices=What, initial=What.LETTER, widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None) -> None:  # noqa: ANN401 - what a request posted
        super().__init__(data, label_suffix="")

    def clean_text(self) -> str:
        """Return the letter. Raises ValidationError for what cannot be printed."""
        return _printable(self.cleaned_data["text"])

    def clean_name(self) -> str:
        """Return the name. Raises ValidationError for what would garble the line."""
        return check_name(self.cleaned_data["name"])

    def clean_address(self) -> str:
        """Return the return address, a line a line. Raises ValidationError for more than fits."""
        text = _printable(self.cleaned_data["address"])
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if len(lines) > RETURN_LINES or any(len(line) > LONGEST_RETURN_LINE for line in lines):
            raise ValidationError(
                _("At most five lines of 44 letters fit on an envelope: shorten it."), code="long"
            )
        return "\n".join(lines)

    def clean(self) -> dict[str, Any]:
        """Return the data. Raises ValidationError when what was chosen lacks what it needs."""
        data = self.cleaned_data
        if data.get("what") == What.LETTER and "text" in data and not data["text"]:
            self.add_error("text", _("Write your letter first, or choose an envelope or labels alone."))
        if data.get("sender") in {Sender.NAME, Sender.ADDRESS} and data.get("name") == "":
            self.add_error("name", _("Write the name, or choose “No name”."))
        if data.get("sender") == Sender.ADDRESS and data.get("address") == "":
            self.add_error("address", _("Write the return address, or choose another sender."))
        return data

    def sender_lines(self) -> list[str]:
        """Return what the valid form says of the sender: nothing, a name, or a name and an address."""
        data = self.cleaned_data
        if data["sender"] == Sender.NOBODY:
            return []
        lines = str(data["address"]).splitlines() if data["sender"] == Sender.ADDRESS else []
        return [data["name"], *lines]


def _printable(text: str) -> str:
    """Return a text as written. Raises ValidationError for what would garble the print."""
    if any((unicodedata.category(c) in {"Cc", "Cs"} and c not in "\r\n\t") or c in _OVERRIDES for c in text):
        raise ValidationError(_INVISIBLE, code="invisible")
    return text
