"""Letters to targets: texts, how many were made, and who wants to be reminded to write."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaigns import Campaign
from campaigns.models.demands import Target
from prisoners.models import Case
from sources.models import Claim
from sources.models.publication import Publishable, PublishableQuerySet, publication_state_check
from sources.models.translations import Translated
from toolkit.encrypted_fields import EncryptedTextField


class LetterQuerySet(PublishableQuerySet["Letter"]):
    """Reads of letters."""


class Letter(Translated, Publishable):
    """A text to a target. The supporter fills in a name and gets a PDF; nothing of it is stored.

    Without a case it is for any case of the campaign: the supporter picks one, and merge fields take its facts.
    """

    class Form(models.TextChoices):
        LETTER = "letter", _("Letter")
        TELEGRAM = "telegram", _("Telegram: one short paragraph")
        MOTION = "motion", _("Model motion for a union branch")

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="letters", verbose_name=_("campaign")
    )
    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    form = models.CharField(_("form"), max_length=8, choices=Form, default=Form.LETTER)
    target = models.ForeignKey(
        Target, on_delete=models.PROTECT, related_name="letters", verbose_name=_("target")
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="letters", verbose_name=_("case")
    )
    title = models.CharField(_("title"), max_length=160)
    subject = models.CharField(_("subject line"), max_length=200)
    body = models.TextField(
        _("text"), help_text=_("Paragraphs by a blank line; lines that begin with 1. are numbered demands.")
    )
    claims = models.ManyToManyField(Claim, blank=True, related_name="letters", verbose_name=_("claims"))

    translated_fields: ClassVar[tuple[str, ...]] = ("title", "subject", "body")
    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["slug"]
        constraints = [
            publication_state_check("letter"),
            models.CheckConstraint(
                condition=Q(form__in=["letter", "telegram", "motion"]), name="letter_form_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its public page in the active language."""
        return reverse("campaigns:letter-detail", args=[self.slug])


class LetterCount(models.Model):
    """How many letters were made on a day, on which way, of which text: a number and nothing of who made them."""

    class Way(models.TextChoices):
        PDF = "pdf", _("PDF to print")
        MAIL = "mail", _("Own mail program")
        COPY = "copy", _("Text to copy")

    letter = models.ForeignKey(
        Letter, on_delete=models.CASCADE, related_name="counts", verbose_name=_("letter")
    )
    case = models.ForeignKey(
        Case,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="letter_counts",
        verbose_name=_("case"),
    )
    way = models.CharField(_("way"), max_length=4, choices=Way)
    language = models.CharField(_("language"), max_length=8)
    on = models.DateField(_("on"))
    count = models.PositiveIntegerField(_("how many"), default=0)

    class Meta:
        verbose_name = _("count of letters")
        verbose_name_plural = _("counts of letters")
        ordering = ["-on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "case", "way", "language", "on"], name="letter_count_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["letter", "way", "language", "on"],
                condition=Q(case=None),
                name="letter_count_once_a_day_without_case",
            ),
            models.CheckConstraint(
                condition=Q(way__in=["pdf", "mail", "copy"]), name="letter_count_way_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter}, {self.on}: {self.count}"


class LetterReminder(models.Model):
    """Somebody who asked to be reminded to write again: an address, sealed, and nothing of what they wrote."""

    class State(models.TextChoices):
        PENDING = "pending", _("Not confirmed yet")
        CONFIRMED = "confirmed", _("Confirmed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="letter_reminders", verbose_name=_("campaign")
    )
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PENDING)
    email = EncryptedTextField(_("e-mail address"))
    email_index = models.CharField(max_length=64, editable=False)
    language = models.CharField(_("language"), max_length=8)
    every_weeks = models.PositiveSmallIntegerField(_("every so many weeks"), default=4)
    next_at = models.DateTimeField(_("next one at"), null=True, blank=True)
    created_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    erase_after = models.DateTimeField(_("to be erased after"), db_index=True)

    class Meta:
        verbose_name = _("wish to be reminded to write")
        verbose_name_plural = _("wishes to be reminded to write")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "email_index"], name="letter_reminder_once"),
            models.CheckConstraint(condition=~Q(email_index=""), name="letter_reminder_has_index"),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "confirmed"]), name="letter_reminder_state_known"
            ),
            models.CheckConstraint(
                condition=Q(every_weeks__range=(1, 52)), name="letter_reminder_every_weeks"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.campaign}"
