"""The forms of the question to an organisation: an organiser asks, the organisation answers."""

from typing import ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from toolkit.mail import LONGEST_ADDRESS, clean_address


class AskForm(forms.Form):
    """Where the question goes, and in which language."""

    email = forms.CharField(
        label=_("E-mail address of the organisation"),
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"class": "vTextField", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("It is erased once there is an answer, or when the time to answer is up."),
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)

    def clean_email(self) -> str:
        """Return an address that can be written to. Raises ValidationError, which says how to mend it."""
        return clean_address(str(self.cleaned_data["email"]))


class AnswerForm(forms.Form):
    """Yes or no: each a button."""

    YES: ClassVar[str] = "yes"
    NO: ClassVar[str] = "no"

    answer = forms.ChoiceField(
        choices=[(YES, _("Yes")), (NO, _("No"))],
        error_messages={
            "required": _("Press one of the two buttons."),
            "invalid_choice": _("Press one of the two buttons."),
        },
    )

    @property
    def agrees(self) -> bool:
        """Whether a valid answer is yes."""
        return bool(self.cleaned_data["answer"] == self.YES)
