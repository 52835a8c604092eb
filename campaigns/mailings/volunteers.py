"""Mails to volunteers about their own sign-up, with its calendar file."""

from email.message import MIMEPart
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import override

from campaigns.calendars import sign_up_calendar
from campaigns.mailings.composing import compose
from campaigns.mailings.links import Links
from campaigns.models import Dispatch, SignUp
from campaigns.occasions import day_in_words, occasion_of

# How the key of a confirmation ends that tells a person in reserve that a place came free.
PROMOTED = "promoted"
# Those that carry no calendar file: nothing that is in a calendar has changed.
WITHOUT_CALENDAR = {Dispatch.Kind.THANKS, Dispatch.Kind.CALL}


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
    if dispatch.kind != Dispatch.Kind.CONFIRMATION:
        return dispatch.kind
    if sign_up.state == SignUp.State.WAITING:
        return "reserve"
    return "promotion" if dispatch.key.endswith(f":{PROMOTED}") else "confirmation"


def _context(dispatch: Dispatch, sign_up: SignUp) -> dict[str, Any]:
    shift = sign_up.shift
    return {
        "name": sign_up.name,
        "occasion": occasion_of(shift, tell_private=True),
        "erase_on": day_in_words(sign_up.erase_after, shift.picket),
    }


def _calendar_part(sign_up: SignUp) -> MIMEPart:
    part = MIMEPart()
    part.set_content(
        sign_up_calendar(sign_up).decode(),
        subtype="calendar",
        params={"method": "PUBLISH"},
        disposition="attachment",
        filename="shift.ics",
    )
    return part
