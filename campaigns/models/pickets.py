"""Pickets: who calls them, their shifts, and what happened."""

from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models.campaigns import Campaign
from prisoners.models import Case
from sources.models import Claim, Organisation, Person, Place
from sources.models.publication import Publishable, PublishableQuerySet, publication_state_check
from sources.models.translations import Translated, TranslatedQuerySet
from toolkit.partial_dates import PartialDateField, display_span, partial_date_check


class PicketQuerySet(PublishableQuerySet["Picket"]):
    """Reads of pickets."""

    def upcoming(self) -> Self:
        """Return announced ones that have not ended, the next first."""
        return self.filter(
            stage__in=[Picket.Stage.ANNOUNCED, Picket.Stage.MOVED], ends_at__gt=timezone.now()
        ).order_by("starts_at")

    def over(self) -> Self:
        """Return those that took place, the latest first."""
        return self.filter(Q(stage=Picket.Stage.OVER) | Q(ends_at__lte=timezone.now())).order_by(
            "-date", "slug"
        )

    def with_shifts(self) -> Self:
        """Fetch the shifts with the rows."""
        return self.prefetch_related(Prefetch("shifts", queryset=Shift.objects.with_translations()))


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
    address = models.CharField(_("address"), max_length=240, blank=True)
    meeting_point = models.CharField(_("exact meeting point"), max_length=240, blank=True)
    meeting_point_is_private = models.BooleanField(_("meeting point only after sign-up"), default=False)
    access_notes = models.TextField(_("access"), blank=True)
    before_you_come = models.TextField(_("before you come"), blank=True)
    languages = models.JSONField(_("languages spoken"), default=list, blank=True)
    sequence = models.PositiveIntegerField(_("calendar revision"), default=0, editable=False)
    cases = models.ManyToManyField(Case, blank=True, related_name="pickets", verbose_name=_("cases"))
    claims = models.ManyToManyField(Claim, blank=True, related_name="pickets", verbose_name=_("claims"))

    translated_fields: ClassVar[tuple[str, ...]] = (
        "title",
        "summary",
        "address",
        "meeting_point",
        "access_notes",
        "before_you_come",
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


class Participant(Translated):
    """Someone's part in a picket: called it, supported it, chaired, spoke, sent or read out a message."""

    class Role(models.TextChoices):
        CALLED_BY = "called_by", _("Called by")
        SUPPORTED_BY = "supported_by", _("Supported by")
        CHAIR = "chair", _("Chair")
        SPEAKER = "speaker", pgettext_lazy("who took part", "Speaker")
        MESSAGE_FROM = "message_from", _("Message from")
        READ_BY = "read_by", _("Message read by")
        TOOK_PART = "took_part", _("Took part")

    picket = models.ForeignKey(
        Picket, on_delete=models.CASCADE, related_name="participants", verbose_name=_("picket")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role)
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name=_("person"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name=_("organisation"),
    )
    label = models.CharField(_("in words"), max_length=160, blank=True)
    on_behalf_of = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="represented_at",
        verbose_name=_("on behalf of"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    claims = models.ManyToManyField(
        Claim, blank=True, related_name="participations", verbose_name=_("claims")
    )

    translated_fields: ClassVar[tuple[str, ...]] = ("label",)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(person__isnull=False, organisation=None) & Q(label=""))
                | (Q(person=None, organisation__isnull=False) & Q(label=""))
                | (Q(person=None, organisation=None) & ~Q(label="")),
                name="participant_exactly_one",
            ),
            models.CheckConstraint(
                condition=Q(
                    role__in=[
                        "called_by",
                        "supported_by",
                        "chair",
                        "speaker",
                        "message_from",
                        "read_by",
                        "took_part",
                    ]
                ),
                name="participant_role_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.person or self.organisation or self.label}"


class ShiftQuerySet(TranslatedQuerySet["Shift"]):
    """Reads of shifts."""


class Shift(Translated):
    """A role with hours and places needed. `places_taken` is a counter that the database keeps within bounds."""

    class Role(models.TextChoices):
        STEWARD = "steward", _("Steward")
        SPEAKER = "speaker", _("Speaker")
        LEGAL_OBSERVER = "legal_observer", _("Legal observer")
        PHOTOGRAPHER = "photographer", _("Photographer")
        FIRST_AID = "first_aid", _("First aid")
        LEAFLETS = "leaflets", _("Leaflets")
        JUST_COME = "just_come", _("Just come")

    picket = models.ForeignKey(
        Picket, on_delete=models.CASCADE, related_name="shifts", verbose_name=_("picket")
    )
    role = models.CharField(_("role"), max_length=14, choices=Role, default=Role.JUST_COME)
    title = models.CharField(_("task"), max_length=120, blank=True)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    places_needed = models.PositiveIntegerField(_("places needed"))
    places_taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)

    translated_fields: ClassVar[tuple[str, ...]] = ("title",)
    objects = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_time_order"),
            models.CheckConstraint(condition=Q(places_needed__gte=1), name="shift_needs_somebody"),
            models.CheckConstraint(
                condition=Q(places_taken__gte=0, places_taken__lte=F("places_needed")),
                name="shift_not_oversold",
            ),
            models.CheckConstraint(
                condition=Q(
                    role__in=[
                        "steward",
                        "speaker",
                        "legal_observer",
                        "photographer",
                        "first_aid",
                        "leaflets",
                        "just_come",
                    ]
                ),
                name="shift_role_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.starts_at:%Y-%m-%d %H:%M} UTC"

    @property
    def places_free(self) -> int:
        """How many places are left."""
        return self.places_needed - self.places_taken

    @property
    def is_full(self) -> bool:
        """Whether no place is left."""
        return self.places_free <= 0


class AfterAction(Translated):
    """What happened at a picket: turnout as a range, a report made of claims, the answer it got."""

    picket = models.OneToOneField(
        Picket, on_delete=models.CASCADE, related_name="after", verbose_name=_("picket")
    )
    turnout_low = models.PositiveIntegerField(_("turnout, at least"), null=True, blank=True)
    turnout_high = models.PositiveIntegerField(_("turnout, at most"), null=True, blank=True)
    response = models.TextField(_("what the embassy or the police did"), blank=True)

    translated_fields: ClassVar[tuple[str, ...]] = ("response",)

    class Meta:
        verbose_name = _("report of a picket")
        verbose_name_plural = _("reports of pickets")
        constraints = [
            models.CheckConstraint(
                condition=Q(turnout_low=None, turnout_high=None) | Q(turnout_high__gte=F("turnout_low")),
                name="after_action_turnout",
            )
        ]

    def __str__(self) -> str:
        return str(self.picket)


class ReportSentence(models.Model):
    """One claim at its place in the report of a picket."""

    after = models.ForeignKey(
        AfterAction, on_delete=models.CASCADE, related_name="report", verbose_name=_("report of a picket")
    )
    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="picket_reports", verbose_name=_("claim")
    )
    paragraph = models.PositiveSmallIntegerField(_("paragraph"), default=0)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("sentence of the report")
        verbose_name_plural = _("report")
        ordering = ["paragraph", "position"]
        constraints = [
            models.UniqueConstraint(fields=["after", "paragraph", "position"], name="report_sentence_place")
        ]

    def __str__(self) -> str:
        return str(self.claim)


class Incident(Translated):
    """An arrest or injury at a picket. Only the legal role sees it, unless it rests on public claims."""

    class Kind(models.TextChoices):
        ARREST = "arrest", _("Arrest")
        INJURY = "injury", _("Injury")
        OTHER = "other", _("Other")

    picket = models.ForeignKey(
        Picket, on_delete=models.CASCADE, related_name="incidents", verbose_name=_("picket")
    )
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    text = models.TextField(_("public text"), blank=True)
    claims = models.ManyToManyField(Claim, blank=True, related_name="incidents", verbose_name=_("claims"))
    case = models.ForeignKey(
        Case,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="incidents",
        verbose_name=_("became a case"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    translated_fields: ClassVar[tuple[str, ...]] = ("text",)

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["arrest", "injury", "other"]), name="incident_kind_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.picket}"
