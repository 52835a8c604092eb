"""Mails to those who asked to be reminded to write letters: please confirm, and it is time to write again."""

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext, override

from campaigns.mailings.composing import compose
from campaigns.mailings.links import Links
from campaigns.models import Dispatch, LetterReminder
from campaigns.occasions import absolute


def build_for_letter_writer(
    dispatch: Dispatch, reminder: LetterReminder, *, links: Links, message_id: str
) -> EmailMultiAlternatives:
    """Return the message in the writer's language. Raises SealError when the address does not open."""
    with override(reminder.language):
        return compose(
            dispatch.kind,
            {
                "reminder": reminder,
                "letters_url": absolute(reverse("campaigns:letter-list")),
                "erase_on": format_date(reminder.erase_after, gettext("j E Y")),
            },
            to=reminder.email,
            language=reminder.language,
            links=links,
            message_id=message_id,
        )
