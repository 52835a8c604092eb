"""Calendar files. All times are UTC: zone data on a phone may be older than a country's last change of offset.

A file of one event is published (METHOD:PUBLISH): its DTSTAMP is when it was made, so that of two files of the same
SEQUENCE the later one counts. A feed is a snapshot without a method: there DTSTAMP is the last change (RFC 5545,
3.8.7.2), and the feed stays the same to the byte until something in it changes.
"""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext
from icalendar import CLASS, STATUS, Calendar, Event, vDuration, vUri

from campaigns.models import Picket, Shift, SignUp
from campaigns.occasions import absolute, occasion_of, place_in_words

PRODID = "-//Unforgotten//EN"
# So often is a subscribed calendar to ask for news.
REFRESH = timedelta(hours=6)

# A later state of a sign-up must count as a revision of the event that a calendar holds already.
_REVISIONS = {
    SignUp.State.WAITING: 0,
    SignUp.State.OFFERED: 1,
    SignUp.State.CONFIRMED: 2,
    SignUp.State.CHECKED_IN: 2,
    SignUp.State.ABSENT: 2,
    SignUp.State.LAPSED: 3,
    SignUp.State.CANCELLED: 4,
}
_MOST_REVISIONS = 5
_STATUSES = {
    SignUp.State.WAITING: STATUS.TENTATIVE,
    SignUp.State.OFFERED: STATUS.TENTATIVE,
    SignUp.State.LAPSED: STATUS.CANCELLED,
    SignUp.State.CANCELLED: STATUS.CANCELLED,
}


def picket_event(picket: Picket) -> Event:
    """Return a public picket, without a meeting point that is private. Raises ValueError without hours."""
    if picket.starts_at is None or picket.ends_at is None:
        raise ValueError(f"{picket.slug} has no hours")
    where = [place_in_words(picket)]
    if not picket.meeting_point_is_private:
        where.append(picket.in_language("meeting_point"))
    return Event.new(
        uid=_uid("picket", str(picket.pk)),
        stamp=_utc(picket.changed_at),
        last_modified=_utc(picket.changed_at),
        start=_utc(picket.starts_at),
        end=_utc(picket.ends_at),
        summary=picket.in_language("title"),
        description=_lines(_stage_note(picket), picket.in_language("summary")),
        location=_listed(*where),
        url=absolute(picket.get_absolute_url()),
        sequence=picket.sequence,
        status=_status_of(picket),
    )


def shift_event(shift: Shift) -> Event:
    """Return a shift as everybody may know it; its picket comes with it."""
    picket = shift.picket
    occasion = occasion_of(shift, tell_private=False)
    changed_at = _utc(max(picket.changed_at, shift.changed_at))
    return Event.new(
        uid=_uid("shift", str(shift.pk)),
        stamp=changed_at,
        last_modified=changed_at,
        start=_utc(shift.starts_at),
        end=_utc(shift.ends_at),
        # Translators: a line in a calendar, such as "Picket at the embassy: Handing out leaflets".
        summary=gettext("%(picket)s: %(task)s") % {"picket": occasion.title, "task": occasion.task},
        description=_lines(_stage_note(picket), picket.in_language("summary")),
        location=_listed(occasion.where, occasion.meeting_point),
        url=occasion.url,
        sequence=picket.sequence,
        status=_status_of(picket),
    )


def sign_up_event(sign_up: SignUp) -> Event:
    """Return a volunteer's own shift, private. It holds no private link: calendars are synchronised."""
    shift = sign_up.shift
    picket = shift.picket
    occasion = occasion_of(shift, tell_private=True)
    state = SignUp.State(sign_up.state)
    if picket.stage == Picket.Stage.CANCELLED:
        state = SignUp.State.CANCELLED
    changed_at = _utc(max(picket.changed_at, shift.changed_at, sign_up.created_at))
    return Event.new(
        uid=_uid("sign-up", sign_up.pk.hex),
        stamp=changed_at,
        last_modified=changed_at,
        start=_utc(shift.starts_at),
        end=_utc(shift.ends_at),
        summary=occasion.title,
        description=_lines(_stage_note(picket), occasion.task, occasion.meeting_point),
        location=_listed(occasion.where, occasion.meeting_point),
        url=occasion.url,
        sequence=(picket.sequence + sign_up.revision) * _MOST_REVISIONS + _REVISIONS[state],
        status=_STATUSES.get(state, STATUS.CONFIRMED),
        classification=CLASS.PRIVATE,
    )


def published(event: Event) -> bytes:
    """Return a file of one event, to be opened or sent by mail."""
    event.stamp = timezone.now().astimezone(UTC)
    return bytes(Calendar.new(prodid=PRODID, method="PUBLISH", subcomponents=[event]).to_ical())


def picket_calendar(picket: Picket) -> bytes:
    """Return the calendar file of a public picket. Raises ValueError when its hours are not known."""
    return published(picket_event(picket))


def sign_up_calendar(sign_up: SignUp) -> bytes:
    """Return the calendar file of a volunteer's own shift."""
    return published(sign_up_event(sign_up))


def calendar_feed(events: Iterable[Event], *, key: str, name: str, address: str = "") -> bytes:
    """Return a calendar to subscribe to (RFC 7986).

    `key` tells it from our others. `address` is where it is found, which is left out of a private one.
    """
    events = list(events)
    calendar = Calendar.new(
        prodid=PRODID,
        uid=uuid.uuid5(uuid.NAMESPACE_URL, absolute(key)),
        name=name,
        last_modified=max((event.last_modified for event in events), default=None),
        subcomponents=events,
    )
    # The two have no type of their own, so that it must be said (RFC 7986, 5.7 and 5.8).
    calendar.add("REFRESH-INTERVAL", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    if address:
        calendar.add("SOURCE", vUri(address), parameters={"VALUE": "URI"})
    # What Outlook reads in its place.
    calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    return bytes(calendar.to_ical())


def _uid(kind: str, key: str) -> str:
    return f"{kind}-{key}@{urlsplit(settings.PUBLIC_URL).hostname}"


def _status_of(picket: Picket) -> STATUS:
    return STATUS.CANCELLED if picket.stage == Picket.Stage.CANCELLED else STATUS.CONFIRMED


def _stage_note(picket: Picket) -> str:
    """Return why a picket has moved or is cancelled."""
    told = {Picket.Stage.MOVED, Picket.Stage.CANCELLED}
    return picket.in_language("stage_note") if picket.stage in told else ""


def _lines(*texts: str) -> str | None:
    return "\n".join(filter(None, texts)) or None


def _listed(*texts: str) -> str | None:
    return ", ".join(filter(None, texts)) or None


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
