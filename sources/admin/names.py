"""Persons, organisations and places, with every spelling."""

from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sources.admin_base import DeskAdmin, DeskForm, explain_checks
from sources.admin_parts import TranslationInline
from sources.models import (
    Name,
    Organisation,
    Person,
    Place,
)
from sources.models.names import Named
from sources.public_names import PUBLIC, keys_joined_to, kind_of

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
    actions = ["join_two"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        """Bring the names along: the list shows them."""
        return super().get_queryset(request).prefetch_related("names")

    def view_on_site(self, obj: M) -> str | None:
        """Return the public address; nothing where no public claim makes a page."""
        subject = cast(Named, obj)
        is_public = PUBLIC[kind_of(subject)]().filter(pk=obj.pk).exists()
        return subject.get_absolute_url() if is_public else None

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the history of what was joined to the row with its own."""
        kind = self.opts.model_name
        joined = keys_joined_to(str(kind), unquote(object_id))
        if joined:
            found = LogEntry.objects.filter(
                content_type=ContentType.objects.get_for_model(self.model), object_id__in=joined
            )
            pages = self.get_paginator(
                request, found.select_related("user").order_by("action_time", "pk"), 100
            )
            page = pages.get_page(request.GET.get("p"))
            extra_context = {
                "action_list": page,
                "page_range": pages.get_elided_page_range(page.number),
                "pagination_required": pages.count > 100,
                **(extra_context or {}),
            }
        return super().history_view(request, object_id, extra_context)

    @admin.action(description=_("Join two into one"), permissions=["change", "delete"])
    def join_two(self, request: HttpRequest, queryset: QuerySet[M]) -> HttpResponse | None:
        """Lead to the page that shows two rows side by side."""
        keys = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
        if len(keys) != 2:
            messages.error(request, gettext("Select two."))
            return None
        query = urlencode({"kind": self.opts.model_name, "one": keys[0], "other": keys[1]})
        return HttpResponseRedirect(f"{reverse('admin:sources_merge_join')}?{query}")

    @admin.display(description=_("spellings"))
    def spellings(self, subject: M) -> str:
        """Return every other spelling met."""
        return ", ".join(sorted({name.text for name in subject.names.all()} - {str(subject)}))  # type: ignore[attr-defined]  # Named


@admin.register(Person)
class PersonAdmin(NamedAdmin[Person]):
    """Persons."""

    list_display = ["__str__", "slug", "description", "public_role", "spellings"]
    list_filter = ["public_role"]


@admin.register(Organisation)
class OrganisationAdmin(NamedAdmin[Organisation]):
    """Organisations."""

    list_display = ["__str__", "kind", "slug", "description", "public_role", "spellings"]
    list_filter = ["kind", "public_role"]


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
