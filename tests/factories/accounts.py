"""Organisers."""

import factory

from accounts.models import User
from tests.factories import ModelFactory


class UserFactory(ModelFactory[User]):
    """An organiser without any right."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"organiser-{n}@example.org")
    password = "!"
