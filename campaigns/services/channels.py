"""The ways on which a message leaves: as a mail, or as a notification of a browser."""

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from campaigns.mailings import Links, build_mail
from campaigns.models import Dispatch
from campaigns.services.pushing import build_push, hand_over_push
from toolkit.mail import Delivery, deliver
from toolkit.push.sending import PushMessage

type Message = EmailMessage | PushMessage


def build_message(dispatch: Dispatch, *, links: Links, message_id: str) -> Message:
    """Return what is to be handed over. Raises SealError when an address does not open."""
    if dispatch.channel == Dispatch.Channel.PUSH:
        return build_push(dispatch)
    return build_mail(dispatch, links=links, message_id=message_id)


def hand_over(message: Message, connection: BaseEmailBackend) -> Delivery:
    """Hand a message over and return what is known of it; raises nothing that a server can cause."""
    if isinstance(message, PushMessage):
        return hand_over_push(message)
    return deliver(connection, message)
