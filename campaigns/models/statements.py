"""Statements in versions and languages, signed by organisations and individuals."""

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaigns import Campaign
from campaigns.models.demands import Demand
from prisoners.models import Case
from sources.models import Claim, Document, Organisation, Person, Place
from sources.models.publication import Publishable, PublishableQuerySet, publication_state_check
from sources.models.translations import Translated
from toolkit.partial_dates import PartialDateField, display_span, partial_date_check


class StatementQuerySet(PublishableQuerySet["Statement"]):
    """Reads of statements."""


class Statement(Translated, Publishable):
    """A text with demands, signed by organisations and individuals."""

    class Kind(models.TextChoices):
        STATEMENT = "statement", _("Statement")
        DEMANDS = "demands", _("List of demands")
        RESOLUTION = "resolution", _("Resolution")
        LETTER = "letter", _("Open letter")

    class Signing(models.TextChoices):
        NEVER = "never", _("Not ours to sign")
        OPEN = "open", _("Open for signing")
        CLOSED = "closed", _("Closed")
        HANDED_OVER = "handed_over", _("Handed over")

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="statements", verbose_name=_("campaign")
    )
    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.STATEMENT)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary, in our words"), blank=True)
    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="statements",
        verbose_name=_("document"),
    )
    issued_on = PartialDateField(_("issued on"), blank=True, db_index=True)
    circa = models.BooleanField(_("about then"), default=False)
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="statements",
        verbose_name=_("place"),
    )
    signing = models.CharField(_("signing"), max_length=12, choices=Signing, default=Signing.NEVER)
    goal = models.PositiveIntegerField(_("signatures aimed at"), null=True, blank=True)
    closes_on = models.DateField(
        _("last day for signing"), null=True, blank=True, help_text=_("Empty: until it is closed by hand.")
    )
    # Noted by a task within the hour; from then on runs the time after which addresses are erased.
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    checks_organisations = models.BooleanField(
        _("look at organisations first"),
        default=True,
        help_text=_("An organisation counts and is shown only after an organiser has agreed."),
    )
    checks_names = models.BooleanField(
        _("look at names first"),
        default=False,
        help_text=_("A person counts at once; the name is shown after an organiser has looked at it."),
    )
    takes_messages = models.BooleanField(
        _("takes messages of solidarity"),
        default=False,
        help_text=_("They are shown after an organiser has looked at them."),
    )
    is_sample = models.BooleanField(_("sample, plainly fictional"), default=False)
    demands = models.ManyToManyField(
        Demand, through="StatementDemand", related_name="statements", verbose_name=_("demands")
    )
    cases = models.ManyToManyField(Case, blank=True, related_name="statements", verbose_name=_("cases"))
    claims = models.ManyToManyField(Claim, blank=True, related_name="statements", verbose_name=_("claims"))

    translated_fields: ClassVar[tuple[str, ...]] = ("title", "summary")
    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["-issued_on", "slug"]
        constraints = [
            publication_state_check("statement"),
            partial_date_check("issued_on", model="statement"),
            models.CheckConstraint(
                condition=Q(kind__in=["statement", "demands", "resolution", "letter"]),
                name="statement_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(signing__in=["never", "open", "closed", "handed_over"]),
                name="statement_signing_known",
            ),
            models.CheckConstraint(condition=Q(goal=None) | Q(goal__gte=1), name="statement_goal"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its public page in the active language."""
        return reverse("campaigns:statement-detail", args=[self.slug])

    def takes_signatures(self, on: date) -> bool:
        """Return whether it can be signed on a day: published, open and not past its last day."""
        is_open = self.is_published and self.signing == self.Signing.OPEN
        return is_open and (self.closes_on is None or on <= self.closes_on)

    @property
    def when(self) -> str:
        """When it was issued, in words of the active language."""
        return display_span(self.issued_on, "", circa=self.circa)


class Issuer(Translated):
    """Who issued a statement."""

    statement = models.ForeignKey(
        Statement, on_delete=models.CASCADE, related_name="issuers", verbose_name=_("statement")
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="statements_issued",
        verbose_name=_("organisation"),
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="statements_issued",
        verbose_name=_("person"),
    )
    label = models.CharField(_("in words"), max_length=160, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    translated_fields: ClassVar[tuple[str, ...]] = ("label",)

    class Meta:
        verbose_name = _("issuer")
        verbose_name_plural = _("issuers")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(person__isnull=False, organisation=None) & Q(label=""))
                | (Q(person=None, organisation__isnull=False) & Q(label=""))
                | (Q(person=None, organisation=None) & ~Q(label="")),
                name="issuer_exactly_one",
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation or self.person or self.label)


class StatementDemand(models.Model):
    """A demand under its number in a statement."""

    statement = models.ForeignKey(
        Statement, on_delete=models.CASCADE, related_name="numbered_demands", verbose_name=_("statement")
    )
    demand = models.ForeignKey(
        Demand, on_delete=models.PROTECT, related_name="in_statements", verbose_name=_("demand")
    )
    number = models.PositiveSmallIntegerField(_("number"))

    class Meta:
        verbose_name = _("demand of the statement")
        verbose_name_plural = _("demands of the statement")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "number"], name="statement_demand_number"),
            models.UniqueConstraint(fields=["statement", "demand"], name="statement_demand_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.demand}"


class StatementVersion(models.Model):
    """The text that people signed: one version in one language. Published ones are not altered."""

    # What stands for good once it is published.
    FIXED: ClassVar[tuple[str, ...]] = (
        "statement_id",
        "number",
        "language",
        "text",
        "what_changed",
        "published_at",
    )

    statement = models.ForeignKey(
        Statement, on_delete=models.CASCADE, related_name="versions", verbose_name=_("statement")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    language = models.CharField(_("language"), max_length=8)
    text = models.TextField(_("text"))
    what_changed = models.TextField(_("what changed"), blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["number", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "number", "language"], name="statement_version_unique"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="statement_version_number"),
        ]

    def __str__(self) -> str:
        return f"{self.statement}, {self.number} ({self.language})"

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        """Save it. Raises ValidationError for a change of a published text."""
        self.clean()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ANN401 - Django's signature
        """Delete it. Raises ValidationError for a published text, which goes with its statement alone."""
        if StatementVersion.objects.filter(pk=self.pk, published_at__isnull=False).exists():
            raise ValidationError(_("This text is published and cannot be deleted."), code="published")
        return super().delete(*args, **kwargs)

    def clean(self) -> None:
        """Raise ValidationError for a change of a published text."""
        published = StatementVersion.objects.filter(pk=self.pk, published_at__isnull=False).first()
        if published is not None and any(getattr(self, f) != getattr(published, f) for f in self.FIXED):
            raise ValidationError(
                _("This text is published, and people have signed it. Write a new version."), code="published"
            )
