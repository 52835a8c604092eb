"""Claims and their citations."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch
from django.utils.translation import gettext_lazy as _

from sources.models.documents import Passage
from sources.models.names import Organisation, Person, Place
from sources.models.publication import Publishable, PublishableQuerySet, publication_state_check
from sources.models.translations import Translated, translations_prefetch
from toolkit.partial_dates import PartialDateField, display_span, partial_date_check


class ClaimQuerySet(PublishableQuerySet["Claim"]):
    """Reads of claims."""

    def published(self) -> Self:
        """Return what readers may see: what is not cited is not published, whatever its state says."""
        supporting = Citation.objects.filter(claim=OuterRef("pk"), stance=Citation.Stance.SUPPORTS)
        return super().published().filter(Exists(supporting))

    def with_citations(self) -> Self:
        """Fetch texts, citations and the documents cited, so that footnotes need no further query."""
        return (
            self.with_translations()
            .prefetch_related(
                Prefetch("citations", queryset=Citation.objects.with_documents()),
            )
            .select_related("said_by_person", "said_by_organisation")
            .prefetch_related("said_by_person__names", "said_by_organisation__names")
        )


class Claim(Translated, Publishable):
    """One checkable sentence in our own words, said by someone at some time; with a figure where it has one."""

    class Directness(models.TextChoices):
        FIRST_HAND = "first_hand", _("First hand")
        OFFICIAL = "official", _("Official")
        REPORTED = "reported", _("Reported")
        HEADLINE = "headline", _("A headline in a list of links")

    class Operator(models.TextChoices):
        EXACTLY = "exactly", _("exactly")
        AT_LEAST = "at_least", _("at least")
        AT_MOST = "at_most", _("at most")
        ABOUT = "about", _("about")
        BETWEEN = "between", _("between")
        OPEN = "open", _("in words only")

    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    text = models.TextField(_("sentence, in our words"))
    said_by_person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="claims_made",
        verbose_name=_("said by (person)"),
    )
    said_by_organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="claims_made",
        verbose_name=_("said by (organisation)"),
    )
    said_by_label = models.CharField(
        _("said by (in words)"),
        max_length=120,
        blank=True,
        help_text=_("Such as: campaigners, media reports."),
    )
    said_on = PartialDateField(_("said on"), blank=True)
    date = PartialDateField(_("happened on"), blank=True, db_index=True)
    date_end = PartialDateField(_("until"), blank=True)
    circa = models.BooleanField(_("about then"), default=False)
    directness = models.CharField(
        _("directness"), max_length=10, choices=Directness, default=Directness.REPORTED
    )
    figure_operator = models.CharField(_("figure: operator"), max_length=8, choices=Operator, blank=True)
    figure_value = models.DecimalField(
        _("figure: value"), max_digits=16, decimal_places=3, null=True, blank=True
    )
    figure_high = models.DecimalField(
        _("figure: upper value"), max_digits=16, decimal_places=3, null=True, blank=True
    )
    figure_unit = models.CharField(_("figure: unit"), max_length=80, blank=True)
    figure_words = models.CharField(_("figure: in words"), max_length=120, blank=True)
    inferred = models.JSONField(_("inferred, and why"), default=dict, blank=True)
    note = models.TextField(_("note to the reader"), blank=True)
    people = models.ManyToManyField(Person, blank=True, related_name="claims", verbose_name=_("people named"))
    organisations = models.ManyToManyField(
        Organisation, blank=True, related_name="claims", verbose_name=_("organisations named")
    )
    places = models.ManyToManyField(Place, blank=True, related_name="claims", verbose_name=_("places named"))

    translated_fields: ClassVar[tuple[str, ...]] = (
        "text",
        "said_by_label",
        "figure_unit",
        "figure_words",
        "note",
    )
    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["slug"]
        constraints = [
            publication_state_check("claim"),
            partial_date_check("said_on", "date", "date_end", model="claim"),
            models.CheckConstraint(condition=~models.Q(text=""), name="claim_says_something"),
            models.CheckConstraint(
                condition=models.Q(directness__in=["first_hand", "official", "reported", "headline"]),
                name="claim_directness_known",
            ),
            models.CheckConstraint(
                condition=models.Q(said_by_person=None, said_by_organisation=None)
                | models.Q(said_by_person=None, said_by_label="")
                | models.Q(said_by_organisation=None, said_by_label=""),
                name="claim_said_by_at_most_one",
            ),
            models.CheckConstraint(
                condition=models.Q(figure_operator="", figure_value=None, figure_high=None)
                | models.Q(
                    figure_operator__in=["exactly", "at_least", "at_most", "about"],
                    figure_value__isnull=False,
                    figure_high=None,
                )
                | models.Q(figure_operator="between", figure_high__gte=models.F("figure_value"))
                | (
                    models.Q(figure_operator="open", figure_value=None, figure_high=None)
                    & ~models.Q(figure_words="")
                ),
                name="claim_figure_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(date_end="") | models.Q(date_end__gte=models.F("date")),
                name="claim_date_order",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def has_figure(self) -> bool:
        """Whether the claim gives a number, or words in place of one."""
        return bool(self.figure_operator)

    @property
    def when(self) -> str:
        """When it happened, in words of the active language."""
        return display_span(self.date, self.date_end, circa=self.circa)


class CitationQuerySet(models.QuerySet["Citation"]):
    """Reads of citations."""

    def with_documents(self) -> Self:
        """Fetch the passage, its holder, the document that says it and their publishers."""
        return self.select_related(
            "passage__document__publisher", "passage__quoted_from__publisher"
        ).prefetch_related(
            "passage__document__publisher__names",
            "passage__quoted_from__publisher__names",
            translations_prefetch("passage__document__translations"),
            translations_prefetch("passage__quoted_from__translations"),
        )


class Citation(models.Model):
    """From a claim to the passage that it rests on."""

    class Stance(models.TextChoices):
        SUPPORTS = "supports", _("supports")
        DISPUTES = "disputes", _("disputes")
        MENTIONS = "mentions", _("mentions")

    claim = models.ForeignKey(
        Claim, on_delete=models.CASCADE, related_name="citations", verbose_name=_("claim")
    )
    passage = models.ForeignKey(
        Passage, on_delete=models.PROTECT, related_name="citations", verbose_name=_("passage")
    )
    stance = models.CharField(_("stance"), max_length=8, choices=Stance, default=Stance.SUPPORTS)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = CitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "passage"], name="citation_unique"),
            models.CheckConstraint(
                condition=models.Q(stance__in=["supports", "disputes", "mentions"]),
                name="citation_stance_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim.slug} {self.stance} {self.passage}"
