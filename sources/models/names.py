"""Who and where: persons, organisations and places, each with every spelling met."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sources.models.translations import Translated, TranslatedQuerySet
from toolkit.names import fold


class NamedQuerySet[M: models.Model](TranslatedQuerySet[M]):
    """Reads of what has names."""

    def with_names(self) -> Self:
        """Fetch all names with the rows, in one more query."""
        return self.prefetch_related("names")

    def named(self, text: str) -> Self:
        """Return those with a name that contains the text, in any spelling or script."""
        return self.filter(names__folded__contains=fold(text)).distinct()


class PublicRole(models.TextChoices):
    """Whether pages may gather what is known of somebody: see docs/decisions/0024-who-is-mapped.md.

    The default is the safe side. Nothing but a word of an organiser makes anybody appear on the map of ties.
    """

    NONE = "none", _("None, or not known: not on the map of ties")
    POWER = "power", _("Holds or held office, or power over money: may be on the map of ties")
    AT_RISK = "at_risk", _("At risk: never on the map, and no page of their own")


def _public_role() -> models.CharField[str, str]:
    return models.CharField(
        _("public role"),
        max_length=8,
        choices=PublicRole,
        default=PublicRole.NONE,
        help_text=_(
            "Only who holds office or power over money may stand on the map of ties and in its files; of private "
            "people there is no page that gathers what is said of them. Prisoners, activists, signatories, "
            "volunteers, journalists and lawyers have no such role. If in doubt, leave it at none."
        ),
    )


def _public_role_check(model: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(public_role__in=PublicRole.values), name=f"{model}_public_role_known"
    )


class Named(Translated):
    """Something with names in several languages and spellings."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    description = models.CharField(_("description"), max_length=300, blank=True)
    description_claim = models.ForeignKey(
        "sources.Claim",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("claim that backs the description"),
    )

    translated_fields: ClassVar[tuple[str, ...]] = ("description",)

    class Meta:
        abstract = True
        ordering = ["slug"]

    def __str__(self) -> str:
        name = self.name_in(settings.LANGUAGE_CODE)
        return name.text if name else self.slug

    def get_absolute_url(self) -> str:
        """Return the address of its page, which is there only with public claims: see sources/public_names.py."""
        return reverse(f"sources:{self._meta.model_name}-detail", args=[self.slug])

    def all_names(self) -> "list[Name]":
        """Return every spelling met, prefetched ones without a query."""
        return list(self.names.all())  # type: ignore[attr-defined]  # the reverse side of Name's keys to each subclass

    def name_in(self, language: str | None = None) -> "Name | None":
        """Return the name to show in a language: preferred, else our transliteration, else the base language's."""
        language = language or get_language() or settings.LANGUAGE_CODE
        names = self.all_names()
        for wanted in (language, settings.LANGUAGE_CODE):
            for kind in (NameKind.PREFERRED, NameKind.TRANSLITERATION):
                for name in names:
                    if name.language == wanted and name.kind == kind:
                        return name
        return names[0] if names else None

    @property
    def display_name(self) -> str:
        """The name in the active language as plain text."""
        name = self.name_in()
        return name.text if name else self.slug


class Person(Named):
    """A person whom a document names."""

    public_role = _public_role()

    objects = NamedQuerySet.as_manager()

    class Meta(Named.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [_public_role_check("person")]


class Organisation(Named):
    """A body whom a document names."""

    class Kind(models.TextChoices):
        MOVEMENT = "movement", _("Movement")
        PARTY = "party", _("Party")
        UNION = "union", _("Union")
        MEDIA = "media", _("Media")
        COMPANY = "company", _("Company")
        GOVERNMENT = "government", _("Government body")
        SECURITY = "security", _("Security body")
        INTERGOVERNMENTAL = "intergovernmental", _("Intergovernmental body")
        CAMPAIGN = "campaign", _("Campaign group")
        PRISON = "prison", _("Prison administration")
        OTHER = "other", _("Other")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OTHER)
    public_role = _public_role()

    objects = NamedQuerySet.as_manager()

    class Meta(Named.Meta):
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            _public_role_check("organisation"),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "movement",
                        "party",
                        "union",
                        "media",
                        "company",
                        "government",
                        "security",
                        "intergovernmental",
                        "campaign",
                        "prison",
                        "other",
                    ]
                ),
                name="organisation_kind_known",
            ),
        ]


class Place(Named):
    """Somewhere that a document names; from a country down to a building."""

    class Kind(models.TextChoices):
        COUNTRY = "country", _("Country")
        REGION = "region", _("Region")
        CITY = "city", _("Town or city")
        DISTRICT = "district", _("District")
        SITE = "site", _("Site")
        OTHER = "other", _("Other")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.OTHER)
    within = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("within"),
    )
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)

    objects = NamedQuerySet.as_manager()

    class Meta(Named.Meta):
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["country", "region", "city", "district", "site", "other"]),
                name="place_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(latitude__isnull=False, longitude__isnull=False)
                & models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="place_coordinates",
            ),
        ]


class NameKind(models.TextChoices):
    """How a spelling came to us."""

    PREFERRED = "preferred", _("Preferred")
    VARIANT = "variant", _("Spelling variant")
    TRANSLITERATION = "transliteration", _("Our transliteration")
    SLIP = "slip", _("Printed slip")


SCRIPTS = {"en": "Latn", "ru": "Cyrl", "kk": "Cyrl"}


class Name(models.Model):
    """One spelling of the name of one person, organisation or place."""

    person = models.ForeignKey(
        Person,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="names",
        verbose_name=_("person"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="names",
        verbose_name=_("organisation"),
    )
    place = models.ForeignKey(
        Place, on_delete=models.CASCADE, null=True, blank=True, related_name="names", verbose_name=_("place")
    )
    text = models.CharField(_("text"), max_length=200)
    language = models.CharField(_("language"), max_length=8)
    script = models.CharField(_("script (ISO 15924)"), max_length=4)
    kind = models.CharField(_("kind"), max_length=16, choices=NameKind, default=NameKind.PREFERRED)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    folded = models.CharField(max_length=220, editable=False, db_index=True)

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, organisation=None, place=None)
                | models.Q(person=None, organisation__isnull=False, place=None)
                | models.Q(person=None, organisation=None, place__isnull=False),
                name="name_of_exactly_one",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=NameKind.values), name="name_kind_known"),
            models.CheckConstraint(condition=~models.Q(text=""), name="name_not_empty"),
            *[
                models.UniqueConstraint(
                    fields=[owner, "language"],
                    condition=models.Q(kind=NameKind.PREFERRED),
                    name=f"name_preferred_per_{owner}",
                )
                for owner in ("person", "organisation", "place")
            ],
        ]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: object, **kwargs: object) -> None:
        """Save, with the folded key that searches use and the usual script of the language."""
        self.folded = fold(self.text)
        self.script = self.script or SCRIPTS.get(self.language, "Latn")
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature

    @property
    def is_ours(self) -> bool:
        """Whether no document prints this form."""
        return self.kind == NameKind.TRANSLITERATION
