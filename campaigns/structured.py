"""A picket for programs that read pages: schema.org's Event as JSON-LD, with nothing that the page does not say."""

import json
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import get_language

from campaigns.models import Participant, Picket
from campaigns.occasions import absolute

SCHEMA = "https://schema.org"

_STATUSES = {
    Picket.Stage.MOVED: "EventRescheduled",
    Picket.Stage.CANCELLED: "EventCancelled",
}
_SHOWN = {Participant.Consent.NOT_ASKED, Participant.Consent.CONFIRMED}
# As Django's json_script: what could end the element or begin a comment in it.
_ESCAPES = {ord(letter): f"\\u{ord(letter):04X}" for letter in "<>&\u2028\u2029"}


def event_data(picket: Picket) -> dict[str, Any] | None:
    """Return what a program may know of a picket in the active language; nothing of a sample, which is no event.

    An approximate day is left out, for the vocabulary cannot say "about".
    """
    if picket.is_sample or picket.stage == Picket.Stage.DRAFT:
        return None
    url = absolute(picket.get_absolute_url())
    data = {
        "@context": SCHEMA,
        "@type": "Event",
        "@id": f"{url}#event",
        "url": url,
        "name": picket.in_language("title"),
        "description": picket.in_language("summary"),
        "eventStatus": f"{SCHEMA}/{_STATUSES.get(Picket.Stage(picket.stage), 'EventScheduled')}",
        "eventAttendanceMode": f"{SCHEMA}/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        **_times(picket),
        "location": _location(picket),
        "organizer": _organisers(picket.participants.all()),
        "inLanguage": picket.languages or [get_language()],
    }
    return {name: value for name, value in data.items() if value not in ("", None, [])}


def as_json(data: dict[str, Any]) -> str:
    """Return JSON that can stand within a script element whatever its texts hold."""
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False).translate(_ESCAPES)


def _times(picket: Picket) -> dict[str, str]:
    if picket.starts_at is not None and picket.ends_at is not None:
        zone = picket.zone
        start, end = picket.starts_at.astimezone(zone), picket.ends_at.astimezone(zone)
        return {
            "startDate": start.isoformat(timespec="minutes"),
            "endDate": end.isoformat(timespec="minutes"),
        }
    return {} if picket.circa else {"startDate": picket.date, "endDate": picket.date_end}


def _location(picket: Picket) -> dict[str, Any] | None:
    """Return where it is. What is told after sign-up only is left out, and so is the point on a map that tells it."""
    place = picket.place.display_name if picket.place else ""
    address = picket.in_language("address")
    meeting_point = "" if picket.meeting_point_is_private else picket.in_language("meeting_point")
    lines = ", ".join(filter(None, [meeting_point, address]))
    if not place and not lines:
        return None
    found: dict[str, Any] = {
        "@type": "Place",
        "name": place or lines,
        "address": {"@type": "PostalAddress", "streetAddress": lines, "addressLocality": place},
    }
    found["address"] = {name: value for name, value in found["address"].items() if value}
    if picket.latitude is not None and picket.longitude is not None and not picket.meeting_point_is_private:
        found["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(picket.latitude),
            "longitude": float(picket.longitude),
        }
    return found


def _organisers(participants: Iterable[Participant]) -> list[dict[str, str]]:
    """Return who called it, of those whom a public page may name."""
    found = []
    for participant in participants:
        if participant.role != Participant.Role.CALLED_BY or participant.consent not in _SHOWN:
            continue
        kind = "Person" if participant.person else "Organization"
        named = participant.person or participant.organisation
        name = named.display_name if named else participant.in_language("label")
        found.append({"@type": kind, "name": name})
    return found
