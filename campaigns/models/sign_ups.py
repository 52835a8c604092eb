"""A volunteer's place on a shift, and the private links to it."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.pickets import Shift
from toolkit.encrypted_fields import EncryptedTextField


class SignUpQuerySet(models.QuerySet["SignUp"]):
    """Reads of sign-ups."""

    def active(self) -> Self:
        """Return those that hold or wait for a place."""
        return self.exclude(state=SignUp.State.CANCELLED)

    def with_picket(self) -> Self:
        """Fetch shift, picket, campaign and place with the rows."""
        return self.select_related("shift__picket__campaign", "shift__picket__place")


class SignUp(models.Model):
    """A volunteer's place on one shift. Contacts are sealed; the address is found by its blind index."""

    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("Has a place")
        WAITING = "waiting", _("In reserve")
        CANCELLED = "cancelled", _("Cancelled")
        CHECKED_IN = "checked_in", _("Came")
        ABSENT = "absent", _("Did not come")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    shift = models.ForeignKey(
        Shift, on_delete=models.CASCADE, related_name="sign_ups", verbose_name=_("shift")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CONFIRMED, db_index=True)
    name = EncryptedTextField(_("name or nickname"))
    email = EncryptedTextField(_("e-mail address"))
    email_index = models.CharField(max_length=64, editable=False)
    phone = EncryptedTextField(_("phone"), default="", blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    agreed_to_calls = models.BooleanField(_("agreed to hear of later pickets"), default=False)
    created_at = models.DateTimeField(_("signed up at"), auto_now_add=True)
    erase_after = models.DateTimeField(_("to be erased after"), db_index=True)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shift", "email_index"],
                condition=~Q(state="cancelled"),
                name="sign_up_once_per_shift",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["confirmed", "waiting", "cancelled", "checked_in", "absent"]),
                name="sign_up_state_known",
            ),
            models.CheckConstraint(condition=~Q(email_index=""), name="sign_up_has_index"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.shift}"


class PrivateLinkQuerySet(models.QuerySet["PrivateLink"]):
    """Reads of private links."""

    def valid(self, now: datetime) -> Self:
        """Return those that are neither expired nor revoked."""
        return self.filter(expires_at__gt=now, revoked_at=None)


class PrivateLink(models.Model):
    """The hash of a token that opens one sign-up for one purpose, until it expires or is revoked."""

    class Purpose(models.TextChoices):
        MANAGE = "manage", _("See, change or cancel")

    sign_up = models.ForeignKey(
        SignUp, on_delete=models.CASCADE, related_name="links", verbose_name=_("sign-up")
    )
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
            models.CheckConstraint(condition=Q(purpose__in=["manage"]), name="private_link_purpose_known"),
            models.CheckConstraint(
                condition=Q(token_hash__regex=r"^[0-9a-f]{64}$"),  # noqa: S106 - a pattern, not a password
                name="private_link_is_hashed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} ({self.expires_at:%Y-%m-%d})"
