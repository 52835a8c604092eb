"""Rules that make messages due, and the outbox: one message to one recipient."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaigns import Campaign
from campaigns.models.pickets import Picket
from campaigns.models.sign_ups import SignUp


class Reminder(models.Model):
    """A rule: so long before a shift begins, its volunteers are reminded. A campaign's, or one picket's own."""

    campaign = models.ForeignKey(
        Campaign,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="reminders",
        verbose_name=_("campaign"),
    )
    picket = models.ForeignKey(
        Picket,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="reminders",
        verbose_name=_("picket"),
    )
    before = models.DurationField(_("how long before"))
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-before"]
        constraints = [
            models.CheckConstraint(
                condition=Q(campaign__isnull=False, picket=None) | Q(campaign=None, picket__isnull=False),
                name="reminder_of_exactly_one",
            ),
            models.UniqueConstraint(fields=["campaign", "before"], name="reminder_once_per_campaign"),
            models.UniqueConstraint(fields=["picket", "before"], name="reminder_once_per_picket"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign or self.picket}: {self.before}"


class DispatchQuerySet(models.QuerySet["Dispatch"]):
    """Reads of the outbox."""

    def due(self, now: datetime) -> Self:
        """Return what is to be sent by now, and what a worker claimed but let its lease run out, oldest first."""
        return self.filter(
            Q(state__in=[Dispatch.State.PLANNED, Dispatch.State.RETRY], due_at__lte=now)
            | Q(state=Dispatch.State.CLAIMED, lease_until__lt=now)
        ).order_by("due_at", "pk")

    def stalled(self, now: datetime) -> Self:
        """Return what was being sent when its worker vanished: nobody knows whether it went out."""
        return self.filter(state=Dispatch.State.SENDING, lease_until__lt=now)


class Dispatch(models.Model):
    """One message to one recipient. It holds no address and no text: both are made from the sign-up when it is sent."""

    class Kind(models.TextChoices):
        CONFIRMATION = "confirmation", _("Confirmation")
        REMINDER = "reminder", _("Reminder")
        CANCELLATION = "cancellation", _("Cancellation")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        CLAIMED = "claimed", _("Claimed by a worker")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        RETRY = "retry", _("To be tried again")
        FAILED = "failed", _("Failed")
        UNKNOWN = "unknown", _("Not known whether it went out")
        DROPPED = "dropped", _("No longer needed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(_("unique key of recipient and occasion"), max_length=160, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    sign_up = models.ForeignKey(
        SignUp, on_delete=models.CASCADE, related_name="dispatches", verbose_name=_("sign-up")
    )
    due_at = models.DateTimeField(_("due at"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PLANNED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=120, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    problem = models.CharField(_("last problem"), max_length=200, blank=True)

    objects = DispatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("message in the outbox")
        verbose_name_plural = _("outbox")
        ordering = ["-due_at"]
        indexes = [models.Index(fields=["state", "due_at"], name="dispatch_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "planned",
                        "claimed",
                        "sending",
                        "sent",
                        "retry",
                        "failed",
                        "unknown",
                        "dropped",
                    ]
                ),
                name="dispatch_state_known",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["confirmation", "reminder", "cancellation"]), name="dispatch_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_state_display()}"
