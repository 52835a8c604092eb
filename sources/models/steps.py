"""What a person did while reading a document, step by step, so that a step can be taken back."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sources.models.documents import Document


class ReviewStep(models.Model):
    """One step of one person: suggestions that were handled, and the rows that were made by it.

    `before` holds each suggestion as it was, `made` each row with a fingerprint of what it held when it was made.
    """

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        DISMISSED = "dismissed", _("Dismissed")
        MADE = "made", _("Made from a passage")
        FURNITURE = "furniture", _("Marked as furniture of the page")
        TEXT = "text", _("Marked as text")

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="review_steps", verbose_name=_("document")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    at = models.DateTimeField(_("at"))
    passage_number = models.PositiveIntegerField(_("paragraph"), default=1)
    before = models.JSONField(_("suggestions before"), default=list, blank=True)
    made = models.JSONField(_("rows made"), default=list, blank=True)
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    class Meta:
        verbose_name = _("step of reading")
        verbose_name_plural = _("steps of reading")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["document", "by", "undone_at"], name="review_step_last")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["accepted", "dismissed", "made", "furniture", "text"]),
                name="review_step_kind_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.document}, {self.at:%Y-%m-%d %H:%M}"
