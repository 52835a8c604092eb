"""Mails to those who sign a statement: please confirm, you have signed already, and the text has changed."""

from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import override

from campaigns.mailings.composing import compose
from campaigns.mailings.links import Links
from campaigns.models import Dispatch, Signature
from campaigns.statement_texts import current_text

# What a signatory who has proved the address gets in place of the request to do so.
KNOWN = "signature_known"


def build_for_signatory(
    dispatch: Dispatch, signature: Signature, *, links: Links, message_id: str
) -> EmailMultiAlternatives:
    """Return the message in the signatory's language. Raises SealError when the address does not open."""
    is_known = dispatch.kind == Dispatch.Kind.SIGNATURE and signature.state != Signature.State.PENDING
    with override(signature.language):
        return compose(
            KNOWN if is_known else dispatch.kind,
            _words(signature),
            to=signature.email,
            language=signature.language,
            links=links,
            message_id=message_id,
        )


def _words(signature: Signature) -> dict[str, Any]:
    text = current_text(signature.statement, signature.language)
    is_organisation = signature.signer == Signature.Signer.ORGANISATION
    return {
        "title": signature.statement.in_language("title"),
        "is_sample": signature.statement.is_sample,
        "organisation": signature.organisation_name if is_organisation else "",
        "waits": signature.state == Signature.State.TO_APPROVE,
        "text": text,
        "what_changed": text.what_changed if text is not None else "",
    }
