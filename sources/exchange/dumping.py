"""From the database to entries of a campaign file, a handful of queries for each kind of row."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models

from sources.exchange.keys import keys_of
from sources.exchange.shapes import Children, Links, Nested, Part, Shape, Text, dump_parts
from sources.models import Review, Translation


def dump_rows(shape: Shape, objects: Sequence[models.Model]) -> list[dict[str, Any]]:
    """Return the entries of the objects, in their order."""
    reader = _Reader()
    reader.fetch(shape, objects)
    return [dump_parts(shape.parts, obj, reader) for obj in objects]


class _Reader:
    """Fetches in bulk what the parts of a shape need, and answers from that."""

    def __init__(self) -> None:
        self._slugs: dict[type[models.Model], dict[int, str]] = {}
        self._texts: dict[tuple[type[models.Model], Any], dict[str, dict[str, Any]]] = {}
        self._links: dict[tuple[type[models.Model], str], dict[Any, list[str]]] = {}
        self._children: dict[int, dict[Any, list[tuple[models.Model, dict[str, Any]]]]] = {}

    def fetch(self, shape: Shape, objects: Sequence[models.Model]) -> None:
        """Fetch translations, links and children of the objects."""
        pks = [obj.pk for obj in objects]
        parts = list(_flatten(shape.parts))
        if any(isinstance(part, Text) for part in parts):
            self._fetch_texts(shape.model, pks)
        for part in parts:
            if isinstance(part, Links):
                self._fetch_links(shape.model, part.attr or part.key, pks)
            elif isinstance(part, Children):
                self._fetch_children(part, pks)

    def _fetch_texts(self, model: type[models.Model], pks: list[Any]) -> None:
        kind = ContentType.objects.get_for_model(model)
        rows = Translation.objects.filter(content_type=kind, object_id__in=pks).order_by("language")
        for pk, name, language, text, review in rows.values_list(
            "object_id", "field", "language", "text", "review"
        ):
            entry = text if review == Review.UNREAD else {"text": text, "review": review}
            self._texts.setdefault((model, pk), {}).setdefault(name, {})[language] = entry

    def _fetch_links(self, model: type[models.Model], attr: str, pks: list[Any]) -> None:
        through, near, far, target = link_columns(model, attr)
        rows = through._default_manager.filter(**{f"{near}__in": pks}).order_by("pk")
        found: dict[Any, list[str]] = defaultdict(list)
        for owner, other in rows.values_list(near, far):
            found[owner].append(self.slug_of(target, other))
        self._links[model, attr] = found

    def _fetch_children(self, part: Children, pks: list[Any]) -> None:
        parent = f"{part.parent}_id"
        rows = part.shape.model._default_manager.filter(part.only, **{f"{parent}__in": pks})
        children = list(rows.distinct().order_by(*part.order))
        self.fetch(part.shape, children)
        found: dict[Any, list[tuple[models.Model, dict[str, Any]]]] = defaultdict(list)
        for child in children:
            found[getattr(child, parent)].append((child, dump_parts(part.shape.parts, child, self)))
        self._children[id(part)] = found

    def slug_of(self, model: type[models.Model], pk: int) -> str:
        """Return the slug of a row; all slugs of the model are fetched at once."""
        if model not in self._slugs:
            self._slugs[model] = dict(keys_of(model))
        return self._slugs[model][pk]

    def text_of(self, obj: models.Model, attr: str) -> dict[str, Any]:
        """Return the text of a field by language; empty when there is none in the base language."""
        base = getattr(obj, attr)
        if not base:
            return {}
        return {settings.LANGUAGE_CODE: base} | self._texts.get((type(obj), obj.pk), {}).get(attr, {})

    def slugs_of(self, obj: models.Model, attr: str) -> list[str]:
        """Return the slugs of a many-to-many field."""
        return self._links[type(obj), attr].get(obj.pk, [])

    def children_of(self, obj: models.Model, part: Children) -> list[tuple[models.Model, dict[str, Any]]]:
        """Return the children of an object with their entries."""
        return self._children[id(part)].get(obj.pk, [])


def link_columns(
    model: type[models.Model], attr: str
) -> tuple[type[models.Model], str, str, type[models.Model]]:
    """Return the table of a many-to-many field, its two columns (near, far) and the model at the far end."""
    column = model._meta.get_field(attr)
    assert isinstance(column, models.ManyToManyField)  # noqa: S101 - a shape names such fields only
    through = column.remote_field.through
    assert through is not None  # noqa: S101 - Django makes one where the model names none
    return (
        through,
        f"{column.m2m_field_name()}_id",
        f"{column.m2m_reverse_field_name()}_id",
        column.related_model,
    )


def _flatten(parts: Sequence[Part]) -> Iterable[Part]:
    for part in parts:
        yield part
        if isinstance(part, Nested):
            yield from _flatten(part.parts)
