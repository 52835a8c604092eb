"""The publication state that everything a reader can see has."""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from sources.models.translations import TranslatedQuerySet


class PublicationState(models.TextChoices):
    """Draft, then reviewed by a second person, then published; withdrawn takes it back at once."""

    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("In review")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class PublishableQuerySet[M: models.Model](TranslatedQuerySet[M]):
    """Reads of what can be published."""

    def published(self) -> Self:
        """Return only what readers may see."""
        return self.filter(state=PublicationState.PUBLISHED)


class Publishable(models.Model):
    """Something with a publication state."""

    # Whether it is public only as long as a public claim backs it.
    needs_claims: ClassVar[bool] = False

    state = models.CharField(
        _("state"), max_length=10, choices=PublicationState, default=PublicationState.DRAFT, db_index=True
    )

    class Meta:
        abstract = True

    @property
    def is_published(self) -> bool:
        """Whether readers may see it."""
        return self.state == PublicationState.PUBLISHED


def publication_state_check(model: str) -> models.CheckConstraint:
    """Return the database's check that `state` is one of the known ones."""
    return models.CheckConstraint(
        condition=models.Q(state__in=PublicationState.values), name=f"{model}_publication_state"
    )
