"""The rules of notices: for each kind what days it has, how long before, whose job it is and why.

docs/operations.md shows the same table; a test compares the two.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from campaigns.models import Membership, NoticeKind, NoticePreference
from campaigns.notices.clock import Clock
from prisoners import dates
from prisoners.dates import CaseDay
from prisoners.models import Case

_Role = Membership.Role
_How = NoticePreference.How


@dataclass(frozen=True, slots=True)
class Rule:
    """`leads` are days before, the longest first; none of them makes it a state that lasts until somebody acts."""

    days_of: Callable[[Case, date], list[CaseDay]]
    leads: tuple[int, ...]
    roles: frozenset[str]
    usual: NoticePreference.How


RULES: dict[NoticeKind, Rule] = {
    # Coordinators find people who can go; the legal role talks to the lawyer.
    NoticeKind.HEARING: Rule(
        dates.hearings_of, (7, 1), frozenset({_Role.COORDINATOR, _Role.LEGAL}), _How.AT_ONCE
    ),
    # Cards are written together, at evenings and pickets that stewards run.
    NoticeKind.BIRTHDAY: Rule(
        dates.birthdays_of, (14,), frozenset({_Role.COORDINATOR, _Role.STEWARD}), _How.WEEKLY
    ),
    # A day for a vigil or a picket: one calls it, the others run it.
    NoticeKind.ANNIVERSARY: Rule(
        dates.anniversaries_of, (14,), frozenset({_Role.COORDINATOR, _Role.STEWARD}), _How.WEEKLY
    ),
    # Whether anybody is let out is a question to the lawyer, and what the campaign then says is for coordinators.
    NoticeKind.SENTENCE_END: Rule(
        dates.sentence_ends_of, (30,), frozenset({_Role.COORDINATOR, _Role.LEGAL}), _How.WEEKLY
    ),
    # Consents are asked for by who knows the family or the lawyer; nobody else needs to know of them.
    NoticeKind.CONSENT_END: Rule(
        dates.consent_ends_of, (30, 7), frozenset({_Role.COORDINATOR, _Role.LEGAL}), _How.AT_ONCE
    ),
    # Coordinators have the contacts who can ask; editors write down what was heard.
    NoticeKind.NO_WORD: Rule(
        dates.silences_of, (), frozenset({_Role.COORDINATOR, _Role.EDITOR}), _How.WEEKLY
    ),
    # Editors check; coordinators see to it that it is done.
    NoticeKind.UNCHECKED: Rule(
        dates.unchecked_of, (), frozenset({_Role.COORDINATOR, _Role.EDITOR}), _How.WEEKLY
    ),
}


def lead_due(kind: NoticeKind, day: date, how: str, clock: Clock) -> int | None:
    """Return how many days before, of those that have come, the last one is; None while it is too early.

    Who hears at once gets each lead on its day; after an outage only the last. Who gets the digest is told once, in
    the week in which the first lead falls.
    """
    leads = RULES[kind].leads or (0,)
    horizon = clock.told
    if how == _How.WEEKLY:
        leads = leads[:1]
        horizon = clock.sunday if RULES[kind].leads else clock.monday
    return min((lead for lead in leads if day - timedelta(days=lead) <= horizon), default=None)


def cannot_wait(kind: NoticeKind, day: date, clock: Clock) -> bool:
    """Return whether the next digest would come too late to do anything."""
    return bool(RULES[kind].leads) and day <= clock.sunday + timedelta(days=1)


def cannot_wait_till_morning(kind: NoticeKind, day: date, clock: Clock) -> bool:
    """Return whether it comes on the day of the next morning, or before, so that it is told at night too."""
    return bool(RULES[kind].leads) and clock.today <= day <= clock.told + timedelta(days=1)
