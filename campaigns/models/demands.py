"""What is asked, of whom, and what became of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaigns import Campaign
from prisoners.models import Case
from sources.models import Claim, Organisation, Person, Place
from sources.models.translations import Translated, TranslatedQuerySet
from toolkit.partial_dates import PartialDateField, partial_date_check


class Target(Translated):
    """An official or body that letters go to. Its e-mail address is never shown."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="targets", verbose_name=_("campaign")
    )
    slug = models.SlugField(_("slug"), max_length=80)
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name=_("person"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name=_("organisation"),
    )
    title = models.CharField(_("title"), max_length=160)
    salutation = models.CharField(_("salutation"), max_length=120, blank=True)
    language = models.CharField(
        _("language to write in"), max_length=8, blank=True, help_text=_("Empty: that of the reader.")
    )
    address = models.TextField(_("postal address"), blank=True)
    email = models.EmailField(_("e-mail address, never shown"), blank=True)
    country = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name=_("country"),
    )
    why = models.ManyToManyField(Claim, blank=True, related_name="targets", verbose_name=_("why this target"))

    translated_fields: ClassVar[tuple[str, ...]] = ("title", "salutation")
    objects = TranslatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "slug"], name="target_slug_unique"),
            models.CheckConstraint(
                condition=Q(person=None) | Q(organisation=None), name="target_one_addressee"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DemandState(models.TextChoices):
    """What became of a demand."""

    UNMET = "unmet", _("Unmet")
    PARTLY_MET = "partly_met", _("Partly")
    MET = "met", _("Met")
    REFUSED = "refused", _("Refused")


class Demand(Translated):
    """What is asked, of whom. One demand can stand under several statements."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="demands", verbose_name=_("campaign")
    )
    slug = models.SlugField(_("slug"), max_length=100)
    text = models.CharField(_("demand"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=DemandState, default=DemandState.UNMET)
    addressed_to = models.ForeignKey(
        Target,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="demands",
        verbose_name=_("addressed to"),
    )
    cases = models.ManyToManyField(Case, blank=True, related_name="demands", verbose_name=_("cases"))

    translated_fields: ClassVar[tuple[str, ...]] = ("text",)
    objects = TranslatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("demand")
        verbose_name_plural = _("demands")
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "slug"], name="demand_slug_unique"),
            models.CheckConstraint(condition=Q(state__in=DemandState.values), name="demand_state_known"),
        ]

    def __str__(self) -> str:
        return self.text


class DemandStep(Translated):
    """A dated and cited change of a demand's state."""

    demand = models.ForeignKey(
        Demand, on_delete=models.CASCADE, related_name="steps", verbose_name=_("demand")
    )
    state = models.CharField(_("state"), max_length=10, choices=DemandState)
    date = PartialDateField(_("date"), blank=True)
    circa = models.BooleanField(_("about then"), default=False)
    text = models.CharField(_("what happened"), max_length=300, blank=True)
    claims = models.ManyToManyField(Claim, related_name="demand_steps", blank=True, verbose_name=_("claims"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    translated_fields: ClassVar[tuple[str, ...]] = ("text",)

    class Meta:
        verbose_name = _("step of a demand")
        verbose_name_plural = _("steps of a demand")
        ordering = ["position", "date", "pk"]
        constraints = [
            partial_date_check("date", model="demand_step"),
            models.CheckConstraint(condition=Q(state__in=DemandState.values), name="demand_step_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.text}"
