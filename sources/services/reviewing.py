"""What a person decides while reading: suggestions accepted or dismissed, claims made from passages.

Each function is one transaction. It locks the document first, so that of two people who handle the same suggestion one
wins and the other is told; what they do in one document comes one after the other.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from sources.models import Citation, Claim, Document, Passage, ReviewStep, Suggestion
from sources.reading.drafts import ClaimDraft, draft_of
from sources.reading.wording import repeated_words
from sources.services.review_names import NAMED, Met, hold_names, name_of, settle_name
from sources.services.review_steps import remember, state_before
from toolkit.names import free_slug

# As they stand in the history; translated when it is read.
ACCEPTED = gettext_noop("state: accepted")
DISMISSED = gettext_noop("state: dismissed")


@dataclass
class Reviewed:
    """What became of suggestions: handled, found handled by somebody else, or refused for a reason."""

    done: list[Suggestion] = field(default_factory=list)
    taken: list[Suggestion] = field(default_factory=list)
    refused: list[tuple[Suggestion, str]] = field(default_factory=list)
    steps: list[ReviewStep] = field(default_factory=list)
    made: list[Model] = field(default_factory=list)


@dataclass(frozen=True)
class Edit:
    """How a suggestion is changed before it is accepted: what it proposes, and the known row it is linked to."""

    proposal: Mapping[str, Any] = field(default_factory=dict)
    known: Model | None = None
    # For a name: it is somebody or something else than the known ones that are called so.
    is_another: bool = False
    # For a claim: what it will hold in place of what was proposed.
    draft: ClaimDraft | None = None
    stance: str = Citation.Stance.SUPPORTS
    is_quotation: bool = False


@transaction.atomic
def accept_suggestions(keys: Iterable[int], *, by: User, edit: Edit | None = None) -> Reviewed:
    """Accept open suggestions, one step a document, and return what was done.

    A name is linked to the known row, or a new one is made; a spelling that is new is added to it. A new one that
    somebody else has written down meanwhile is refused and offered: a person decides whether the two are one. A claim
    is drafted with its citation; one that repeats the words of its passage is refused. Dates, figures and cues are
    noted and fill in the next claim of their passage. `edit` changes a suggestion first; it goes with one key.
    """
    result = Reviewed()
    waiting = _lock(keys, result)
    changed = edit.proposal if edit is not None else {}
    hold_names([(one.kind, name_of(one, changed)) for found in waiting.values() for one in found])
    for document, suggestions in waiting.items():
        before = []
        made: list[Model] = []
        met: Met = {}
        # Claims last: they name whom the same step has accepted.
        for suggestion in sorted(suggestions, key=lambda one: one.kind == Suggestion.Kind.CLAIM):
            was = state_before(suggestion)
            if edit is not None:
                suggestion.proposal = {**suggestion.proposal, **edit.proposal}
                if suggestion.kind in NAMED:
                    setattr(suggestion, suggestion.kind, edit.known)
            try:
                made += _accept(suggestion, document, by, edit, met)
            except ValidationError as error:
                result.refused.append((suggestion, " ".join(error.messages)))
            else:
                before.append(was)
                result.done.append(suggestion)
        _close(result, document, Suggestion.State.ACCEPTED, before, made, by=by)
    return result


@transaction.atomic
def dismiss_suggestions(keys: Iterable[int], *, by: User) -> Reviewed:
    """Dismiss open suggestions, one step a document, and return what was done."""
    result = Reviewed()
    for document, suggestions in _lock(keys, result).items():
        before = [state_before(suggestion) for suggestion in suggestions]
        result.done += suggestions
        _close(result, document, Suggestion.State.DISMISSED, before, [], by=by)
    return result


@transaction.atomic
def make_claim_from(
    passages: Sequence[Passage],
    *,
    draft: ClaimDraft,
    by: User,
    stance: str = Citation.Stance.SUPPORTS,
    is_quotation: bool = False,
    then: Callable[[Claim], list[Model]] | None = None,
) -> tuple[Claim, ReviewStep]:
    """Draft a claim that cites passages of one document, and what `then` makes of it, as one step that can be undone.

    Raises ValidationError when a value is wrong, a passage is furniture, or the text repeats a passage's words and
    nobody has said that it is a quotation.
    """
    document = Document.objects.select_for_update().get(pk=passages[0].document_id)
    # Somebody may have marked one since it was read.
    for passage in passages:
        passage.refresh_from_db(fields=["is_furniture"])
    made = _write_claim(passages, draft=draft, stance=stance, is_quotation=is_quotation)
    claim = made[0]
    assert isinstance(claim, Claim)  # noqa: S101 - it was written first
    if then is not None:
        made += then(claim)
    _log_made(made, by)
    step = remember(
        document,
        ReviewStep.Kind.MADE,
        by=by,
        at=timezone.now(),
        number=passages[0].number,
        before=[],
        made=made,
    )
    return claim, step


def _lock(keys: Iterable[int], result: Reviewed) -> dict[Document, list[Suggestion]]:
    """Lock the documents and then their suggestions; note those that somebody has handled already."""
    wanted = list(keys)
    rows = Suggestion.objects.filter(pk__in=wanted)
    documents = Document.objects.filter(pk__in=rows.values("passage__document"))
    by_document: dict[Document, list[Suggestion]] = {
        document: [] for document in documents.select_for_update().order_by("pk")
    }
    locked = rows.select_for_update(of=("self",)).order_by("passage__number", "start", "pk")
    for suggestion in locked.select_related(
        "passage__document", "passage__quoted_from", "person", "organisation", "place"
    ):
        if suggestion.state == Suggestion.State.OPEN and suggestion.passage.is_furniture:
            result.refused.append((suggestion, _("It stands in furniture of the page.")))
        elif suggestion.state == Suggestion.State.OPEN:
            by_document[suggestion.passage.document].append(suggestion)
        else:
            result.taken.append(suggestion)
    return {document: found for document, found in by_document.items() if found}


def _accept(suggestion: Suggestion, document: Document, by: User, edit: Edit | None, met: Met) -> list[Model]:
    """Make what a suggestion proposes, and return the new rows. Raises ValidationError."""
    if suggestion.kind in NAMED:
        is_another = edit is not None and edit.is_another
        made = settle_name(suggestion, document, by, met=met, is_another=is_another)
        suggestion.state = Suggestion.State.ACCEPTED
        suggestion.save(update_fields=["state", "proposal", suggestion.kind])
        return made
    if suggestion.kind != Suggestion.Kind.CLAIM:
        return []
    edit = edit or Edit()
    with transaction.atomic():
        made = _write_claim(
            [suggestion.passage],
            draft=edit.draft or draft_of(suggestion),
            stance=edit.stance,
            is_quotation=edit.is_quotation,
        )
    claim = made[0]
    assert isinstance(claim, Claim)  # noqa: S101 - it was written first
    suggestion.claim = claim
    _log_made(made, by)
    return made


def _close(
    result: Reviewed,
    document: Document,
    state: Suggestion.State,
    before: list[dict[str, Any]],
    made: list[Model],
    *,
    by: User,
) -> None:
    """Write the state of what was done in one document, its history and the step."""
    keys = {was["pk"] for was in before}
    handled = [suggestion for suggestion in result.done if suggestion.pk in keys]
    if not handled:
        return
    now = timezone.now()
    for suggestion in handled:
        suggestion.state = state
        suggestion.handled_by = by
        suggestion.handled_at = now
    Suggestion.objects.bulk_update(
        handled,
        ["state", "handled_by", "handled_at", "proposal", "person", "organisation", "place", "claim"],
        batch_size=200,
    )
    word = ACCEPTED if state == Suggestion.State.ACCEPTED else DISMISSED
    LogEntry.objects.log_actions(by.pk, handled, CHANGE, [{"changed": {"fields": [word]}}])
    result.made += made
    number = handled[0].passage.number
    result.steps.append(
        remember(
            document, ReviewStep.Kind(state.value), by=by, at=now, number=number, before=before, made=made
        )
    )


def _write_claim(
    passages: Sequence[Passage],
    *,
    draft: ClaimDraft,
    stance: str = Citation.Stance.SUPPORTS,
    is_quotation: bool = False,
) -> list[Model]:
    """Write a draft claim and its citations; return the claim first."""
    if any(passage.is_furniture for passage in passages):
        raise ValidationError(_("Furniture of the page is not cited."))
    if not is_quotation:
        run = repeated_words(draft.text, [passage.text for passage in passages])
        if run:
            raise ValidationError(
                _("This repeats the words of the passage (“%(words)s”). Say it in our own words.")
                % {"words": run},
                code="repeats",
            )
    claim = Claim(slug=_free_claim_slug(draft.text), text=draft.text, **draft.columns)
    claim.full_clean()
    claim.save()
    claim.people.set(draft.people)
    claim.organisations.set(draft.organisations)
    claim.places.set(draft.places)
    citations = [
        Citation(claim=claim, passage=passage, stance=stance, position=position)
        for position, passage in enumerate(passages)
    ]
    Citation.objects.bulk_create(citations)
    return [claim, *citations]


def _free_claim_slug(text: str) -> str:
    base = free_slug(text, taken=set(), longest=110)
    taken = set(Claim.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return free_slug(text, taken=taken, longest=110)


def _log_made(made: Sequence[Model], by: User) -> None:
    for row in made:
        if not isinstance(row, Citation):
            LogEntry.objects.log_actions(by.pk, [row], ADDITION, [{"added": {}}])
