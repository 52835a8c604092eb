"""Why a target is one: the published, cited ties of who it is."""

from collections.abc import Iterable
from dataclasses import dataclass

from campaigns.models import Target
from campaigns.querysets import ties_of_target
from sources.models import Claim, Organisation, Person
from sources.ties.rows import TieRow


@dataclass(frozen=True, slots=True)
class Why:
    """Who a target is, with names, and the public ties of that; there is at least one."""

    who: Person | Organisation
    ties: list[TieRow]

    @property
    def claims(self) -> list[Claim]:
        """The claims that the ties rest on."""
        return [claim for row in self.ties for claim in row.claims]


def why_of(target: Target | None) -> Why | None:
    """Return why a target is one; None where no public tie says so, or who it is may not be shown.

    Whom a reader may not see has no public tie, so that nothing of them is shown here either.
    """
    who = (target.person or target.organisation) if target is not None else None
    ties = ties_of_target(target) if target is not None else []
    ends = [end for row in ties for end in (row.subject, row.object)]
    named = next((end for end in ends if end == who), None)
    return Why(named, ties) if named is not None else None


def first_why(targets: Iterable[Target], *, most: int) -> Why | None:
    """Return why the first target is one of which a public tie says so, with the `most` ties that tell most.

    What still stands comes before what has ended.
    """
    for target in targets:
        why = why_of(target)
        if why is not None:
            standing = sorted(why.ties, key=lambda row: bool(row.tie.until))
            return Why(why.who, standing[:most])
    return None
