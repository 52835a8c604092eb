"""What a form about a passage begins with: from what was found and accepted in the sentence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sources.models import Passage, Suggestion
from sources.reading.drafts import date_columns, directness_of, draft_of, figure_columns

_END_OF_SENTENCE = re.compile(r"[.!?…]+[\"”»')\]]*\s+")


@dataclass
class Found:
    """What a form about a passage begins with, and the known rows that it offers."""

    initial: dict[str, Any] = field(default_factory=dict)
    # Key such as person:5, and name; those of the sentence are ticked.
    named: list[tuple[str, str]] = field(default_factory=list)
    # What happened, where the sentence tells of one thing only (`Suggestion.Cue`).
    cue: str = ""


def prefill(passages: Sequence[Passage], suggestions: Sequence[Suggestion], words: range | None) -> Found:
    """Return initial values for passages of one document; `words` are the characters selected in the first one.

    What was accepted comes before what is open. A date or a figure is filled in when it is the only one accepted, or
    the only one there is.
    """
    span = _sentence(passages[0].text, words) if words and len(passages) == 1 else None
    within = [
        suggestion
        for suggestion in suggestions
        if span is None or (suggestion.start < span.stop and suggestion.end > span.start)
    ]
    found = Found({"directness": directness_of(passages[0].source)})
    ticked = []
    for suggestion in suggestions:
        known = suggestion.linked
        if known is None:
            continue
        key = f"{suggestion.kind}:{known.pk}"
        if key not in dict(found.named):
            found.named.append((key, str(known)))
        if suggestion in within:
            ticked.append(key)
    found.initial["named"] = list(dict.fromkeys(ticked))
    date = _the_one(within, Suggestion.Kind.DATE)
    if date is not None:
        found.initial |= date_columns(date.proposal)
    figure = _the_one(within, Suggestion.Kind.FIGURE)
    if figure is not None:
        found.initial |= figure_columns(figure.proposal)
    cues = {s.proposal["cue"] for s in within if s.kind == Suggestion.Kind.CASE_CUE}
    found.cue = cues.pop() if len(cues) == 1 else ""
    said_by = {s.proposal.get("said_by") for s in within if s.kind == Suggestion.Kind.CLAIM} - {None, ""}
    if len(said_by) == 1 and isinstance(one := said_by.pop(), str):
        found.initial["said_by"] = one
    return found


def suggestions_of(passages: Sequence[Passage]) -> list[Suggestion]:
    """Return what is open or accepted in passages, with the names of what it is linked to."""
    found = Suggestion.objects.filter(passage__in=passages).exclude(state=Suggestion.State.DISMISSED)
    return list(
        found.select_related("person", "organisation", "place")
        .prefetch_related("person__names", "organisation__names", "place__names")
        .order_by("passage__number", "start", "-end", "pk")
    )


def found_in(suggestion: Suggestion) -> Found:
    """Return what a suggested claim fills a form with, and the names of its passage to choose from."""
    found = prefill([suggestion.passage], suggestions_of([suggestion.passage]), None)
    draft = draft_of(suggestion)
    speaker = draft.columns.get("said_by_person") or draft.columns.get("said_by_organisation")
    said_by = str(speaker or draft.columns.get("said_by_label", ""))
    found.initial = {**draft.columns, "text": draft.text, "said_by": said_by}
    ticked = []
    for kind, rows in (
        ("person", draft.people),
        ("organisation", draft.organisations),
        ("place", draft.places),
    ):
        for row in cast(Sequence[Any], rows):
            key = f"{kind}:{row.pk}"
            ticked.append(key)
            if key not in dict(found.named):
                found.named.append((key, str(row)))
    found.initial["named"] = ticked
    return found


def _the_one(suggestions: Sequence[Suggestion], kind: str) -> Suggestion | None:
    of_kind = [suggestion for suggestion in suggestions if suggestion.kind == kind]
    accepted = [suggestion for suggestion in of_kind if suggestion.state == Suggestion.State.ACCEPTED]
    for group in (accepted, of_kind):
        if len(group) == 1:
            return group[0]
    return None


def _sentence(text: str, words: range) -> range:
    """Return the characters of the sentences that selected words are in."""
    start = max((m.end() for m in _END_OF_SENTENCE.finditer(text) if m.end() <= words.start), default=0)
    ends = (m.end() for m in _END_OF_SENTENCE.finditer(text) if m.end() >= words.stop)
    return range(start, min(ends, default=len(text)))
