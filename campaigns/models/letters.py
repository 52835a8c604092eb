"""Letters to targets."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaigns import Campaign
from campaigns.models.demands import Target
from prisoners.models import Case
from sources.models import Claim
from sources.models.publication import Publishable, PublishableQuerySet, publication_state_check
from sources.models.translations import Translated


class LetterQuerySet(PublishableQuerySet["Letter"]):
    """Reads of letters."""


class Letter(Translated, Publishable):
    """A text to a target. The supporter fills in a name and gets a PDF; nothing of it is stored."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="letters", verbose_name=_("campaign")
    )
    slug = models.SlugField(_("slug"), max_length=100, unique=True)
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
        constraints = [publication_state_check("letter")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its public page in the active language."""
        return reverse("campaigns:letter-detail", args=[self.slug])
