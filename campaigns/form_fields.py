"""The fields of volunteers' forms, and what makes a value good. Errors say how to mend what is wrong."""

import re
import unicodedata
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from campaigns.models import Picket, Shift
from toolkit.mail import LONGEST_ADDRESS

LONGEST_NAME = 80
LONGEST_PHONE = 40

_PHONE = re.compile(r"\+?[0-9 ().\-/]+")
_PHONE_DIGITS = range(5, 16)
# They turn the text around them on a page or a roster. Marks that emoji and Arabic names need are not here.
_DIRECTION_OVERRIDES = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = _("There is a character in it that cannot be shown. Type it again.")


def check_name(name: str) -> str:
    """Return a name as written. Raises ValidationError for what would garble a page, a mail or a roster."""
    if any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} or c in _DIRECTION_OVERRIDES for c in name):
        raise ValidationError(_INVISIBLE, code="invisible")
    return name


def check_phone(phone: str) -> str:
    """Return a number as written. Raises ValidationError for what cannot be dialled."""
    digits = sum(c.isdigit() for c in phone)
    if phone and (not _PHONE.fullmatch(phone) or digits not in _PHONE_DIGITS):
        raise ValidationError(
            _("Write the number in digits, such as +44 20 7946 0958, or leave it empty."), code="phone"
        )
    return phone


def check_shift(shift: Shift) -> Shift:
    """Return a shift that is not over. Raises ValidationError."""
    if shift.ends_at <= timezone.now():
        raise ValidationError(_("This shift is over. Choose another one."), code="over")
    return shift


def name_field(*, label: StrPromise, help_text: StrPromise, autocomplete: str) -> forms.CharField:
    """Return the field for what somebody is called; `check_name` judges it."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": autocomplete, "autocapitalize": "words"}),
        error_messages={
            "required": _("Write a name to call you by; it need not be your own."),
            "max_length": _("This is too long: a first name or a nickname is enough."),
            "null_characters_not_allowed": _INVISIBLE,
        },
    )


def email_field(*, help_text: StrPromise) -> forms.CharField:
    """Return the field for an address; `toolkit.mail.clean_address` judges it."""
    return forms.CharField(
        label=_("E-mail address"),
        help_text=help_text,
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput(
            attrs={
                "autocomplete": "email",
                "inputmode": "email",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
        error_messages={
            "required": _("Write your e-mail address: your private link goes there."),
            "max_length": _("This address is too long."),
            "null_characters_not_allowed": _INVISIBLE,
        },
    )


def phone_field() -> forms.CharField:
    """Return the field for a phone, which may stay empty; `check_phone` judges it."""
    return forms.CharField(
        label=_("Phone"),
        help_text=_("Only for changes on the day."),
        required=False,
        max_length=LONGEST_PHONE,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        error_messages={
            "max_length": _("This is too long for a phone number."),
            "null_characters_not_allowed": _INVISIBLE,
        },
    )


def shift_field() -> "forms.ModelChoiceField[Shift]":
    """Return the field for one of a picket's shifts, which `offer_shifts` names; `check_shift` judges it."""
    return forms.ModelChoiceField(
        queryset=Shift.objects.none(),
        label=_("Shift"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a shift."),
            "invalid_choice": _("This shift is not there any more. Choose another one."),
        },
    )


def offer_shifts(form: forms.Form, picket: Picket) -> None:
    """Let a form choose among the shifts of a picket."""
    field = cast("forms.ModelChoiceField[Shift]", form.fields["shift"])
    field.queryset = Shift.objects.filter(picket=picket).select_related("picket")


class TrapForm(forms.Form):
    """A form with a field that people do not see and leave empty."""

    trap_fields: ClassVar[tuple[str, ...]] = ("website",)

    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

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
