"""The dates ahead that one organiser's desk shows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from campaigns.notices.ahead import dates_ahead
from campaigns.notices.clock import clock_at
from campaigns.notices.rules import RULES
from campaigns.notices.words import Line, line_of, urgency

# How far the desk looks ahead: as long as the longest notice.
AHEAD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Agenda:
    """Dates in words, the most urgent first; `left_off` says how many more there are."""

    lines: list[Line]
    left_off: int


def agenda_of(user: User, *, now: datetime, most: int | None = None) -> Agenda | None:
    """Return the dates of the next AHEAD and what was left alone, `most` at the most.

    Whether the organiser has been told of them, or wants to be, makes no difference. Returns None for who has no job
    in any live campaign.
    """
    today = clock_at(now).today
    found = dates_ahead(today=today, user=user)
    if found is None:
        return None
    near = [one for one in found if one.on.day <= (today + AHEAD if RULES[one.kind].leads else today)]
    shown = sorted(near, key=urgency)[:most]
    return Agenda([line_of(one, today=today, user=user) for one in shown], len(near) - len(shown))
