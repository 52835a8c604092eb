"""The forms of a volunteer's private page."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from campaigns.form_fields import (
    check_name,
    check_phone,
    check_shift,
    name_field,
    offer_shifts,
    phone_field,
    shift_field,
)
from campaigns.models import Dispatch, Shift, SignUp
from campaigns.services.changing import MUTABLE
from campaigns.services.friends import MOST_FRIENDS
from campaigns.templatetags.pickets import zone_name

# Where most volunteers are; a zone that was chosen otherwise, and that of the picket, are offered too.
ZONES = (
    *("Asia/Almaty", "Asia/Aqtau", "Asia/Bishkek", "Asia/Tashkent", "Asia/Tbilisi"),
    *(
        "Europe/Berlin",
        "Europe/Brussels",
        "Europe/Dublin",
        "Europe/Helsinki",
        "Europe/Istanbul",
        "Europe/Kyiv",
    ),
    *("Europe/London", "Europe/Madrid", "Europe/Moscow", "Europe/Oslo", "Europe/Paris", "Europe/Prague"),
    *("Europe/Rome", "Europe/Stockholm", "Europe/Vienna", "Europe/Vilnius", "Europe/Warsaw", "Europe/Zurich"),
    *("America/New_York", "America/Toronto"),
)
_MESSAGES = {
    Dispatch.Kind.REMINDER: _("A reminder before my shift"),
    Dispatch.Kind.THANKS: _("Thanks after the picket"),
}


class ChangeForm(forms.Form):
    """What a volunteer is called, how they are reached, and which messages they want."""

    name = name_field(
        label=_("What shall we call you?"),
        help_text=_("First name or nickname. The steward sees it, nobody else."),
        autocomplete="nickname",
    )
    phone = phone_field()
    language = forms.ChoiceField(label=_("Language of our messages"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Where you are"),
        help_text=_("So that we do not write at night."),
        required=False,
        error_messages={"invalid_choice": _("Choose one of the places in the list.")},
    )
    wanted = forms.MultipleChoiceField(
        label=_("Messages you want"),
        help_text=_("If something changes you are told in any case."),
        required=False,
        choices=[(kind.value, _MESSAGES[kind]) for kind in MUTABLE],
        widget=forms.CheckboxSelectMultiple,
    )
    agreed_to_calls = forms.BooleanField(
        label=_("You may write to me about later pickets, and keep my address for twelve months for that"),
        required=False,
    )

    def __init__(self, sign_up: SignUp, data: QueryDict | None = None) -> None:
        initial = {
            "name": sign_up.name,
            "phone": sign_up.phone,
            "language": sign_up.language,
            "time_zone": sign_up.time_zone,
            "wanted": [kind.value for kind in MUTABLE if kind not in sign_up.muted],
            "agreed_to_calls": sign_up.agreed_to_calls,
        }
        super().__init__(data, label_suffix="", initial=initial, auto_id="change_%s")
        field = cast(forms.ChoiceField, self.fields["time_zone"])
        field.choices = _zones_for(sign_up)

    def clean_name(self) -> str:
        """Return the name as written. Raises ValidationError for what would garble a page, a mail or a roster."""
        return check_name(str(self.cleaned_data["name"]))

    def clean_phone(self) -> str:
        """Return the number as written. Raises ValidationError for what cannot be dialled."""
        return check_phone(str(self.cleaned_data["phone"]))


class MoveForm(forms.Form):
    """Another shift of the same picket; `in_reserve` says that a place in reserve there will do."""

    shift = shift_field()
    in_reserve = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, sign_up: SignUp, data: QueryDict | None = None) -> None:
        super().__init__(data, label_suffix="", initial={"shift": sign_up.shift_id}, auto_id="move_%s")
        offer_shifts(self, sign_up.shift.picket)

    def clean_shift(self) -> Shift:
        """Return the shift. Raises ValidationError once it is over."""
        return check_shift(cast(Shift, self.cleaned_data["shift"]))


class FriendForm(forms.Form):
    """A friend's name. `seen` is how many friends stood on the page, which tells a double click from a namesake."""

    name = name_field(
        label=_("What is your friend called?"),
        help_text=_("First name or nickname. The steward sees it, nobody else."),
        autocomplete="off",
    )
    seen = forms.IntegerField(min_value=0, max_value=MOST_FRIENDS, widget=forms.HiddenInput)

    def __init__(self, seen: int, data: QueryDict | None = None) -> None:
        super().__init__(data, label_suffix="", initial={"seen": seen}, auto_id="friend_%s")

    def clean_name(self) -> str:
        """Return the name as written. Raises ValidationError for what would garble a page, a mail or a roster."""
        return check_name(str(self.cleaned_data["name"]))


def _zones_for(sign_up: SignUp) -> list[tuple[str, Any]]:
    """Return the zones to choose from by the names of their towns; first, as nothing, that of the picket."""
    own = sign_up.shift.picket.time_zone
    others = {*ZONES, *filter(None, [sign_up.time_zone])} - {own}
    named = sorted(((zone, zone_name(zone)) for zone in others), key=lambda pair: pair[1])
    return [("", zone_name(own)), *named]
