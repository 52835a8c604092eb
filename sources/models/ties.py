"""Cited relationships between persons and organisations."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sources.models.claims import Claim
from sources.models.names import Organisation, Person
from sources.models.publication import Publishable, publication_state_check
from sources.models.translations import Translated
from toolkit.partial_dates import PartialDateField, partial_date_check


class Tie(Translated, Publishable):
    """A cited relationship between two persons or organisations."""

    class Kind(models.TextChoices):
        OWNS = "owns", _("owns")
        DIRECTS = "directs", _("directs")
        EMPLOYS = "employs", _("employs")
        ADVISES = "advises", _("advises")
        FINANCES = "finances", _("finances")
        CONTRACTS_FOR = "contracts_for", _("contracts for")
        REPRESENTS = "represents", _("represents")
        MEMBER_OF = "member_of", _("is a member of")
        FAMILY = "family", _("is family of")

    # What leads along power and money. Membership and family lead into movements and homes: they are for the desk
    # alone, whoever they tie. See docs/decisions/0024-who-is-mapped.md.
    TRACED: ClassVar[tuple[str, ...]] = (
        "owns",
        "directs",
        "employs",
        "advises",
        "finances",
        "contracts_for",
        "represents",
    )

    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    subject_person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ties",
        verbose_name=_("from (person)"),
    )
    subject_organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ties",
        verbose_name=_("from (organisation)"),
    )
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    object_person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ties_in",
        verbose_name=_("to (person)"),
    )
    object_organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ties_in",
        verbose_name=_("to (organisation)"),
    )
    since = PartialDateField(_("since"), blank=True)
    until = PartialDateField(_("until"), blank=True)
    note = models.TextField(_("note"), blank=True)
    claims = models.ManyToManyField(Claim, related_name="ties", verbose_name=_("claims"))

    translated_fields: ClassVar[tuple[str, ...]] = ("note",)
    needs_claims: ClassVar[bool] = True

    class Meta:
        verbose_name = _("tie")
        verbose_name_plural = _("ties")
        ordering = ["slug"]
        constraints = [
            publication_state_check("tie"),
            partial_date_check("since", "until", model="tie"),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "owns",
                        "directs",
                        "employs",
                        "advises",
                        "finances",
                        "contracts_for",
                        "represents",
                        "member_of",
                        "family",
                    ]
                ),
                name="tie_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(subject_person__isnull=False, subject_organisation=None)
                | models.Q(subject_person=None, subject_organisation__isnull=False),
                name="tie_one_subject",
            ),
            models.CheckConstraint(
                condition=models.Q(object_person__isnull=False, object_organisation=None)
                | models.Q(object_person=None, object_organisation__isnull=False),
                name="tie_one_object",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.get_kind_display()} {self.object}"

    @property
    def subject(self) -> Person | Organisation:
        """Who the tie starts from."""
        subject = self.subject_person or self.subject_organisation
        assert subject is not None  # noqa: S101 - the database checks it
        return subject

    @property
    def object(self) -> Person | Organisation:
        """Whom the tie leads to."""
        other = self.object_person or self.object_organisation
        assert other is not None  # noqa: S101 - the database checks it
        return other
