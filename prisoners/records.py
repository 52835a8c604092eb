"""What a case page shows besides its texts: facts known and unknown, and the steps in order."""

from dataclasses import dataclass
from datetime import date

from prisoners.models import Case, CaseEvent, Consent, Fact
from prisoners.plates import HELD

# For someone who is held these belong in the list even when no source tells them.
_EXPECTED = [
    Fact.Label.SENTENCE,
    Fact.Label.CHARGE,
    Fact.Label.HELD_SINCE,
    Fact.Label.NOW,
    Fact.Label.PRISON,
    Fact.Label.HEALTH,
]


@dataclass(frozen=True, slots=True)
class FactRow:
    """A line of the facts list; `fact` is None when no source we hold tells it."""

    label: Fact.Label
    fact: Fact | None


def fact_rows(case: Case, *, today: date) -> list[FactRow]:
    """Return the facts of a case in the order of the labels, with the expected ones that are not known.

    A fact whose claims are no longer public counts as not known. What is known of health is left out unless a
    consent in force covers it.
    """
    facts = {Fact.Label(fact.label): fact for fact in case.facts.all() if fact.claims.all()}
    if not any(consent.covers_health and _in_force(consent, today) for consent in case.consents.all()):
        facts.pop(Fact.Label.HEALTH, None)
    expected = _EXPECTED if case.kind == Case.Kind.PERSON and case.status in HELD else []
    return [FactRow(label, facts.get(label)) for label in Fact.Label if label in facts or label in expected]


def steps_of(events: list[CaseEvent]) -> list[CaseEvent]:
    """Return events in the order in which they happened; one without a date follows the one written before it."""
    placed = []
    known = ""
    for event in sorted(events, key=lambda event: (event.position, event.pk)):
        known = event.date or known
        placed.append((known, event))
    # Sorting keeps the order of those with the same date.
    return [event for _, event in sorted(placed, key=lambda item: item[0])]


def _in_force(consent: Consent, day: date) -> bool:
    """Say whether a consent holds on a day; as `Consent.objects.in_force`, for rows already fetched."""
    given = consent.given_on is None or consent.given_on <= day
    lasting = consent.until is None or consent.until >= day
    return given and lasting and (consent.withdrawn_on is None or consent.withdrawn_on > day)
