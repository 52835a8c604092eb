"""Translations of content: rows, so that a new language needs no migration; each with a review state."""

from dataclasses import dataclass
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Prefetch
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Review(models.TextChoices):
    """Who has read a translation."""

    UNREAD = "unread", _("Not yet read by a native speaker")
    READ = "read", _("Read by a native speaker")


class Translation(models.Model):
    """One field of one row in one other language."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, verbose_name=_("content type"))
    object_id = models.PositiveBigIntegerField(_("object id"))
    subject = GenericForeignKey()
    field = models.CharField(_("field"), max_length=40)
    language = models.CharField(_("language"), max_length=8)
    text = models.TextField(_("text"))
    review = models.CharField(_("review"), max_length=8, choices=Review, default=Review.UNREAD)

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        ordering = ["field", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "field", "language"], name="translation_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(review__in=Review.values), name="translation_review_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} ({self.language})"


@dataclass(frozen=True)
class Text:
    """A text as a reader gets it: in which language, and whether a native speaker has read it."""

    text: str
    language: str
    review: str

    @property
    def is_fallback(self) -> bool:
        """Whether it is not in the language that was asked for."""
        return bool(self.text) and self.language != (get_language() or settings.LANGUAGE_CODE)


class TranslatedQuerySet[M: models.Model](models.QuerySet[M]):
    """Reads that bring the translations along."""

    def with_translations(self) -> Self:
        """Fetch the texts of the active language with the rows, in one more query."""
        return self.prefetch_related(translations_prefetch("translations"))


class Translated(models.Model):
    """A model some of whose fields are translated; the fields themselves are in the base language."""

    translated_fields: ClassVar[tuple[str, ...]] = ()

    translations = GenericRelation(Translation)

    class Meta:
        abstract = True

    def text_of(self, field: str, language: str | None = None) -> Text:
        """Return a field in a language (the active one), or in the base language when there is no translation."""
        language = language or get_language() or settings.LANGUAGE_CODE
        base = str(getattr(self, field))
        if language != settings.LANGUAGE_CODE and base:
            for row in self.translations.all():
                if row.field == field and row.language == language:
                    return Text(row.text, language, row.review)
        return Text(base, settings.LANGUAGE_CODE, Review.READ)

    def in_language(self, field: str, language: str | None = None) -> str:
        """Return just the text that `text_of` finds."""
        return self.text_of(field, language).text


def translations_prefetch(
    path: str, language: str | None = None
) -> "Prefetch[str, models.QuerySet[Translation], str]":
    """Return a prefetch of the texts of one language along a path such as "claims__translations"."""
    language = language or get_language() or settings.LANGUAGE_CODE
    return Prefetch(path, queryset=Translation.objects.filter(language=language))
