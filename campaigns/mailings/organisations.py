"""The question to an organisation whether it takes part in a picket: the mail, and what its page says alike."""

from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import override

from campaigns.mailings.composing import compose
from campaigns.mailings.links import Links
from campaigns.models import Dispatch, Invitation, Participant
from campaigns.occasions import absolute, day_in_words, place_in_words
from campaigns.templatetags.pickets import zone_name


@dataclass(frozen=True, slots=True)
class Question:
    """What an organisation is asked, in words of the active language; a text that is not known is empty.

    The exact meeting point is not in it: it is told to those who sign up.
    """

    who: str
    role: str
    campaign: str
    title: str
    summary: str
    when: str
    where: str
    is_sample: bool
    answer_by: str
    url: str


def question_of(invitation: Invitation) -> Question:
    """Describe what an invitation asks."""
    participant = invitation.participant
    picket = participant.picket
    when = picket.when
    if picket.starts_at is not None and picket.ends_at is not None:
        hours = (picket.starts_at.astimezone(picket.zone), picket.ends_at.astimezone(picket.zone))
        day = day_in_words(picket.starts_at, picket)
        when = f"{day}, {hours[0]:%H:%M}–{hours[1]:%H:%M} ({zone_name(picket.time_zone)})"
    return Question(
        who=_named(participant),
        role=str(participant.get_role_display()),
        campaign=picket.campaign.in_language("title"),
        title=picket.in_language("title"),
        summary=picket.in_language("summary"),
        when=when,
        where=place_in_words(picket),
        is_sample=picket.is_sample,
        answer_by=day_in_words(invitation.expires_at, picket),
        # A draft has no public page yet.
        url=absolute(picket.get_absolute_url()) if picket.is_published else "",
    )


def build_invitation(
    dispatch: Dispatch, invitation: Invitation, *, links: Links, message_id: str
) -> EmailMultiAlternatives:
    """Return the question in the language of the invitation. Raises SealError when its address does not open."""
    with override(invitation.language):
        return compose(
            dispatch.kind,
            {"question": question_of(invitation)},
            to=invitation.email,
            language=invitation.language,
            links=links,
            message_id=message_id,
        )


def _named(participant: Participant) -> str:
    named = participant.organisation or participant.person
    return named.display_name if named is not None else participant.in_language("label")
