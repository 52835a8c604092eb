"""Pickets, and series of them."""

from datetime import timedelta
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaigns import Campaign
from campaigns.models.demands import Target
from prisoners.models import Case
from sources.models import Claim, Place
from sources.models.publication import Publishable, PublishableQuerySet, publication_state_check
from sources.models.translations import Translated, translations_prefetch
from toolkit.partial_dates import PartialDateField, display_span, partial_date_check


class PicketQuerySet(PublishableQuerySet["Picket"]):
    """Reads of pickets."""

    def upcoming(self) -> Self:
        """Return announced ones that have not ended, the next first."""
        return self.filter(
            stage__in=[Picket.Stage.ANNOUNCED, Picket.Stage.MOVED], ends_at__gt=timezone.now()
        ).order_by("starts_at", "pk")

    def over(self) -> Self:
        """Return those that took place, the latest first."""
        return self.filter(Q(stage=Picket.Stage.OVER) | Q(ends_at__lte=timezone.now())).order_by(
            "-date", "slug"
        )

    def with_shifts(self) -> Self:
        """Fetch the shifts with the rows."""
        return self.prefetch_related("shifts", translations_prefetch("shifts__translations"))


class PicketSeries(models.Model):
    """A picket that comes again, such as every first Saturday: dates follow a rule in the zone of the pattern."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="series", verbose_name=_("campaign")
    )
    title = models.CharField(_("title"), max_length=160)
    rule = models.CharField(
        _("rule"),
        max_length=120,
        help_text=_("A recurrence rule of RFC 5545, such as FREQ=MONTHLY;BYDAY=1SA."),
    )
    until = models.DateField(_("until"), null=True, blank=True)
    ahead = models.PositiveSmallIntegerField(
        _("pickets kept ready"), default=3, help_text=_("So many dates ahead are kept as drafts.")
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("series of pickets")
        verbose_name_plural = _("series of pickets")
        ordering = ["campaign", "title"]
        constraints = [models.CheckConstraint(condition=~Q(rule=""), name="picket_series_has_rule")]

    def __str__(self) -> str:
        return self.title


class Picket(Translated, Publishable):
    """A public gathering. Times are kept in UTC and shown in the picket's own zone."""

    class Kind(models.TextChoices):
        PICKET = "picket", _("Picket")
        RALLY = "rally", _("Rally")
        VIGIL = "vigil", _("Vigil")
        LETTER_WRITING = "letter_writing", _("Letter-writing evening")
        CONFERENCE = "conference", _("Conference")

    class Stage(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ANNOUNCED = "announced", _("Announced")
        MOVED = "moved", _("Moved")
        CANCELLED = "cancelled", _("Cancelled")
        OVER = "over", _("Over")

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="pickets", verbose_name=_("campaign")
    )
    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind, default=Kind.PICKET)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.DRAFT, db_index=True)
    is_sample = models.BooleanField(_("sample, not a real picket"), default=False)
    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(_("summary"), blank=True)
    date = PartialDateField(_("date"), db_index=True)
    date_end = PartialDateField(_("until"), blank=True)
    circa = models.BooleanField(_("about then"), default=False)
    starts_at = models.DateTimeField(_("starts at"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pickets",
        verbose_name=_("place"),
    )
    target = models.ForeignKey(
        Target,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pickets",
        verbose_name=_("target"),
        help_text=_("Whom it is held against. Its page and its leaflets say why, from the published ties."),
    )
    address = models.CharField(_("address"), max_length=240, blank=True)
    meeting_point = models.CharField(_("exact meeting point"), max_length=240, blank=True)
    meeting_point_is_private = models.BooleanField(_("meeting point only after sign-up"), default=False)
    access_notes = models.TextField(_("access"), blank=True)
    before_you_come = models.TextField(_("before you come"), blank=True)
    travel = models.TextField(_("how to get there"), blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    languages = models.JSONField(_("languages spoken"), default=list, blank=True)
    counts_as_range = models.BooleanField(
        _("numbers shown only as a range"),
        default=False,
        help_text=_("The page then says how many are expected only roughly, and draws no squares."),
    )
    stage_note = models.TextField(
        _("why it moved or is cancelled"),
        blank=True,
        help_text=_("Shown on the page and told to everybody who signed up."),
    )
    time_to_answer = models.DurationField(
        _("time to answer"),
        default=timedelta(hours=12),
        help_text=_("So long is a place kept for a person in reserve when it comes free."),
    )
    series = models.ForeignKey(
        PicketSeries,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="pickets",
        verbose_name=_("series of pickets"),
    )
    # The date by the rule of the series for which it was made: it stays when the picket is moved.
    series_date = models.DateField(_("date by the rule"), null=True, blank=True, editable=False)
    sequence = models.PositiveIntegerField(_("calendar revision"), default=0, editable=False)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True, editable=False)
    cases = models.ManyToManyField(Case, blank=True, related_name="pickets", verbose_name=_("cases"))
    claims = models.ManyToManyField(Claim, blank=True, related_name="pickets", verbose_name=_("claims"))

    translated_fields: ClassVar[tuple[str, ...]] = (
        "title",
        "summary",
        "address",
        "meeting_point",
        "access_notes",
        "before_you_come",
        "travel",
        "stage_note",
    )
    objects = PicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("picket")
        verbose_name_plural = _("pickets")
        ordering = ["-date", "slug"]
        constraints = [
            publication_state_check("picket"),
            partial_date_check("date", "date_end", model="picket"),
            models.CheckConstraint(condition=~Q(date=""), name="picket_has_date"),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="picket_time_order",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["draft", "cancelled", "over"]) | Q(starts_at__isnull=False),
                name="picket_announced_has_time",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["draft", "announced", "moved", "cancelled", "over"]),
                name="picket_stage_known",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["picket", "rally", "vigil", "letter_writing", "conference"]),
                name="picket_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="picket_coordinates",
            ),
            # Two runs that extend a series at once make each date one picket.
            models.UniqueConstraint(fields=["series", "series_date"], name="picket_once_per_date_of_series"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.date}"

    def get_absolute_url(self) -> str:
        """Return the address of its public page in the active language."""
        return reverse("campaigns:picket-detail", args=[self.slug])

    @property
    def zone(self) -> ZoneInfo:
        """The picket's own time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def when(self) -> str:
        """The date, in words of the active language."""
        return display_span(self.date, self.date_end, circa=self.circa)

    @property
    def takes_sign_ups(self) -> bool:
        """Whether a volunteer can still take a place."""
        return (
            self.is_published
            and self.stage in {self.Stage.ANNOUNCED, self.Stage.MOVED}
            and self.ends_at is not None
            and self.ends_at > timezone.now()
        )
