"""The life of a picket: draft, announced, moved, cancelled, over. One function makes each step.

Each step is one transaction with its messages planned, and a new revision of the calendar files.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.models import Picket, Shift
from campaigns.services.picket_texts import Texts, write_text
from campaigns.services.reminders import ensure_default_reminders
from campaigns.services.sign_ups import follow_picket_times
from campaigns.services.telling import tell_called_off, tell_change, who_is_told
from campaigns.wall_clock import day_of, days_between, move_span
from sources.models import Place

# What a volunteer's calendar shows: a change of it is a new revision of the calendar file.
IN_CALENDARS = frozenset(
    {"title", "starts_at", "ends_at", "time_zone", "place", "address", "meeting_point", "shifts"}
)
# What those who signed up must hear of, and what makes a picket a moved one.
WHEREABOUTS = IN_CALENDARS - {"title", "shifts"}
_MOVES = frozenset({"starts_at", "time_zone", "place", "address"})


class StageError(Exception):
    """A step that makes no sense as the picket stands. Its words are for the organiser."""


@transaction.atomic
def announce_picket(picket: Picket, *, now: datetime) -> Picket:
    """Announce a draft, and return it as it is now. Raises StageError without hours or when they are past.

    It becomes public only when it is published too.
    """
    current = _lock(picket)
    if current.stage != Picket.Stage.DRAFT:
        raise StageError(_("Only a draft can be announced."))
    if current.starts_at is None or current.ends_at is None:
        raise StageError(_("Say first when it begins and when it ends."))
    if current.ends_at <= now:
        raise StageError(_("Its time is past. Change the date first."))
    _enter(current, Picket.Stage.ANNOUNCED)
    ensure_default_reminders(current.campaign)
    return current


@transaction.atomic
def move_picket(
    picket: Picket,
    *,
    starts_at: datetime,
    ends_at: datetime,
    place: Place | None,
    texts: Mapping[str, Texts],
    now: datetime,
) -> int:
    """Move an announced picket to another time or place and tell everybody on it; return how many.

    `texts` gives `address`, `meeting_point` and `stage_note` by language. The shifts keep their distance from the
    beginning on the clocks of the picket's zone. Raises StageError when it cannot be moved, or nothing changes.
    """
    current = _lock(picket)
    _refuse_unless_open(current, now)
    if current.starts_at is None:
        raise StageError(_("Say first when it begins and when it ends."))
    if ends_at <= starts_at:
        raise StageError(_("The end is before the beginning."))
    if ends_at <= now:
        raise StageError(_("The new time is past."))
    before = (current.starts_at, current.ends_at, current.place)
    by = days_between(current.starts_at, starts_at, current.zone)
    if current.series_id is not None and current.series_date is None:
        current.series_date = day_of(current.starts_at, current.zone)
    current.starts_at, current.ends_at, current.place = starts_at, ends_at, place
    rewritten = {field for field, by_language in texts.items() if write_text(current, field, by_language)}
    if before == (starts_at, ends_at, place) and not rewritten & WHEREABOUTS:
        raise StageError(_("Nothing changes: neither the time nor the place."))
    shifts = list(current.shifts.all())
    for shift in shifts:
        shift.starts_at, shift.ends_at = move_span(shift.starts_at, shift.ends_at, current.zone, by)
        shift.save(update_fields=["starts_at", "ends_at", "changed_at"])
    name_the_day(current)
    _enter(current, Picket.Stage.MOVED)
    follow_picket_times(current)
    return tell_change(current, shifts, now=now)


@transaction.atomic
def cancel_picket(picket: Picket, *, note: Texts, now: datetime) -> int:
    """Cancel a picket that is not over and tell everybody on it why; return how many. Sign-ups stay as they are.

    Of a draft nobody knows, and nobody is told. Raises StageError when it is cancelled or over already.
    """
    current = _lock(picket)
    if current.stage != Picket.Stage.DRAFT:
        _refuse_unless_open(current, now)
    write_text(current, "stage_note", note)
    _enter(current, Picket.Stage.CANCELLED)
    return tell_called_off(current, now=now)


@transaction.atomic
def end_picket(picket: Picket, *, now: datetime) -> Picket:
    """Note that a picket took place, and return it as it is now. Raises StageError when it goes on or did not."""
    current = _lock(picket)
    if current.stage not in {Picket.Stage.ANNOUNCED, Picket.Stage.MOVED}:
        raise StageError(_("Only a picket that was announced can be over."))
    if current.ends_at is None or current.ends_at > now:
        raise StageError(_("It has not ended yet."))
    _enter(current, Picket.Stage.OVER)
    return current


def end_pickets(*, now: datetime) -> int:
    """Note of each picket that has ended that it is over, each in its own transaction; return how many."""
    stages = [Picket.Stage.ANNOUNCED, Picket.Stage.MOVED]
    ended = 0
    for picket in Picket.objects.filter(stage__in=stages, ends_at__lte=now):
        try:
            end_picket(picket, now=now)
        except (StageError, Picket.DoesNotExist):
            # Somebody moved, cancelled or deleted it meanwhile.
            continue
        ended += 1
    return ended


@transaction.atomic
def revise_picket(
    picket: Picket, *, fields: Collection[str], shifts: Iterable[Shift] = (), now: datetime
) -> int:
    """Let what depends on it follow an edit that is saved: calendars, and who signed up; return how many are told.

    `fields` are those that changed, "shifts" among them; `shifts` are those with other hours. Who is on a picket that
    is still to come hears of another time or place; one with another beginning or place then is a moved one.
    """
    shifts = list(shifts)
    seen = IN_CALENDARS & set(fields)
    if not seen and not shifts:
        return 0
    current = _lock(picket)
    if {"starts_at", "time_zone"} & seen and "date" not in fields:
        name_the_day(current)
    stage = Picket.Stage(current.stage)
    goes_on = stage in {Picket.Stage.ANNOUNCED, Picket.Stage.MOVED}
    is_ahead = goes_on and current.ends_at is not None and current.ends_at > now
    if is_ahead and _MOVES & seen and who_is_told(current).exists():
        stage = Picket.Stage.MOVED
    _enter(current, stage)
    if not is_ahead:
        return 0
    return tell_change(current, current.shifts.all() if WHEREABOUTS & seen else shifts, now=now)


def name_the_day(picket: Picket) -> None:
    """Set the date of a picket to what its hours say, in its own zone; it is not saved."""
    if picket.starts_at is None or picket.ends_at is None:
        return
    first, last = day_of(picket.starts_at, picket.zone), day_of(picket.ends_at, picket.zone)
    picket.date = first.isoformat()
    picket.date_end = last.isoformat() if last > first else ""
    picket.circa = False


def _lock(picket: Picket) -> Picket:
    """Return the picket as it is now, locked with its shifts: who signs up meanwhile waits, and sees the change."""
    current = (
        Picket.objects.select_for_update(of=("self",)).select_related("campaign", "place").get(pk=picket.pk)
    )
    list(Shift.objects.select_for_update().filter(picket=current).order_by("pk").values_list("pk"))
    return current


def _refuse_unless_open(picket: Picket, now: datetime) -> None:
    match picket.stage:
        case Picket.Stage.DRAFT:
            raise StageError(_("It is a draft: change it and announce it."))
        case Picket.Stage.CANCELLED:
            raise StageError(_("It is cancelled. Make a new one from it with “Copy”."))
        case Picket.Stage.OVER:
            raise StageError(_("It is over."))
    if picket.ends_at is not None and picket.ends_at <= now:
        raise StageError(_("It is over."))


def _enter(picket: Picket, stage: Picket.Stage) -> None:
    """Save a picket in a stage, with a new revision of its calendar files."""
    picket.stage = stage
    picket.sequence += 1
    picket.save()
