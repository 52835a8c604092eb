"""Every model of ours has a factory, and each makes a valid row that can be seen in a list."""

import importlib
import pkgutil

import pytest
from django.apps import apps
from django.db import models

import tests.factories
from tests.factories import ModelFactory

OURS = {"accounts", "sources", "prisoners", "campaigns"}


def _factories() -> dict[type[models.Model], type[ModelFactory[models.Model]]]:
    found = {}
    for module in pkgutil.iter_modules(tests.factories.__path__):
        content = vars(importlib.import_module(f"tests.factories.{module.name}"))
        for one in content.values():
            if isinstance(one, type) and issubclass(one, ModelFactory) and one is not ModelFactory:
                found[one._meta.model] = one
    return found


FACTORIES = _factories()
MODELS = [
    model for model in apps.get_models() if model._meta.app_label in OURS and not model._meta.auto_created
]


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_factory_makes_a_valid_row(model: type[models.Model]) -> None:
    row = FACTORIES[model].create()

    row.full_clean()
    assert type(row) is model
    assert str(row)
    assert model._default_manager.filter(pk=row.pk).count() == 1
