"""The ways on which a message leaves: as a mail, or as a notification of a browser."""

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from campaigns.mailings import Links, build_mail
from campaigns.models import Dispatch
from toolkit.mail import Delivery, deliver


def build_message(dispatch: Dispatch, *, links: Links, message_id: str) -> EmailMessage:
    """Return what is to be handed over. Raises SealError when an address does not open."""
    return build_mail(dispatch, links=links, message_id=message_id)


def hand_over(message: EmailMessage, connection: BaseEmailBackend) -> Delivery:
    """Hand a message over and return what is known of it; raises nothing that a server can cause."""
    return deliver(connection, message)
