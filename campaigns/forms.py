"""The forms of a volunteer who has no private link at hand: to sign up, and to have the link sent again."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.form_fields import (
    TrapForm,
    check_name,
    check_phone,
    check_shift,
    email_field,
    name_field,
    offer_shifts,
    phone_field,
    shift_field,
)
from campaigns.models import Picket, Shift
from campaigns.services.sign_ups import MOST_TOGETHER
from toolkit.mail import clean_address


class _OneUnlessSaid(forms.Select):
    """A choice of numbers; who says nothing comes alone."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ANN401 - Django's signature
        return super().value_from_datadict(data, files, name) or "1"


class SignUpForm(TrapForm):
    """A place on one of a picket's shifts: a name or nickname, an address, and a phone for those who like.

    Where one can just come, also for how many.
    """

    shift = shift_field()
    name = name_field(
        label=_("What shall we call you?"),
        help_text=_("First name or nickname. The steward sees it, nobody else."),
        autocomplete="nickname",
    )
    email = email_field(help_text=_("For your private link and the reminder. Nothing else."))
    headcount = forms.TypedChoiceField(
        label=_("How many are you?"),
        help_text=_("You and up to three friends. They need no address."),
        choices=[(number, str(number)) for number in range(1, MOST_TOGETHER + 1)],
        coerce=int,
        widget=_OneUnlessSaid,
        error_messages={"invalid_choice": _("Choose one of the numbers.")},
    )
    phone = phone_field()
    agreed_to_calls = forms.BooleanField(
        label=_("You may write to me about later pickets, and keep my address for twelve months for that"),
        required=False,
    )

    def __init__(
        self, picket: Picket, data: QueryDict | dict[str, Any] | None = None, *, chosen: str = ""
    ) -> None:
        """Offer the shifts of a picket; `chosen` is the key of the one that stood in the address, if any did."""
        shifts = list(picket.shifts.all())
        ahead = [str(shift.pk) for shift in shifts if shift.ends_at > timezone.now()]
        # The colon that Django adds has no place after a question.
        only = ahead[0] if len(ahead) == 1 else None
        super().__init__(data, label_suffix="", initial={"shift": chosen if chosen in ahead else only})
        offer_shifts(self, picket)
        if all(shift.role != Shift.Role.JUST_COME for shift in shifts):
            del self.fields["headcount"]

    def clean_shift(self) -> Shift:
        """Return the shift. Raises ValidationError once it is over."""
        return check_shift(cast(Shift, self.cleaned_data["shift"]))

    def clean_name(self) -> str:
        """Return the name as written. Raises ValidationError for what would garble a page, a mail or a roster."""
        return check_name(str(self.cleaned_data["name"]))

    def clean_email(self) -> str:
        """Return an address that can be written to. Raises ValidationError, which says how to mend it."""
        return clean_address(str(self.cleaned_data["email"]))

    def clean_phone(self) -> str:
        """Return the number as written. Raises ValidationError for what cannot be dialled."""
        return check_phone(str(self.cleaned_data["phone"]))


class LinkForm(TrapForm):
    """The address to which the private links of its sign-ups are sent again."""

    email = email_field(help_text=_("The one with which you signed up."))

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, label_suffix="")

    def clean_email(self) -> str:
        """Return an address that can be written to. Raises ValidationError, which says how to mend it."""
        return clean_address(str(self.cleaned_data["email"]))
