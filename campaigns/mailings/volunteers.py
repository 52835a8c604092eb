"""Mails to volunteers about their own sign-up, with its calendar file."""

from email.message import MIMEPart
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import override

from campaigns.legal_cards import card_for
from campaigns.mailings.composing import compose
from campaigns.mailings.links import Links
from campaigns.mailings.thanks import thanks_context
from campaigns.models import Dispatch, SignUp
from campaigns.occasions import day_in_words, moment_in_words, occasion_of
from campaigns.services.retention import calls_until

# How the key of a confirmation ends that tells a person in reserve that a place came free.
PROMOTED = "promoted"
# How the key of an offer ends that says that it was not answered in time.
LAPSED = "lapsed"
# Those that carry no calendar file: nothing that is in a calendar has changed.
WITHOUT_CALENDAR = {Dispatch.Kind.REMINDER, Dispatch.Kind.THANKS, Dispatch.Kind.CALL}


def build_for_volunteer(dispatch: Dispatch, *, links: Links, message_id: str) -> EmailMultiAlternatives:
    """Return the message in the volunteer's language. Raises SealError when the contacts do not open."""
    sign_up = dispatch.volunteer
    with override(sign_up.language):
        mail = compose(
            template_of(dispatch, sign_up),
            _context(dispatch, sign_up),
            to=sign_up.email,
            language=sign_up.language,
            links=links,
            message_id=message_id,
        )
        if dispatch.kind not in WITHOUT_CALENDAR:
            mail.attach(_calendar_part(sign_up))
    return mail


def template_of(dispatch: Dispatch, sign_up: SignUp) -> str:
    """Return the folder of the templates that say what is to be said."""
    if dispatch.kind == Dispatch.Kind.OFFER and dispatch.key.endswith(f":{LAPSED}"):
        return "lapse"
    if dispatch.kind != Dispatch.Kind.CONFIRMATION:
        return dispatch.kind
    if sign_up.state == SignUp.State.OFFERED:
        return "offer"
    if sign_up.state == SignUp.State.WAITING:
        return "reserve"
    return "promotion" if dispatch.key.endswith(f":{PROMOTED}") else "confirmation"


def _context(dispatch: Dispatch, sign_up: SignUp) -> dict[str, Any]:
    shift = sign_up.shift
    lists_friends = dispatch.kind == Dispatch.Kind.CONFIRMATION
    return {
        "name": sign_up.name,
        "friends": [friend.name for friend in sign_up.friends.holding()] if lists_friends else [],
        "answer_by": moment_in_words(sign_up.answer_by, shift.picket) if sign_up.answer_by else "",
        "calls_until": day_in_words(calls_until(shift), shift.picket) if sign_up.agreed_to_calls else "",
        "in_reserve": sign_up.state in {SignUp.State.WAITING, SignUp.State.OFFERED},
        "stage_note": shift.picket.in_language("stage_note"),
        "occasion": occasion_of(shift, tell_private=True),
        "erase_on": day_in_words(sign_up.erase_after, shift.picket),
        **(thanks_context(shift.picket) if dispatch.kind == Dispatch.Kind.THANKS else {}),
        **({"legal_card": card_for(shift.picket)} if dispatch.kind == Dispatch.Kind.CONFIRMATION else {}),
    }


def _calendar_part(sign_up: SignUp) -> MIMEPart:
    from campaigns.calendars import sign_up_calendar  # noqa: PLC0415 - two megabytes; all who fill a template load this

    part = MIMEPart()
    part.set_content(
        sign_up_calendar(sign_up).decode(),
        subtype="calendar",
        params={"method": "PUBLISH"},
        disposition="attachment",
        filename="shift.ics",
    )
    return part
