"""The mail that asks a volunteer of an earlier picket to help at another one."""

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import override

from campaigns.mailings.composing import compose
from campaigns.mailings.links import Links
from campaigns.models import Dispatch, Picket
from campaigns.occasions import day_in_words, moment_in_words, place_in_words
from campaigns.services.retention import calls_until


def build_call(
    dispatch: Dispatch, picket: Picket, *, links: Links, message_id: str
) -> EmailMultiAlternatives:
    """Return the call in the volunteer's language. Raises SealError when the address does not open."""
    sign_up = dispatch.volunteer
    with override(sign_up.language):
        return compose(
            dispatch.kind,
            {
                "is_sample": picket.is_sample,
                "title": picket.in_language("title"),
                "summary": picket.in_language("summary"),
                "begins": moment_in_words(picket.starts_at, picket) if picket.starts_at else "",
                "where": place_in_words(picket),
                "calls_until": day_in_words(calls_until(sign_up.shift), sign_up.shift.picket),
            },
            to=sign_up.email,
            language=sign_up.language,
            links=links,
            message_id=message_id,
        )
