"""What reading finds, and what it is told beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

NameKind = Literal["person", "organisation", "place"]
Kind = Literal["person", "organisation", "place", "date", "figure", "case_cue", "claim"]
NAME_KINDS: tuple[NameKind, ...] = ("person", "organisation", "place")


@dataclass(frozen=True)
class Found:
    """A proposal: characters `start` to `end` of the text, and what the kind needs.

    The shape of `proposal` is that of `Suggestion.proposal`. `key` is that of the known person, organisation or place
    that it is linked to, None where there is none or several would do.
    """

    kind: Kind
    start: int
    end: int
    proposal: Mapping[str, Any] = field(default_factory=dict, hash=False)
    key: int | None = None

    def overlaps(self, other: "Found") -> bool:
        """Return whether they share a character."""
        return self.start < other.end and other.start < self.end


def free_of(found: Found, taken: list[Found]) -> bool:
    """Return whether nothing that was taken before shares a character with it."""
    return not any(found.overlaps(other) for other in taken)
