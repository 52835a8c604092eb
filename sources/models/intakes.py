"""Documents on their way in: what was asked for, how far it is, and what stood in the way."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sources.models.documents import Document


class IntakeQuerySet(models.QuerySet["Intake"]):
    """Reads of intakes."""

    def unfinished(self) -> Self:
        """Return those that wait or are read at the moment."""
        return self.filter(state__in=[Intake.State.WAITING, Intake.State.AT_WORK])

    def free(self, now: datetime) -> Self:
        """Return unfinished ones that nobody works on: never taken, given back, or held by one who vanished."""
        return self.unfinished().filter(Q(lease_until=None) | Q(lease_until__lt=now))


class Intake(models.Model):
    """One address, file or pasted text that is to become a document.

    What was brought in is kept under its SHA-256 in DOCUMENT_ROOT, for staff alone. `problem` says why nothing became
    of it; `same_as` names the document that we hold already, or one that says nearly the same.
    """

    class Way(models.TextChoices):
        ADDRESS = "address", _("Address")
        FILE = "file", _("File")
        TEXT = "text", _("Pasted text")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for a worker")
        AT_WORK = "at_work", _("Is being read")
        DONE = "done", _("Brought in")
        KNOWN = "known", _("Held already")
        FAILED = "failed", _("Could not be read")

    class Step(models.TextChoices):
        FETCHING = "fetching", _("Fetching it")
        READING = "reading", _("Reading its text")
        COMPARING = "comparing", _("Comparing it with what we hold")
        WRITING = "writing", _("Numbering its paragraphs")
        SUGGESTING = "suggesting", _("Looking for names, dates and figures")

    class Problem(models.TextChoices):
        ADDRESS = "address", _("This is no address of a public page.")
        PRIVATE = "private", _("The address leads into a private network.")
        UNREACHABLE = "unreachable", _("Nobody answers at this address.")
        REFUSED = "refused", _("The server refuses: it may want a login, or the page is gone.")
        REDIRECTS = "redirects", _("The address leads on and on without an end.")
        TOO_SLOW = "too_slow", _("The server takes too long to answer.")
        TOO_LARGE = "too_large", _("It is too large.")
        KIND = "kind", _("This kind of file cannot be read: bring HTML, text, PDF, DOCX or EML.")
        ENCRYPTED = (
            "encrypted",
            _("The file is locked with a password. Remove it, then bring the file in again."),
        )
        BROKEN = "broken", _("The file is broken or cut off.")
        PICTURES = "pictures", _("The file holds pictures of text and no text. Recognise its text first.")
        BOMB = "bomb", _("The file unpacks to far more than it should; it was left alone.")
        ENCODING = "encoding", _("Its letters cannot be made out. Save it as UTF-8.")
        EMPTY = "empty", _("There is no text in it.")
        TOO_LONG = "too_long", _("Its text is too long for one document.")
        STALLED = "stalled", _("It was begun several times and never finished.")
        OTHER = "other", _("Something went wrong that we did not expect.")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    way = models.CharField(_("brought in by"), max_length=8, choices=Way)
    url = models.URLField(_("address"), max_length=500, blank=True)
    name = models.CharField(_("name of the file"), max_length=200, blank=True)
    sha256 = models.CharField(_("SHA-256 of the original"), max_length=64, blank=True)
    # The publisher that the page names; the document has it where an organisation of that very name is known.
    publisher = models.CharField(_("publisher, as printed"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING, db_index=True)
    step = models.CharField(_("step"), max_length=10, choices=Step, blank=True)
    problem = models.CharField(_("problem"), max_length=12, choices=Problem, blank=True)
    document = models.ForeignKey(
        Document,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="intakes",
        verbose_name=_("document"),
    )
    same_as = models.ForeignKey(
        Document,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("the same or nearly the same as"),
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    created_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    lease_until = models.DateTimeField(_("worked on until"), null=True, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(_("begun how often"), default=0)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("document on its way in")
        verbose_name_plural = _("documents on their way in")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "at_work", "done", "known", "failed"]),
                name="intake_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(problem=""), name="intake_failed_says_why"
            ),
            models.CheckConstraint(
                condition=Q(sha256="") | Q(sha256__regex=r"^[0-9a-f]{64}$"), name="intake_sha256"
            ),
        ]

    def __str__(self) -> str:
        return self.url or self.name or str(self.pk)
