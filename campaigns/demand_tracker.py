"""The tracker of demands: each with who raised it, of whom it is asked, what became of it; and its filters."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from campaigns.demand_groups import ORDER, DemandRow, Total, count_states, public_steps, state_of
from campaigns.models import Demand, DemandState, Statement, StatementDemand
from campaigns.querysets import demands_with_steps, statements_for_lists
from prisoners.filters import Choice, FilterGroup
from prisoners.models import Case
from sources.models import PublicationState
from sources.models.translations import translations_prefetch

FILTERS = ("campaign", "state", "by")
LONGEST_VALUE = 100


@dataclass(frozen=True, slots=True)
class Tracked(DemandRow):
    """A demand of the tracker; its number is its place in the list."""

    statements: list[StatementDemand]


@dataclass(frozen=True, slots=True)
class Strip:
    """The totals of some demands, for the pages that lead to the tracker; `query` chooses them there."""

    totals: list[Total]
    query: str


def demands_for_tracker() -> QuerySet[Demand]:
    """Return the demands of published campaigns with their public steps and the published statements they are in."""
    numbered = StatementDemand.objects.filter(statement__state=PublicationState.PUBLISHED).order_by(
        "statement__issued_on", "statement__slug"
    )
    return (
        demands_with_steps()
        .filter(campaign__state=PublicationState.PUBLISHED)
        .select_related("addressed_to")
        .prefetch_related(
            Prefetch(
                "in_statements",
                queryset=numbered.prefetch_related(Prefetch("statement", queryset=statements_for_lists())),
            ),
            translations_prefetch("campaign__translations"),
            translations_prefetch("addressed_to__translations"),
        )
    )


def track(demands: Iterable[Demand]) -> list[Tracked]:
    """Return demands that `demands_for_tracker` fetched with what became of each: met first, refused last."""
    found = [(demand, state_of(demand)) for demand in demands]
    found.sort(key=lambda pair: (ORDER.index(pair[1]), pair[0].slug, pair[0].pk))
    return [
        Tracked(number, demand, state, public_steps(demand), list(demand.in_statements.all()))
        for number, (demand, state) in enumerate(found, start=1)
    ]


def strip_of(demands: QuerySet[Demand], *, query: str = "") -> Strip:
    """Return the totals of demands."""
    return Strip(count_states(state_of(demand) for demand in demands), query)


def demands_of_case(case: Case) -> list[DemandRow]:
    """Return the demands of published campaigns that name a case, with what became of each."""
    demands = demands_with_steps().filter(cases=case, campaign__state=PublicationState.PUBLISHED)
    return [
        DemandRow(number, demand, state_of(demand), public_steps(demand))
        for number, demand in enumerate(demands, start=1)
    ]


def read_filters(data: QueryDict) -> dict[str, str]:
    """Return the filters asked for, without those that are empty."""
    given = {name: data.get(name, "")[:LONGEST_VALUE] for name in FILTERS}
    return {name: value for name, value in given.items() if value}


def apply_filters(rows: list[Tracked], wanted: dict[str, str]) -> list[Tracked]:
    """Return the rows that the filters let through."""
    return [row for row in rows if all(value in _values(row, name) for name, value in wanted.items())]


def filter_groups(rows: list[Tracked], wanted: dict[str, str]) -> list[FilterGroup]:
    """Return the filters; each count honours the other filters. One with a single choice is left out."""
    statements: dict[str, Statement] = {
        numbered.statement.slug: numbered.statement for row in rows for numbered in row.statements
    }
    campaigns = {row.demand.campaign.slug: row.demand.campaign for row in rows}
    labels: dict[str, tuple[str, dict[str, str]]] = {
        "campaign": (_("Campaign"), {slug: one.in_language("title") for slug, one in campaigns.items()}),
        "state": (_("State"), {str(value): str(label) for value, label in DemandState.choices}),
        "by": (_("Raised by"), {slug: raised_by(one) for slug, one in statements.items()}),
    }
    groups = []
    for name, (title, choices) in labels.items():
        rest = apply_filters(rows, {key: value for key, value in wanted.items() if key != name})
        counts = Counter(value for row in rest for value in _values(row, name))
        options = [Choice(_("All"), len(rest), _query(wanted, name, ""), name not in wanted)]
        options += [
            Choice(label, counts[value], _query(wanted, name, value), wanted.get(name) == value)
            for value, label in choices.items()
            if counts[value] or wanted.get(name) == value
        ]
        if len(choices) > 1:
            groups.append(FilterGroup(name, title, options))
    return groups


def raised_by(statement: Statement) -> str:
    """Return who issued a statement, and when, as plain text; its title where nobody is named."""
    who = ", ".join(
        (issuer.organisation or issuer.person).display_name  # type: ignore[union-attr]  # one of them, or a label
        if issuer.organisation_id or issuer.person_id
        else issuer.in_language("label")
        for issuer in statement.issuers.all()
    )
    who = who or statement.in_language("title")
    return f"{who}, {statement.when}" if statement.issued_on else who


_VALUES: dict[str, Callable[[Tracked], list[str]]] = {
    "campaign": lambda row: [row.demand.campaign.slug],
    "state": lambda row: [str(row.state)],
    "by": lambda row: [numbered.statement.slug for numbered in row.statements],
}


def _values(row: Tracked, name: str) -> list[str]:
    return _VALUES[name](row)


def _query(wanted: dict[str, str], name: str, value: str) -> str:
    query = QueryDict(mutable=True)
    query.update({key: text for key, text in wanted.items() if key != name})
    if value:
        query[name] = value
    return query.urlencode()
