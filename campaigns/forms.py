"""The form that a volunteer fills in. Its errors say how to mend what is wrong."""

import re
import unicodedata
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models import Picket, Shift
from toolkit.mail import LONGEST_ADDRESS, clean_address

LONGEST_NAME = 80
LONGEST_PHONE = 40

_PHONE = re.compile(r"\+?[0-9 ().\-/]+")
_PHONE_DIGITS = range(5, 16)
# They turn the text around them on a page or a roster. Marks that emoji and Arabic names need are not here.
_DIRECTION_OVERRIDES = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class SignUpForm(forms.Form):
    """A place on one of a picket's shifts: a name or nickname, an address, and a phone for those who like."""

    # What a person does not see and leaves empty.
    trap_fields: ClassVar[tuple[str, ...]] = ("website",)

    shift = forms.ModelChoiceField(
        queryset=Shift.objects.none(),
        label=_("Shift"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a shift."),
            "invalid_choice": _("This shift is not there any more. Choose another one."),
        },
    )
    name = forms.CharField(
        label=_("What shall we call you?"),
        help_text=_("First name or nickname. The steward sees it, nobody else."),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        error_messages={
            "required": _("Write a name to call you by; it need not be your own."),
            "max_length": _("This is too long: a first name or a nickname is enough."),
            "null_characters_not_allowed": _(
                "There is a character in it that cannot be shown. Type it again."
            ),
        },
    )
    email = forms.CharField(
        label=_("E-mail address"),
        help_text=_("For your private link and the reminder. Nothing else."),
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Write your e-mail address: your private link goes there."),
            "max_length": _("This address is too long."),
            "null_characters_not_allowed": _(
                "There is a character in it that cannot be shown. Type it again."
            ),
        },
    )
    phone = forms.CharField(
        label=_("Phone"),
        help_text=_("Only for changes on the day."),
        required=False,
        max_length=LONGEST_PHONE,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        error_messages={
            "max_length": _("This is too long for a phone number."),
            "null_characters_not_allowed": _(
                "There is a character in it that cannot be shown. Type it again."
            ),
        },
    )
    agreed_to_calls = forms.BooleanField(
        label=_("You may write to me about later pickets, until my details are erased"), required=False
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, picket: Picket, data: QueryDict | dict[str, Any] | None = None) -> None:
        # The colon that Django adds has no place after a question.
        super().__init__(data, label_suffix="")
        field = cast("forms.ModelChoiceField[Shift]", self.fields["shift"])
        field.queryset = Shift.objects.filter(picket=picket).select_related("picket")

    def clean_shift(self) -> Shift:
        """Return the shift. Raises ValidationError once it is over."""
        shift = cast(Shift, self.cleaned_data["shift"])
        if shift.ends_at <= timezone.now():
            raise ValidationError(_("This shift is over. Choose another one."), code="over")
        return shift

    def clean_name(self) -> str:
        """Return the name as written. Raises ValidationError for what would garble a page, a mail or a roster."""
        name = str(self.cleaned_data["name"])
        if any(
            unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} or c in _DIRECTION_OVERRIDES for c in name
        ):
            raise ValidationError(
                _("There is a character in it that cannot be shown. Type it again."), code="invisible"
            )
        return name

    def clean_email(self) -> str:
        """Return an address that can be written to. Raises ValidationError, which says how to mend it."""
        return clean_address(str(self.cleaned_data["email"]))

    def clean_phone(self) -> str:
        """Return the number as written. Raises ValidationError for what cannot be dialled."""
        phone = str(self.cleaned_data["phone"])
        digits = sum(c.isdigit() for c in phone)
        if phone and (not _PHONE.fullmatch(phone) or digits not in _PHONE_DIGITS):
            raise ValidationError(
                _("Write the number in digits, such as +44 20 7946 0958, or leave it empty."), code="phone"
            )
        return phone

    def clean(self) -> dict[str, Any]:
        """Return the data. Raises ValidationError when something filled in what people do not see.

        It is said aloud, not swallowed: a password manager may have done it for a person. The field is emptied,
        so that the person need only send again; what fills it in each time never gets through.
        """
        if self.cleaned_data.get("website"):
            data = cast("dict[str, Any]", self.data).copy()
            data["website"] = ""
            self.data = data
            raise ValidationError(
                _("A field that is not for people was filled in. It is empty again: send once more."),
                code="trap",
            )
        return self.cleaned_data
