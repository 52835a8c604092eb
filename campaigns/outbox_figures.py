"""The outbox in figures: how many messages are in which state, and what went out when."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Count
from django.db.models.functions import TruncHour
from django.urls import reverse

from campaigns.models import Dispatch

# The plot: so many hours back and ahead of now, an hour a bar.
HOURS_BACK = 48
HOURS_AHEAD = 24
BAR = 10
HEIGHT = 96

State = Dispatch.State
_WAITING = [State.PLANNED, State.CLAIMED, State.SENDING, State.RETRY]
_DECISION = [State.FAILED, State.UNKNOWN]


@dataclass(frozen=True, slots=True)
class StateFigure:
    """How many messages are in a state, and where they are listed."""

    label: str
    count: int
    url: str
    needs_decision: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour of the plot, in its own units: sent and waiting stand on the ground, trouble on top of them."""

    hour: datetime
    x: int
    sent: int
    waiting: int
    trouble: int
    sent_y: float
    sent_height: float
    waiting_y: float
    waiting_height: float
    trouble_y: float
    trouble_height: float


@dataclass(frozen=True, slots=True)
class OutboxFigures:
    """What the list of the outbox shows above its rows."""

    states: list[StateFigure]
    bars: list[Bar]
    highest: int
    width: int
    height: int
    now_x: int
    late: int

    @property
    def any_in_plot(self) -> bool:
        """Whether anything went out or waits within the hours of the plot."""
        return self.highest > 0


def outbox_figures(*, now: datetime) -> OutboxFigures:
    """Return the figures of now. `late` is how many should have gone out more than ten minutes ago."""
    counts = dict(Dispatch.objects.order_by().values_list("state").annotate(Count("pk")))
    bars, highest = _bars(now)
    return OutboxFigures(
        states=[
            StateFigure(str(state.label), counts[state], _list_of(state), state in _DECISION)
            for state in State
            if counts.get(state)
        ],
        bars=bars,
        highest=highest,
        width=(HOURS_BACK + HOURS_AHEAD) * BAR,
        height=HEIGHT,
        now_x=HOURS_BACK * BAR,
        late=Dispatch.objects.filter(
            state__in=[State.PLANNED, State.RETRY], due_at__lt=now - timedelta(minutes=10)
        ).count(),
    )


def _bars(now: datetime) -> tuple[list[Bar], int]:
    first = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=HOURS_BACK - 1)
    hours = [first + timedelta(hours=number) for number in range(HOURS_BACK + HOURS_AHEAD)]
    end = hours[-1] + timedelta(hours=1)
    sent = _by_hour("sent_at", [State.SENT], first, end)
    waiting = _by_hour("due_at", _WAITING, first, end)
    trouble = _by_hour("due_at", _DECISION, first, end)
    highest = max((sent[hour] + waiting[hour] + trouble[hour] for hour in hours), default=0)
    unit = HEIGHT / highest if highest else 0
    bars = []
    for number, hour in enumerate(hours):
        tops = [sent[hour] * unit, waiting[hour] * unit, trouble[hour] * unit]
        if any(tops):
            bars.append(
                Bar(
                    hour=hour,
                    x=number * BAR,
                    sent=sent[hour],
                    waiting=waiting[hour],
                    trouble=trouble[hour],
                    sent_y=round(HEIGHT - tops[0], 2),
                    sent_height=round(tops[0], 2),
                    waiting_y=round(HEIGHT - tops[0] - tops[1], 2),
                    waiting_height=round(tops[1], 2),
                    trouble_y=round(HEIGHT - sum(tops), 2),
                    trouble_height=round(tops[2], 2),
                )
            )
    return bars, highest


def _by_hour(field: str, states: list[Dispatch.State], first: datetime, end: datetime) -> Counter[datetime]:
    rows = (
        Dispatch.objects.filter(state__in=states, **{f"{field}__gte": first, f"{field}__lt": end})
        .order_by()
        .annotate(hour=TruncHour(field))
        .values_list("hour")
        .annotate(Count("pk"))
    )
    return Counter(dict(rows))


def _list_of(state: Dispatch.State) -> str:
    return f"{reverse('admin:campaigns_dispatch_changelist')}?{urlencode({'state__exact': state})}"
