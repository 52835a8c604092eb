"""Documents that we rely on, and their numbered passages."""

import re
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sources.archives import check_archived_url
from sources.models.names import Organisation, Person
from sources.models.publication import Publishable, PublishableQuerySet, publication_state_check
from sources.models.translations import Translated
from toolkit.partial_dates import PartialDateField, partial_date_check


class DocumentQuerySet(PublishableQuerySet["Document"]):
    """Reads of documents."""

    def held(self) -> Self:
        """Return those whose text we hold ourselves, not inside another document."""
        return self.filter(held_in=None)


class Document(Translated, Publishable):
    """Something published that we rely on."""

    class Kind(models.TextChoices):
        ARTICLE = "article", _("Article")
        INTERVIEW = "interview", _("Interview")
        STATEMENT = "statement", _("Statement")
        REPORT = "report", _("Report")
        RULING = "ruling", _("Ruling")
        POST = "post", _("Post")

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    number = models.PositiveSmallIntegerField(_("number"), unique=True, null=True, blank=True)
    title = models.CharField(_("title, as printed"), max_length=300)
    byline = models.CharField(_("byline, as printed"), max_length=200, blank=True)
    author = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("author"),
    )
    publisher = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("publisher"),
    )
    published_on = PartialDateField(_("published on"), blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    archived_url = models.URLField(_("archived address"), max_length=500, blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ARTICLE)
    description = models.TextField(_("what it is, in our words"), blank=True)
    note = models.TextField(_("note"), blank=True)
    reproduced_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reproductions",
        verbose_name=_("reproduced from"),
    )
    held_in = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contained",
        verbose_name=_("held in"),
    )
    held_passages = models.CharField(
        _("passages of the holding text"),
        max_length=100,
        blank=True,
        help_text=_("Such as 1-17 or 4-5,20-28."),
    )
    sha256 = models.CharField(_("SHA-256 of what is held"), max_length=64, blank=True)
    original_name = models.CharField(_("name of the file held"), max_length=200, blank=True)
    original_type = models.CharField(_("kind of the file held"), max_length=80, blank=True)
    # A few numbers by which a text that is nearly the same is found; see sources/importing/likeness.py.
    likeness = models.JSONField(_("likeness"), default=list, blank=True)
    # Which rules last read its passages; see sources/suggesting/.
    read_with = models.CharField(_("read with"), max_length=20, blank=True)
    paragraphs = models.PositiveIntegerField(_("paragraphs of the text held"), null=True, blank=True)
    text_is_public = models.BooleanField(_("licence allows showing the text"), default=False)

    translated_fields: ClassVar[tuple[str, ...]] = ("description", "note")
    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["number", "slug"]
        constraints = [
            publication_state_check("document"),
            partial_date_check("published_on", model="document"),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["article", "interview", "statement", "report", "ruling", "post"]
                ),
                name="document_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(sha256="") | models.Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="document_sha256",
            ),
            models.UniqueConstraint(
                fields=["sha256"], condition=~models.Q(sha256=""), name="document_text_held_once"
            ),
            models.CheckConstraint(
                condition=models.Q(held_in=None) | models.Q(sha256=""), name="document_held_once"
            ),
            models.CheckConstraint(
                condition=models.Q(held_in=None) | ~models.Q(held_in=models.F("id")),
                name="document_not_in_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Check the form of the archived address. Raises ValidationError."""
        super().clean()
        if self.archived_url:
            try:
                check_archived_url(self.archived_url, of=self.url)
            except ValidationError as error:
                raise ValidationError({"archived_url": error.messages}) from error

    def get_absolute_url(self) -> str:
        """Return the address of its public page in the active language."""
        return reverse("sources:document-detail", args=[self.slug])

    def holds(self, number: int) -> bool:
        """Return whether a passage of the holding text belongs to this contained document."""
        return any(first <= number <= last for first, last in passage_ranges(self.held_passages))


def passage_ranges(text: str) -> list[tuple[int, int]]:
    """Return "1-17,20" as [(1, 17), (20, 20)]. Raises ValueError when it is malformed."""
    ranges = []
    for part in filter(None, text.replace(" ", "").split(",")):
        match = re.fullmatch(r"(\d+)(?:-(\d+))?", part)
        if not match or int(match[2] or match[1]) < int(match[1]):
            raise ValueError(f"not a range of passages: {part}")
        ranges.append((int(match[1]), int(match[2] or match[1])))
    return ranges


class Passage(models.Model):
    """A numbered paragraph of the text held; its text is for staff unless the licence allows showing it.

    Paragraphs that hold only white space, no-break spaces included, are not counted; counting starts at 1.
    """

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="passages", verbose_name=_("document")
    )
    number = models.PositiveIntegerField(_("number"))
    quoted_from = models.ForeignKey(
        Document,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="quoted_passages",
        verbose_name=_("belongs to the contained document"),
    )
    text = models.TextField(_("text"), blank=True)
    is_furniture = models.BooleanField(_("furniture of the page"), default=False)

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="passage_number_unique"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="passage_number_from_one"),
        ]

    def __str__(self) -> str:
        return gettext("%(title)s, paragraph %(number)d") % {"title": self.document, "number": self.number}

    def clean(self) -> None:
        """Refuse to call furniture what is cited. Raises ValidationError."""
        super().clean()
        if self.is_furniture and self.pk and self.citations.exists():
            raise ValidationError(
                {"is_furniture": gettext("It is cited, so it is no furniture of the page.")}
            )

    @property
    def source(self) -> Document:
        """The document that says it: the contained one where there is one, else the holder."""
        return self.quoted_from or self.document
