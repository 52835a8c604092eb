"""Many printed files in one: a letter for each of a list of people, or every leaflet of a campaign."""

import json
import uuid
from datetime import datetime
from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaigns import Campaign
from campaigns.models.letters import Letter
from campaigns.models.printing import PrintedMatter
from prisoners.models import Case
from toolkit.encrypted_fields import EncryptedTextField

# Whoever takes a bundle so often without getting one part further gives it up.
MOST_TRIES = 5


class PrintBundleQuerySet(models.QuerySet["PrintBundle"]):
    """Reads of bundles."""

    def unfinished(self) -> Self:
        """Return those that wait or are at work."""
        return self.filter(state__in=[PrintBundle.State.WAITING, PrintBundle.State.AT_WORK])

    def free(self, now: datetime) -> Self:
        """Return unfinished ones that nobody works on: never taken, given back, or held by one who vanished."""
        return self.unfinished().filter(Q(lease_until=None) | Q(lease_until__lt=now), expires_at__gt=now)

    def with_files(self) -> Self:
        """Return those that have files or may get some."""
        return self.filter(
            state__in=[PrintBundle.State.WAITING, PrintBundle.State.AT_WORK, PrintBundle.State.DONE]
        )

    def expired(self, now: datetime) -> Self:
        """Return those whose time is up."""
        return self.filter(expires_at__lte=now)


class PrintBundle(models.Model):
    """What somebody asked to have printed, how far it is, and until when it is kept.

    `people` holds names and addresses as JSON, sealed; it is erased when nothing is to be made any more. `sheets`
    holds what is made of a campaign, the subject and language of each, and `left_out` which of them could not be made
    and why. `shows` names the subjects and cases that must be public for it to be handed out.
    """

    class Packing(models.TextChoices):
        ZIP = "zip", _("One file each, in a ZIP")
        PDF = "pdf", _("One PDF for all")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for a worker")
        AT_WORK = "at_work", _("Is being made")
        DONE = "done", _("Ready")
        CANCELLED = "cancelled", _("Cancelled")
        FAILED = "failed", _("Could not be made")

    class Problem(models.TextChoices):
        WITHDRAWN = "withdrawn", _("Something on it was withdrawn. Nothing is printed of it any more.")
        CHANGED = "changed", _("The letter was changed while it was printed. Ask for it again.")
        LETTERS = "letters", _("Our fonts lack letters of a text.")
        TOO_LONG = "too_long", _("A text is too long for its paper.")
        UNTRANSLATED = "language", _("It is not translated yet.")
        NOTHING = "nothing", _("Nothing of it could be made.")
        NO_PDF = "no_pdf", _("This server cannot make PDFs at the moment.")
        DISK = "disk", _("The file could not be written: the disk may be full.")
        STALLED = "stalled", _("It was begun several times and never got further.")
        OTHER = "other", _("Something went wrong that we did not expect.")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="print_bundles",
        verbose_name=_("asked for by"),
    )
    letter = models.ForeignKey(
        Letter,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="print_bundles",
        verbose_name=_("letter"),
    )
    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("case")
    )
    campaign = models.ForeignKey(
        Campaign,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="print_bundles",
        verbose_name=_("campaign"),
    )
    form = models.CharField(_("form"), max_length=14, choices=PrintedMatter.Form, blank=True)
    language = models.CharField(_("language"), max_length=8)
    layout = models.CharField(_("envelope"), max_length=8, blank=True)
    paper = models.CharField(_("paper"), max_length=8, blank=True)
    ink = models.CharField(_("ink"), max_length=8, blank=True)
    packing = models.CharField(_("packed as"), max_length=3, choices=Packing, default=Packing.ZIP)
    people = EncryptedTextField(_("for whom"), null=True, blank=True)  # type: ignore[misc]  # None once erased
    sheets = models.JSONField(_("sheets"), default=list, blank=True)
    left_out = models.JSONField(_("left out"), default=list, blank=True)
    shows = models.JSONField(_("what it shows"), default=list, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    problem = models.CharField(_("why it could not be made"), max_length=9, choices=Problem, blank=True)
    total = models.PositiveIntegerField(_("how many"))
    made = models.PositiveIntegerField(_("made so far"), default=0)
    parts = models.PositiveIntegerField(_("parts made so far"), default=0)
    tries = models.PositiveSmallIntegerField(_("begun since the last part"), default=0)
    content_key = models.CharField(_("key of the letter's text"), max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked for at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("kept until"), db_index=True)
    # The end of the lease is also the mark of who holds it.
    lease_until = models.DateTimeField(_("taken until"), null=True, blank=True)

    objects = PrintBundleQuerySet.as_manager()

    class Meta:
        verbose_name = _("many printed at once")
        verbose_name_plural = _("many printed at once")
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(letter__isnull=False, campaign=None) | Q(letter=None, campaign__isnull=False),
                name="print_bundle_of_exactly_one",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "at_work"]) | Q(people=None),
                name="print_bundle_forgets_people",
            ),
            models.CheckConstraint(
                condition=~Q(state="done")
                | Q(made=F("total"), size__isnull=False, finished_at__isnull=False),
                name="print_bundle_done_is_whole",
            ),
            models.CheckConstraint(condition=Q(made__lte=F("total")), name="print_bundle_made_of_total"),
        ]

    def __str__(self) -> str:
        return f"{self.letter or self.campaign} ({self.total})"

    @property
    def is_unfinished(self) -> bool:
        """Whether more is to come."""
        return self.state in {self.State.WAITING, self.State.AT_WORK}

    @property
    def is_done(self) -> bool:
        """Whether there is a file."""
        return self.state == self.State.DONE

    @property
    def folder(self) -> Path:
        """Where its parts and its file lie."""
        return Path(settings.BUNDLE_ROOT) / str(self.pk)

    @property
    def file(self) -> Path:
        """Where its file lies once it is done."""
        return self.folder / f"bundle.{self.packing}"

    def rows(self) -> list[tuple[str, str, list[str]]]:
        """Return name, town and lines of the address of each person; none when they are erased."""
        return [(name, town, lines) for name, town, lines in json.loads(self.people or "[]")]
