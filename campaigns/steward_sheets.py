"""What the steward's page shows of a picket: who is expected, the counts, and whom to call."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q, prefetch_related_objects

from campaigns.legal_cards import CardWords, words_of
from campaigns.models import LegalCard, Picket, SignUp
from campaigns.occasions import day_in_words, place_in_words
from campaigns.rosters import Expected, ShiftRoster, rosters_of
from campaigns.services.stewards import count_walk_ins
from campaigns.templatetags.pickets import zone_name
from sources.models.translations import translations_prefetch
from toolkit.names import fold

# How many of the latest counts of heads are shown.
HEADCOUNTS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Headcount:
    """How many were there, and when: in the picket's own zone, naive."""

    at: datetime
    heads: int


@dataclass(frozen=True, slots=True)
class StewardSheet:
    """A picket on its day, in words of the active language. `card` is the legal card whose number is to be called."""

    day: str
    hours: str
    zone: str
    where: str
    card: CardWords | None
    rosters: list[ShiftRoster]
    expected: int
    came: int
    walk_ins: int
    headcounts: list[Headcount]

    @property
    def in_all(self) -> int:
        """How many came, those who had not signed up included."""
        return self.came + self.walk_ins

    def showing(self, query: str) -> "StewardSheet":
        """Return the sheet with only those whose name holds what was typed, in any script; the counts stay."""
        if not query.strip():
            return self
        plain, folded = query.strip().casefold(), fold(query)

        def fits(person: Expected) -> bool:
            name = person.sign_up.name
            return plain in name.casefold() or bool(folded and folded in fold(name))

        rosters = [
            replace(
                roster,
                people=[person for person in roster.people if fits(person)],
                reserve=[person for person in roster.reserve if fits(person)],
            )
            for roster in self.rosters
        ]
        return replace(self, rosters=[roster for roster in rosters if roster.named])


def steward_sheet_of(picket: Picket) -> StewardSheet:
    """Return what the page shows, at a number of queries that does not grow with the list."""
    prefetch_related_objects([picket], translations_prefetch("translations"), "place__names")
    rosters = rosters_of(picket)
    states = [person.sign_up.state for roster in rosters for person in roster.people]
    card = LegalCard.objects.published().with_translations().of_place(picket.place_id)
    counts = picket.observations.filter(~Q(headcount=None)).order_by("-observed_at")[:HEADCOUNTS_SHOWN]
    return StewardSheet(
        day=day_in_words(picket.starts_at, picket) if picket.starts_at else picket.when,
        hours=_hours(picket),
        zone=zone_name(picket.time_zone),
        where=place_in_words(picket),
        card=words_of(card) if card else None,
        rosters=rosters,
        expected=len(states),
        came=states.count(SignUp.State.CHECKED_IN),
        walk_ins=count_walk_ins(picket),
        headcounts=[
            Headcount(_local(one.observed_at, picket), one.headcount)
            for one in counts
            if one.headcount is not None
        ],
    )


def _hours(picket: Picket) -> str:
    if picket.starts_at is None or picket.ends_at is None:
        return ""
    return f"{_local(picket.starts_at, picket):%H:%M}–{_local(picket.ends_at, picket):%H:%M}"


def _local(moment: datetime, picket: Picket) -> datetime:
    return moment.astimezone(picket.zone).replace(tzinfo=None)
