"""What a claim will hold: gathered from a form or from a suggestion, before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from sources.models import Claim, Document, Organisation, Person, Place, Suggestion

_DIRECTNESS = {
    Document.Kind.INTERVIEW: Claim.Directness.FIRST_HAND,
    Document.Kind.STATEMENT: Claim.Directness.FIRST_HAND,
    Document.Kind.RULING: Claim.Directness.OFFICIAL,
}


@dataclass
class ClaimDraft:
    """A claim that is not written yet; `columns` are fields of the model by name."""

    text: str
    columns: dict[str, Any] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    organisations: list[Organisation] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)


def directness_of(document: Document) -> Claim.Directness:
    """Return how directly a document of its kind tells what it tells, until somebody says otherwise."""
    return _DIRECTNESS.get(Document.Kind(document.kind), Claim.Directness.REPORTED)


def draft_of(suggestion: Suggestion) -> ClaimDraft:
    """Return the claim that a suggestion of kind claim proposes; keys of rows that are gone are left out."""
    proposal: Mapping[str, Any] = suggestion.proposal
    columns: dict[str, Any] = {"directness": directness_of(suggestion.passage.source)}
    columns |= date_columns(proposal.get("date") or {})
    columns |= figure_columns(proposal.get("figure") or {})
    draft = ClaimDraft(
        text=str(proposal.get("text", "")).strip(),
        columns=columns,
        people=list(Person.objects.filter(pk__in=proposal.get("people") or [])),
        organisations=list(Organisation.objects.filter(pk__in=proposal.get("organisations") or [])),
        places=list(Place.objects.filter(pk__in=proposal.get("places") or [])),
    )
    _add_accepted(draft, suggestion, str(proposal.get("said_by") or ""))
    return draft


def _add_accepted(draft: ClaimDraft, suggestion: Suggestion, said_by: str) -> None:
    """Add whom the claim's words name and somebody has accepted since in its passage, and who says so."""
    names = Suggestion.objects.filter(
        passage=suggestion.passage_id,
        state=Suggestion.State.ACCEPTED,
        kind__in=["person", "organisation", "place"],
    ).select_related("person", "organisation", "place")
    rows: dict[str, list[Any]] = {
        "person": draft.people,
        "organisation": draft.organisations,
        "place": draft.places,
    }
    speaker: Person | Organisation | None = None
    for found in names:
        name, known = str(found.proposal.get("name") or ""), found.linked
        if known is None or not name:
            continue
        if name == said_by and isinstance(known, Person | Organisation):
            speaker = known
        if name != said_by and name in draft.text and known not in rows[found.kind]:
            rows[found.kind].append(known)
    if isinstance(speaker, Person):
        draft.columns["said_by_person"] = speaker
    elif speaker is not None:
        draft.columns["said_by_organisation"] = speaker
    else:
        draft.columns["said_by_label"] = said_by[:120]


def date_columns(date: Mapping[str, Any] | str) -> dict[str, Any]:
    """Return the columns of a claim for a date as suggestions hold it."""
    if isinstance(date, str):
        return {"date": date}
    columns: dict[str, Any] = {
        "date": date.get("date") or "",
        "date_end": date.get("date_end") or "",
        "circa": bool(date.get("circa")),
    }
    if date.get("inferred"):
        columns["inferred"] = {"date": date["inferred"]}
    return columns if columns["date"] else {}


def figure_columns(figure: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a claim for a figure as suggestions hold it."""
    if not figure.get("operator"):
        return {}
    return {
        "figure_operator": figure["operator"],
        "figure_value": _number(figure.get("value")),
        "figure_high": _number(figure.get("high")),
        "figure_unit": str(figure.get("unit") or "")[:80],
        "figure_words": str(figure.get("words") or "")[:120],
    }


def _number(text: object) -> Decimal | None:
    try:
        return Decimal(str(text)) if text not in {None, ""} else None
    except InvalidOperation:
        return None
