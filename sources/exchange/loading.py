"""From entries of a campaign file to the database: what is new is added, what differs is written, the rest stays.

An entry is compared with what the database would dump, so that loading the same file again writes nothing.
The caller owns the transaction.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models

from sources.exchange.dumping import dump_rows, link_columns
from sources.exchange.keys import keys_of
from sources.exchange.shapes import Children, Entry, Link, Shape
from sources.models import Review, Translation

# A primary key: whole numbers, and UUIDs where contacts are sealed.
type Key = Any


@dataclass
class Outcome:
    """What became of the entries of one kind."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass
class _Item:
    """An object and the entry to put on it."""

    obj: models.Model
    entry: Entry
    is_new: bool


class Loader:
    """Writes entries, shape by shape; `finish` sets what could only point once everything was there."""

    def __init__(self) -> None:
        self._pks: dict[type[models.Model], dict[str, Any]] = {}
        self._late: list[tuple[models.Model, Link, str | None]] = []

    def load(self, shape: Shape, entries: Sequence[Entry], scope: Mapping[str, Any] | None = None) -> Outcome:
        """Add or change the rows that the entries describe, found by slug within `scope` (fixed fields)."""
        scope = scope or {}
        rows = shape.model._default_manager.filter(slug__in=[entry["slug"] for entry in entries], **scope)
        present = {str(getattr(obj, "slug")): obj for obj in rows}  # noqa: B009 - not every model has it
        objects = list(present.values())
        known = dict(zip(present, dump_rows(shape, objects), strict=True))
        outcome = Outcome()
        items = []
        for entry in entries:
            slug = entry["slug"]
            if slug not in present:
                items.append(_Item(shape.model(**scope, **shape.fresh), entry, is_new=True))
                outcome.added += 1
            elif known[slug] != entry:
                items.append(_Item(present[slug], entry, is_new=False))
                outcome.changed += 1
            else:
                outcome.unchanged += 1
        self._save(shape, items)
        self._remember(shape.model, [*objects, *(item.obj for item in items)])
        return outcome

    def finish(self, model: type[models.Model] | None = None) -> None:
        """Set the foreign keys that were left for last; with a model, only those of its rows."""
        changed: dict[tuple[type[models.Model], str], list[models.Model]] = defaultdict(list)
        waiting = [entry for entry in self._late if model not in {None, type(entry[0])}]
        for obj, link, slug in (entry for entry in self._late if model in {None, type(entry[0])}):
            before = getattr(obj, f"{link.name}_id")
            self.point(obj, link, slug)
            if getattr(obj, f"{link.name}_id") != before:
                changed[type(obj), link.name].append(obj)
        for (kind, attr), objects in changed.items():
            kind._default_manager.bulk_update(objects, [attr])
        self._late = waiting

    def point(self, obj: models.Model, link: Link, slug: str | None) -> None:
        """Set a foreign key to the row with the slug, or to none."""
        model = link.target(obj)
        pk: Any = None
        if slug is not None and link.within:
            pk = model._default_manager.values_list("pk", flat=True).get(slug=slug, **{link.within: obj})
        elif slug is not None:
            pk = self.pk_of(model, slug)
        setattr(obj, f"{link.name}_id", pk)

    def pk_of(self, model: type[models.Model], slug: str) -> Key:
        """Return the primary key of the row with the slug."""
        if slug not in self._pks.get(model, {}):
            self._pks[model] = {key: pk for pk, key in keys_of(model)} | self._pks.get(model, {})
        return self._pks[model][slug]

    def _remember(self, model: type[models.Model], objects: Iterable[models.Model]) -> None:
        pks = self._pks.setdefault(model, {})
        for obj in objects:
            pks[str(getattr(obj, "slug"))] = obj.pk  # noqa: B009 - not every model has it

    def _save(self, shape: Shape, items: Sequence[_Item], positions: Sequence[int] | None = None) -> None:
        """Write the rows of one shape, then what hangs on them."""
        if not items:
            return
        batch = _Batch(self)
        for number, item in enumerate(items):
            for part in shape.parts:
                part.apply(item.obj, item.entry.get(part.key), batch)
            shape.prepare(item.obj, positions[number] if positions else number)
        self._write(shape, items)
        batch.save(shape.model, [item.obj for item in items if not item.is_new])
        self._late += batch.late
        for part, families in batch.families.items():
            self._save_children(part, families, {id(item.obj) for item in items if item.is_new})

    def _write(self, shape: Shape, items: Sequence[_Item]) -> None:
        manager = shape.model._default_manager
        manager.bulk_create([item.obj for item in items if item.is_new])
        changed = [item.obj for item in items if not item.is_new]
        names = sorted(set(shape.fields()))
        if changed and names:
            manager.bulk_update(changed, names)

    def _save_children(
        self, part: Children, families: list[tuple[models.Model, Sequence[Entry]]], new: set[int]
    ) -> None:
        """Write children: those recognised are changed, the others added, the rest removed."""
        old = [parent.pk for parent, _ in families if id(parent) not in new]
        present: dict[tuple[Any, ...], models.Model] = {}
        if old:
            rows = part.shape.model._default_manager.filter(part.only, **{f"{part.parent}__in": old})
            if part.same is None:
                rows.delete()
            else:
                present = {self._identify(part, row): row for row in rows.distinct()}
        items, positions = [], []
        for parent, entries in families:
            for position, entry in enumerate(entries):
                fresh = part.shape.model(**{part.parent: parent}, **part.shape.fresh)
                row = self._recognise(part, fresh, entry, present)
                items.append(_Item(row or fresh, entry, is_new=row is None))
                positions.append(position)
        stale = part.shape.model._default_manager.filter(pk__in=[row.pk for row in present.values()])
        (stale if part.kept is None else stale.exclude(part.kept)).delete()
        self._save(part.shape, items, positions)

    def _recognise(
        self, part: Children, fresh: models.Model, entry: Entry, present: dict[tuple[Any, ...], models.Model]
    ) -> models.Model | None:
        """Take the row that this entry describes out of those present; None when there is none."""
        if part.same is None or not present:
            return None
        names = set(part.same)
        scratch = _Batch(self)
        for inner in part.shape.parts:
            if names & {name for column in inner.fields() for name in (column, f"{column}_id")}:
                inner.apply(fresh, entry.get(inner.key), scratch)
        return present.pop(self._identify(part, fresh), None)

    def _identify(self, part: Children, row: models.Model) -> tuple[Any, ...]:
        return (getattr(row, f"{part.parent}_id"), *(getattr(row, name) for name in part.same or ()))


@dataclass
class _Batch:
    """What hangs on the rows of one shape."""

    loader: Loader
    texts: list[tuple[models.Model, str, Entry]] = field(default_factory=list)
    links: dict[str, list[tuple[models.Model, Sequence[str]]]] = field(default_factory=dict)
    families: dict[Children, list[tuple[models.Model, Sequence[Entry]]]] = field(default_factory=dict)
    late: list[tuple[models.Model, Link, str | None]] = field(default_factory=list)

    def point(self, obj: models.Model, link: Link, slug: str | None) -> None:
        """Set a foreign key now, or when everything is loaded."""
        if link.late:
            self.late.append((obj, link, slug))
        else:
            self.loader.point(obj, link, slug)

    def keep_texts(self, obj: models.Model, attr: str, texts: Entry) -> None:
        """Keep texts for `save`."""
        self.texts.append((obj, attr, texts))

    def keep_links(self, obj: models.Model, attr: str, slugs: Sequence[str]) -> None:
        """Keep links for `save`."""
        self.links.setdefault(attr, []).append((obj, slugs))

    def keep_children(self, obj: models.Model, part: Children, entries: Sequence[Entry]) -> None:
        """Keep children for the loader."""
        self.families.setdefault(part, []).append((obj, entries))

    def save(self, model: type[models.Model], changed: Sequence[models.Model]) -> None:
        """Write texts and links; those of rows that were there before are written anew."""
        old = [obj.pk for obj in changed]
        if self.texts:
            self._save_texts(model, old)
        for attr, pairs in self.links.items():
            through, near, far, target = link_columns(model, attr)
            if old:
                through._default_manager.filter(**{f"{near}__in": old}).delete()
            rows = [
                through(**{near: obj.pk, far: self.loader.pk_of(target, slug)})
                for obj, slugs in pairs
                for slug in slugs
            ]
            through._default_manager.bulk_create(rows)

    def _save_texts(self, model: type[models.Model], old: list[Any]) -> None:
        kind = ContentType.objects.get_for_model(model)
        names = {attr for _, attr, _ in self.texts}
        if old:
            Translation.objects.filter(content_type=kind, object_id__in=old, field__in=names).delete()
        Translation.objects.bulk_create(
            Translation(
                content_type=kind, object_id=obj.pk, field=attr, language=language, **_read_words(words)
            )
            for obj, attr, texts in self.texts
            for language, words in texts.items()
            if language != settings.LANGUAGE_CODE
        )


def _read_words(words: str | Entry) -> dict[str, str]:
    if isinstance(words, str):
        return {"text": words, "review": Review.UNREAD}
    return {"text": cast(str, words["text"]), "review": cast(str, words.get("review", Review.UNREAD))}
