"""Dates of cases that somebody must know about, and how each organiser wants to hear of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaigns import Campaign
from campaigns.models.outbox import Dispatch
from prisoners.models import Case


class NoticeKind(models.TextChoices):
    """What organisers are told of."""

    HEARING = "hearing", _("A hearing is near")
    BIRTHDAY = "birthday", _("A birthday is near")
    ANNIVERSARY = "anniversary", _("An anniversary is near")
    SENTENCE_END = "sentence_end", _("A sentence ends, as reckoned")
    CONSENT_END = "consent_end", _("A consent runs out")
    NO_WORD = "no_word", _("No word for 90 days")
    UNCHECKED = "unchecked", _("Facts not checked for 60 days")


_KINDS = ["hearing", "birthday", "anniversary", "sentence_end", "consent_end", "no_word", "unchecked"]


class NoticePreference(models.Model):
    """How one organiser wants to hear of one kind of date; without a row, as is usual for the kind."""

    class How(models.TextChoices):
        AT_ONCE = "at_once", _("At once")
        WEEKLY = "weekly", _("In the weekly digest")
        OFF = "off", _("Not at all")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notice_preferences",
        verbose_name=_("organiser"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=NoticeKind)
    how = models.CharField(_("how"), max_length=7, choices=How, default=How.WEEKLY)

    class Meta:
        verbose_name = _("wish for notices")
        verbose_name_plural = _("wishes for notices")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="notice_preference_once"),
            models.CheckConstraint(condition=Q(kind__in=_KINDS), name="notice_preference_kind_known"),
            models.CheckConstraint(
                condition=Q(how__in=["at_once", "weekly", "off"]), name="notice_preference_how_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_how_display()}"


class Notice(models.Model):
    """One date of one case that one organiser is to hear of, once. It joins the message that tells of it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notices",
        verbose_name=_("organiser"),
    )
    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="notices", verbose_name=_("campaign")
    )
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notices", verbose_name=_("case"))
    kind = models.CharField(_("kind"), max_length=12, choices=NoticeKind)
    day = models.DateField(_("day"))
    # Of what: so that two hearings on one day are two notices.
    about = models.CharField(max_length=60, editable=False, blank=True)
    due_on = models.DateField(_("to be told on"), db_index=True)
    dispatch = models.ForeignKey(
        Dispatch,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("message"),
    )
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "case", "kind", "day", "about"], name="notice_once"),
            models.CheckConstraint(condition=Q(kind__in=_KINDS), name="notice_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.case}, {self.day}"
