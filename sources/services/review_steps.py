"""Steps of reading, written down so that each can be taken back exactly, and taken back."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from sources.models import Document, Passage, ReviewStep, Suggestion
from sources.models.translations import Translated
from sources.services.furniture import set_furniture

REOPENED = gettext_noop("state: open")
_STATE = ["state", "person_id", "organisation_id", "place_id", "claim_id", "proposal"]


class NotUndone(Exception):
    """A step that cannot be taken back; the reason is a sentence for who asked."""


def state_before(suggestion: Suggestion) -> dict[str, Any]:
    """Return what a step will change of a suggestion."""
    return {"pk": suggestion.pk, **{name: getattr(suggestion, name) for name in _STATE}}


def remember(
    document: Document,
    kind: ReviewStep.Kind,
    *,
    by: User,
    at: datetime,
    number: int,
    before: list[dict[str, Any]],
    made: Sequence[Model],
) -> ReviewStep:
    """Write a step down, with a fingerprint of each row that it made."""
    rows = [[row._meta.label, row.pk, fingerprint(row)] for row in made]
    return ReviewStep.objects.create(
        document=document, kind=kind, by=by, at=at, passage_number=number, before=before, made=rows
    )


def last_step(document: Document, by: User) -> ReviewStep | None:
    """Return what a person did last in a document and has not taken back."""
    return ReviewStep.objects.filter(document=document, by=by, undone_at=None).first()


@transaction.atomic
def undo_review(step: ReviewStep, *, by: User) -> ReviewStep:
    """Take a step back: its suggestions are open again as they were, what it made is deleted, a mark is as it was.

    Raises NotUndone, with nothing written, when the step is not one's own last one, or when somebody has changed or
    used since what it made.
    """
    document = Document.objects.select_for_update().get(pk=step.document_id)
    step = ReviewStep.objects.select_for_update().get(pk=step.pk)
    if last_step(document, by) != step:
        raise NotUndone(_("Only your own last step can be taken back."))
    _take_mark_back(step, by)
    suggestions = _check_suggestions(step)
    made = _check_made(step)
    names = [str(row) for row in made]
    if suggestions:
        LogEntry.objects.log_actions(by.pk, suggestions, CHANGE, [{"changed": {"fields": [REOPENED]}}])
    for row in made:
        LogEntry.objects.log_actions(by.pk, [row], DELETION, [{"deleted": {}}])
    Suggestion.objects.bulk_update(
        suggestions, [*(name.removesuffix("_id") for name in _STATE), "handled_by", "handled_at"]
    )
    try:
        for row in reversed(made):
            row.delete()
    except ProtectedError as error:
        raise NotUndone(_("It has been used since: %(name)s.") % {"name": ", ".join(names)}) from error
    step.undone_at = timezone.now()
    step.save(update_fields=["undone_at"])
    return step


def fingerprint(row: Model) -> str:
    """Return a hash of what a row holds, the rows it names included."""
    values: dict[str, Any] = {
        column.attname: column.value_from_object(row) for column in row._meta.concrete_fields
    }
    for link in row._meta.many_to_many:
        if not link.name.startswith("translations"):
            values[link.name] = sorted(getattr(row, link.name).values_list("pk", flat=True))
    text = json.dumps({name: _plain(value) for name, value in values.items()}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _plain(value: object) -> object:
    """Return a value as it reads from every database: 3 and 3.000 are one number."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if hasattr(value, "normalize"):
        return f"{value.normalize():f}"
    return json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True)


def _take_mark_back(step: ReviewStep, by: User) -> None:
    """Mark a passage as it was before. Raises NotUndone when somebody has marked it anew, or cited it since."""
    if step.kind not in {ReviewStep.Kind.FURNITURE, ReviewStep.Kind.TEXT}:
        return
    was = step.kind == ReviewStep.Kind.TEXT
    passage = Passage.objects.filter(document=step.document_id, number=step.passage_number).first()
    if passage is None or passage.is_furniture == was:
        raise NotUndone(_("Somebody has handled it anew since."))
    try:
        set_furniture(passage, is_furniture=was, by=by)
    except ValidationError as error:
        raise NotUndone(" ".join(error.messages)) from error


def _check_suggestions(step: ReviewStep) -> list[Suggestion]:
    """Return the suggestions of a step, set back to what they were. Raises NotUndone when one has moved on."""
    before = {was["pk"]: was for was in step.before}
    rows = Suggestion.objects.select_for_update(of=("self",)).filter(pk__in=before)
    suggestions = list(rows.select_related("passage__document"))
    if any(row.handled_at != step.at or row.state != step.kind for row in suggestions):
        raise NotUndone(_("Somebody has handled it anew since."))
    for row in suggestions:
        for name in _STATE:
            setattr(row, name, before[row.pk][name])
        row.handled_by = None
        row.handled_at = None
    return suggestions


def _check_made(step: ReviewStep) -> list[Model]:
    """Return the rows that a step made. Raises NotUndone when one is gone, changed or used."""
    rows: list[Model] = []
    keys: dict[type[Model], set[Any]] = defaultdict(set)
    for label, pk, was in step.made:
        model = apps.get_model(label)
        row = model._default_manager.select_for_update().filter(pk=pk).first()
        if row is None or fingerprint(row) != was:
            name = row or model._meta.verbose_name
            raise NotUndone(_("Somebody has changed it since: %(name)s.") % {"name": name})
        rows.append(row)
        keys[model].add(pk)
    keys[Suggestion] |= {was["pk"] for was in step.before}
    for model, own in list(keys.items()):
        if model is not Suggestion:
            user = _user_of(model, own, keys)
            if user is not None:
                raise NotUndone(_("It has been used since: %(name)s.") % {"name": user})
    return rows


def _user_of(model: type[Model], own: set[Any], step: dict[type[Model], set[Any]]) -> Model | None:
    """Return a row outside the step that names one of these rows; an open suggestion only points at it."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or not relation.is_relation:
            continue
        other: Any = relation.related_model
        if other._meta.auto_created:
            continue
        column: Any = relation.field  # type: ignore[union-attr]  # the column on the other side
        if column.many_to_many and not column.remote_field.through._meta.auto_created:
            # Its rows between have a model of their own, which is another relation.
            continue
        rows: QuerySet[Any] = other._default_manager.filter(**{f"{column.name}__in": own})
        rows = rows.exclude(pk__in=step.get(other, set()))
        if other is Suggestion:
            rows = rows.filter(state=Suggestion.State.ACCEPTED)
        found: Model | None = rows.first()
        if found is not None:
            return found
    if issubclass(model, Translated):
        return model._default_manager.filter(pk__in=own).exclude(translations=None).first()
    return None
