"""The forms of those who sign a statement. Errors say how to mend what is wrong."""

import unicodedata
from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from campaigns.form_fields import TrapForm, check_name, email_field
from campaigns.models import Signature, Statement
from campaigns.services.signing import Given
from campaigns.services.signing_limits import LONGEST_READING, SHORTEST_READING, make_stamp, reading_time
from campaigns.signature_names import displays_left
from toolkit.mail import clean_address

LONGEST_NAME = 120
LONGEST_TOWN = 80
LONGEST_ORGANISATION = 160
LONGEST_MESSAGE = 1000

_INVISIBLE = _("There is a character in it that cannot be shown. Type it again.")


def check_signing_name(name: str) -> str:
    """Return a name as written. Raises ValidationError for what would garble a page, or has no letter in it."""
    check_name(name)
    if not any(unicodedata.category(letter).startswith("L") for letter in name):
        raise ValidationError(_("There is no letter in it. Write the name in letters."), code="letters")
    return name


def check_words(text: str) -> str:
    """Return a text of several lines as written. Raises ValidationError for what would garble a page."""
    for line in text.replace("\r\n", "\n").split("\n"):
        check_name(line)
    return text.replace("\r\n", "\n")


def _text_field(
    *,
    label: StrPromise,
    required: StrPromise | None,
    most: int,
    autocomplete: str,
    hint: StrPromise | None = None,
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint or "",
        required=required is not None,
        max_length=most,
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
        error_messages={
            "required": required or "",
            "max_length": _("This is too long: at most %(limit_value)d characters."),
            "null_characters_not_allowed": _INVISIBLE,
        },
    )


def display_field(among: Collection[Signature.Display] = tuple(Signature.Display)) -> forms.ChoiceField:
    """Return the field for how a name is shown. Nothing is chosen beforehand: to be shown is to agree to it."""
    choices = [
        (Signature.Display.FULL, _("Your full name")),
        (Signature.Display.FIRST_NAME_AND_TOWN, _("First name, and your town if you give it")),
        (Signature.Display.HIDDEN, _("Name kept private, counted only")),
    ]
    return forms.ChoiceField(
        label=_("How should we show it?"),
        choices=[choice for choice in choices if choice[0] in among],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how your name is shown."),
            "invalid_choice": _("Choose one of the three."),
        },
    )


class SigningForm(TrapForm):
    """What persons and organisations have in common: an address, a message, and two traps for bots."""

    signer: Signature.Signer

    # When the form was opened: nobody reads a statement in a moment.
    opened = forms.CharField(required=False, widget=forms.HiddenInput)
    email = email_field(help_text=_("We write once, so that you can confirm. It is never shown."))
    message = forms.CharField(
        label=_("A message of solidarity"),
        help_text=_("Shown beside the statement after an organiser has read it."),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": "4"}),
        error_messages={
            "max_length": _("This is too long: at most %(limit_value)d characters."),
            "null_characters_not_allowed": _INVISIBLE,
        },
    )

    def __init__(
        self, statement: Statement, data: QueryDict | dict[str, Any] | None = None, *, now: datetime
    ) -> None:
        """Ask for a message where the statement takes them."""
        super().__init__(data, label_suffix="", initial={"opened": make_stamp(now=now)})
        self.now = now
        if not statement.takes_messages:
            del self.fields["message"]

    def clean_email(self) -> str:
        """Return an address that can be written to. Raises ValidationError, which says how to mend it."""
        return clean_address(str(self.cleaned_data["email"]))

    def clean_message(self) -> str:
        """Return the message as written. Raises ValidationError for what would garble a page."""
        return check_words(str(self.cleaned_data["message"]))

    def clean(self) -> dict[str, Any]:
        """Return the data. Raises ValidationError for what was sent faster than anybody reads, or much too late.

        It is said aloud: a person need only send again.
        """
        super().clean()
        elapsed = reading_time(str(self.cleaned_data.get("opened", "")), now=self.now)
        if elapsed is None or elapsed > LONGEST_READING:
            data = cast("dict[str, Any]", self.data).copy()
            data["opened"] = make_stamp(now=self.now)
            self.data = data
            raise ValidationError(_("The page was open for long. Send once more."), code="stamp")
        if elapsed < SHORTEST_READING:
            raise ValidationError(
                _("That was faster than anybody can read. Wait a moment and send once more."), code="quick"
            )
        return self.cleaned_data


class PersonForm(SigningForm):
    """A person signs."""

    signer = Signature.Signer.PERSON

    name = _text_field(
        label=_("Your name"), required=_("Write your name."), most=LONGEST_NAME, autocomplete="name"
    )
    town = _text_field(label=_("Town"), required=None, most=LONGEST_TOWN, autocomplete="address-level2")
    display = display_field()

    field_order = ("opened", "website", "name", "email", "town", "display", "message")

    def clean_name(self) -> str:
        """Return the name as written. Raises ValidationError for what would garble a page or is no name."""
        return check_signing_name(str(self.cleaned_data["name"]))

    def clean_town(self) -> str:
        """Return the town as written. Raises ValidationError for what would garble a page or is no name."""
        town = str(self.cleaned_data["town"])
        return check_signing_name(town) if town else ""

    def given(self) -> Given:
        """Return what was written. The form must be valid."""
        data = self.cleaned_data
        return Given(
            signer=self.signer,
            name=data["name"],
            email=data["email"],
            town=data["town"],
            display=Signature.Display(data["display"]),
            message=data.get("message", ""),
        )


class OrganisationForm(SigningForm):
    """An organisation signs: its name is shown, that of its contact never."""

    signer = Signature.Signer.ORGANISATION

    organisation_name = _text_field(
        label=_("Name of the organisation"),
        required=_("Write the name of the organisation."),
        most=LONGEST_ORGANISATION,
        autocomplete="organization",
    )
    name = _text_field(
        label=_("Your name"),
        required=_("Write your name, so that we know whom to ask."),
        most=LONGEST_NAME,
        autocomplete="name",
        hint=_("For the organisers, if they have a question. It is never shown."),
    )

    field_order = ("opened", "website", "organisation_name", "name", "email", "message")

    def clean_organisation_name(self) -> str:
        """Return the name as written. Raises ValidationError for what would garble a page or is no name."""
        return check_signing_name(str(self.cleaned_data["organisation_name"]))

    def clean_name(self) -> str:
        """Return the name as written. Raises ValidationError for what would garble a page or is no name."""
        return check_signing_name(str(self.cleaned_data["name"]))

    def given(self) -> Given:
        """Return what was written. The form must be valid."""
        data = self.cleaned_data
        return Given(
            signer=self.signer,
            name=data["name"],
            email=data["email"],
            organisation_name=data["organisation_name"],
            message=data.get("message", ""),
        )


def form_for(kind: str) -> type[PersonForm] | type[OrganisationForm]:
    """Return the form of an organisation when `kind` says so, otherwise a person's; it may be anything."""
    return OrganisationForm if kind == Signature.Signer.ORGANISATION else PersonForm


class DisplayForm(forms.Form):
    """How a name is shown from now on."""

    display = display_field()

    def __init__(self, signature: Signature, data: QueryDict | None = None) -> None:
        super().__init__(data, label_suffix="", initial={"display": signature.display})
        self.fields["display"] = display_field(displays_left(signature))


class SignatureLinkForm(TrapForm):
    """The address to which the private links of its signatures are sent again."""

    email = email_field(help_text=_("The one with which you signed."))

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, label_suffix="")

    def clean_email(self) -> str:
        """Return an address that can be written to. Raises ValidationError, which says how to mend it."""
        return clean_address(str(self.cleaned_data["email"]))
