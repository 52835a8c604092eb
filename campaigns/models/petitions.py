"""Petitions as PDF, made by a worker: which were asked for, and how far they are."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.statements import Statement


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
