"""What was done to whom, when and where: episodes of detention, dated steps, prisons."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from prisoners.models.cases import Case
from sources.models import Claim, Organisation, Place
from sources.models.publication import Publishable, PublishableQuerySet, publication_state_check
from sources.models.translations import Translated
from toolkit.partial_dates import PartialDateField, display_span, partial_date_check


class Episode(Translated):
    """One period of detention, from arrest to release."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="episodes", verbose_name=_("case"))
    slug = models.SlugField(_("slug"), max_length=80)
    arrested_on = PartialDateField(_("arrested on"), blank=True)
    arrested_circa = models.BooleanField(_("arrested about then"), default=False)
    released_on = PartialDateField(_("released on"), blank=True)
    sentenced_on = PartialDateField(_("sentenced on"), blank=True)
    sentence_months = models.PositiveSmallIntegerField(_("sentence in months"), null=True, blank=True)
    sentence_text = models.CharField(_("sentence in words"), max_length=200, blank=True)
    claims = models.ManyToManyField(Claim, blank=True, related_name="episodes", verbose_name=_("claims"))

    translated_fields: ClassVar[tuple[str, ...]] = ("sentence_text",)

    class Meta:
        verbose_name = _("episode of detention")
        verbose_name_plural = _("episodes of detention")
        ordering = ["arrested_on", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["case", "slug"], name="episode_slug_unique"),
            partial_date_check("arrested_on", "released_on", "sentenced_on", model="episode"),
            models.CheckConstraint(
                condition=Q(released_on="") | Q(released_on__gte=F("arrested_on")), name="episode_date_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.arrested_on or self.slug}"


class Charge(Translated):
    """A charge in an episode, with the article of the criminal code where it is known."""

    episode = models.ForeignKey(
        Episode, on_delete=models.CASCADE, related_name="charges", verbose_name=_("episode")
    )
    text = models.CharField(_("charge"), max_length=240)
    article = models.CharField(_("article of the criminal code"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    translated_fields: ClassVar[tuple[str, ...]] = ("text",)

    class Meta:
        verbose_name = _("charge")
        verbose_name_plural = _("charges")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class CaseEventQuerySet(PublishableQuerySet["CaseEvent"]):
    """Reads of the dated steps of cases."""


class CaseEvent(Translated, Publishable):
    """A dated step in a case."""

    class Kind(models.TextChoices):
        ATTACK = "attack", _("Attack")
        ARREST = "arrest", _("Arrest")
        CHARGE = "charge", _("Charge")
        TRIAL = "trial", _("Trial")
        SENTENCE = "sentence", _("Sentence")
        TRANSFER = "transfer", _("Transfer")
        SOLITARY = "solitary", _("Solitary confinement")
        ILL_TREATMENT = "ill_treatment", _("Ill-treatment")
        HUNGER_STRIKE = "hunger_strike", _("Hunger strike")
        HEARING = "hearing", _("Hearing")
        RULING = "ruling", _("Ruling")
        RELEASE = "release", _("Release")
        EXILE = "exile", _("Exile")
        KILLING = "killing", _("Killing")
        DEATH = "death", _("Death")
        APPEAL = "appeal", _("Call for release")
        OTHER = "other", _("Other")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events", verbose_name=_("case"))
    episode = models.ForeignKey(
        Episode,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("episode"),
    )
    slug = models.SlugField(_("slug"), max_length=100)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind, default=Kind.OTHER)
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("what happened"), blank=True)
    date = PartialDateField(_("date"), blank=True, db_index=True)
    date_end = PartialDateField(_("until"), blank=True)
    circa = models.BooleanField(_("about then"), default=False)
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="case_events",
        verbose_name=_("place"),
    )
    claims = models.ManyToManyField(Claim, related_name="case_events", blank=True, verbose_name=_("claims"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    translated_fields: ClassVar[tuple[str, ...]] = ("title", "text")
    needs_claims: ClassVar[bool] = True
    objects = CaseEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("case event")
        verbose_name_plural = _("case events")
        ordering = ["date", "position", "pk"]
        constraints = [
            publication_state_check("case_event"),
            models.UniqueConstraint(fields=["case", "slug"], name="case_event_slug_unique"),
            partial_date_check("date", "date_end", model="case_event"),
            models.CheckConstraint(
                condition=Q(date_end="") | Q(date_end__gte=F("date")), name="case_event_date_order"
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "attack",
                        "arrest",
                        "charge",
                        "trial",
                        "sentence",
                        "transfer",
                        "solitary",
                        "ill_treatment",
                        "hunger_strike",
                        "hearing",
                        "ruling",
                        "release",
                        "exile",
                        "killing",
                        "death",
                        "appeal",
                        "other",
                    ]
                ),
                name="case_event_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def when(self) -> str:
        """When it happened, in words of the active language."""
        return display_span(self.date, self.date_end, circa=self.circa)


class Prison(Translated):
    """A place of detention, with its postal address in the local script and its mail rules."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="prisons", verbose_name=_("place")
    )
    run_by = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="prisons",
        verbose_name=_("run by"),
    )
    postal_address = models.TextField(_("postal address, in the local script"), blank=True)
    mail_rules = models.TextField(_("mail rules"), blank=True)
    mail_languages = models.JSONField(
        _("languages that letters may be in"),
        default=list,
        blank=True,
        help_text=_("Codes such as ru and kk; empty when no rule is known."),
    )
    mail_pages = models.PositiveSmallIntegerField(_("most pages of a letter"), null=True, blank=True)
    checked_on = models.DateField(_("address and rules checked on"), null=True, blank=True)
    claims = models.ManyToManyField(Claim, blank=True, related_name="prisons", verbose_name=_("claims"))

    translated_fields: ClassVar[tuple[str, ...]] = ("mail_rules",)

    class Meta:
        verbose_name = _("prison")
        verbose_name_plural = _("prisons")
        ordering = ["slug"]

    def __str__(self) -> str:
        return str(self.place)


class Stay(models.Model):
    """When a prisoner was in a prison. A transfer ends one stay and begins the next."""

    episode = models.ForeignKey(
        Episode, on_delete=models.CASCADE, related_name="stays", verbose_name=_("episode")
    )
    prison = models.ForeignKey(
        Prison, on_delete=models.PROTECT, related_name="stays", verbose_name=_("prison")
    )
    since = PartialDateField(_("since"), blank=True)
    until = PartialDateField(_("until"), blank=True)
    claims = models.ManyToManyField(Claim, blank=True, related_name="stays", verbose_name=_("claims"))

    class Meta:
        verbose_name = _("stay")
        verbose_name_plural = _("stays")
        ordering = ["since", "pk"]
        constraints = [
            partial_date_check("since", "until", model="stay"),
            models.CheckConstraint(condition=Q(until="") | Q(until__gte=F("since")), name="stay_date_order"),
        ]

    def __str__(self) -> str:
        return f"{self.prison}, {self.since}"
