"""What reading a passage proposes."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sources.models.claims import Claim
from sources.models.documents import Document, Passage
from sources.models.names import Organisation, Person, Place


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Reads of suggestions."""

    def open(self) -> Self:
        """Return those that wait for a person; nobody waits for what stands in furniture of the page."""
        return self.filter(state=Suggestion.State.OPEN, passage__is_furniture=False)

    def of(self, document: Document) -> Self:
        """Return those of a document, in the order of its text."""
        return self.filter(passage__document=document).order_by("passage__number", "start", "-end", "pk")


class Suggestion(models.Model):
    """What reading a passage proposes; a person accepts, edits or dismisses it.

    `start` and `end` are characters of the passage's text. `proposal` holds what the kind needs, as JSON:

    - person, organisation, place: `name`, and `score` (0 to 100) where a known one was found;
    - date: `date` and `date_end` (partial dates), `circa`, `inferred` (why, where the words alone do not say it);
    - figure: `operator`, `value`, `high` (as text), `unit`, `words`;
    - case_cue: `cue` (see `Cue`);
    - claim: `text` in our words, `cue`, and what the claim will hold: `date`, `figure`, `people`, `organisations`,
      `places` (keys of known ones), `said_by`, `inferred` (why, where the words beside the cue do not say it).
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        ORGANISATION = "organisation", _("Organisation")
        PLACE = "place", _("Place")
        DATE = "date", _("Date")
        FIGURE = "figure", _("Figure")
        CASE_CUE = "case_cue", _("Case cue")
        CLAIM = "claim", _("Claim")

    class Cue(models.TextChoices):
        DETAINED = "detained", _("detained")
        CHARGED = "charged", _("charged")
        SENTENCED = "sentenced", _("sentenced")
        TORTURED = "tortured", _("tortured or beaten")
        RELEASED = "released", _("released")
        DIED = "died", _("died or was killed")
        STRIKE = "strike", _("on strike")
        CALLED_FOR = "called_for", _("called for")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        DISMISSED = "dismissed", _("Dismissed")

    passage = models.ForeignKey(
        Passage, on_delete=models.CASCADE, related_name="suggestions", verbose_name=_("passage")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    start = models.PositiveIntegerField(_("first character"))
    end = models.PositiveIntegerField(_("character after the last"))
    proposal = models.JSONField(_("proposal"), default=dict)
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    place = models.ForeignKey(
        Place, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    claim = models.ForeignKey(
        Claim,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="suggestions",
        verbose_name=_("claim made of it"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, db_index=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handled by"),
    )
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ["passage", "start"]
        constraints = [
            models.UniqueConstraint(fields=["passage", "kind", "start", "end"], name="suggestion_once"),
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="suggestion_span"),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "accepted", "dismissed"]), name="suggestion_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["person", "organisation", "place", "date", "figure", "case_cue", "claim"]
                ),
                name="suggestion_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} in {self.passage}"

    @property
    def linked(self) -> Person | Organisation | Place | None:
        """The known person, organisation or place that it is linked to."""
        return self.person or self.organisation or self.place
