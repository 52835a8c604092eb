"""Cases: whom it is for."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sources.models import Claim, Name, Person, Place
from sources.models.publication import Publishable, PublishableQuerySet, publication_state_check
from sources.models.translations import Translated
from toolkit.names import fold
from toolkit.partial_dates import PartialDateField, partial_date_check
from toolkit.yearly import PATTERN as BIRTHDAY
from toolkit.yearly import validate_birthday


class CaseQuerySet(PublishableQuerySet["Case"]):
    """Reads of cases."""

    def with_names(self) -> Self:
        """Fetch the person and all names of the person, the country and the home with the rows."""
        return self.select_related("person", "country", "home").prefetch_related(
            "person__names", "country__names", "home__names"
        )

    def search(self, text: str) -> Self:
        """Return cases whose person's name (any spelling, any script) or group title or summary has the text."""
        folded = fold(text)
        if not folded:
            return self
        return self.filter(
            Q(person__names__folded__contains=folded)
            | Q(title__icontains=text)
            | Q(summary__icontains=text)
            | Q(translations__text__icontains=text, translations__field__in=["title", "summary"])
        ).distinct()


class Case(Translated, Publishable):
    """One person, or a group whose names are not all known, persecuted for political reasons."""

    class Kind(models.TextChoices):
        PERSON = "person", _("One person")
        GROUP = "group", _("A group")

    class Status(models.TextChoices):
        DETAINED = "detained", _("Detained")
        IMPRISONED = "imprisoned", _("In prison")
        RELEASED = "released", _("Released")
        EXILED = "exiled", _("In exile")
        KILLED = "killed", _("Killed")
        DIED = "died", _("Died")
        WANTED = "wanted", _("Wanted")
        UNKNOWN = "unknown", _("Not known")

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind, default=Kind.PERSON)
    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="case", verbose_name=_("person")
    )
    title = models.CharField(_("title of a group"), max_length=160, blank=True)
    country = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cases_here",
        verbose_name=_("country"),
    )
    home = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cases_from",
        verbose_name=_("from"),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.UNKNOWN, db_index=True
    )
    status_as_of = PartialDateField(_("status as of"), blank=True)
    status_text = models.CharField(_("status in a few words"), max_length=120, blank=True)
    checked_on = models.DateField(_("facts checked on"), null=True, blank=True)
    last_word_on = PartialDateField(_("last word on"), blank=True)
    # For organisers, so that cards are written in time; it stands on no page.
    birthday = models.CharField(
        _("birthday"),
        max_length=10,
        blank=True,
        validators=[validate_birthday],
        help_text=_("Month and day, with the year where it is known: 02-28 or 1974-02-28. Shown on no page."),
    )
    summary = models.TextField(_("summary"), blank=True)
    headline = models.CharField(_("headline of the leaflet"), max_length=160, blank=True)
    ask = models.CharField(_("what we ask"), max_length=200, blank=True)
    count_from = models.ForeignKey(
        "prisoners.CaseEvent",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("days are counted from"),
    )
    count_text = models.CharField(_("what the days are"), max_length=160, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    translated_fields: ClassVar[tuple[str, ...]] = (
        "title",
        "status_text",
        "summary",
        "headline",
        "ask",
        "count_text",
    )
    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["position", "slug"]
        constraints = [
            publication_state_check("case"),
            partial_date_check("status_as_of", "last_word_on", model="case"),
            models.CheckConstraint(
                condition=Q(birthday="") | Q(kind="person", birthday__regex=BIRTHDAY), name="case_birthday"
            ),
            models.CheckConstraint(
                condition=Q(kind="person", person__isnull=False, title="")
                | (Q(kind="group", person=None) & ~Q(title="")),
                name="case_person_or_group",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "detained",
                        "imprisoned",
                        "released",
                        "exiled",
                        "killed",
                        "died",
                        "wanted",
                        "unknown",
                    ]
                ),
                name="case_status_known",
            ),
            models.CheckConstraint(
                condition=Q(status="unknown") | ~Q(status_as_of=""), name="case_status_has_a_date"
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.person)

    def get_absolute_url(self) -> str:
        """Return the address of its public page in the active language."""
        return reverse("prisoners:case-detail", args=[self.slug])

    @property
    def display_name(self) -> str:
        """The person's name, or the group's title, in the active language."""
        return self.person.display_name if self.person else self.in_language("title")

    def other_names(self) -> list[Name]:
        """Return the names to show under the main one: one for each other language, equal texts once.

        Of languages that the pages are not in, those with a script of their own are shown.
        """
        if self.person is None:
            return []
        seen = {self.display_name}
        others = []
        own = (name.language for name in self.person.names.all() if name.script not in {"Latn", "Cyrl", ""})
        for language in dict.fromkeys(["kk", "ru", "en", *own]):
            name = self.person.name_in(language)
            if name is not None and name.language == language and name.text not in seen:
                seen.add(name.text)
                others.append(name)
        return others

    def as_of(self) -> date | None:
        """Return the date of the record when every campaign that has the case is one; None when it is live."""
        dates: Iterable[date | None] = self.campaigns.values_list("as_of", flat=True)
        known = list(dates)
        return max(d for d in known if d) if known and all(known) else None

    def today(self) -> date:
        """Return the day that counts as today on the case's pages: the record's date, or the real one (UTC)."""
        return self.as_of() or timezone.now().date()


class StorySentence(models.Model):
    """One claim at its place in the story of a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="story", verbose_name=_("case"))
    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="case_stories", verbose_name=_("claim")
    )
    paragraph = models.PositiveSmallIntegerField(_("paragraph"), default=0)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("sentence of the story")
        verbose_name_plural = _("story")
        ordering = ["paragraph", "position"]
        constraints = [
            models.UniqueConstraint(fields=["case", "paragraph", "position"], name="story_sentence_place"),
            models.UniqueConstraint(fields=["case", "claim"], name="story_sentence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.claim}"


class Fact(Translated):
    """A line of the facts list, with the claims that it rests on."""

    class Label(models.TextChoices):
        SENTENCE = "sentence", pgettext_lazy("a fact", "Sentence")
        CHARGE = "charge", _("Charge")
        HELD_SINCE = "held_since", _("Held since")
        NOW = "now", _("Last reported")
        PRISON = "prison", _("Which prison")
        HEALTH = "health", _("Health")
        AGE = "age", _("Age")
        WORK = "work", _("Work")
        OUTCOME = "outcome", _("Outcome")
        ASK = "ask", _("Ask")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="facts", verbose_name=_("case"))
    label = models.CharField(_("label"), max_length=10, choices=Label)
    value = models.CharField(_("value"), max_length=240)
    claims = models.ManyToManyField(Claim, related_name="facts", verbose_name=_("claims"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    translated_fields: ClassVar[tuple[str, ...]] = ("value",)

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "label"], name="fact_once_per_label"),
            models.CheckConstraint(
                condition=Q(
                    label__in=[
                        "sentence",
                        "charge",
                        "held_since",
                        "now",
                        "prison",
                        "health",
                        "age",
                        "work",
                        "outcome",
                        "ask",
                    ]
                ),
                name="fact_label_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_label_display()}: {self.value}"
