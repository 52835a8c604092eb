"""Mails to volunteers: three templates each (subject, text, HTML) and one builder.

Subjects tell nothing about what a person takes part in (SAFETY.md, 25); there are no pictures and no tracking.
"""

import re
from email.message import MIMEPart
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from campaigns.calendars import sign_up_calendar
from campaigns.models import Dispatch, SignUp
from campaigns.occasions import absolute, day_in_words, occasion_of
from sources.models.translations import translations_prefetch
from toolkit.mail import header_text

# How the key of a confirmation ends that tells a person in reserve that a place came free.
PROMOTED = "promoted"

_BLANK_LINES = re.compile(r"\n\s*\n\s*\n+")


def build_mail(dispatch: Dispatch, *, token: str, message_id: str) -> EmailMultiAlternatives:
    """Return the message of a dispatch, in the volunteer's language, with the calendar file attached.

    `token` opens the private link. Raises SealError when the contacts do not open.
    """
    sign_up = dispatch.sign_up
    with override(sign_up.language):
        prefetch_related_objects(
            [sign_up],
            translations_prefetch("shift__translations"),
            translations_prefetch("shift__picket__translations"),
            "shift__picket__place__names",
        )
        folder = f"campaigns/emails/{template_of(dispatch)}"
        context = _context(sign_up, token)
        mail = EmailMultiAlternatives(
            subject=header_text(render_to_string(f"{folder}/subject.txt", context)),
            body=_BLANK_LINES.sub("\n\n", render_to_string(f"{folder}/body.txt", context).strip()) + "\n",
            to=[sign_up.email],
            headers={
                "Message-ID": message_id,
                "Auto-Submitted": "auto-generated",
                "Content-Language": sign_up.language,
            },
        )
        mail.attach_alternative(render_to_string(f"{folder}/body.html", context), "text/html")
        mail.attach(_calendar_part(sign_up))
    return mail


def template_of(dispatch: Dispatch) -> str:
    """Return the folder of the templates that say what is to be said."""
    if dispatch.kind != Dispatch.Kind.CONFIRMATION:
        return dispatch.kind
    if dispatch.sign_up.state == SignUp.State.WAITING:
        return "reserve"
    return "promotion" if dispatch.key.endswith(f":{PROMOTED}") else "confirmation"


def _context(sign_up: SignUp, token: str) -> dict[str, Any]:
    shift = sign_up.shift
    return {
        "name": sign_up.name,
        "language": sign_up.language,
        "occasion": occasion_of(shift, tell_private=True),
        "manage_url": absolute(reverse("campaigns:sign-up-manage", args=[token])),
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
