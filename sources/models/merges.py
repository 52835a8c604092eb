"""Two rows for one person, organisation or place: made one, with a way back; or known to be two."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class NamedKind(models.TextChoices):
    """Who or where."""

    PERSON = "person", _("Person")
    ORGANISATION = "organisation", _("Organisation")
    PLACE = "place", _("Place")


class Merge(models.Model):
    """A row that was joined to another. `moved` holds what is needed to take it apart again, as JSON."""

    kind = models.CharField(_("kind"), max_length=12, choices=NamedKind)
    kept = models.PositiveBigIntegerField(_("key of the one kept"))
    removed = models.PositiveBigIntegerField(_("key of the one removed"))
    kept_name = models.CharField(_("kept"), max_length=300)
    removed_name = models.CharField(_("joined to it"), max_length=300)
    moved = models.JSONField(_("what was moved"))
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("joined by"),
    )
    merged_at = models.DateTimeField(_("joined at"), auto_now_add=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken apart by"),
    )
    undone_at = models.DateTimeField(_("taken apart at"), null=True, blank=True)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-merged_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(kept=models.F("removed")), name="merge_of_two"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["person", "organisation", "place"]), name="merge_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.removed_name} → {self.kept_name}"


class NotTheSame(models.Model):
    """Two rows that look alike and are two: they are not proposed again. `first` is the smaller key."""

    kind = models.CharField(_("kind"), max_length=12, choices=NamedKind)
    first = models.PositiveBigIntegerField(_("key of one"))
    second = models.PositiveBigIntegerField(_("key of the other"))
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("said by"),
    )

    class Meta:
        verbose_name = _("pair known to be two")
        verbose_name_plural = _("pairs known to be two")
        constraints = [
            models.UniqueConstraint(fields=["kind", "first", "second"], name="not_the_same_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="not_the_same_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"
