"""The mail that asks an organisation whether it takes part in a picket."""

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import override

from campaigns.mailings.composing import compose
from campaigns.mailings.links import Links
from campaigns.models import Dispatch, Invitation


def build_invitation(
    dispatch: Dispatch, invitation: Invitation, *, links: Links, message_id: str
) -> EmailMultiAlternatives:
    """Return the question in the language of the invitation. Raises SealError when its address does not open."""
    with override(invitation.language):
        return compose(
            dispatch.kind,
            {"participant": invitation.participant, "picket": invitation.participant.picket},
            to=invitation.email,
            language=invitation.language,
            links=links,
            message_id=message_id,
        )
