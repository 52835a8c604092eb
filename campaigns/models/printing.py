"""Printed matter: always of something, in a language or two, on a paper, in a key that names what it shows."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaigns import Campaign
from campaigns.models.legal_cards import LegalCard
from campaigns.models.pickets import Picket
from campaigns.models.statements import Statement
from prisoners.models import Case
from sources.models import PublicationState, Question

SUBJECTS = ("case", "campaign", "picket", "statement", "question", "legal_card")


class PrintedMatterQuerySet(models.QuerySet["PrintedMatter"]):
    """Reads of printed matter."""

    def public(self) -> Self:
        """Return those whose subject readers may see, and every case that is shown beside it."""
        seen = Q()
        for name in SUBJECTS:
            seen |= Q(**{f"{name}__state": PublicationState.PUBLISHED})
        hidden = PrintedMatter.shows.through.objects.filter(printedmatter=models.OuterRef("pk")).exclude(
            case__state=PublicationState.PUBLISHED
        )
        # Of the pickets a draft is not public whatever its state.
        return self.filter(seen).exclude(picket__stage=Picket.Stage.DRAFT).exclude(models.Exists(hidden))

    def asked_since(self, moment: datetime) -> Self:
        """Return those that somebody asked for since then."""
        return self.filter(asked_at__gte=moment)

    def free_to_make(self, now: datetime, *, lease: timedelta) -> Self:
        """Return those that are not made, and that nobody has begun to make within the lease."""
        return self.filter(Q(claimed_at=None) | Q(claimed_at__lt=now - lease), made_at=None)


def _exactly_one_subject() -> Q:
    """Return the check that one of the subjects is set and no other."""
    one = Q()
    for chosen in SUBJECTS:
        one |= Q(**{f"{name}__isnull": name != chosen for name in SUBJECTS})
    return one


class PrintedMatter(models.Model):
    """A sheet that was asked for: of what, in which form, and where its file lies once it is made."""

    class Form(models.TextChoices):
        LEAFLET = "leaflet", _("Leaflet")
        FOLDED = "folded", _("Folded leaflet")
        A5 = "a5", _("Small leaflet")
        A6 = "a6", _("Flyer")
        PLACARD = "placard", _("Placard")
        POSTER = "poster", _("Poster")
        PETITION_SHEET = "petition_sheet", _("Petition sheet")
        LEGAL_CARD = "legal_card", _("Legal cards")
        SIGN = "sign", _("Table sign")
        BIRTHDAY = "birthday", _("Birthday cards")

    class Problem(models.TextChoices):
        TOO_LONG = "too_long", _("too long for its paper")
        LETTERS = "letters", _("letters that our fonts lack")

    form = models.CharField(_("form"), max_length=14, choices=Form)
    case = models.ForeignKey(
        Case,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="printed_matter",
        verbose_name=_("case"),
    )
    campaign = models.ForeignKey(
        Campaign,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="printed_matter",
        verbose_name=_("campaign"),
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
    question = models.ForeignKey(
        Question,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="printed_matter",
        verbose_name=_("question"),
    )
    legal_card = models.ForeignKey(
        LegalCard,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="printed_matter",
        verbose_name=_("legal card"),
    )
    # Cases that are on the sheet beside or in its subject: it is gone when one of them is withdrawn.
    shows = models.ManyToManyField(Case, blank=True, related_name="+", verbose_name=_("cases on it"))
    language = models.CharField(_("language"), max_length=8)
    also = models.CharField(_("second language"), max_length=8, blank=True)
    paper = models.CharField(_("paper"), max_length=8, default="a4")
    ink = models.CharField(_("ink"), max_length=8, default="colour")
    marks = models.BooleanField(_("crop marks"), default=False)
    content_key = models.CharField(_("key of what it shows"), max_length=64, unique=True)
    problem = models.CharField(_("why it cannot be made"), max_length=8, choices=Problem, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"), null=True, blank=True)
    pages = models.PositiveSmallIntegerField(_("pages"), null=True, blank=True)
    created_at = models.DateTimeField(_("first asked for at"), default=timezone.now)
    asked_at = models.DateTimeField(_("last asked for at"), default=timezone.now, db_index=True)
    claimed_at = models.DateTimeField(_("begun at"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)
    stale_since = models.DateTimeField(_("no longer so since"), null=True, blank=True)

    objects = PrintedMatterQuerySet.as_manager()

    class Meta:
        verbose_name = _("printed matter")
        verbose_name_plural = _("printed matter")
        constraints = [
            models.CheckConstraint(
                condition=_exactly_one_subject(),
                name="printed_matter_of_exactly_one",
            ),
            models.CheckConstraint(
                condition=Q(made_at=None) | Q(size__isnull=False, pages__isnull=False, problem=""),
                name="printed_matter_made_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_form_display()} ({self.language}, {self.paper})"

    @property
    def subject(self) -> Case | Campaign | Picket | Statement | Question | LegalCard:
        """What it is of."""
        for name in SUBJECTS:
            if getattr(self, f"{name}_id") is not None:
                found: Case | Campaign | Picket | Statement | Question | LegalCard = getattr(self, name)
                return found
        raise ValueError("printed matter of nothing")
