"""What a reader chooses for a sheet: language, paper, ink, an own line, marks for a print shop."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LONGEST_LINE = 80


class Paper(models.TextChoices):
    """Sizes of paper."""

    A4 = "a4", "A4"
    LETTER = "letter", pgettext_lazy("a size of paper", "Letter")
    A3 = "a3", "A3"
    A2 = "a2", "A2"


class Ink(models.TextChoices):
    """Two inks, one ink, or one ink and no large black areas."""

    COLOUR = "colour", _("Black and red")
    BLACK = "black", _("Black only")
    SAVING = "saving", _("Saving ink")


@dataclass(frozen=True, slots=True)
class Options:
    """The choices. `also` is a second language or empty; `line` is somebody's own and is kept nowhere.

    `cases` are the slugs of those of a campaign's cases that the sheet lists; empty for all of them.
    """

    language: str
    also: str = ""
    paper: str = Paper.A4
    ink: str = Ink.COLOUR
    marks: bool = False
    line: str = ""
    cases: tuple[str, ...] = ()

    @property
    def styles(self) -> tuple[str, ...]:
        """The style sheets that the choices add to those of the form."""
        return ("marks.css",) if self.marks else ()

    def tints(self, *, on_plate: bool) -> dict[str, str]:
        """Return the colours of a tally: of its days and of today's line."""
        on_plate = on_plate and self.ink != Ink.SAVING
        days = "#F1F4ED" if on_plate else "#10140F"
        if self.ink != Ink.COLOUR:
            return {"days": days, "today": days}
        return {"days": days, "today": "#FF5A45" if on_plate else "#BD1509"}
