"""Writes of letters to prisoners: what was sent, came back or was answered, and where the next one goes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from prisoners.models import Case, Episode, Mail, Prison, Stay
from prisoners.plates import HELD
from prisoners.post import current_stay, post_of
from prisoners.querysets import cases_for_post
from sources.models import Claim

# More than so many letters a day to one prisoner are not believed; organisers count those by hand.
MOST_POSTED_A_DAY = 100


class PostClosedError(ValueError):
    """Letters cannot go to this prisoner now, or are not to be shown to go."""


class TooManyPostedError(ValueError):
    """More letters were said to be posted today than we believe."""


@dataclass(frozen=True, slots=True)
class Counted:
    """So many letters of a case with one outcome."""

    case: Case
    outcome: str
    count: int


@transaction.atomic
def log_posted_letter(case: Case, *, on: date) -> None:
    """Count one letter that somebody says they posted; who it was is not known here.

    Raises PostClosedError when the case cannot be written to, TooManyPostedError beyond MOST_POSTED_A_DAY.
    """
    # Two who say so at once wait for each other here, so that a day has one row.
    Case.objects.select_for_update().get(pk=case.pk)
    prison = post_of(cases_for_post(on).get(pk=case.pk)).prison
    if prison is None:
        raise PostClosedError
    of_today = Mail.objects.filter(case=case, prison=prison, outcome=Mail.Outcome.SENT, on=on)
    row = of_today.order_by("pk").first()
    if row is None:
        Mail.objects.create(case=case, prison=prison, outcome=Mail.Outcome.SENT, on=on)
    elif not of_today.filter(pk=row.pk, count__lt=MOST_POSTED_A_DAY).update(count=F("count") + 1):
        raise TooManyPostedError


@transaction.atomic
def log_mail(counted: Iterable[Counted], *, on: date) -> list[Mail]:
    """Write down what organisers counted, each under the prison where its prisoner is now."""
    return [
        Mail.objects.create(
            case=one.case, prison=_prison_now(one.case), outcome=one.outcome, count=one.count, on=on
        )
        for one in counted
    ]


@transaction.atomic
def transfer_prisoner(case: Case, *, prison: Prison, since: str, claims: Iterable[Claim] = ()) -> Stay:
    """End the stay of a prisoner and begin the next one; from then on letters go there.

    `since` is a partial date. Raises ValidationError when nobody is held, when it is the same prison, and when the
    date is before the stay that it ends.
    """
    case = Case.objects.select_for_update().get(pk=case.pk)
    episode = Episode.objects.filter(case=case, released_on="").order_by("-arrested_on", "-pk").first()
    if case.status not in HELD or episode is None:
        raise ValidationError(_("Nobody is held in this case now: add an episode of detention first."))
    last = current_stay(case)
    if last is not None and last.prison_id == prison.pk:
        raise ValidationError(_("This is the prison where the prisoner is already."))
    ended = Stay.objects.filter(episode__case=case, until="")
    if not since or any(stay.since > since for stay in ended):
        raise ValidationError(_("Say when; it cannot be before the stay that it ends."))
    ended.update(until=since)
    stay = Stay(episode=last.episode if last else episode, prison=prison, since=since)
    stay.full_clean()
    stay.save()
    stay.claims.set(claims)
    return stay


def _prison_now(case: Case) -> Prison | None:
    stay = current_stay(case)
    return stay.prison if stay else None
