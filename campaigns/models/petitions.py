"""Petitions as PDF, exports of signatures and hand-overs, made by a worker: what was asked for, and how far it is."""

import uuid
from datetime import datetime
from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.demands import Target
from campaigns.models.statements import Statement
from toolkit.partial_dates import PartialDateField, partial_date_check


class PetitionBook(models.Model):
    """A petition that an organiser asked for, in a language; its key names the file by what it shows.

    `wishes` stands for who agreed to be shown up to `as_of`: when it is another one now, somebody in the file has
    withdrawn or wants the name kept private, and the file goes.
    """

    class Problem(models.TextChoices):
        TOO_LONG = "too_long", _("too many pages")

    statement = models.ForeignKey(
        Statement, on_delete=models.CASCADE, related_name="petition_books", verbose_name=_("statement")
    )
    language = models.CharField(_("language"), max_length=8)
    content_key = models.CharField(_("key of what it shows"), max_length=64, unique=True)
    wishes = models.CharField(_("key of who is shown how"), max_length=64, editable=False)
    as_of = models.DateTimeField(_("counted at"))
    # None until the names have been read; each part is a file of its own.
    parts = models.PositiveSmallIntegerField(_("parts"), null=True, blank=True)
    parts_made = models.PositiveSmallIntegerField(_("parts that are made"), default=0)
    problem = models.CharField(_("why it cannot be made"), max_length=8, choices=Problem, blank=True)
    claimed_at = models.DateTimeField(_("begun at"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)

    class Meta:
        verbose_name = _("petition as PDF")
        verbose_name_plural = _("petitions as PDF")
        ordering = ["-as_of", "language"]
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at=None) | Q(parts__isnull=False, parts_made=F("parts"), problem=""),
                name="petition_book_made_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement} ({self.language})"


def exports_root() -> Path:
    """Return where the files of exports lie."""
    return Path(settings.VAR_DIR) / "exports"


class SignatureExportQuerySet(models.QuerySet["SignatureExport"]):
    """Reads of exports."""

    def free(self, now: datetime) -> Self:
        """Return unfinished ones that nobody works on: never taken, given back, or held by one who vanished."""
        mine = Q(lease_until=None) | Q(lease_until__lt=now)
        return self.filter(mine, made_at=None, problem="", expires_at__gt=now)


class SignatureExport(models.Model):
    """An export of a statement's signatures that an organiser asked for.

    It tells of one moment: the line of the ledger that was the last one when it was asked for (`until`). Lines are
    never altered, so it can be made bit by bit while people go on signing. `content_key` says what was there then, and
    `wishes` how those in it are shown: when that is another one now, the file goes.
    """

    class Problem(models.TextChoices):
        ALTERED = "altered", _("signatures and ledger do not belong together")
        DISK = "disk", _("the disk may be full")
        STALLED = "stalled", _("begun several times without getting further")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    statement = models.ForeignKey(
        Statement, on_delete=models.CASCADE, related_name="exports", verbose_name=_("statement")
    )
    language = models.CharField(_("language"), max_length=8)
    content_key = models.CharField(_("key of what it shows"), max_length=64, unique=True)
    until = models.PositiveIntegerField(_("last line of the ledger"))
    counts = models.JSONField(_("counts"), default=dict, editable=False)
    wishes = models.CharField(_("key of who is shown how"), max_length=64, editable=False)
    as_of = models.DateTimeField(_("counted at"))
    expires_at = models.DateTimeField(_("kept until"))
    total = models.PositiveIntegerField(_("how many"))
    made = models.PositiveIntegerField(_("made so far"), default=0)
    tries = models.PositiveSmallIntegerField(_("begun since it last got further"), default=0)
    # The end of the lease is also the mark of who holds it.
    lease_until = models.DateTimeField(_("taken until"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True, blank=True)
    problem = models.CharField(_("why it cannot be made"), max_length=8, choices=Problem, blank=True)
    # Which line or key does not fit. It names nobody.
    detail = models.CharField(_("what does not fit"), max_length=200, blank=True)

    objects = SignatureExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export of signatures")
        verbose_name_plural = _("exports of signatures")
        ordering = ["-as_of"]
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at=None) | Q(made=F("total"), size__isnull=False, problem=""),
                name="signature_export_made_is_whole",
            ),
            models.CheckConstraint(condition=Q(made__lte=F("total")), name="signature_export_made_of_total"),
        ]

    def __str__(self) -> str:
        return f"{self.statement}, {self.as_of:%Y-%m-%d %H:%M}"

    @property
    def is_unfinished(self) -> bool:
        """Whether a worker has more to do."""
        return self.made_at is None and not self.problem

    @property
    def folder(self) -> Path:
        """Where its parts and its file lie."""
        return exports_root() / str(self.pk)

    @property
    def file(self) -> Path:
        """Where its file lies once it is made."""
        return self.folder / "signatures.zip"


class HandOverCheckQuerySet(models.QuerySet["HandOverCheck"]):
    """Reads of hand-overs that are not recorded."""

    def free(self, now: datetime) -> Self:
        """Return those to be checked that nobody works on: never taken, or held by one who vanished."""
        return self.filter(Q(lease_until=None) | Q(lease_until__lt=now), problem="")


class HandOverCheck(models.Model):
    """A hand-over that an organiser has filled in and that is not recorded yet: its ledger is being checked.

    When all belongs together a HandOver takes its place. When not, it stays with the reason, until somebody has it
    checked again or gives it up.
    """

    class Problem(models.TextChoices):
        ALTERED = "altered", _("signatures and ledger do not belong together")
        NOT_PUBLISHED = "withdrawn", _("the statement is not published any more")
        STALLED = "stalled", _("begun several times without getting further")

    statement = models.ForeignKey(
        Statement, on_delete=models.CASCADE, related_name="hand_over_checks", verbose_name=_("statement")
    )
    target = models.ForeignKey(
        Target, on_delete=models.PROTECT, related_name="hand_over_checks", verbose_name=_("to")
    )
    on = PartialDateField(_("on"))
    note = models.TextField(_("note"), blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="hand_over_checks",
        verbose_name=_("asked for by"),
    )
    asked_at = models.DateTimeField(_("asked for at"))
    # Lines and rows.
    total = models.PositiveIntegerField(_("how many"))
    made = models.PositiveIntegerField(_("checked so far"), default=0)
    tries = models.PositiveSmallIntegerField(_("begun since it last got further"), default=0)
    # The end of the lease is also the mark of who holds it.
    lease_until = models.DateTimeField(_("taken until"), null=True, blank=True)
    problem = models.CharField(_("why it is not recorded"), max_length=9, choices=Problem, blank=True)
    # Which line or key does not fit. It names nobody.
    detail = models.CharField(_("what does not fit"), max_length=200, blank=True)

    objects = HandOverCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-over that is checked")
        verbose_name_plural = _("hand-overs that are checked")
        ordering = ["asked_at", "pk"]
        constraints = [
            partial_date_check("on", model="hand_over_check"),
            models.CheckConstraint(condition=Q(made__lte=F("total")), name="hand_over_check_made_of_total"),
        ]

    def __str__(self) -> str:
        return f"{self.statement}, {self.on}"

    @property
    def is_unfinished(self) -> bool:
        """Whether a worker has more to do."""
        return not self.problem
