"""What happened outside a single case."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sources.models.claims import Claim
from sources.models.names import Place
from sources.models.publication import Publishable, PublishableQuerySet, publication_state_check
from sources.models.translations import Translated
from toolkit.partial_dates import PartialDateField, display_span, partial_date_check


class EventQuerySet(PublishableQuerySet["Event"]):
    """Reads of events."""


class Event(Translated, Publishable):
    """Something that happened outside a single case: a strike, a shooting, a decision."""

    class Kind(models.TextChoices):
        STRIKE = "strike", _("Strike")
        PROTEST = "protest", _("Protest")
        CLASH = "clash", _("Clash")
        KILLING = "killing", _("Killing")
        ARREST = "arrest", _("Arrests")
        DECISION = "decision", _("Decision")
        RESIGNATION = "resignation", _("Resignation or dismissal")
        DEPLOYMENT = "deployment", _("Deployment of forces")
        BLACKOUT = "blackout", _("Communications cut")
        MEETING = "meeting", _("Meeting")
        STATEMENT = "statement", _("Statement")
        DEATH = "death", _("Death")
        OTHER = "other", _("Other")

    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.OTHER)
    date = PartialDateField(_("date"), db_index=True)
    date_end = PartialDateField(_("until"), blank=True)
    circa = models.BooleanField(_("about then"), default=False)
    places = models.ManyToManyField(Place, blank=True, related_name="events", verbose_name=_("places"))
    claims = models.ManyToManyField(Claim, related_name="events", verbose_name=_("claims"))

    translated_fields: ClassVar[tuple[str, ...]] = ("title",)
    needs_claims: ClassVar[bool] = True
    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["date", "slug"]
        constraints = [
            publication_state_check("event"),
            partial_date_check("date", "date_end", model="event"),
            models.CheckConstraint(condition=~models.Q(date=""), name="event_has_date"),
            models.CheckConstraint(
                condition=models.Q(date_end="") | models.Q(date_end__gte=models.F("date")),
                name="event_date_order",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "strike",
                        "protest",
                        "clash",
                        "killing",
                        "arrest",
                        "decision",
                        "resignation",
                        "deployment",
                        "blackout",
                        "meeting",
                        "statement",
                        "death",
                        "other",
                    ]
                ),
                name="event_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def when(self) -> str:
        """When it happened, in words of the active language."""
        return display_span(self.date, self.date_end, circa=self.circa)
