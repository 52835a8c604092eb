"""Mails to those who asked to be reminded to write letters."""

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import override

from campaigns.mailings.composing import compose
from campaigns.mailings.links import Links
from campaigns.models import Dispatch, LetterReminder


def build_for_letter_writer(
    dispatch: Dispatch, reminder: LetterReminder, *, links: Links, message_id: str
) -> EmailMultiAlternatives:
    """Return the message in the writer's language. Raises SealError when the address does not open."""
    with override(reminder.language):
        return compose(
            dispatch.kind,
            {"reminder": reminder, "campaign": reminder.campaign},
            to=reminder.email,
            language=reminder.language,
            links=links,
            message_id=message_id,
        )
