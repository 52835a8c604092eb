"""Demands, grouped by the statement that raised them, with what became of each."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from campaigns.models import Demand, DemandState, DemandStep, Statement
from sources.models import Claim

# Which shape stands for a state (see "status" in components.css); the word is always beside it.
_SHAPES = {
    DemandState.MET: "full",
    DemandState.PARTLY_MET: "half",
    DemandState.UNMET: "open",
    DemandState.REFUSED: "open",
}


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
                numbered.number,
                numbered.demand,
                DemandState(numbered.demand.state),
                list(numbered.demand.steps.all()),
            )
            for numbered in statement.numbered_demands.all()
        ]
        if rows:
            groups[statement.pk] = DemandGroup(statement, rows)
    return list(groups.values())


def totals_of(groups: Iterable[DemandGroup]) -> list[Total]:
    """Return how many demands are in each state; one that stands in several statements counts once."""
    states = {row.demand.pk: row.state for group in groups for row in group.rows}
    counts = Counter(states.values())
    order = (DemandState.MET, DemandState.PARTLY_MET, DemandState.UNMET, DemandState.REFUSED)
    return [Total(state, counts[state], status_class(state)) for state in order if counts[state]]


def status_class(state: DemandState) -> str:
    """Return the classes of a status mark: a shape, then its colour."""
    return f"status status--{_SHAPES[state]} status--{state}"
