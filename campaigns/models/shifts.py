"""Shifts: what is to be done at a picket, when, and by how many."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.pickets import Picket
from sources.models.translations import Translated, TranslatedQuerySet


class ShiftQuerySet(TranslatedQuerySet["Shift"]):
    """Reads of shifts."""


class Shift(Translated):
    """A role with hours and places needed. `places_taken` is a counter that the database keeps within bounds."""

    class Role(models.TextChoices):
        STEWARD = "steward", _("Steward")
        SPEAKER = "speaker", _("Speaker")
        LEGAL_OBSERVER = "legal_observer", _("Legal observer")
        PHOTOGRAPHER = "photographer", _("Photographer")
        FIRST_AID = "first_aid", _("First aid")
        LEAFLETS = "leaflets", _("Leaflets")
        JUST_COME = "just_come", _("Just come")

    picket = models.ForeignKey(
        Picket, on_delete=models.CASCADE, related_name="shifts", verbose_name=_("picket")
    )
    role = models.CharField(_("role"), max_length=14, choices=Role, default=Role.JUST_COME)
    title = models.CharField(_("task"), max_length=120, blank=True)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    places_needed = models.PositiveIntegerField(_("places needed"))
    places_taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True, editable=False)

    translated_fields: ClassVar[tuple[str, ...]] = ("title",)
    objects = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_time_order"),
            models.CheckConstraint(condition=Q(places_needed__gte=1), name="shift_needs_somebody"),
            models.CheckConstraint(
                condition=Q(places_taken__gte=0, places_taken__lte=F("places_needed")),
                name="shift_not_oversold",
            ),
            models.CheckConstraint(
                condition=Q(
                    role__in=[
                        "steward",
                        "speaker",
                        "legal_observer",
                        "photographer",
                        "first_aid",
                        "leaflets",
                        "just_come",
                    ]
                ),
                name="shift_role_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.starts_at:%Y-%m-%d %H:%M} UTC"

    @property
    def places_free(self) -> int:
        """How many places are left."""
        return self.places_needed - self.places_taken

    @property
    def is_full(self) -> bool:
        """Whether no place is left."""
        return self.places_free <= 0
