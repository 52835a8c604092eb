"""Why a sheet is about a target: a few ties of who it is, as sentences with notes."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from campaigns.models import Target
from campaigns.printing.reading import once
from campaigns.target_ties import Why, first_why
from sources.footnotes import Mark, marks_of
from sources.models import Claim
from sources.ties.sentences import sentence_of

# A sheet has one page; the living page has all of them.
MOST_TIES = 3
# So many of the smallest sizes are tried without the ties.
_WITHOUT = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """A tie as a sentence, with its notes and what it rests on."""

    text: SafeString
    marks: list[Mark]
    claims: list[Claim]


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a target is one, under a heading that names who that is; there is at least one tie."""

    title: str
    ties: list[Reason]

    @property
    def claims(self) -> list[Claim]:
        """The claims that the ties rest on."""
        return [claim for tie in self.ties for claim in tie.claims]


def sizes_of(steps: int, *, has_why: bool) -> list[tuple[int, bool]]:
    """Return the sizes in which a sheet is tried, and whether the ties are on it.

    They go before any text does, and are not on the smallest size, which is for a text that needs it.
    """
    if not has_why:
        return [(step, False) for step in range(steps)]
    without = range(max(steps - _WITHOUT, 0), steps)
    return [*((step, True) for step in range(steps - 1)), *((step, False) for step in without)]


def reasons_of(targets: Sequence[int], *, of_picket: bool = False) -> Reasons | None:
    """Return why the first of these targets, by key, is one of which a public tie says so; None when none does.

    In words of the active language. `of_picket` heads them as why it is held there.
    """
    if not targets:
        return None
    return once(("reasons", *targets, of_picket), lambda: _reasons_of(targets, of_picket=of_picket))


def _reasons_of(targets: Sequence[int], *, of_picket: bool) -> Reasons | None:
    found = Target.objects.select_related("person", "organisation").in_bulk(targets)
    why = first_why((found[key] for key in targets if key in found), most=MOST_TIES)
    return _on_paper(why, of_picket=of_picket) if why is not None else None


def _on_paper(why: Why, *, of_picket: bool) -> Reasons:
    title = gettext("Why here: %(name)s") if of_picket else gettext("Why this addressee: %(name)s")
    return Reasons(
        title % {"name": why.who.display_name},
        [Reason(sentence_of(row), marks_of(row.claims), row.claims) for row in why.ties],
    )
