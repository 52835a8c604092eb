"""By what rows are named in a campaign file: a slug, and for passages document-slug#number."""

from collections.abc import Iterator
from typing import Any

from django.db import models

from sources.models import Passage


def keys_of(model: type[models.Model]) -> Iterator[tuple[Any, str]]:
    """Yield the primary key and the name of every row."""
    if model is Passage:
        for pk, slug, number in Passage.objects.values_list("pk", "document__slug", "number"):
            yield pk, f"{slug}#{number}"
    else:
        yield from model._default_manager.values_list("pk", "slug")
