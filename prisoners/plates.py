"""The case plate: how a case stands, its days counted and drawn. Reads a case with its events; writes nothing."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import number_format
from django.utils.translation import ngettext

from prisoners.days import DayCount, count_days
from prisoners.models import Case, CaseEvent
from prisoners.tally import YEARS_AFTER, Ending, Layout, Tally, draw_tally
from toolkit.partial_dates import display, latest

HELD = {Case.Status.DETAINED, Case.Status.IMPRISONED}
DEAD = {Case.Status.DIED, Case.Status.KILLED}
_ENDS = {CaseEvent.Kind.DEATH, CaseEvent.Kind.KILLING, CaseEvent.Kind.RELEASE}

# Which shape stands for a status (see "status" in components.css); the word is always beside it.
SHAPES = {
    Case.Status.DETAINED: "full",
    Case.Status.IMPRISONED: "full",
    Case.Status.RELEASED: "open",
    Case.Status.EXILED: "half",
    Case.Status.WANTED: "half",
    Case.Status.KILLED: "bar",
    Case.Status.DIED: "bar",
    Case.Status.UNKNOWN: "dotted",
}


@dataclass(frozen=True, slots=True)
class TallyPicture:
    """The tally for a wide screen and for a phone, and what it shows in words."""

    drawings: list[Tally]
    text: str


@dataclass(frozen=True, slots=True)
class Plate:
    """`look` is held, died, released or unconfirmed; count and tally are None where no day is known to count from."""

    look: str
    count: DayCount | None
    counted_from: CaseEvent | None
    tally: TallyPicture | None


def plate_of(case: Case, events: list[CaseEvent], *, today: date) -> Plate:
    """Return the plate of a case. `events` are its published events; `today` is the day that counts as today."""
    look = _look(case)
    since = next((event for event in events if event.pk == case.count_from_id), None)
    if since is None:
        return Plate(look, None, None, None)
    ends = [event.date for event in events if event.kind in _ENDS and event.date]
    until = max(ends) if ends and case.status not in HELD else ""
    count = count_days(since.date, circa=since.circa, until=until, today=today, confirmed_on=case.checked_on)
    if count is None:
        return Plate(look, None, since, None)
    return Plate(look, count, since, _picture(case, count, since, look) if count.days else None)


def _look(case: Case) -> str:
    if case.status in HELD:
        return "held"
    if case.status in DEAD:
        return "died"
    return "released" if case.status == Case.Status.RELEASED else "unconfirmed"


def tally_of(case: Case, count: DayCount, look: str, *, layout: Layout, width: float, line: float) -> Tally:
    """Return the tally of a count of at least a day, drawn in the given size; see `draw_tally`."""
    ending = {"held": Ending.GROWS, "died": Ending.STOPS, "released": Ending.OPENS}.get(look, Ending.DOTTED)
    if count.is_stopped:
        ending = Ending.STOPS
    known_to = latest(case.status_as_of) if ending is Ending.DOTTED and case.status_as_of else None
    reported = latest(case.status_as_of) if len(case.status_as_of) == len("2021-12-15") else None
    if reported and not count.start < reported < count.end:
        reported = None
    return draw_tally(
        start=count.start,
        end=count.end,
        known_from=count.certain_from if count.uncertain_days else None,
        known_to=known_to,
        reported=reported,
        ending=ending,
        layout=layout,
        width=width,
        line=line,
    )


def _picture(case: Case, count: DayCount, since: CaseEvent, look: str) -> TallyPicture:
    if count.days > YEARS_AFTER:
        sizes = [(Layout.YEARS, 960, 20), (Layout.YEARS, 354, 16)]
    else:
        sizes = [(Layout.ROW, 1136, 58), (Layout.MONTHS, 354, 20)]
    drawings = [
        tally_of(case, count, look, layout=layout, width=width, line=line) for layout, width, line in sizes
    ]
    return TallyPicture(drawings, _in_words(count, since))


def _in_words(count: DayCount, since: CaseEvent) -> str:
    """Return what the tally shows: "about 128 days, from about 15 September 2021 to 21 January 2022"."""
    about = ngettext(
        "about %(days)s day, from %(start)s to %(end)s",
        "about %(days)s days, from %(start)s to %(end)s",
        count.days,
    )
    at_least = ngettext(
        "at least %(days)s day, from %(start)s to %(end)s",
        "at least %(days)s days, from %(start)s to %(end)s",
        count.days,
    )
    exactly = ngettext(
        "%(days)s day, from %(start)s to %(end)s", "%(days)s days, from %(start)s to %(end)s", count.days
    )
    words = at_least if count.is_at_least else about if count.is_about else exactly
    return words % {
        "days": number_format(count.days, force_grouping=True),
        "start": display(since.date, circa=since.circa),
        "end": display(count.end.isoformat()),
    }
