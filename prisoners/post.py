"""Where letters to a prisoner go: whether they may go at all, to which address, and what a label shows.

Pure reckoning on rows that `cases_for_post` fetched; only `post_of` knows whether an address may be shown.
"""

import hashlib
import json
import unicodedata
from collections import Counter
from dataclasses import dataclass
from enum import Enum
from typing import cast

from prisoners.models import Case, Prison, Stay
from prisoners.plates import HELD
from sources.models import NameKind

KEY_LENGTH = 16
# The first word of a letter's name in Unicode, and the script as names have it.
_SCRIPTS = {
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "ARABIC": "Arab",
    "HEBREW": "Hebr",
    "GREEK": "Grek",
    "GEORGIAN": "Geor",
    "ARMENIAN": "Armn",
}
# A spelling variant or a slip is no name for an envelope as long as there is another.
_BEST = [NameKind.PREFERRED, NameKind.TRANSLITERATION, NameKind.VARIANT, NameKind.SLIP]


class Standing(Enum):
    """Whether letters can go to somebody."""

    OPEN = "open"
    NO_ADDRESS = "no_address"
    NOT_AGREED = "not_agreed"
    NOT_HELD = "not_held"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a letter goes. `lines` is what stands on the envelope, in the local script, the name first."""

    prison: Prison
    lines: tuple[str, ...]
    # When the prisoner came here from another prison, as a partial date; empty when it is the first one we know.
    moved_on: str

    @property
    def is_right_to_left(self) -> bool:
        """Whether the address is in a script that runs from right to left."""
        return is_right_to_left("\n".join(self.lines))

    @property
    def key(self) -> str:
        """The mark of what a label shows: the same as long as name, address and rules stay as they are."""
        prison = self.prison
        shown = [*self.lines, prison.mail_rules, prison.mail_pages, *prison.mail_languages]
        return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:KEY_LENGTH]


@dataclass(frozen=True, slots=True)
class Post:
    """The post of one prisoner. There is a destination only where it may be shown; `sent` is of the last year."""

    case: Case
    standing: Standing
    destination: Destination | None
    sent: int

    @property
    def prison(self) -> Prison | None:
        """The prison that letters go to, where it may be shown."""
        return self.destination.prison if self.destination else None


def post_of(case: Case) -> Post:
    """Return the post of a case that `cases_for_post` fetched."""
    sent: int = case.letters_sent  # type: ignore[attr-defined]  # annotated by cases_for_post
    if case.status not in HELD or case.person is None:
        return Post(case, Standing.NOT_HELD, None, sent)
    stay = current_stay(case)
    if stay is None or not stay.prison.postal_address.strip():
        return Post(case, Standing.NO_ADDRESS, None, sent)
    if not case.is_address_agreed:  # type: ignore[attr-defined]  # annotated by cases_for_post
        return Post(case, Standing.NOT_AGREED, None, sent)
    return Post(case, Standing.OPEN, _destination(case, stay), sent)


def current_stay(case: Case) -> Stay | None:
    """Return the latest stay that has not ended, of an episode that goes on."""
    open_stays = [stay for stay in _stays(case) if not stay.until]
    return max(open_stays, key=lambda stay: (stay.since, stay.pk), default=None)


def is_right_to_left(text: str) -> bool:
    """Say whether the first letter that has a direction runs from right to left."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in {"L", "R", "AL"}:
            return direction != "L"
    return False


def script_of(text: str) -> str:
    """Return the script of most letters of a text, such as "Cyrl"; empty where we do not know it."""
    words = (unicodedata.name(letter, "").partition(" ")[0] for letter in text if letter.isalpha())
    counted = Counter(_SCRIPTS.get(word, "") for word in words)
    return counted.most_common(1)[0][0] if counted else ""


def _stays(case: Case) -> list[Stay]:
    return [
        stay for episode in case.episodes.all() if not episode.released_on for stay in episode.stays.all()
    ]


def _destination(case: Case, stay: Stay) -> Destination:
    prison = stay.prison
    address = [line.strip() for line in prison.postal_address.splitlines() if line.strip()]
    came_from_elsewhere = any(other.prison_id != stay.prison_id for other in _stays(case))
    return Destination(
        prison=prison,
        lines=(_name_on_envelope(case, prison), *address),
        moved_on=stay.since if came_from_elsewhere else "",
    )


def _name_on_envelope(case: Case, prison: Prison) -> str:
    """Return the name in the script of the address, in a language that letters may be in where there is one."""
    script = script_of(prison.postal_address)
    languages = cast("list[str]", prison.mail_languages)
    person = case.person
    if person is None:
        return case.display_name
    names = [name for name in person.all_names() if name.script == script]
    if not names:
        return case.display_name
    best = min(
        names,
        key=lambda name: (
            _BEST.index(NameKind(name.kind)),
            languages.index(name.language) if name.language in languages else len(languages),
            name.pk,
        ),
    )
    return best.text
