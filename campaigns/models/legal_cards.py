"""Legal cards: what to say, what not to sign and whom to call when somebody is stopped, per country."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sources.models import Place
from sources.models.publication import Publishable, PublishableQuerySet, publication_state_check
from sources.models.translations import Translated


class LegalCardQuerySet(PublishableQuerySet["LegalCard"]):
    """Reads of legal cards."""


class LegalCard(Translated, Publishable):
    """The card of a country. It says that no lawyer has checked it until somebody records who did, and when."""

    country = models.OneToOneField(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="legal_card",
        verbose_name=_("country"),
        help_text=_("Empty: the card of countries that have none of their own."),
    )
    is_sample = models.BooleanField(_("sample"), default=True)
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(
        _("text"), help_text=_("One point a line; short enough for a card of 85 by 54 mm.")
    )
    phone = models.CharField(_("number to call"), max_length=40, blank=True)
    checked_by = models.CharField(_("checked by (a lawyer or law firm)"), max_length=120, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    translated_fields: ClassVar[tuple[str, ...]] = ("title", "text")
    objects = LegalCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal card")
        verbose_name_plural = _("legal cards")
        ordering = ["country__slug"]
        constraints = [
            publication_state_check("legal_card"),
            models.CheckConstraint(
                condition=Q(checked_by="", checked_on=None)
                | (~Q(checked_by="") & Q(checked_on__isnull=False)),
                name="legal_card_check_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.country})" if self.country else self.title

    @property
    def is_checked(self) -> bool:
        """Whether a lawyer has checked it."""
        return self.checked_on is not None
