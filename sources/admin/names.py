"""Persons, organisations and places, with every spelling."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sources.admin_base import DeskAdmin, DeskForm, explain_checks
from sources.admin_parts import TranslationInline
from sources.models import (
    Name,
    Organisation,
    Person,
    Place,
)

explain_checks(
    {
        "place_coordinates": _("Give both coordinates or none: latitude −90 to 90, longitude −180 to 180."),
        "name_preferred_per_person": _("There is a preferred name in this language already."),
        "name_preferred_per_organisation": _("There is a preferred name in this language already."),
        "name_preferred_per_place": _("There is a preferred name in this language already."),
    }
)


class NameInline(admin.TabularInline[Name, Model]):
    """Every spelling of a name."""

    model = Name
    form = DeskForm
    extra = 1
    fields = ["text", "language", "script", "kind", "position"]


class NamedAdmin[M: Model](DeskAdmin[M]):
    """Finds by any spelling in any script."""

    list_display = ["__str__", "slug", "description", "spellings"]
    search_fields = ["slug", "description", "names__text"]
    folded_fields = ["names__folded"]
    autocomplete_fields = ["description_claim"]
    inlines = [NameInline, TranslationInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        """Bring the names along: the list shows them."""
        return super().get_queryset(request).prefetch_related("names")

    @admin.display(description=_("spellings"))
    def spellings(self, subject: M) -> str:
        """Return every other spelling met."""
        return ", ".join(sorted({name.text for name in subject.names.all()} - {str(subject)}))  # type: ignore[attr-defined]  # Named


@admin.register(Person)
class PersonAdmin(NamedAdmin[Person]):
    """Persons."""


@admin.register(Organisation)
class OrganisationAdmin(NamedAdmin[Organisation]):
    """Organisations."""

    list_display = ["__str__", "kind", "slug", "description", "spellings"]
    list_filter = ["kind"]


@admin.register(Place)
class PlaceAdmin(NamedAdmin[Place]):
    """Places."""

    list_display = ["__str__", "kind", "within", "slug", "spellings"]
    list_filter = ["kind"]
    list_select_related = ["within"]
    autocomplete_fields = ["description_claim", "within"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Place]:
        """Bring the names of the enclosing place along too."""
        return super().get_queryset(request).prefetch_related("within__names")
