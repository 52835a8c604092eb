"""Claims, their citations, what happened, and the questions that sources answer differently."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sources.models.documents import Passage
from sources.models.names import Organisation, Person, Place
from sources.models.publication import Publishable, PublishableQuerySet, publication_state_check
from sources.models.translations import Translated, TranslatedQuerySet, translations_prefetch
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


class QuestionQuerySet(PublishableQuerySet["Question"]):
    """Reads of questions."""


class Question(Translated, Publishable):
    """What sources answer differently. Its positions are shown side by side; nothing is averaged."""

    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    title = models.CharField(_("question"), max_length=240)
    summary = models.TextField(_("summary"), blank=True)
    agreed = models.TextField(_("what is agreed"), blank=True)
    unsettled = models.TextField(_("what is not settled"), blank=True)
    why_open = models.TextField(_("why it stays open"), blank=True)
    wording = models.TextField(_("how we write it"), blank=True)
    chosen = models.ForeignKey(
        Claim,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answer that the organisers chose"),
    )
    choice_reason = models.TextField(_("why it was chosen"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    translated_fields: ClassVar[tuple[str, ...]] = (
        "title",
        "summary",
        "agreed",
        "unsettled",
        "why_open",
        "wording",
        "choice_reason",
    )
    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "slug"]
        constraints = [
            publication_state_check("question"),
            models.CheckConstraint(
                condition=models.Q(chosen=None) | ~models.Q(choice_reason=""),
                name="question_choice_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its public page in the active language."""
        return reverse("sources:question-detail", args=[self.slug])


class Position(Translated):
    """One answer to a question: a claim, who stands behind it, and the answer in a few words."""

    question = models.ForeignKey(
        Question, on_delete=models.CASCADE, related_name="positions", verbose_name=_("question")
    )
    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="positions", verbose_name=_("claim")
    )
    who = models.CharField(_("who says so"), max_length=120)
    answer = models.CharField(_("answer in a few words"), max_length=160, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    translated_fields: ClassVar[tuple[str, ...]] = ("who", "answer")
    objects = TranslatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["question", "claim"], name="position_unique")]

    def __str__(self) -> str:
        return f"{self.who}: {self.answer or self.claim}"


class Tie(Translated, Publishable):
    """A cited relationship between two persons or organisations."""

    class Kind(models.TextChoices):
        OWNS = "owns", _("owns")
        DIRECTS = "directs", _("directs")
        EMPLOYS = "employs", _("employs")
        ADVISES = "advises", _("advises")
        FINANCES = "finances", _("finances")
        CONTRACTS_FOR = "contracts_for", _("contracts for")
        MEMBER_OF = "member_of", _("is a member of")
        FAMILY = "family", _("is family of")

    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    subject_person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ties",
        verbose_name=_("from (person)"),
    )
    subject_organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ties",
        verbose_name=_("from (organisation)"),
    )
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    object_person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ties_in",
        verbose_name=_("to (person)"),
    )
    object_organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ties_in",
        verbose_name=_("to (organisation)"),
    )
    since = PartialDateField(_("since"), blank=True)
    until = PartialDateField(_("until"), blank=True)
    note = models.TextField(_("note"), blank=True)
    claims = models.ManyToManyField(Claim, related_name="ties", verbose_name=_("claims"))

    translated_fields: ClassVar[tuple[str, ...]] = ("note",)
    needs_claims: ClassVar[bool] = True

    class Meta:
        verbose_name = _("tie")
        verbose_name_plural = _("ties")
        ordering = ["slug"]
        constraints = [
            publication_state_check("tie"),
            partial_date_check("since", "until", model="tie"),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "owns",
                        "directs",
                        "employs",
                        "advises",
                        "finances",
                        "contracts_for",
                        "member_of",
                        "family",
                    ]
                ),
                name="tie_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(subject_person__isnull=False, subject_organisation=None)
                | models.Q(subject_person=None, subject_organisation__isnull=False),
                name="tie_one_subject",
            ),
            models.CheckConstraint(
                condition=models.Q(object_person__isnull=False, object_organisation=None)
                | models.Q(object_person=None, object_organisation__isnull=False),
                name="tie_one_object",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.get_kind_display()} {self.object}"

    @property
    def subject(self) -> Person | Organisation:
        """Who the tie starts from."""
        subject = self.subject_person or self.subject_organisation
        assert subject is not None  # noqa: S101 - the database checks it
        return subject

    @property
    def object(self) -> Person | Organisation:
        """Whom the tie leads to."""
        other = self.object_person or self.object_organisation
        assert other is not None  # noqa: S101 - the database checks it
        return other
