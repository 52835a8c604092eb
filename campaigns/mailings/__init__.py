"""Mails: three templates each (subject, text, HTML) and one builder for each sort of recipient.

Subjects tell nothing about what a person takes part in (SAFETY.md, 25); there are no pictures and no tracking.
"""

from django.core.mail import EmailMultiAlternatives

from campaigns.mailings.calls import build_call
from campaigns.mailings.letters import build_for_letter_writer
from campaigns.mailings.links import Links
from campaigns.mailings.organisations import build_invitation
from campaigns.mailings.organisers import build_notice
from campaigns.mailings.signatories import build_for_signatory
from campaigns.mailings.volunteers import build_for_volunteer
from campaigns.models import Dispatch

__all__ = ["Links", "build_mail"]


def build_mail(dispatch: Dispatch, *, links: Links, message_id: str) -> EmailMultiAlternatives:
    """Return the message of a dispatch in the recipient's language.

    Its relations were fetched by `campaigns.services.sending`. Raises SealError when an address does not open.
    """
    if dispatch.invitation is not None:
        return build_invitation(dispatch, dispatch.invitation, links=links, message_id=message_id)
    if dispatch.signature is not None:
        return build_for_signatory(dispatch, dispatch.signature, links=links, message_id=message_id)
    if dispatch.letter_reminder is not None:
        return build_for_letter_writer(dispatch, dispatch.letter_reminder, links=links, message_id=message_id)
    if dispatch.user is not None:
        return build_notice(dispatch, dispatch.user, links=links, message_id=message_id)
    if dispatch.kind == Dispatch.Kind.CALL and dispatch.picket is not None:
        return build_call(dispatch, dispatch.picket, links=links, message_id=message_id)
    return build_for_volunteer(dispatch, links=links, message_id=message_id)
