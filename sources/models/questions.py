"""What sources answer differently."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sources.models.claims import Claim
from sources.models.publication import Publishable, PublishableQuerySet, publication_state_check
from sources.models.translations import Translated, TranslatedQuerySet


class QuestionQuerySet(PublishableQuerySet["Question"]):
    """Reads of questions."""


class Question(Translated, Publishable):
    """What sources answer differently. Its positions are shown side by side; nothing is averaged."""

    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    title = models.CharField(_("question"), max_length=240)
    summary = models.TextField(_("summary"), blank=True)
    agreed = models.TextField(_("what is agreed"), blank=True)
    unsettled = models.TextField(_("what is not settled"), blank=True)
    why_open = models.TextField(_("why it stays open"), blank=True)
    wording = models.TextField(_("how we write it"), blank=True)
    chosen = models.ForeignKey(
        Claim,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answer that the organisers chose"),
    )
    choice_reason = models.TextField(_("why it was chosen"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    translated_fields: ClassVar[tuple[str, ...]] = (
        "title",
        "summary",
        "agreed",
        "unsettled",
        "why_open",
        "wording",
        "choice_reason",
    )
    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "slug"]
        constraints = [
            publication_state_check("question"),
            models.CheckConstraint(
                condition=models.Q(chosen=None) | ~models.Q(choice_reason=""),
                name="question_choice_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its public page in the active language."""
        return reverse("sources:question-detail", args=[self.slug])


class Position(Translated):
    """One answer to a question: a claim, who stands behind it, and the answer in a few words."""

    question = models.ForeignKey(
        Question, on_delete=models.CASCADE, related_name="positions", verbose_name=_("question")
    )
    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="positions", verbose_name=_("claim")
    )
    who = models.CharField(_("who says so"), max_length=120)
    answer = models.CharField(_("answer in a few words"), max_length=160, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    translated_fields: ClassVar[tuple[str, ...]] = ("who", "answer")
    objects = TranslatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["question", "claim"], name="position_unique")]

    def __str__(self) -> str:
        return f"{self.who}: {self.answer or self.claim}"
