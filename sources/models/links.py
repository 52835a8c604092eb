"""Whether what we link to is still there."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from sources.models.documents import Document


class LinkCheckQuerySet(models.QuerySet["LinkCheck"]):
    """Reads of link checks."""

    def dead(self) -> Self:
        """Return those that failed so often that it is no passing fault."""
        return self.filter(failures__gte=LinkCheck.DEAD_AFTER)


class LinkCheck(models.Model):
    """The last answer of an address of a document: its own, or that of its archived copy."""

    DEAD_AFTER = 3

    class Which(models.TextChoices):
        ADDRESS = "address", _("Address")
        ARCHIVE = "archive", _("Archived copy")

    class Outcome(models.TextChoices):
        THERE = "there", _("There")
        MOVED = "moved", _("Moved for good")
        GONE = "gone", _("Gone")
        REFUSED = "refused", _("Refused")
        UNREACHABLE = "unreachable", _("Nobody answers")

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="link_checks", verbose_name=_("document")
    )
    which = models.CharField(_("which address"), max_length=7, choices=Which)
    url = models.URLField(_("address"), max_length=500)
    outcome = models.CharField(_("outcome"), max_length=11, choices=Outcome)
    status = models.PositiveSmallIntegerField(_("answer (HTTP status)"), null=True, blank=True)
    moved_to = models.URLField(_("moved to"), max_length=500, blank=True)
    checked_at = models.DateTimeField(_("last checked"))
    there_at = models.DateTimeField(_("last seen there"), null=True, blank=True)
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("link check")
        verbose_name_plural = _("link checks")
        ordering = ["-failures", "document__number", "which"]
        constraints = [
            models.UniqueConstraint(fields=["document", "which"], name="link_check_once"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["there", "moved", "gone", "refused", "unreachable"]),
                name="link_check_outcome_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.url}: {self.get_outcome_display()}"

    @property
    def is_dead(self) -> bool:
        """Whether it failed so often that it is no passing fault."""
        return self.failures >= self.DEAD_AFTER
