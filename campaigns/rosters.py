"""Who is expected at a picket, shift by shift: on a page and as a table."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.models import Picket, Shift, SignUp
from toolkit.tables import Cell


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many sign-ups of a shift are in a state."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class ShiftRoster:
    """A shift with who holds or waits for a place; those who cancelled are counted, not named."""

    shift: Shift
    sign_ups: list[SignUp]
    counts: list[StateCount]


def rosters_of(picket: Picket) -> list[ShiftRoster]:
    """Return the roster of each shift of a picket."""
    rosters = []
    for shift in picket.shifts.prefetch_related("sign_ups"):
        sign_ups = list(shift.sign_ups.all())
        counted = Counter(sign_up.state for sign_up in sign_ups)
        counts = [StateCount(str(state.label), counted[state]) for state in SignUp.State if counted[state]]
        named = [sign_up for sign_up in sign_ups if sign_up.state != SignUp.State.CANCELLED]
        rosters.append(ShiftRoster(shift, sorted(named, key=_place_in_list), counts))
    return rosters


def roster_rows(picket: Picket) -> Iterator[Sequence[Cell]]:
    """Yield a heading and one row for each who holds or waits for a place; times are the picket's own."""
    yield [
        _("shift"),
        _("day"),
        pgettext("a time", "from"),
        pgettext("a time", "to"),
        _("name"),
        _("e-mail address"),
        _("phone"),
        _("language"),
        _("state"),
    ]
    for roster in rosters_of(picket):
        begins = roster.shift.starts_at.astimezone(picket.zone)
        ends = roster.shift.ends_at.astimezone(picket.zone)
        task = roster.shift.in_language("title") or roster.shift.get_role_display()
        for sign_up in roster.sign_ups:
            yield [
                task,
                f"{begins:%Y-%m-%d}",
                f"{begins:%H:%M}",
                f"{ends:%H:%M}",
                sign_up.name,
                sign_up.email,
                sign_up.phone,
                sign_up.language,
                sign_up.get_state_display(),
            ]


def _place_in_list(sign_up: SignUp) -> tuple[int, object]:
    return (SignUp.State.values.index(sign_up.state), sign_up.created_at)
