"""Printed matter: always of something, in a language and a paper format."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.pickets import Picket
from campaigns.models.statements import Statement
from prisoners.models import Case


class PrintedMatter(models.Model):
    """A printed form of a case, picket or statement, in a language and a paper format."""

    class Form(models.TextChoices):
        LEAFLET = "leaflet", _("Leaflet")
        PLACARD = "placard", _("Placard")
        PETITION_SHEET = "petition_sheet", _("Petition sheet")
        LEGAL_CARD = "legal_card", _("Legal card")
        POSTER = "poster", _("Poster")

    form = models.CharField(_("form"), max_length=14, choices=Form)
    case = models.ForeignKey(
        Case,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="printed_matter",
        verbose_name=_("case"),
    )
    picket = models.ForeignKey(
        Picket,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="printed_matter",
        verbose_name=_("picket"),
    )
    statement = models.ForeignKey(
        Statement,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="printed_matter",
        verbose_name=_("statement"),
    )
    language = models.CharField(_("language"), max_length=8)
    paper = models.CharField(_("paper"), max_length=8, default="A4")
    content_key = models.CharField(_("key of what it shows"), max_length=64, unique=True)
    file = models.CharField(_("file"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)

    class Meta:
        verbose_name = _("printed matter")
        verbose_name_plural = _("printed matter")
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False, picket=None, statement=None)
                | Q(case=None, picket__isnull=False, statement=None)
                | Q(case=None, picket=None, statement__isnull=False),
                name="printed_matter_of_exactly_one",
            ),
            models.CheckConstraint(
                condition=Q(form__in=["leaflet", "placard", "petition_sheet", "legal_card", "poster"]),
                name="printed_matter_form_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_form_display()} ({self.language}, {self.paper})"
