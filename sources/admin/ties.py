"""Cited relationships."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sources.admin_base import DeskForm, explain_checks
from sources.admin_parts import TranslationInline
from sources.admin_publishing import PublishableAdmin
from sources.models import (
    Tie,
)
from sources.public_names import public_ties, why_not_mapped

explain_checks(
    {
        "tie_one_subject": _("A tie begins at one person or one organisation."),
        "tie_one_object": _("A tie leads to one person or one organisation."),
    }
)


ENDS = ["subject_person", "subject_organisation", "object_person", "object_organisation"]


class TieForm(DeskForm):
    """A tie; it asks for what is missing, each in its own words."""

    def clean(self) -> dict[str, Any]:
        """Refuse a tie without an end, with itself, or that ends before it begins."""
        data = super().clean() or self.cleaned_data
        start = data.get("subject_person") or data.get("subject_organisation")
        end = data.get("object_person") or data.get("object_organisation")
        if not start:
            self.add_error("subject_person", _("Say who it begins at: a person or an organisation."))
        if not end:
            self.add_error("object_person", _("Say to whom it leads: a person or an organisation."))
        if start and start == end:
            self.add_error("object_person", _("Nobody has a tie to oneself."))
        since, until = data.get("since") or "", data.get("until") or ""
        if until and until < since[: len(until)]:
            self.add_error("until", _("It cannot end before it begins."))
        return data


@admin.register(Tie)
class TieAdmin(PublishableAdmin[Tie]):
    """Ties between persons and organisations."""

    form = TieForm
    list_display = ["__str__", "kind", "since", "until", "state", "rests_on", "on_the_map"]
    fieldsets = [
        (None, {"fields": ["slug", "state"]}),
        (_("Who"), {"fields": [("subject_person", "subject_organisation")]}),
        (_("What to whom"), {"fields": ["kind", ("object_person", "object_organisation")]}),
        (
            _("Since when, and what it rests on"),
            {
                "fields": [("since", "until"), "claims", "note"],
                "description": _(
                    "It is published with a cited claim only. Leave dates empty that no source gives."
                ),
            },
        ),
    ]
    list_filter = ["state", "kind"]
    list_select_related = [
        "subject_person__case",
        "subject_organisation",
        "object_person__case",
        "object_organisation",
    ]
    search_fields = ["slug", "note"]
    folded_fields = [
        "subject_person__names__folded",
        "subject_organisation__names__folded",
        "object_person__names__folded",
        "object_organisation__names__folded",
    ]
    autocomplete_fields = [*ENDS, "claims"]
    inlines = [TranslationInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tie]:
        """Bring the names of both sides along."""
        names = [f"{side}__names" for side in ENDS]
        found = super().get_queryset(request).prefetch_related(*names)
        return found.annotate(claim_count=Count("claims", distinct=True))

    @admin.display(description=_("claims"), ordering="claim_count")
    def rests_on(self, tie: Tie) -> int:
        """Return on how many claims it rests; without one it is not published."""
        return int(tie.claim_count)  # type: ignore[attr-defined]  # annotated above

    @admin.display(description=_("on the map"))
    def on_the_map(self, tie: Tie) -> str:
        """Return whether readers may see it once it is published, else why not."""
        return why_not_mapped(tie) or gettext("Yes")

    def view_on_site(self, obj: Tie) -> str | None:
        """Return where a reader finds it: on the map; nothing where it is not shown."""
        is_shown = public_ties().filter(pk=obj.pk).exists()
        return f"{reverse('sources:tie-map')}#tie-{obj.slug}" if is_shown else None
