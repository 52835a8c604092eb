"""Who takes part in a picket, and the question to an organisation whether it does."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models.pickets import Picket
from sources.models import Claim, Organisation, Person
from sources.models.translations import Translated, TranslatedQuerySet
from toolkit.encrypted_fields import EncryptedTextField


class ParticipantQuerySet(TranslatedQuerySet["Participant"]):
    """Reads of participants."""

    def shown(self) -> Self:
        """Return those that a public page may name: not who was asked and has not agreed, or has declined."""
        return self.filter(consent__in=[Participant.Consent.NOT_ASKED, Participant.Consent.CONFIRMED])


class Participant(Translated):
    """Someone's part in a picket: called it, supported it, chaired, spoke, sent or read out a message."""

    class Role(models.TextChoices):
        CALLED_BY = "called_by", _("Called by")
        SUPPORTED_BY = "supported_by", _("Supported by")
        CHAIR = "chair", _("Chair")
        SPEAKER = "speaker", pgettext_lazy("who took part", "Speaker")
        MESSAGE_FROM = "message_from", _("Message from")
        READ_BY = "read_by", _("Message read by")
        TOOK_PART = "took_part", _("Took part")

    class Consent(models.TextChoices):
        NOT_ASKED = "not_asked", _("Not asked: a source says it, or it is ourselves")
        ASKED = "asked", _("Asked, has not answered")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined")

    picket = models.ForeignKey(
        Picket, on_delete=models.CASCADE, related_name="participants", verbose_name=_("picket")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role)
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name=_("person"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name=_("organisation"),
    )
    label = models.CharField(_("in words"), max_length=160, blank=True)
    on_behalf_of = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="represented_at",
        verbose_name=_("on behalf of"),
    )
    consent = models.CharField(
        _("agreed to be named"), max_length=10, choices=Consent, default=Consent.NOT_ASKED
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    claims = models.ManyToManyField(
        Claim, blank=True, related_name="participations", verbose_name=_("claims")
    )

    translated_fields: ClassVar[tuple[str, ...]] = ("label",)
    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(person__isnull=False, organisation=None) & Q(label=""))
                | (Q(person=None, organisation__isnull=False) & Q(label=""))
                | (Q(person=None, organisation=None) & ~Q(label="")),
                name="participant_exactly_one",
            ),
            models.CheckConstraint(
                condition=Q(
                    role__in=[
                        "called_by",
                        "supported_by",
                        "chair",
                        "speaker",
                        "message_from",
                        "read_by",
                        "took_part",
                    ]
                ),
                name="participant_role_known",
            ),
            models.CheckConstraint(
                condition=Q(consent__in=["not_asked", "asked", "confirmed", "declined"]),
                name="participant_consent_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.person or self.organisation or self.label}"


class Invitation(models.Model):
    """A question to an organisation whether it takes part: a link that is mailed, good until it is answered.

    The address is sealed, and is forgotten once there is an answer or the time is up.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.OneToOneField(
        Participant, on_delete=models.CASCADE, related_name="invitation", verbose_name=_("participant")
    )
    email = EncryptedTextField(_("e-mail address"), default="", blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    token_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001 - unique, and many have none yet
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                condition=Q(token_hash=None) | Q(token_hash__regex=r"^[0-9a-f]{64}$"),  # noqa: S106 - a pattern, not a password
                name="invitation_link_is_hashed",
            )
        ]

    def __str__(self) -> str:
        return str(self.participant)
