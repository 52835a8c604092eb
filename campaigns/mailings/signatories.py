"""Mails to those who sign a statement: please confirm, and the text has changed."""

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import override

from campaigns.mailings.composing import compose
from campaigns.mailings.links import Links
from campaigns.models import Dispatch, Signature


def build_for_signatory(
    dispatch: Dispatch, signature: Signature, *, links: Links, message_id: str
) -> EmailMultiAlternatives:
    """Return the message in the signatory's language. Raises SealError when the address does not open."""
    with override(signature.language):
        return compose(
            dispatch.kind,
            {"signature": signature, "statement": signature.statement},
            to=signature.email,
            language=signature.language,
            links=links,
            message_id=message_id,
        )
