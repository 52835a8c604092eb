"""After a picket: what happened, photographs, and incidents that only the legal role sees whole."""

import uuid
from pathlib import PurePosixPath
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.models.conditions import exactly_one
from campaigns.models.pickets import Picket
from campaigns.models.signatures import HandOver
from prisoners.models import Case
from sources.models import Claim
from sources.models.publication import Publishable, PublishableQuerySet, publication_state_check
from sources.models.translations import Translated
from toolkit.encrypted_fields import EncryptedTextField


class AfterActionQuerySet(PublishableQuerySet["AfterAction"]):
    """Reads of reports."""


class AfterAction(Translated, Publishable):
    """What happened at a picket: turnout as a range, a report made of claims, the answer it got."""

    picket = models.OneToOneField(
        Picket, on_delete=models.CASCADE, related_name="after", verbose_name=_("picket")
    )
    turnout_low = models.PositiveIntegerField(_("turnout, at least"), null=True, blank=True)
    turnout_high = models.PositiveIntegerField(_("turnout, at most"), null=True, blank=True)
    text = models.TextField(
        _("report, in the organisers' words"),
        blank=True,
        help_text=_(
            "Shown as what the organisers themselves say. What others say goes into the report as claims."
        ),
    )
    response = models.TextField(_("what the embassy or the police did"), blank=True)
    thanks = models.TextField(
        _("words of thanks"), blank=True, help_text=_("Stand in the mail that thanks those who came.")
    )

    translated_fields: ClassVar[tuple[str, ...]] = ("text", "response", "thanks")
    objects = AfterActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of a picket")
        verbose_name_plural = _("reports of pickets")
        constraints = [
            publication_state_check("after_action"),
            models.CheckConstraint(
                condition=Q(turnout_low=None, turnout_high=None) | Q(turnout_high__gte=F("turnout_low")),
                name="after_action_turnout",
            ),
        ]

    def __str__(self) -> str:
        return str(self.picket)

    def get_absolute_url(self) -> str:
        """Return where it stands on the page of the picket, in the active language."""
        return f"{self.picket.get_absolute_url()}#report"


class ReportSentence(models.Model):
    """One claim at its place in the report of a picket."""

    after = models.ForeignKey(
        AfterAction, on_delete=models.CASCADE, related_name="report", verbose_name=_("report of a picket")
    )
    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="picket_reports", verbose_name=_("claim")
    )
    paragraph = models.PositiveSmallIntegerField(_("paragraph"), default=0)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("sentence of the report")
        verbose_name_plural = _("report")
        ordering = ["paragraph", "position"]
        constraints = [
            models.UniqueConstraint(fields=["after", "paragraph", "position"], name="report_sentence_place")
        ]

    def __str__(self) -> str:
        return str(self.claim)


def photograph_path(photograph: "Photograph", filename: str) -> str:
    """Return where a photograph would be kept under a name that tells nothing of the file that was sent.

    `campaigns.services.photographs` names them by their content instead.
    """
    return f"photographs/{uuid.uuid4().hex}.jpg"


class Photograph(Translated):
    """A photograph of a picket or a hand-over, re-encoded without what the camera wrote into it."""

    class People(models.TextChoices):
        NOBODY = "nobody", _("Nobody can be recognised")
        AGREED = "agreed", _("Everyone who can be recognised agreed")
        BLURRED = "blurred", _("Faces were made unrecognisable")

    after = models.ForeignKey(
        AfterAction,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="photographs",
        verbose_name=_("report of a picket"),
    )
    hand_over = models.ForeignKey(
        HandOver,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="photographs",
        verbose_name=_("hand-over"),
    )
    image = models.ImageField(
        _("picture"), upload_to=photograph_path, width_field="width", height_field="height"
    )
    width = models.PositiveIntegerField(_("width"), editable=False, default=0)
    height = models.PositiveIntegerField(_("height"), editable=False, default=0)
    description = models.CharField(
        _("what can be seen"), max_length=300, help_text=_("For those who cannot see it.")
    )
    credit = models.CharField(
        _("credit"), max_length=120, help_text=_("The photographer, or a name to print.")
    )
    rights = models.CharField(
        _("rights"), max_length=120, help_text=_("A licence such as CC BY 4.0, or who allowed what.")
    )
    people = models.CharField(_("people in it"), max_length=7, choices=People)
    consent_note = models.TextField(
        _("who agreed, and how"), blank=True, help_text=_("For organisers only; no addresses.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    translated_fields: ClassVar[tuple[str, ...]] = ("description",)

    class Meta:
        verbose_name = _("photograph")
        verbose_name_plural = _("photographs")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(people__in=["nobody", "agreed", "blurred"]), name="photograph_people_known"
            ),
            models.CheckConstraint(
                condition=~Q(people="agreed") | ~Q(consent_note=""), name="photograph_says_who_agreed"
            ),
            models.CheckConstraint(
                condition=~Q(rights="") & ~Q(credit=""), name="photograph_has_rights_and_credit"
            ),
            models.CheckConstraint(
                condition=exactly_one("after", "hand_over"), name="photograph_of_exactly_one"
            ),
        ]

    def __str__(self) -> str:
        return self.description

    @property
    def name(self) -> str:
        """The name of its file, without the folder and without .jpg; that of the smaller one ends in -small."""
        return PurePosixPath(self.image.name or "").stem

    @property
    def url(self) -> str:
        """The public address of the large one; there is something while the report is public."""
        return reverse("campaigns:photograph", args=[self.name])

    @property
    def small_url(self) -> str:
        """The public address of the smaller one."""
        return reverse("campaigns:photograph", args=[f"{self.name}-small"])


class Incident(Translated):
    """An arrest or injury at a picket. Only the legal role sees it, unless it rests on public claims."""

    class Kind(models.TextChoices):
        ARREST = "arrest", _("Arrest")
        INJURY = "injury", _("Injury")
        OTHER = "other", _("Other")

    picket = models.ForeignKey(
        Picket, on_delete=models.CASCADE, related_name="incidents", verbose_name=_("picket")
    )
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    text = models.TextField(_("public text"), blank=True)
    claims = models.ManyToManyField(Claim, blank=True, related_name="incidents", verbose_name=_("claims"))
    happened_at = models.DateTimeField(_("happened at"), null=True, blank=True)
    case = models.ForeignKey(
        Case,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="incidents",
        verbose_name=_("became a case"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    translated_fields: ClassVar[tuple[str, ...]] = ("text",)

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["arrest", "injury", "other"]), name="incident_kind_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.picket}"


class LegalNote(models.Model):
    """What only the legal role reads about an incident: who was taken, where to, what the lawyer said."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(
        Incident, on_delete=models.CASCADE, related_name="legal_notes", verbose_name=_("incident")
    )
    text = EncryptedTextField(_("note"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="legal_notes",
        verbose_name=_("written by"),
    )
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)

    class Meta:
        verbose_name = _("legal note")
        verbose_name_plural = _("legal notes")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.incident}, {self.created_at:%Y-%m-%d %H:%M}"


class Observation(models.Model):
    """What a steward wrote down on the day: how many were there, and what was to be noted. It names nobody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    picket = models.ForeignKey(
        Picket, on_delete=models.CASCADE, related_name="observations", verbose_name=_("picket")
    )
    observed_at = models.DateTimeField(_("observed at"))
    headcount = models.PositiveIntegerField(_("headcount"), null=True, blank=True)
    note = EncryptedTextField(_("note"), default="", blank=True)
    is_incident = models.BooleanField(_("an arrest, an injury or the like"), default=False)

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        ordering = ["observed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.picket}, {self.observed_at:%Y-%m-%d %H:%M}"
