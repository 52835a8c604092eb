"""Rules that make messages due, and the outbox: one message to one recipient."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaigns import Campaign
from campaigns.models.conditions import exactly_one
from campaigns.models.letters import LetterReminder
from campaigns.models.participants import Invitation
from campaigns.models.pickets import Picket
from campaigns.models.sign_ups import PushSubscription, SignUp
from campaigns.models.signatures import Signature


class Reminder(models.Model):
    """A rule: so long before a shift begins, or after a picket ended, its volunteers are written to.

    A campaign's, or one picket's own, which replaces those of its campaign at the same moment.
    """

    class Moment(models.TextChoices):
        BEFORE_START = "before", _("Before the shift begins: a reminder")
        AFTER_END = "after", _("After the picket: thanks")

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
    moment = models.CharField(_("when"), max_length=6, choices=Moment, default=Moment.BEFORE_START)
    before = models.DurationField(_("how long before or after"))
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
            models.UniqueConstraint(
                fields=["campaign", "moment", "before"], name="reminder_once_per_campaign"
            ),
            models.UniqueConstraint(fields=["picket", "moment", "before"], name="reminder_once_per_picket"),
            models.CheckConstraint(condition=Q(moment__in=["before", "after"]), name="reminder_moment_known"),
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
    """One message to one recipient: a volunteer, a signatory, an organisation that is asked, an organiser.

    It holds no address and no text: both are made from what it points to when it is sent.
    """

    class Kind(models.TextChoices):
        CONFIRMATION = "confirmation", _("Confirmation")
        REMINDER = "reminder", _("Reminder")
        CANCELLATION = "cancellation", _("Cancellation")
        OFFER = "offer", _("A place came free")
        CHANGE = "change", _("The picket has moved")
        CALLED_OFF = "called_off", _("The picket is cancelled")
        THANKS = "thanks", _("Thanks")
        CALL = "call", _("Help needed")
        INVITATION = "invitation", _("An organisation is asked")
        NOTICE = "notice", _("Dates of cases")
        SIGNATURE = "signature", _("Please confirm your signature")
        NEW_VERSION = "new_version", _("A text that you signed has changed")
        LETTERS = "letters", _("Please confirm that we remind you to write")
        WRITE_AGAIN = "write_again", _("Time to write again")

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        PUSH = "push", _("Notification of the browser")

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
    channel = models.CharField(_("channel"), max_length=5, choices=Channel, default=Channel.EMAIL)
    sign_up = models.ForeignKey(
        SignUp,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="dispatches",
        verbose_name=_("sign-up"),
    )
    # What a message is about where it is not the sign-up's own shift: a call to earlier volunteers.
    picket = models.ForeignKey(
        Picket,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="dispatches",
        verbose_name=_("picket"),
    )
    push_subscription = models.ForeignKey(
        PushSubscription,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="dispatches",
        verbose_name=_("push subscription"),
    )
    invitation = models.ForeignKey(
        Invitation,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="dispatches",
        verbose_name=_("invitation"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="dispatches",
        verbose_name=_("organiser"),
    )
    signature = models.ForeignKey(
        Signature,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="dispatches",
        verbose_name=_("signature"),
    )
    letter_reminder = models.ForeignKey(
        LetterReminder,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="dispatches",
        verbose_name=_("wish to be reminded to write"),
    )
    due_at = models.DateTimeField(_("due at"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PLANNED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=120, blank=True, db_index=True)
    tried_at = models.DateTimeField(_("last tried at"), null=True, blank=True)
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
                condition=Q(
                    kind__in=[
                        "confirmation",
                        "reminder",
                        "cancellation",
                        "offer",
                        "change",
                        "called_off",
                        "thanks",
                        "call",
                        "invitation",
                        "notice",
                        "signature",
                        "new_version",
                        "letters",
                        "write_again",
                    ]
                ),
                name="dispatch_kind_known",
            ),
            models.CheckConstraint(
                condition=exactly_one("sign_up", "invitation", "user", "signature", "letter_reminder"),
                name="dispatch_to_exactly_one",
            ),
            models.CheckConstraint(
                condition=Q(channel="email", push_subscription=None)
                | Q(channel="push", push_subscription__isnull=False, sign_up__isnull=False),
                name="dispatch_channel_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_state_display()}"

    @property
    def volunteer(self) -> SignUp:
        """The sign-up whose volunteer it goes to. Raises ValueError when it goes to somebody else."""
        if self.sign_up is None:
            raise ValueError(f"message {self.pk} is to no volunteer")
        return self.sign_up
