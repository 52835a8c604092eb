"""The mail that tells an organiser of dates of cases."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import override

from accounts.models import User
from campaigns.mailings.composing import compose
from campaigns.mailings.links import Links
from campaigns.models import Dispatch, NoticeKind
from campaigns.notices.ahead import DateAhead
from campaigns.notices.clock import clock_at
from campaigns.notices.standing import dates_to_tell
from campaigns.notices.words import TO_DO, Line, line_of
from campaigns.occasions import absolute


class NothingToTellError(Exception):
    """No date of the message stands any more; it is dropped when it is tried again."""


@dataclass(frozen=True, slots=True)
class Told:
    """A date in words, with the full address of where to work on it."""

    line: Line
    url: str


@dataclass(frozen=True, slots=True)
class KindTold:
    """The dates of one kind, and what to do about them."""

    title: str
    to_do: str | Promise
    dates: list[Told]


def build_notice(dispatch: Dispatch, user: User, *, links: Links, message_id: str) -> EmailMultiAlternatives:
    """Return the notices of a dispatch in the organiser's language, those that still stand.

    Raises NothingToTellError when none does.
    """
    language = user.language or settings.LANGUAGE_CODE
    with override(language):
        now = timezone.now()
        dates = dates_to_tell(dispatch, now=now)
        if not dates:
            raise NothingToTellError
        return compose(
            dispatch.kind,
            {
                "kinds": _by_kind(dates, clock_at(now).today, user),
                "wishes_url": absolute(reverse("admin:notices")),
            },
            to=user.email,
            language=language,
            links=links,
            message_id=message_id,
        )


def _by_kind(dates: list[DateAhead], today: date, user: User) -> list[KindTold]:
    order = list(NoticeKind)
    told = []
    dates = sorted(dates, key=lambda one: (order.index(one.kind), one.on.day, one.case.pk))
    for kind, group in groupby(dates, key=lambda one: one.kind):
        lines = [line_of(one, today=today, user=user) for one in group]
        told.append(
            KindTold(str(kind.label), TO_DO[kind], [Told(line, absolute(line.path)) for line in lines])
        )
    return told
