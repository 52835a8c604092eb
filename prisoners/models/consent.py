"""Consent to publish, and mail to prisoners."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from prisoners.models.cases import Case
from prisoners.models.episodes import Prison
from sources.models.translations import Translated


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Reads of consents."""

    def in_force(self, on: date) -> Self:
        """Return those that are given, not run out and not withdrawn on a day."""
        return self.filter(
            Q(given_on=None) | Q(given_on__lte=on),
            Q(until=None) | Q(until__gte=on),
            Q(withdrawn_on=None) | Q(withdrawn_on__gt=on),
        )


class Consent(Translated):
    """Who agreed, or on what ground, to the publication of what, until when."""

    class Ground(models.TextChoices):
        PRISONER = "prisoner", _("The prisoner agreed")
        FAMILY = "family", _("The family agreed")
        LAWYER = "lawyer", _("The lawyer agreed")
        PUBLIC_RECORD = "public_record", _("Already on public record")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="consents", verbose_name=_("case"))
    ground = models.CharField(_("ground"), max_length=14, choices=Ground)
    covers_name = models.BooleanField(_("covers the name"), default=False)
    covers_photo = models.BooleanField(_("covers a photograph"), default=False)
    covers_health = models.BooleanField(_("covers health"), default=False)
    covers_family = models.BooleanField(_("covers family"), default=False)
    covers_postal_address = models.BooleanField(_("covers the postal address"), default=False)
    given_on = models.DateField(_("given on"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    translated_fields: ClassVar[tuple[str, ...]] = ("note",)
    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["given_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ground__in=["prisoner", "family", "lawyer", "public_record"]),
                name="consent_ground_known",
            ),
            models.CheckConstraint(
                condition=Q(covers_name=True)
                | Q(covers_photo=True)
                | Q(covers_health=True)
                | Q(covers_family=True)
                | Q(covers_postal_address=True),
                name="consent_covers_something",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(given_on=None) | Q(until__gte=F("given_on")),
                name="consent_date_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.get_ground_display()}"


class Mail(models.Model):
    """Letters to a prisoner: how many were sent, came back or were answered. Who wrote is not stored."""

    class Outcome(models.TextChoices):
        SENT = "sent", _("Sent")
        RETURNED = "returned", _("Returned")
        ANSWERED = "answered", _("Answered")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="mail", verbose_name=_("case"))
    prison = models.ForeignKey(
        Prison,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="mail",
        verbose_name=_("prison"),
    )
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, default=Outcome.SENT)
    count = models.PositiveIntegerField(_("how many"), default=1)
    on = models.DateField(_("on"))

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mail")
        ordering = ["-on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(count__gte=1), name="mail_counts_something"),
            models.CheckConstraint(
                condition=Q(outcome__in=["sent", "returned", "answered"]), name="mail_outcome_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.count} {self.get_outcome_display()}"
