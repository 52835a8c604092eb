"""The form under a letter: what the supporter wants printed on it. Nothing of it is stored."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Two lines of the smallest print; see letter.css.
LONGEST_NAME = 80
# They turn the text around them.
_DIRECTION_OVERRIDES = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNPRINTABLE = {"Cc", "Cs", "Zl", "Zp"}
_MEND = _("There is a character in it that cannot be shown. Type it again.")


def _validate_line(text: str) -> None:
    """Raise ValidationError for characters that would garble the printed line."""
    if any(unicodedata.category(c) in _UNPRINTABLE or c in _DIRECTION_OVERRIDES for c in text):
        raise ValidationError(_MEND, code="invisible")


class LetterForm(forms.Form):
    """Name and town; both can be left for the pen."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("Left empty, there is a line to write it on."),
        max_length=LONGEST_NAME,
        required=False,
        validators=[_validate_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "max_length": _("This is too long for the line: write a shorter form of your name."),
            "null_characters_not_allowed": _MEND,
        },
    )
    town = forms.CharField(
        label=_("Your town"),
        max_length=LONGEST_NAME,
        required=False,
        validators=[_validate_line],
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
        error_messages={
            "max_length": _("This is too long for the line: the town alone is enough."),
            "null_characters_not_allowed": _MEND,
        },
    )

    def __init__(self, data: dict[str, str] | None = None) -> None:
        super().__init__(data, label_suffix="")
