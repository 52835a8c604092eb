"""The form under a letter: what the supporter changes in it and wants printed on it. Nothing of it is stored."""

import unicodedata
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrPromise

from campaigns.form_fields import TrapForm, email_field
from campaigns.letter_texts import LONGEST_TELEGRAM, LetterText
from campaigns.letter_tokens import make_form_token
from campaigns.models import Letter
from campaigns.printing.letter import Layout, Paper
from toolkit.mail import clean_address

# Two lines of the smallest print; see letter.css.
LONGEST_NAME = 80
LONGEST_SUBJECT = 200
# More than four pages hold; where lines are short the pages are counted.
LONGEST_BODY = 14_000
MOST_ADDRESS_LINES = 4
# They turn the text around them.
_DIRECTION_OVERRIDES = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNPRINTABLE = {"Cc", "Cs", "Zl", "Zp"}
# What pasted texts break lines with.
_BREAKS = str.maketrans(dict.fromkeys("\x0b\x0c\x85\u2028\u2029", "\n") | {"\t": " "})
_MEND = _("There is a character in it that cannot be shown. Type it again.")


def _validate_line(text: str) -> None:
    """Raise ValidationError for characters that would garble the printed line."""
    if any(unicodedata.category(c) in _UNPRINTABLE or c in _DIRECTION_OVERRIDES for c in text):
        raise ValidationError(_MEND, code="invisible")


def _validate_text(text: str) -> None:
    """Raise ValidationError for characters that would garble a text; breaks between lines are none."""
    _validate_line(text.replace("\n", " "))


class _PlainText(forms.CharField):
    """Lines of text, broken by line feeds whatever broke them where they were copied."""

    def to_python(self, value: Any) -> str:  # noqa: ANN401 - Django's signature
        """Return the text."""
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n").translate(_BREAKS)


def _line(label: StrPromise, too_long: StrPromise, autocomplete: str, **more: Any) -> forms.CharField:  # noqa: ANN401 - those of CharField
    return forms.CharField(
        label=label,
        max_length=LONGEST_NAME,
        required=False,
        validators=[_validate_line],
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
        error_messages={"max_length": too_long, "null_characters_not_allowed": _MEND},
        **more,
    )


class LetterForm(TrapForm):
    """Subject and text, which begin as the letter's own, and who writes, which can be left for the pen."""

    subject = forms.CharField(
        label=_("Subject"),
        max_length=LONGEST_SUBJECT,
        validators=[_validate_line],
        error_messages={
            "required": _("Write what the letter is about, in a few words."),
            "max_length": _("This is too long for a subject: at most 200 characters."),
            "null_characters_not_allowed": _MEND,
        },
    )
    body = _PlainText(
        label=_("Text of the letter"),
        help_text=_("A blank line begins a paragraph; lines that begin with 1. are numbered demands."),
        max_length=LONGEST_BODY,
        validators=[_validate_text],
        widget=forms.Textarea(attrs={"rows": "18"}),
        error_messages={
            "required": _("The letter is empty: write something, or load the page again for its own text."),
            "max_length": _(
                "This is too long: a letter has at most four pages, about 14,000 characters. Shorten it; what you "
                "wrote is still here."
            ),
            "null_characters_not_allowed": _MEND,
        },
    )
    name = _line(
        _("Your name"),
        _("This is too long for the line: write a shorter form of your name."),
        "name",
        help_text=_("Left empty, there is a line to write it on."),
    )
    town = _line(
        _("Your town"), _("This is too long for the line: the town alone is enough."), "address-level2"
    )
    address = _PlainText(
        label=_("Your postal address"),
        help_text=_("Up to four lines, for an answer by post. Only a PDF has it."),
        max_length=MOST_ADDRESS_LINES * LONGEST_NAME,
        required=False,
        validators=[_validate_text],
        widget=forms.Textarea(attrs={"rows": "3", "autocomplete": "street-address"}),
        error_messages={
            "max_length": _("This is too long: at most four lines."),
            "null_characters_not_allowed": _MEND,
        },
    )
    layout = forms.ChoiceField(
        label=_("Envelope"),
        choices=[
            (Layout.DIN.value, _("With a window, DIN (C6/5 or DL)")),
            (Layout.UK.value, _("With a window, United Kingdom (DL)")),
        ],
        required=False,
    )
    paper = forms.ChoiceField(
        label=_("Paper"),
        choices=[(Paper.A4.value, "A4"), (Paper.LETTER.value, _("US Letter"))],
        required=False,
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, letter: Letter, text: LetterText, data: QueryDict | None = None) -> None:
        if data is not None:
            # Who posts no text at all, as old pages do, means the letter's own.
            data = data.copy()
            data.setdefault("subject", text.subject)
            data.setdefault("body", text.body)
        super().__init__(data, label_suffix="", initial={"subject": text.subject, "body": text.body})
        self.fields["token"].initial = make_form_token()
        for name in ("subject", "body"):
            self.fields[name].widget.attrs["lang"] = text.language
        if letter.form == Letter.Form.TELEGRAM:
            self._be_a_telegram()
        elif letter.form == Letter.Form.MOTION:
            self._be_a_motion()

    def clean_address(self) -> str:
        """Return the lines that hold something. Raises ValidationError for more than four."""
        lines = [line.strip() for line in str(self.cleaned_data["address"]).splitlines() if line.strip()]
        if len(lines) > MOST_ADDRESS_LINES:
            raise ValidationError(_("This is too long: at most four lines."), code="lines")
        return "\n".join(lines)

    def renew_token(self) -> None:
        """Give a form that is shown again the note of a page that is made now."""
        data = cast("dict[str, Any]", self.data).copy()
        data["token"] = make_form_token()
        self.data = data

    def _be_a_telegram(self) -> None:
        body = cast("forms.CharField", self.fields["body"])
        body.label = _("Text of the telegram")
        body.help_text = _("One paragraph of at most 400 characters.")
        body.max_length = LONGEST_TELEGRAM
        body.widget.attrs.update({"rows": "7", "maxlength": str(LONGEST_TELEGRAM)})
        too_long = _("This is too long: a telegram has at most 400 characters. What you wrote is still here.")
        body.error_messages["max_length"] = too_long
        body.validators = [_validate_text, _TelegramLength(LONGEST_TELEGRAM, too_long)]
        del self.fields["address"]

    def _be_a_motion(self) -> None:
        self.fields["body"].label = _("Text of the motion")
        self.fields["name"].label = _("Union and branch")
        self.fields["town"].label = pgettext_lazy("of a branch", "Town")
        del self.fields["address"]


class _TelegramLength:
    """Counts a telegram as it is printed: without its line breaks."""

    def __init__(self, most: int, too_long: StrPromise) -> None:
        self.most = most
        self.too_long = too_long

    def __call__(self, text: str) -> None:
        """Raise ValidationError for a text that is too long."""
        if len(" ".join(text.split())) > self.most:
            raise ValidationError(self.too_long, code="max_length")


class LetterReminderForm(TrapForm):
    """An address, to be reminded to write again."""

    email = email_field(help_text=_("One mail every four weeks, until you end it or for a year."))
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, label_suffix="", auto_id="remind_%s")
        self.fields["email"].error_messages["required"] = _("Write your e-mail address.")
        self.fields["token"].initial = make_form_token()

    def clean_email(self) -> str:
        """Return the address with its domain in ASCII. Raises ValidationError."""
        return clean_address(str(self.cleaned_data["email"]))

    def renew_token(self) -> None:
        """Give a form that is shown again the note of a page that is made now."""
        data = cast("dict[str, Any]", self.data).copy()
        data["token"] = make_form_token()
        self.data = data
