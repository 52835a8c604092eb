"""Campaigns, their teams, and the groups of the network."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from prisoners.models import Case
from sources.models import Document, Organisation
from sources.models.publication import Publishable, PublishableQuerySet, publication_state_check
from sources.models.translations import Translated


class CampaignQuerySet(PublishableQuerySet["Campaign"]):
    """Reads of campaigns."""


class Campaign(Translated, Publishable):
    """A cause: cases, demands, targets, pickets, statements and a team."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(_("summary"), blank=True)
    about = models.TextField(pgettext_lazy("a campaign", "about"), blank=True)
    as_of = models.DateField(
        _("record as of"),
        null=True,
        blank=True,
        help_text=_("A record tells how things stood on this day; leave it empty for a live campaign."),
    )
    languages = models.JSONField(_("languages"), default=list)
    cases = models.ManyToManyField(
        Case, through="CampaignCase", related_name="campaigns", verbose_name=_("cases")
    )
    documents = models.ManyToManyField(
        Document, blank=True, related_name="campaigns", verbose_name=_("documents")
    )
    lead_case = models.ForeignKey(
        Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("lead case")
    )

    translated_fields: ClassVar[tuple[str, ...]] = ("title", "summary", "about")
    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["slug"]
        constraints = [publication_state_check("campaign")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its public page in the active language."""
        return reverse("campaigns:campaign-detail", args=[self.slug])

    def today(self) -> date:
        """Return the day that counts as today: the record's date, or the real one (UTC)."""
        return self.as_of or timezone.now().date()


class CampaignCase(models.Model):
    """A case at its place in the roll of a campaign."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="roll", verbose_name=_("campaign")
    )
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="in_rolls", verbose_name=_("case"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("case of the roll")
        verbose_name_plural = _("roll")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["campaign", "case"], name="roll_case_once")]

    def __str__(self) -> str:
        return str(self.case)


class Membership(models.Model):
    """Gives an organiser a role in a campaign."""

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", _("Coordinator")
        EDITOR = "editor", _("Editor")
        STEWARD = "steward", _("Steward")
        LEGAL = "legal", _("Legal")

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("campaign")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("user")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("team")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "user", "role"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(role__in=["coordinator", "editor", "steward", "legal"]),
                name="membership_role_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class Group(Translated, Publishable):
    """An organisation that takes part in the network, and how to reach it through a relay that shows no address."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="group", verbose_name=_("organisation")
    )
    does = models.TextField(_("what it does"), blank=True)
    languages = models.JSONField(_("languages"), default=list)
    relay = models.SlugField(_("relay name"), max_length=40, unique=True)

    translated_fields: ClassVar[tuple[str, ...]] = ("does",)

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints = [publication_state_check("group")]

    def __str__(self) -> str:
        return str(self.organisation)
