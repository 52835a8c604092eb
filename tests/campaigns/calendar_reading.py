"""Read calendars as calendar programs do."""

from datetime import datetime
from typing import Protocol, cast

from icalendar import Calendar, Event


class Answer(Protocol):
    """An answer of the test client."""

    @property
    def content(self) -> bytes:
        """The body."""


def calendar_in(answer: Answer) -> Calendar:
    """Return the calendar; what a strict reader cannot read fails the test."""
    calendar = Calendar.from_ical(answer.content)
    assert [event.errors for event in calendar.walk()] == [[] for _ in calendar.walk()]
    return calendar


def events_in(answer: Answer) -> list[Event]:
    """Return the events, in their order."""
    return [cast(Event, event) for event in calendar_in(answer).walk("VEVENT")]


def event_in(answer: Answer) -> Event:
    """Return the one event."""
    (event,) = events_in(answer)
    return event


class Phone:
    """A calendar that keeps what it was given, and takes a later revision in its place (RFC 5546, 2.1.5)."""

    def __init__(self) -> None:
        self.events: dict[str, Event] = {}

    def take(self, answer: Answer) -> None:
        """Take each event that is new or later than what is there: a higher SEQUENCE, else a later DTSTAMP."""
        for event in events_in(answer):
            known = self.events.get(str(event["UID"]))
            if known is None or _order(event) > _order(known):
                self.events[str(event["UID"])] = event


def _order(event: Event) -> tuple[int, datetime]:
    return event.sequence, event.stamp
