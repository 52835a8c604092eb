"""Legal cards: what to say, what not to sign and whom to call when somebody is stopped, per country."""

import hashlib
import json
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sources.models import Place
from sources.models.publication import Publishable, PublishableQuerySet, publication_state_check
from sources.models.translations import Translated

# From a site up to its country there are fewer; so deep a chain is read in one query.
_LEVELS = 8


class LegalCardQuerySet(PublishableQuerySet["LegalCard"]):
    """Reads of legal cards."""

    def with_translations(self) -> Self:
        """Fetch the texts of all languages with the rows: a lawyer's check is of all of them."""
        return self.prefetch_related("translations")

    def of_place(self, place_id: int | None) -> "LegalCard | None":
        """Return the card of the nearest country around a place, else the one without a country, else None."""
        around = [f"within__{'within__' * level}pk" for level in range(_LEVELS)]
        row = Place.objects.filter(pk=place_id or 0).values_list("pk", *around).first()
        chain = [pk for pk in row or () if pk is not None]
        found = {
            card.country_id: card
            for card in self.filter(Q(country__in=chain) | Q(country=None)).with_translations()
        }
        return next((found[pk] for pk in [*chain, None] if pk in found), None)


class LegalCard(Translated, Publishable):
    """The card of a country. It says that no lawyer has checked it until somebody records who did, and when.

    `checked_words` stands for the words that were checked: when a word changes, by whatever way, the check is off.
    """

    slug = models.SlugField(_("slug"), max_length=100, unique=True)
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
    checked_words = models.CharField(max_length=64, blank=True, editable=False)

    translated_fields: ClassVar[tuple[str, ...]] = ("title", "text")
    objects = LegalCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal card")
        verbose_name_plural = _("legal cards")
        ordering = ["country__slug"]
        constraints = [
            publication_state_check("legal_card"),
            models.CheckConstraint(
                condition=Q(checked_by="", checked_on=None, checked_words="")
                | (~Q(checked_by="") & Q(checked_on__isnull=False) & ~Q(checked_words="")),
                name="legal_card_check_is_whole",
            ),
            # The key above lets any number of rows have no country; this one does not.
            models.UniqueConstraint(Coalesce("country", 0), name="legal_card_once_a_country"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.country})" if self.country else self.title

    def get_absolute_url(self) -> str:
        """Return the address of its public page in the active language."""
        return reverse("campaigns:legal-card-detail", args=[self.slug])

    @property
    def is_checked(self) -> bool:
        """Whether a lawyer has checked it, and no word has changed since."""
        return self.checked_on is not None and self.checked_words == self.digest()

    def digest(self) -> str:
        """Return what stands for the words of the card in all languages, its country and its number."""
        texts = sorted((row.field, row.language, _lines(row.text)) for row in self.translations.all())
        words = [self.country_id, self.title, _lines(self.text), self.phone, texts]
        return hashlib.sha256(json.dumps(words).encode()).hexdigest()

    def languages(self) -> list[str]:
        """Return the languages in which the whole card is written, in the order of the settings."""
        written = {(row.field, row.language) for row in self.translations.all()}
        return [
            code
            for code, _name in settings.LANGUAGES
            if code == settings.LANGUAGE_CODE or {("title", code), ("text", code)} <= written
        ]


def _lines(text: str) -> list[str]:
    """Return the lines, which a form sends with other breaks than they came with."""
    return [line.strip() for line in text.splitlines()]
