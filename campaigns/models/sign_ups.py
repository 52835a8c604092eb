"""A volunteer's place on a shift, the private links to it, and where else messages go."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.conditions import exactly_one
from campaigns.models.letters import LetterReminder
from campaigns.models.pickets import Picket
from campaigns.models.shifts import Shift
from campaigns.models.signatures import Signature
from toolkit.encrypted_fields import EncryptedTextField


class SignUpQuerySet(models.QuerySet["SignUp"]):
    """Reads of sign-ups."""

    def active(self) -> Self:
        """Return those that hold or wait for a place."""
        return self.exclude(state__in=[SignUp.State.CANCELLED, SignUp.State.LAPSED])

    def holding(self) -> Self:
        """Return those that count among the places taken."""
        return self.filter(state__in=SignUp.HOLDING)

    def with_picket(self) -> Self:
        """Fetch shift, picket, campaign and place with the rows."""
        return self.select_related("shift__picket__campaign", "shift__picket__place")


class SignUp(models.Model):
    """A volunteer's place on one shift. Contacts are sealed; the address is found by its blind index."""

    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("Has a place")
        WAITING = "waiting", _("In reserve")
        OFFERED = "offered", _("Is asked to take a place that came free")
        LAPSED = "lapsed", _("Did not answer in time")
        CANCELLED = "cancelled", _("Cancelled")
        CHECKED_IN = "checked_in", _("Came")
        ABSENT = "absent", _("Did not come")

    HOLDING: ClassVar[tuple[str, ...]] = (State.CONFIRMED, State.OFFERED, State.CHECKED_IN, State.ABSENT)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    shift = models.ForeignKey(
        Shift, on_delete=models.CASCADE, related_name="sign_ups", verbose_name=_("shift")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CONFIRMED, db_index=True)
    name = EncryptedTextField(_("name or nickname"))
    brought_by = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="friends",
        verbose_name=_("brought by"),
        help_text=_("A friend has a name and no address; messages go to who brought them."),
    )
    email = EncryptedTextField(_("e-mail address"), default="", blank=True)
    email_index = models.CharField(max_length=64, editable=False, blank=True, db_index=True)
    phone = EncryptedTextField(_("phone"), default="", blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    time_zone = models.CharField(
        _("time zone"), max_length=40, blank=True, help_text=_("Empty: that of the picket.")
    )
    muted = models.JSONField(_("messages not wanted"), default=list, blank=True)
    answer_by = models.DateTimeField(_("to answer by"), null=True, blank=True)
    checked_in_at = models.DateTimeField(_("came at"), null=True, blank=True)
    agreed_to_calls = models.BooleanField(_("agreed to hear of later pickets"), default=False)
    created_at = models.DateTimeField(_("signed up at"), auto_now_add=True)
    erase_after = models.DateTimeField(_("to be erased after"), db_index=True)
    # Grows with each move to another shift and each new start, which a calendar must take for a later revision.
    revision = models.PositiveSmallIntegerField(_("calendar revision"), default=0, editable=False)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shift", "email_index"],
                condition=~Q(state__in=["cancelled", "lapsed"]) & Q(brought_by=None),
                name="sign_up_once_per_shift",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "confirmed",
                        "waiting",
                        "offered",
                        "lapsed",
                        "cancelled",
                        "checked_in",
                        "absent",
                    ]
                ),
                name="sign_up_state_known",
            ),
            models.CheckConstraint(
                condition=Q(brought_by=None) & ~Q(email_index="")
                | Q(brought_by__isnull=False, email_index=""),
                name="sign_up_has_index",
            ),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(answer_by__isnull=False), name="sign_up_offer_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.shift}"


class PrivateLinkQuerySet(models.QuerySet["PrivateLink"]):
    """Reads of private links."""

    def valid(self, now: datetime) -> Self:
        """Return those that are neither expired nor revoked."""
        return self.filter(expires_at__gt=now, revoked_at=None)


class PrivateLink(models.Model):
    """The hash of a token that opens one thing for one purpose, until it expires or is revoked.

    It is a volunteer's sign-up, somebody's signature or wish to be reminded to write; a link that stops messages may
    also be an organiser's. `topic` says which kind of message it stops.
    """

    class Purpose(models.TextChoices):
        MANAGE = "manage", _("See, change or cancel")
        STOP = "stop", _("Stop messages")
        CALENDAR = "calendar", _("Subscribe to the calendar")

    sign_up = models.ForeignKey(
        SignUp,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="links",
        verbose_name=_("sign-up"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="private_links",
        verbose_name=_("organiser"),
    )
    signature = models.ForeignKey(
        Signature,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="links",
        verbose_name=_("signature"),
    )
    letter_reminder = models.ForeignKey(
        LetterReminder,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="links",
        verbose_name=_("wish to be reminded to write"),
    )
    topic = models.CharField(_("kind of message"), max_length=12, blank=True)
    purpose = models.CharField(_("purpose"), max_length=8, choices=Purpose, default=Purpose.MANAGE)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = PrivateLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("private link")
        verbose_name_plural = _("private links")
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=["manage", "stop", "calendar"]),
                name="private_link_purpose_known",
            ),
            models.CheckConstraint(
                condition=Q(token_hash__regex=r"^[0-9a-f]{64}$"),  # noqa: S106 - a pattern, not a password
                name="private_link_is_hashed",
            ),
            models.CheckConstraint(
                condition=exactly_one("sign_up", "user", "signature", "letter_reminder"),
                name="private_link_of_exactly_one",
            ),
            models.CheckConstraint(
                condition=Q(user=None) | Q(purpose="stop"), name="private_link_of_organisers_stops"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} ({self.expires_at:%Y-%m-%d})"


class StewardLink(models.Model):
    """The hash of a token that opens the steward's page of one picket, on a phone and without an account."""

    picket = models.ForeignKey(
        Picket, on_delete=models.CASCADE, related_name="steward_links", verbose_name=_("picket")
    )
    label = models.CharField(
        _("for whom"), max_length=80, help_text=_("A nickname, so that it can be revoked.")
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("steward's link")
        verbose_name_plural = _("stewards' links")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(token_hash__regex=r"^[0-9a-f]{64}$"),  # noqa: S106 - a pattern, not a password
                name="steward_link_is_hashed",
            )
        ]

    def __str__(self) -> str:
        return self.label


class PushSubscription(models.Model):
    """A browser that wants the messages of a sign-up too. Its address is sealed: it tells a phone from others."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sign_up = models.ForeignKey(
        SignUp, on_delete=models.CASCADE, related_name="push_subscriptions", verbose_name=_("sign-up")
    )
    endpoint = EncryptedTextField(_("address of the push service"))
    endpoint_index = models.CharField(max_length=64, editable=False)
    p256dh = EncryptedTextField(_("public key of the browser"))
    auth = EncryptedTextField(_("secret shared with the browser"))
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        verbose_name = _("push subscription")
        verbose_name_plural = _("push subscriptions")
        constraints = [
            models.UniqueConstraint(fields=["sign_up", "endpoint_index"], name="push_once_per_browser")
        ]

    def __str__(self) -> str:
        return f"{self.sign_up}"
