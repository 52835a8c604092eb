"""What happened to a picket that readers of a feed are told, and when it was noted."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.pickets import Picket


class PicketNews(models.Model):
    """One piece of news of a picket. It holds no text: a feed says how the picket stands when it is read.

    `about` tells one move from the next, so that each is noted once; other kinds happen once and leave it empty.
    """

    class Kind(models.TextChoices):
        ANNOUNCED = "announced", _("Announced")
        MOVED = "moved", _("Moved")
        CANCELLED = "cancelled", _("Cancelled")
        REPORT = "report", _("Report published")

    picket = models.ForeignKey(
        Picket, on_delete=models.CASCADE, related_name="news", verbose_name=_("picket")
    )
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    about = models.CharField(max_length=64, blank=True, editable=False)
    noted_at = models.DateTimeField(_("noted at"))

    class Meta:
        verbose_name = _("news of a picket")
        verbose_name_plural = _("news of pickets")
        ordering = ["-noted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["picket", "kind", "about"], name="picket_news_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["announced", "moved", "cancelled", "report"]),
                name="picket_news_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.picket}"
