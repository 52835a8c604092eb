"""Rows for tests: each factory makes the smallest valid row, published where readers are to see it."""

from typing import TYPE_CHECKING, Any, cast

import factory
from django.db import models, transaction
from factory.django import DjangoModelFactory


class ModelFactory[M: models.Model](DjangoModelFactory[M]):
    """Base of the factories: a row is saved once, also after what hangs on it has been made."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    @classmethod
    def _generate(cls, strategy: str, params: dict[str, Any]) -> M:
        """Make a row and what hangs on it in one transaction: a published claim needs its citation at the end of it."""
        if strategy != factory.CREATE_STRATEGY:
            return cast(M, super()._generate(strategy, params))
        with transaction.atomic():
            return cast(M, super()._generate(strategy, params))

    if TYPE_CHECKING:
        # Calling a factory makes a row, not a factory; factory_boy's metaclass does not say so.
        def __new__(cls, **declarations: Any) -> M: ...  # type: ignore[misc]  # noqa: ANN401 - as said above


def slug(word: str) -> Any:  # noqa: ANN401 - factory_boy's declarations have no types
    """Return a declaration of slugs: word-1, word-2, ..."""
    return factory.Sequence(lambda n: f"{word}-{n}")
