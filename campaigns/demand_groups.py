"""Demands, grouped by the statement that raised them, with what became of each.

What became of a demand is read from its public steps: a step that rests on no public claim is not shown and changes
nothing. `Demand.state` is what organisers wrote down; no page goes by it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from campaigns.models import Demand, DemandState, DemandStep, Statement
from sources.models import Claim
from toolkit.partial_dates import earliest, latest

# Which shape stands for a state (see "status" in components.css); the word is always beside it.
_SHAPES = {
    DemandState.MET: "full",
    DemandState.PARTLY_MET: "half",
    DemandState.UNMET: "open",
    DemandState.REFUSED: "struck",
}
# In lists and totals, what is won comes first.
ORDER = (DemandState.MET, DemandState.PARTLY_MET, DemandState.UNMET, DemandState.REFUSED)


@dataclass(frozen=True, slots=True)
class DemandRow:
    """A demand under its number."""

    number: int
    demand: Demand
    state: DemandState
    steps: list[DemandStep]

    @property
    def status_class(self) -> str:
        """The classes of its status mark."""
        return status_class(self.state)

    @property
    def claims(self) -> list[Claim]:
        """The claims that its steps rest on."""
        return [claim for step in self.steps for claim in step.claims.all()]


@dataclass(frozen=True, slots=True)
class DemandGroup:
    """A statement and its numbered demands."""

    statement: Statement
    rows: list[DemandRow]


@dataclass(frozen=True, slots=True)
class Total:
    """How many demands are in a state."""

    state: DemandState
    count: int
    status_class: str


def group_demands(statements: Iterable[Statement]) -> list[DemandGroup]:
    """Return the demands of statements fetched by `statements_for_pages`, each statement once, in order."""
    groups = {}
    for statement in statements:
        rows = [
            DemandRow(
                numbered.number, numbered.demand, state_of(numbered.demand), public_steps(numbered.demand)
            )
            for numbered in statement.numbered_demands.all()
        ]
        if rows:
            groups[statement.pk] = DemandGroup(statement, rows)
    return list(groups.values())


def public_steps(demand: Demand) -> list[DemandStep]:
    """Return the steps of a demand, fetched by `demands_with_steps`, that a public claim backs."""
    return [step for step in demand.steps.all() if step.claims.all()]


def state_of(demand: Demand) -> DemandState:
    """Return what became of a demand by its public steps; without one it is unmet.

    The last in the order of the steps counts, unless it is surely older than the one before it.
    """
    current: DemandStep | None = None
    for step in public_steps(demand):
        if current is None or not _is_surely_before(step.date, current.date):
            current = step
    return DemandState(current.state) if current else DemandState.UNMET


def totals_of(groups: Iterable[DemandGroup]) -> list[Total]:
    """Return how many demands are in each state; one that stands in several statements counts once."""
    states = {row.demand.pk: row.state for group in groups for row in group.rows}
    return count_states(states.values())


def count_states(states: Iterable[DemandState]) -> list[Total]:
    """Return how many demands are in each state, those that are met first; a state of none is left out."""
    counts = Counter(states)
    return [Total(state, counts[state], status_class(state)) for state in ORDER if counts[state]]


def status_class(state: DemandState) -> str:
    """Return the classes of a status mark: a shape, then its colour."""
    return f"status status--{_SHAPES[state]} status--{state}"


def _is_surely_before(date: str, other: str) -> bool:
    """Say whether a partial date ends before another begins; what is not known is before nothing."""
    return bool(date and other) and latest(date) < earliest(other)
