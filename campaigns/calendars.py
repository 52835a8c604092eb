"""Calendar files. All times are UTC: zone data on a phone may be older than a country's last change of offset."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import CLASS, STATUS, Calendar, Event

from campaigns.models import Picket, SignUp
from campaigns.occasions import absolute, occasion_of, place_in_words

# A later state of a sign-up must count as a revision of the event that a calendar holds already.
_REVISIONS = {SignUp.State.WAITING: 0, SignUp.State.CONFIRMED: 1, SignUp.State.CANCELLED: 2}
_STATUSES = {
    SignUp.State.WAITING: STATUS.TENTATIVE,
    SignUp.State.CANCELLED: STATUS.CANCELLED,
}


def picket_calendar(picket: Picket) -> bytes:
    """Return the calendar file of a public picket. Raises ValueError when its hours are not known."""
    if picket.starts_at is None or picket.ends_at is None:
        raise ValueError(f"{picket.slug} has no hours")
    where = [place_in_words(picket)]
    if not picket.meeting_point_is_private:
        where.append(picket.in_language("meeting_point"))
    event = Event.new(
        uid=_uid("picket", str(picket.pk)),
        stamp=timezone.now(),
        start=_utc(picket.starts_at),
        end=_utc(picket.ends_at),
        summary=picket.in_language("title"),
        description=picket.in_language("summary") or None,
        location=", ".join(filter(None, where)) or None,
        url=absolute(picket.get_absolute_url()),
        sequence=picket.sequence,
        status=STATUS.CANCELLED if picket.stage == Picket.Stage.CANCELLED else STATUS.CONFIRMED,
    )
    return _calendar(event)


def sign_up_calendar(sign_up: SignUp) -> bytes:
    """Return the calendar file of a volunteer's own shift. It holds no private link: calendars are synchronised."""
    shift = sign_up.shift
    picket = shift.picket
    occasion = occasion_of(shift, tell_private=True)
    state = SignUp.State(sign_up.state)
    if picket.stage == Picket.Stage.CANCELLED:
        state = SignUp.State.CANCELLED
    event = Event.new(
        uid=_uid("sign-up", sign_up.pk.hex),
        stamp=timezone.now(),
        start=_utc(shift.starts_at),
        end=_utc(shift.ends_at),
        summary=occasion.title,
        description="\n".join(filter(None, [occasion.task, occasion.meeting_point])) or None,
        location=", ".join(filter(None, [occasion.where, occasion.meeting_point])) or None,
        url=occasion.url,
        sequence=picket.sequence * len(_REVISIONS) + _REVISIONS.get(state, 1),
        status=_STATUSES.get(state, STATUS.CONFIRMED),
        classification=CLASS.PRIVATE,
    )
    return _calendar(event)


def _calendar(event: Event) -> bytes:
    calendar = Calendar.new(prodid="-//Unforgotten//EN", method="PUBLISH", subcomponents=[event])
    return bytes(calendar.to_ical())


def _uid(kind: str, key: str) -> str:
    return f"{kind}-{key}@{urlsplit(settings.PUBLIC_URL).hostname}"


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
