"""Who is expected at a picket, shift by shift: on pages, on paper and as a table."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.models import Picket, Shift, SignUp
from toolkit.names import fold
from toolkit.tables import Cell


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many sign-ups of a shift are in a state."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody on a roster. A friend stands right below who brought them where both are on the shift."""

    sign_up: SignUp
    brought_by: str
    is_below: bool


@dataclass(frozen=True, slots=True)
class ShiftRoster:
    """A shift with who holds a place, by name, and who waits for one, in order; the others are only counted.

    `begins` and `ends` are in the picket's own zone; naive, or the `date` filter would turn them to the server's.
    """

    shift: Shift
    task: str
    begins: datetime
    ends: datetime
    people: list[Expected]
    reserve: list[Expected]
    counts: list[StateCount]

    @property
    def named(self) -> list[Expected]:
        """Everybody who is named: those with a place, then those in reserve."""
        return self.people + self.reserve


def rosters_of(picket: Picket) -> list[ShiftRoster]:
    """Return the roster of each shift of a picket, at the cost of three queries."""
    shifts = list(picket.shifts.with_translations().prefetch_related("sign_ups"))
    names = {one.pk: one for shift in shifts for one in shift.sign_ups.all()}
    return [_roster(shift, picket, names) for shift in shifts]


def _roster(shift: Shift, picket: Picket, everybody: dict[UUID, SignUp]) -> ShiftRoster:
    sign_ups = list(shift.sign_ups.all())
    counted = Counter(sign_up.state for sign_up in sign_ups)
    # Of whoever is kept only to be called again there is no name any more, and nothing to show.
    holding = [one for one in sign_ups if one.state in SignUp.HOLDING and one.name]
    waiting = [one for one in sign_ups if one.state == SignUp.State.WAITING and one.name]
    return ShiftRoster(
        shift=shift,
        task=shift.in_language("title") or str(shift.get_role_display()),
        begins=shift.starts_at.astimezone(picket.zone).replace(tzinfo=None),
        ends=shift.ends_at.astimezone(picket.zone).replace(tzinfo=None),
        people=list(_with_friends(sorted(holding, key=_place_in_list), everybody)),
        reserve=list(_with_friends(waiting, everybody)),
        counts=[StateCount(str(state.label), counted[state]) for state in SignUp.State if counted[state]],
    )


def _with_friends(sign_ups: list[SignUp], everybody: dict[UUID, SignUp]) -> Iterator[Expected]:
    """Yield everybody of a list once, friends right below who brought them where that is on the list too."""
    by_key = {one.pk: one for one in sign_ups}
    below: dict[UUID, list[SignUp]] = {}
    above: list[SignUp] = []
    for one in sign_ups:
        bringer = by_key.get(one.brought_by_id) if one.brought_by_id else None
        # A friend's friend stands for themselves.
        if bringer is not None and bringer.brought_by_id not in by_key:
            below.setdefault(bringer.pk, []).append(one)
        else:
            above.append(one)
    for one in above:
        bringer = everybody.get(one.brought_by_id) if one.brought_by_id else None
        yield Expected(one, bringer.name if bringer else "", is_below=False)
        for friend in below.get(one.pk, []):
            yield Expected(friend, one.name, is_below=True)


def _place_in_list(sign_up: SignUp) -> tuple[str, str, object]:
    """Return what a list is sorted by: the sound of a name, so that both scripts are in one order."""
    return (fold(sign_up.name), sign_up.name.casefold(), sign_up.created_at)


def roster_rows(picket: Picket) -> Iterator[Sequence[Cell]]:
    """Yield a heading and one row for each who holds or waits for a place; times are the picket's own."""
    yield [
        _("shift"),
        _("day"),
        pgettext("a time", "from"),
        pgettext("a time", "to"),
        _("name"),
        _("brought by"),
        _("e-mail address"),
        _("phone"),
        _("language"),
        _("state"),
        _("came at"),
    ]
    for roster in rosters_of(picket):
        for person in roster.named:
            sign_up = person.sign_up
            came_at = sign_up.checked_in_at
            yield [
                roster.task,
                f"{roster.begins:%Y-%m-%d}",
                f"{roster.begins:%H:%M}",
                f"{roster.ends:%H:%M}",
                sign_up.name,
                person.brought_by,
                sign_up.email,
                sign_up.phone,
                sign_up.language,
                sign_up.get_state_display(),
                f"{came_at.astimezone(picket.zone):%Y-%m-%d %H:%M}" if came_at else "",
            ]
