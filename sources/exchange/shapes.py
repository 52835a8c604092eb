"""How the keys of an entry of a campaign file stand for a model's fields: one description, read both ways.

Each part says how it is taken from an object (`dump`, None leaves the key out) and how it is put on one (`apply`,
None empties it). What needs the object's primary key (texts in other languages, lists, children) is left with the
batch and written once all objects of the batch are there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Protocol

from django.conf import settings
from django.db import models

# What a file holds under a key: the JSON Schema tells its shape.
type Value = Any
type Entry = Mapping[str, Any]


class Reader(Protocol):
    """What parts ask for while objects are dumped; it has fetched everything in bulk."""

    def slug_of(self, model: type[models.Model], pk: int) -> str:
        """Return the slug of a row."""

    def text_of(self, obj: models.Model, attr: str) -> dict[str, Any]:
        """Return the text of a field by language."""

    def slugs_of(self, obj: models.Model, attr: str) -> list[str]:
        """Return the slugs of a many-to-many field, in the order in which they were written."""

    def children_of(self, obj: models.Model, part: "Children") -> list[tuple[models.Model, dict[str, Any]]]:
        """Return the children of an object with their entries, in order."""


class Batch(Protocol):
    """What parts leave for later while objects are filled."""

    def point(self, obj: models.Model, link: "Link", slug: str | None) -> None:
        """Set a foreign key to the row with the slug; a late one once everything is loaded."""

    def keep_texts(self, obj: models.Model, attr: str, texts: Entry) -> None:
        """Keep the texts of a field in other languages than the base one."""

    def keep_links(self, obj: models.Model, attr: str, slugs: Sequence[str]) -> None:
        """Keep what a many-to-many field leads to."""

    def keep_children(self, obj: models.Model, part: "Children", entries: Sequence[Any]) -> None:
        """Keep the children of an object."""


class Part(Protocol):
    """One key of an entry."""

    @property
    def key(self) -> str:
        """The key in the file."""

    def dump(self, obj: models.Model, reader: Reader) -> Value:
        """Return the value for the file; None when the key is left out."""

    def apply(self, obj: models.Model, value: Value, batch: Batch) -> None:
        """Put the value on the object; None empties it."""

    def fields(self) -> list[str]:
        """Return the model's own fields that `apply` sets."""


@dataclass(frozen=True)
class Plain:
    """A field that is written as it is; left out when empty or `default`."""

    key: str
    attr: str = ""
    default: Any = None

    def dump(self, obj: models.Model, reader: Reader) -> Value:
        """Return the field as YAML has it: dates and times as text, numbers exact."""
        value = getattr(obj, self.attr or self.key)
        if value is None or value is False or value in ("", [], {}) or value == self.default:
            return None
        if isinstance(value, datetime):
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else value.normalize()
        return value

    def apply(self, obj: models.Model, value: Value, batch: Batch) -> None:
        """Set the field; its own default when the key is left out."""
        attr = self.attr or self.key
        column = obj._meta.get_field(attr)
        assert isinstance(column, models.Field)  # noqa: S101 - a shape names columns only
        if value is not None:
            setattr(obj, attr, column.to_python(value))
        elif self.default is not None:
            setattr(obj, attr, self.default)
        else:
            setattr(obj, attr, None if column.null else column.get_default())

    def fields(self) -> list[str]:
        """Return the field."""
        return [self.attr or self.key]


@dataclass(frozen=True)
class Text:
    """A field with translations: a mapping by language."""

    key: str
    attr: str = ""

    def dump(self, obj: models.Model, reader: Reader) -> dict[str, Any] | None:
        """Return the text by language; None when it is empty."""
        return reader.text_of(obj, self.attr or self.key) or None

    def apply(self, obj: models.Model, value: Entry | None, batch: Batch) -> None:
        """Set the base language on the object, the others in rows."""
        texts = value or {}
        setattr(obj, self.attr or self.key, texts.get(settings.LANGUAGE_CODE, ""))
        batch.keep_texts(obj, self.attr or self.key, texts)

    def fields(self) -> list[str]:
        """Return the field of the base language."""
        return [self.attr or self.key]


@dataclass(frozen=True)
class Link:
    """A foreign key, written as a slug; `late` where what it leads to is loaded afterwards.

    `within` is set where slugs are unique only among the rows of one owner: the name of their key to it.
    """

    key: str
    attr: str = ""
    late: bool = False
    within: str = ""

    @property
    def name(self) -> str:
        """The field on the model."""
        return self.attr or self.key

    def dump(self, obj: models.Model, reader: Reader) -> str | None:
        """Return the slug."""
        pk = getattr(obj, f"{self.name}_id")
        return None if pk is None else reader.slug_of(self.target(obj), pk)

    def target(self, obj: models.Model) -> type[models.Model]:
        """Return the model that the key leads to."""
        model = obj._meta.get_field(self.name).related_model
        assert isinstance(model, type)  # noqa: S101 - a shape names foreign keys only
        return model

    def apply(self, obj: models.Model, value: str | None, batch: Batch) -> None:
        """Point to the row with the slug, or to none."""
        batch.point(obj, self, value)

    def fields(self) -> list[str]:
        """Return the field, unless it is set later."""
        return [] if self.late else [self.name]


@dataclass(frozen=True)
class Links:
    """A many-to-many field, written as a list of slugs."""

    key: str
    attr: str = ""

    def dump(self, obj: models.Model, reader: Reader) -> list[str] | None:
        """Return the slugs in the order in which they were written."""
        return reader.slugs_of(obj, self.attr or self.key) or None

    def apply(self, obj: models.Model, value: Sequence[str] | None, batch: Batch) -> None:
        """Leave the slugs for when the object is saved."""
        batch.keep_links(obj, self.attr or self.key, value or [])

    def fields(self) -> list[str]:
        """Return nothing: the links lie in a table of their own."""
        return []


@dataclass(frozen=True)
class Nested:
    """A mapping whose keys are fields of the same row."""

    key: str
    parts: tuple[Part, ...]

    def dump(self, obj: models.Model, reader: Reader) -> dict[str, Any] | None:
        """Return the mapping; None when all of it is empty."""
        return dump_parts(self.parts, obj, reader) or None

    def apply(self, obj: models.Model, value: Entry | None, batch: Batch) -> None:
        """Set each field."""
        for part in self.parts:
            part.apply(obj, (value or {}).get(part.key), batch)

    def fields(self) -> list[str]:
        """Return the fields of all parts."""
        return [name for part in self.parts for name in part.fields()]


@dataclass(frozen=True)
class Flags:
    """A list of words, each of which is a yes-or-no field."""

    key: str
    flags: tuple[tuple[str, str], ...]

    def dump(self, obj: models.Model, reader: Reader) -> list[str] | None:
        """Return the words whose fields are true."""
        return [word for word, attr in self.flags if getattr(obj, attr)] or None

    def apply(self, obj: models.Model, value: Sequence[str] | None, batch: Batch) -> None:
        """Set every field."""
        for word, attr in self.flags:
            setattr(obj, attr, word in (value or ()))

    def fields(self) -> list[str]:
        """Return all the fields."""
        return [attr for _, attr in self.flags]


def _wrap_nothing(entries: Sequence[Entry]) -> Value:
    return list(entries)


def _unwrap_nothing(value: Value) -> list[Entry]:
    return list(value)


@dataclass(frozen=True, eq=False)
class Children:
    """Rows that belong to the object: a list of mappings, unless `pack` and `unpack` write it otherwise.

    `same` names the field by which a child is recognised when its parent has changed, so that rows of others
    that lead to it stay; without it the children are written anew. `only` are the children that a file tells of;
    `kept` are those that stay even when the file no longer has them.
    """

    key: str
    shape: "Shape"
    parent: str
    order: tuple[str, ...] = ("position", "pk")
    same: tuple[str, ...] | None = None
    only: models.Q = field(default_factory=models.Q)
    kept: models.Q | None = None
    pack: Callable[[list[Entry]], Any] = _wrap_nothing
    unpack: Callable[[Any], list[Entry]] = _unwrap_nothing

    def dump(self, obj: models.Model, reader: Reader) -> Value:
        """Return the children's entries in order."""
        entries: list[Entry] = [entry for _, entry in reader.children_of(obj, self)]
        return self.pack(entries) if entries else None

    def apply(self, obj: models.Model, value: Value, batch: Batch) -> None:
        """Leave the children for when the object is saved."""
        batch.keep_children(obj, self, self.unpack(value) if value is not None else [])

    def fields(self) -> list[str]:
        """Return nothing: children are rows of their own."""
        return []


def _prepare_nothing(_: models.Model, __: int) -> None:
    return None


@dataclass(frozen=True, eq=False)
class Shape:
    """A model and the keys of its entries. `fresh` are fields of a new row only; a reload leaves them alone."""

    model: type[models.Model]
    parts: tuple[Part, ...]
    fresh: Mapping[str, Any] = field(default_factory=dict)
    prepare: Callable[[models.Model, int], None] = _prepare_nothing
    prepared: tuple[str, ...] = ()

    def fields(self) -> list[str]:
        """Return the model's own fields that an entry sets."""
        return [*(name for part in self.parts for name in part.fields()), *self.prepared]


def dump_parts(parts: Sequence[Part], obj: models.Model, reader: Reader) -> dict[str, Any]:
    """Return an object's entry, keys without a value left out."""
    values = ((part.key, part.dump(obj, reader)) for part in parts)
    return {key: value for key, value in values if value is not None}
