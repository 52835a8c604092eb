"""Days of a case that organisers must know about: what is ahead, and what has been left alone for too long.

Pure reckoning on rows that `cases_with_dates` fetched. A partial date gives only what it can bear: a year gives no
day at all, a month none but the first it can mean, and an approximate day no anniversary.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch

from prisoners.models import Case, CaseEvent, Consent, Episode
from prisoners.models.cases import CaseQuerySet
from prisoners.plates import DEAD, HELD
from sources.models import PublicationState
from sources.models.translations import translations_prefetch
from toolkit.partial_dates import earliest, latest
from toolkit.yearly import next_return

NO_WORD_AFTER = timedelta(days=90)
UNCHECKED_AFTER = timedelta(days=60)
# A consent that ran out is still told of for so long; after that it is history.
RAN_OUT_WITHIN = timedelta(days=30)

# Whoever is in prison, or may be: nobody knows where they are.
_MISSED = HELD | {Case.Status.UNKNOWN}
# A trial that is ahead is heard in court like any other hearing.
_IN_COURT = {CaseEvent.Kind.HEARING, CaseEvent.Kind.TRIAL}
_COVERS = ("covers_name", "covers_photo", "covers_health", "covers_family", "covers_postal_address")
_FULL = len("2022-01-21")
_MONTH = len("2022-01")


@dataclass(frozen=True, slots=True)
class CaseDay:
    """A day of a case. `of` tells what it belongs to, so that two on one day are two.

    `when` is the partial date that is known, empty where nothing is on record; `years` counts an anniversary.
    """

    day: date
    of: str
    when: str
    circa: bool = False
    years: int = 0
    event: CaseEvent | None = None
    consent: Consent | None = None


def cases_with_dates() -> CaseQuerySet:
    """Return published cases with all that the functions below read, and their names in the active language.

    Steps that are still drafts are among them: a hearing is often known before anybody may cite it.
    """
    events = CaseEvent.objects.exclude(state=PublicationState.WITHDRAWN).with_translations()
    return (
        Case.objects.published()
        .select_related("person")
        .prefetch_related(
            "person__names",
            translations_prefetch("translations"),
            Prefetch("events", queryset=events),
            "episodes",
            "consents",
        )
    )


def hearings_of(case: Case, today: date) -> list[CaseDay]:
    """Return the days in court from today on, drafts included; one without a full date is no day."""
    return [
        CaseDay(earliest(event.date), f"event-{event.pk}", event.date, circa=event.circa, event=event)
        for event in case.events.all()
        if event.kind in _IN_COURT and len(event.date) == _FULL and earliest(event.date) >= today
    ]


def birthdays_of(case: Case, today: date) -> list[CaseDay]:
    """Return the next birthday of whoever is in prison or may be."""
    if not case.birthday or case.status not in _MISSED:
        return []
    day = next_return(case.birthday, today=today)
    return [CaseDay(day, "birthday", day.isoformat())]


def anniversaries_of(case: Case, today: date) -> list[CaseDay]:
    """Return the next anniversary of the arrest while somebody is held or may be, of the death once they died.

    It rests on what is public: on published steps, and on the episode that goes on.
    """
    events = [event for event in case.events.all() if event.is_published and not event.circa]
    if case.status in _MISSED:
        known = [event.date for event in events if event.kind == CaseEvent.Kind.ARREST]
        known += [one.arrested_on for one in _going_on(case) if not one.arrested_circa]
        return _anniversary(known, "arrest", today)
    if case.status in DEAD:
        ends = {CaseEvent.Kind.DEATH, CaseEvent.Kind.KILLING}
        return _anniversary([event.date for event in events if event.kind in ends], "death", today)
    return []


def sentence_ends_of(case: Case, today: date) -> list[CaseDay]:
    """Return when the sentence that is being served ends, reckoned from the arrest and its length.

    An arrest of which the month is known gives a month, and so does an approximate day. It is never a release.
    """
    if case.status not in HELD:
        return []
    found = []
    for episode in _going_on(case):
        since = episode.arrested_on[:_MONTH] if episode.arrested_circa else episode.arrested_on
        if len(since) < _MONTH or not episode.sentence_months:
            continue
        when = _months_later(since, episode.sentence_months)
        if latest(when) >= today:
            found.append(CaseDay(earliest(when), f"episode-{episode.pk}", when))
    return found


def consent_ends_of(case: Case, today: date) -> list[CaseDay]:
    """Return the last days of consents, those to come and those of the last RAN_OUT_WITHIN.

    A consent is passed over when others that outlast it cover all that it covers, or when it was withdrawn.
    """
    consents = [one for one in case.consents.all() if one.withdrawn_on is None]
    return [
        CaseDay(one.until, f"consent-{one.pk}", one.until.isoformat(), consent=one)
        for one in consents
        if one.until is not None
        and one.until >= today - RAN_OUT_WITHIN
        and _covered([one]) - _covered(other for other in consents if _outlasts(other, one.until))
    ]


def silences_of(case: Case, today: date) -> list[CaseDay]:
    """Return the day since which nobody has heard for NO_WORD_AFTER from whoever is in prison or may be.

    Where no word is on record, the day of the status stands in for it.
    """
    return _left_alone(case.last_word_on, case, "word", NO_WORD_AFTER) if case.status in _MISSED else []


def unchecked_of(case: Case, today: date) -> list[CaseDay]:
    """Return the day since which nobody has checked the facts for UNCHECKED_AFTER.

    Where no check is on record, the day of the status stands in for it.
    """
    checked = case.checked_on.isoformat() if case.checked_on else ""
    return _left_alone(checked, case, "check", UNCHECKED_AFTER)


def last_known(case: Case, day: CaseDay) -> str:
    """Return the partial date from which days without word, or without a check, are counted."""
    return day.when or case.status_as_of


def _left_alone(known: str, case: Case, of: str, patience: timedelta) -> list[CaseDay]:
    since = known or case.status_as_of
    return [CaseDay(latest(since) + patience, of, known)] if since else []


def _going_on(case: Case) -> list[Episode]:
    return [episode for episode in case.episodes.all() if not episode.released_on]


def _anniversary(dates: Iterable[str], of: str, today: date) -> list[CaseDay]:
    """Return when the latest of the full dates comes back; the day itself is no anniversary."""
    full = [one for one in dates if len(one) == _FULL and earliest(one) < today]
    if not full:
        return []
    began = max(full)
    day = next_return(began, today=today)
    return [CaseDay(day, of, day.isoformat(), years=day.year - earliest(began).year)]


def _months_later(since: str, months: int) -> str:
    """Return a partial date so many months later; the last day of a month where it has no such day."""
    begin = earliest(since)
    year, month = divmod(begin.year * 12 + begin.month - 1 + months, 12)
    if len(since) == _MONTH:
        return f"{year:04}-{month + 1:02}"
    day = min(begin.day, calendar.monthrange(year, month + 1)[1])
    return f"{year:04}-{month + 1:02}-{day:02}"


def _covered(consents: Iterable[Consent]) -> set[str]:
    return {field for one in consents for field in _COVERS if getattr(one, field)}


def _outlasts(other: Consent, until: date) -> bool:
    begun = other.given_on is None or other.given_on <= until + timedelta(days=1)
    return begun and (other.until is None or other.until > until)
