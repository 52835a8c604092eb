"""Two rows for one person, organisation or place: joined, and taken apart again.

What points to the one removed is found by looking at the models, not by a list: foreign keys, the tables of
many-to-many fields and generic keys of every room. `Merge.moved` remembers each row that was led over, each that had
to go because the one kept had the same, and what of the one kept was filled in. See docs/decisions/0022-merging.md.
"""

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from sources.models import Merge, NamedKind, NameKind, NotTheSame, Place, PublicRole, Suggestion, Tie
from sources.models.names import Named
from sources.public_names import MODELS, kind_of

# What the one kept takes over where it has nothing itself: fields that belong together, and what counts as nothing.
_FILLED: tuple[tuple[tuple[str, ...], Any], ...] = (
    (("description", "description_claim_id"), ""),
    (("latitude", "longitude"), None),
    (("within_id",), None),
    (("kind",), "other"),
)
# Where keys of people, organisations and places stand in a suggestion, as JSON.
_PROPOSED = {NamedKind.PERSON: "people", NamedKind.ORGANISATION: "organisations", NamedKind.PLACE: "places"}


# As they stand in the history of both; translated by whoever reads it in the list of merges.
JOINED = "%s → %s"
TAKEN_APART = "%s ↮ %s"


@dataclass(slots=True)
class _Moved:
    """What a merge did, as it is remembered."""

    row: dict[str, Any]
    # Rows that were led over: model, field, keys.
    led: list[list[Any]] = field(default_factory=list)
    # Whole rows that had to go, as their tables had them.
    dropped: list[dict[str, Any]] = field(default_factory=list)
    # Rows that were changed: model, key, and before and after of each field.
    changed: list[list[Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return it for `Merge.moved`."""
        return {"row": self.row, "led": self.led, "dropped": self.dropped, "changed": self.changed}


@transaction.atomic
def merge_named(kept: Named, removed: Named, *, by: User | None) -> Merge:
    """Join one row to another of its kind; all that led to it leads to the one kept. Raises ValidationError.

    Both rows are locked in the order of their keys, so that of two people who join the same rows at once one wins
    and the other is told.
    """
    model = type(kept)
    kept, removed = _lock(model, kept.pk, removed.pk)
    _refuse_what_cannot_be(kept, removed)
    moved = _Moved(_stored(removed))
    names = (str(kept), str(removed))
    _note(by, [kept, removed], JOINED % names[::-1])
    _put_aside_names(kept, removed, moved)
    _fill(kept, removed, moved)
    _put_aside_texts(kept, removed, moved)
    for related, name in relations_to(model):
        _lead_over(related, name, kept, removed, moved)
    _lead_over_generic(kept, removed, moved)
    _lead_over_keys(kept, removed, moved)
    key = removed.pk
    # Whatever still led to it would go with it, or hold it; both undo the whole merge.
    count, by_model = removed.delete()
    if count != 1:
        raise RuntimeError(f"more would have gone than the row itself: {by_model}")
    return Merge.objects.create(
        kind=kind_of(kept), kept=kept.pk, removed=key, kept_name=names[0], removed_name=names[1],
        moved=moved.as_json(), merged_by=by,
    )  # fmt: skip


@transaction.atomic
def undo_merge(merge: Merge, *, by: User | None) -> Named:
    """Take a merge apart and return the row that is there again. What was added since stays with the one kept.

    Raises ValidationError where that cannot be, with the reason.
    """
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at is not None:
        raise ValidationError(_("It was taken apart already."))
    model = MODELS[merge.kind]
    kept = model._default_manager.select_for_update().filter(pk=merge.kept).first()
    if kept is None:
        raise ValidationError(
            _("“%(name)s” is not there any more. If it was joined to another, take that apart first.")
            % {"name": merge.kept_name}
        )
    try:
        with transaction.atomic():
            _refuse_without(merge)
            row: Named = _restore(merge.moved["row"])
            for dropped in merge.moved["dropped"]:
                _restore_if_wanted(dropped)
            for label, name, keys in merge.moved["led"]:
                _lead_back(apps.get_model(label), name, keys, kept, row)
            for label, key, values in merge.moved["changed"]:
                _change_back(apps.get_model(label), key, values)
    except IntegrityError:
        raise ValidationError(
            _("“%(name)s” cannot be made again: its address or its names were given to another meanwhile.")
            % {"name": merge.removed_name}
        ) from None
    merge.undone_at, merge.undone_by = timezone.now(), by
    merge.save(update_fields=["undone_at", "undone_by"])
    _note(by, [kept, row], TAKEN_APART % (merge.removed_name, merge.kept_name))
    return row


def _refuse_without(merge: Merge) -> None:
    """Raise ValidationError when something that the row removed led to was deleted since."""
    stored = merge.moved["row"]
    for key in apps.get_model(stored["model"])._meta.concrete_fields:
        value = stored["values"].get(key.attname)
        if key.is_relation and value is not None:
            assert isinstance(key.related_model, type)  # noqa: S101 - models are loaded
            if not _all(key.related_model).filter(pk=value).exists():
                raise ValidationError(
                    _("“%(name)s” cannot be made again: what its %(field)s led to was deleted since.")
                    % {"name": merge.removed_name, "field": key.verbose_name}
                )


def _note(by: User | None, rows: list[Named], words: str) -> None:
    if by is not None:
        LogEntry.objects.log_actions(by.pk, rows, CHANGE, words)


def relations_to(model: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    """Return each model and field of any room that leads to a model, tables of many-to-many fields included."""
    found: set[tuple[type[models.Model], str]] = {
        (relation.related_model, relation.field.name)
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel) and isinstance(relation.related_model, type)
    }
    return sorted(found, key=lambda pair: (pair[0]._meta.label, pair[1]))


def generic_relations() -> list[tuple[type[models.Model], GenericForeignKey]]:
    """Return each model that can lead to any row, and its key."""
    return [
        (model, key)
        for model in apps.get_models()
        for key in model._meta.private_fields
        if isinstance(key, GenericForeignKey)
    ]


def what_moves(kept: Named, removed: Named) -> list[tuple[str, int]]:
    """Return how many rows of which kind would be led over, in words; for the page that asks."""
    counts: dict[str, int] = {}
    for related, name in relations_to(type(removed)):
        count = _all(related).filter(**{name: removed}).count()
        if count:
            label = _label_of(related, name)
            counts[label] = counts.get(label, 0) + count
    return sorted(counts.items())


def _all[M: models.Model](model: type[M]) -> models.Manager[M]:
    """Return every row of a model, also where its usual manager leaves some out."""
    return model._base_manager  # noqa: SLF001 - what Django's own deletion goes by


def _label_of(related: type[models.Model], name: str) -> str:
    """Return what rows of a relation are called: of a many-to-many table, what lies at its other end."""
    if not related._meta.auto_created:
        return str(related._meta.verbose_name_plural)
    others = [key.related_model for key in related._meta.get_fields() if key.is_relation and key.name != name]
    return str(others[0]._meta.verbose_name_plural)  # type: ignore[union-attr]  # a table of two keys


def _lock(model: type[Named], *keys: int) -> tuple[Named, Named]:
    rows = {
        row.pk: row for row in model._default_manager.select_for_update().filter(pk__in=keys).order_by("pk")
    }
    if len(rows) != 2:
        raise ValidationError(_("One of the two is not there any more: somebody else may have joined them."))
    return rows[keys[0]], rows[keys[1]]


def _refuse_what_cannot_be(kept: Named, removed: Named) -> None:
    """Raise ValidationError with a sentence for each thing that keeps two rows from being one."""
    kind = kind_of(kept)
    problems = []
    low, high = sorted([kept.pk, removed.pk])
    if NotTheSame.objects.filter(kind=kind, first=low, second=high).exists():
        problems.append(_("Somebody said that these are two. Take that back first."))
    if kind == NamedKind.PLACE:
        assert isinstance(kept, Place)  # noqa: S101 - its kind says so
        if removed.pk in _enclosing(kept):
            problems.append(
                _("“%(kept)s” lies within “%(removed)s”: a place cannot lie within itself.")
                % {"kept": kept, "removed": removed}
            )
    else:
        ends = (f"subject_{kind}", f"object_{kind}")
        between = Q(**dict(zip(ends, (kept, removed), strict=True)))
        between |= Q(**dict(zip(ends, (removed, kept), strict=True)))
        problems += [
            _("The tie “%(tie)s” is between these two: nobody has a tie to oneself.") % {"tie": tie}
            for tie in Tie.objects.filter(between)
        ]
    if problems:
        raise ValidationError(problems)


def _enclosing(place: Place) -> set[int]:
    """Return the keys of the places around a place."""
    found: set[int] = set()
    key = place.within_id
    while key is not None and key not in found:
        found.add(key)
        key = Place.objects.filter(pk=key).values_list("within", flat=True).first()
    return found


def _put_aside_names(kept: Named, removed: Named, moved: _Moved) -> None:
    """Drop names that the one kept has too, and our own where it has ours; a second preferred one is a variant."""
    there = kept.all_names()
    texts = {(name.language, name.text) for name in there}
    preferred = {name.language for name in there if name.kind == NameKind.PREFERRED}
    ours = {name.language for name in there if name.kind == NameKind.TRANSLITERATION}
    for name in removed.all_names():
        is_ours_again = name.kind == NameKind.TRANSLITERATION and name.language in ours
        if (name.language, name.text) in texts or is_ours_again:
            _drop(name, moved)
        elif name.kind == NameKind.PREFERRED and name.language in preferred:
            _change(name, {"kind": NameKind.VARIANT}, moved)


def _fill(kept: Named, removed: Named, moved: _Moved) -> None:
    """Give the one kept what it lacks and the other has."""
    for names, nothing in _FILLED:
        is_empty = hasattr(kept, names[0]) and getattr(kept, names[0]) == nothing
        if is_empty and getattr(removed, names[0]) != nothing and not _is_around(kept, removed, names[0]):
            _change(kept, {name: getattr(removed, name) for name in names}, moved)
    # Whoever was found to be at risk stays so under the other name.
    is_at_risk = getattr(removed, "public_role", "") == PublicRole.AT_RISK
    if is_at_risk and getattr(kept, "public_role", "") != PublicRole.AT_RISK:
        _change(kept, {"public_role": PublicRole.AT_RISK.value}, moved)


def _is_around(kept: Named, removed: Named, name: str) -> bool:
    """Return whether a place would come to lie within itself."""
    if name != "within_id" or not isinstance(removed, Place):
        return False
    return kept.pk in _enclosing(removed)  # also where it lies directly within


def _put_aside_texts(kept: Named, removed: Named, moved: _Moved) -> None:
    """Drop translations of a text that was not taken over: they would stand beside another one."""
    for text in removed.translations.all():
        taken_over = getattr(kept, text.field) == getattr(removed, text.field)
        is_there = kept.translations.filter(field=text.field, language=text.language).exists()
        if not taken_over or is_there:
            _drop(text, moved)


def _lead_over(related: type[models.Model], name: str, kept: Named, removed: Named, moved: _Moved) -> None:
    """Lead the rows of one relation over to the one kept. Raises ValidationError where both have one of a kind."""
    rows = _all(related).filter(**{name: removed})
    if related._meta.auto_created:
        # A claim that names both names the one kept once.
        other = next(key for key in related._meta.get_fields() if key.is_relation and key.name != name)
        both = _all(related).filter(**{name: kept}).values(other.name)
        for row in rows.filter(**{f"{other.name}__in": both}):
            _drop(row, moved)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    if not keys:
        return
    try:
        with transaction.atomic():
            _all(related).filter(pk__in=keys).update(**{name: kept.pk})
    except IntegrityError:
        raise ValidationError(
            _("Both have something that only one can have (%(what)s). Take it from one of them first.")
            % {"what": _label_of(related, name)}
        ) from None
    moved.led.append([related._meta.label, name, [_plain(key) for key in keys]])


def _lead_over_generic(kept: Named, removed: Named, moved: _Moved) -> None:
    kind = ContentType.objects.get_for_model(removed)
    for related, key in generic_relations():
        rows = _all(related).filter(**{key.ct_field: kind, key.fk_field: removed.pk})
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        if keys:
            _all(related).filter(pk__in=keys).update(**{key.fk_field: kept.pk})
            moved.led.append([related._meta.label, key.fk_field, [_plain(pk) for pk in keys]])


def _lead_over_keys(kept: Named, removed: Named, moved: _Moved) -> None:
    """Lead over what holds keys without the database knowing: pairs known to be two, and proposals."""
    kind = kind_of(kept)
    known = {frozenset([pair.first, pair.second]) for pair in NotTheSame.objects.filter(kind=kind)}
    for pair in NotTheSame.objects.filter(Q(first=removed.pk) | Q(second=removed.pk), kind=kind):
        other = pair.second if pair.first == removed.pk else pair.first
        if frozenset([kept.pk, other]) in known:
            _drop(pair, moved)
            continue
        first, second = sorted([kept.pk, other])
        _change(pair, {"first": first, "second": second}, moved)
    for suggestion in Suggestion.objects.filter(kind=Suggestion.Kind.CLAIM).iterator():
        keys = suggestion.proposal.get(_PROPOSED[kind], [])
        if removed.pk in keys:
            led = list(dict.fromkeys(kept.pk if key == removed.pk else key for key in keys))
            _change(suggestion, {"proposal": {**suggestion.proposal, _PROPOSED[kind]: led}}, moved)


def _drop(row: models.Model, moved: _Moved) -> None:
    moved.dropped.append(_stored(row))
    row.delete()


def _change(row: models.Model, values: dict[str, Any], moved: _Moved) -> None:
    pairs = {name: [_plain(getattr(row, name)), _plain(value)] for name, value in values.items()}
    moved.changed.append([row._meta.label, _plain(row.pk), pairs])
    for name, value in values.items():
        setattr(row, name, value)
    _all(type(row)).filter(pk=row.pk).update(**values)


def _stored(row: models.Model) -> dict[str, Any]:
    """Return a row as its table has it."""
    values = {key.attname: _plain(getattr(row, key.attname)) for key in row._meta.concrete_fields}
    return {"model": row._meta.label, "values": values}


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    """Return a value as JSON can hold it; a field takes it back with `to_python`."""
    if isinstance(value, models.Choices):
        return str(value.value)
    if value is None or isinstance(value, (bool, int, str, list, dict)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _restore(stored: dict[str, Any]) -> Any:  # noqa: ANN401 - a row of any model
    """Write a row again as it was. Raises IntegrityError where something has its place."""
    model = apps.get_model(stored["model"])
    # A field that came after the merge has its default.
    values = {
        key.attname: key.to_python(stored["values"][key.attname])
        for key in model._meta.concrete_fields
        if key.attname in stored["values"]
    }
    row = model(**values)
    _all(model).bulk_create([row])
    return row


def _restore_if_wanted(stored: dict[str, Any]) -> None:
    """Write a row again, unless something else that it led to was deleted since."""
    model = apps.get_model(stored["model"])
    for key in model._meta.concrete_fields:
        value = stored["values"].get(key.attname)
        if key.is_relation and value is not None:
            assert isinstance(key.related_model, type)  # noqa: S101 - models are loaded
            if not _all(key.related_model).filter(pk=value).exists():
                return
    _restore(stored)


def _lead_back(model: type[models.Model], name: str, keys: list[Any], kept: Named, row: Named) -> None:
    """Lead rows back that still lead to the one kept; those that were deleted or led elsewhere since stay so."""
    _all(model).filter(pk__in=keys, **{name: kept.pk}).update(**{name: row.pk})


def _change_back(model: type[models.Model], key: Any, values: dict[str, list[Any]]) -> None:  # noqa: ANN401 - keys are numbers or UUIDs
    """Put values back, unless somebody has changed one of them since."""
    row = _all(model).filter(pk=key).first()
    if row is not None and all(_plain(getattr(row, name)) == after for name, (_, after) in values.items()):
        columns = {
            name: field for field in model._meta.concrete_fields for name in (field.name, field.attname)
        }
        before = {name: columns[name].to_python(value) for name, (value, _) in values.items()}
        _all(model).filter(pk=key).update(**before)
