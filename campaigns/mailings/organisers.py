"""The mail that tells an organiser of dates of cases."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import override

from accounts.models import User
from campaigns.mailings.composing import compose
from campaigns.mailings.links import Links
from campaigns.models import Dispatch


def build_notice(dispatch: Dispatch, user: User, *, links: Links, message_id: str) -> EmailMultiAlternatives:
    """Return the notices of a dispatch in the organiser's language."""
    language = user.language or settings.LANGUAGE_CODE
    with override(language):
        return compose(
            dispatch.kind,
            {"notices": dispatch.notices.select_related("case", "campaign")},
            to=user.email,
            language=language,
            links=links,
            message_id=message_id,
        )
