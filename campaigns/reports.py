"""The public report of a picket, with all that its page shows of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q

from campaigns.demand_groups import DemandRow, public_steps, state_of
from campaigns.models import (
    AfterAction,
    DemandStep,
    Photograph,
    Picket,
    ReportSentence,
)
from campaigns.querysets import demands_with_steps
from sources.models import Claim, PublicationState
from sources.models.translations import Translated

_FULL_DATE = len("2022-01-08")


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many came, and how that is known: claims that say the same figure, and counts of the stewards."""

    low: int
    high: int | None
    claims: list[Claim]
    counts: int
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Report:
    """What readers see of a report; everything was fetched by `pickets_for_pages` but the demands and the counts."""

    after: AfterAction
    turnout: Turnout | None
    story: list[ReportSentence]
    photographs: list[Photograph]
    demands: list[DemandRow]

    @property
    def texts(self) -> list[Translated]:
        """What of it is translated, for the word on translations."""
        return [self.after, *self.photographs, *(row.demand for row in self.demands)]

    @property
    def claims(self) -> list[Claim]:
        """The claims that it rests on."""
        found = [sentence.claim for sentence in self.story]
        return found + [claim for row in self.demands for claim in row.claims]


def report_of(picket: Picket) -> Report | None:
    """Return the report of a picket when readers may see it."""
    after = getattr(picket, "after", None)
    if not isinstance(after, AfterAction) or not after.is_published:
        return None
    story = list(after.report.all())
    return Report(
        after=after,
        turnout=_turnout_of(picket, after, [sentence.claim for sentence in story]),
        story=story,
        photographs=list(after.photographs.all()),
        demands=_demands_moved(picket, [sentence.claim for sentence in story]),
    )


def public_photograph(name: str) -> Photograph | None:
    """Return a photograph by the name of its file, while readers may see its report or the statement handed over."""
    in_report = Q(
        after__state=PublicationState.PUBLISHED, after__picket__state=PublicationState.PUBLISHED
    ) & ~Q(after__picket__stage=Picket.Stage.DRAFT)
    of_hand_over = Q(hand_over__statement__state=PublicationState.PUBLISHED)
    return Photograph.objects.filter(in_report | of_hand_over, image=f"photographs/{name}.jpg").first()


def _turnout_of(picket: Picket, after: AfterAction, claims: Iterable[Claim]) -> Turnout | None:
    if after.turnout_low is None:
        return None
    counted = picket.observations.filter(headcount__isnull=False).aggregate(
        counts=Count("pk"), first=Min("observed_at"), last=Max("observed_at")
    )
    first, last = (
        counted[name].astimezone(picket.zone).replace(tzinfo=None) if counted[name] else None
        for name in ("first", "last")
    )
    return Turnout(
        low=after.turnout_low,
        high=after.turnout_high,
        claims=[claim for claim in claims if _says(claim, after)],
        counts=counted["counts"],
        first=first,
        last=last,
    )


def _says(claim: Claim, after: AfterAction) -> bool:
    """Return whether a claim gives the very figure of the report."""
    low, high = after.turnout_low, after.turnout_high
    match claim.figure_operator:
        case Claim.Operator.BETWEEN:
            return (claim.figure_value, claim.figure_high) == (low, high)
        case Claim.Operator.AT_LEAST:
            return claim.figure_value == low
        case Claim.Operator.AT_MOST:
            return claim.figure_value == high
        case Claim.Operator.EXACTLY | Claim.Operator.ABOUT:
            return claim.figure_value == low == high
        case _:
            return False


def _demands_moved(picket: Picket, told: Iterable[Claim]) -> list[DemandRow]:
    """Return the demands of the campaign that this picket moved: a step cites its claims, or is of its day."""
    keys = {claim.pk for claim in (*picket.claims.all(), *told)}
    of_it = Q(claims__in=keys)
    if len(picket.date) == _FULL_DATE and not picket.circa:
        of_it |= Q(date=picket.date)
    steps = DemandStep.objects.filter(of_it, demand__campaign=picket.campaign_id)
    wanted = set(steps.values_list("pk", flat=True))
    if not wanted:
        return []
    demands = demands_with_steps().filter(steps__in=wanted).distinct()
    return [
        DemandRow(
            number,
            demand,
            state_of(demand),
            [step for step in public_steps(demand) if step.pk in wanted],
        )
        for number, demand in enumerate(demands, start=1)
    ]
