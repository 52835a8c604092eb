"""What reading passages proposes, across documents; a suggestion is decided by a service, never by an edit box."""

from collections.abc import Callable, Iterable
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from accounts.models import User
from sources.admin_base import DeskAdmin
from sources.models import (
    Suggestion,
)
from sources.reading.answers import may_accept
from sources.reading.views_deciding import say
from sources.services.reviewing import Reviewed, accept_suggestions, dismiss_suggestions

type Lookups = Iterable[tuple[str, str | StrPromise]]


class CueFilter(admin.SimpleListFilter):
    """Filters by case cue, that of a claim included."""

    title = _("case cue")
    parameter_name = "cue"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Lookups:
        """Return the cues."""
        return Suggestion.Cue.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Suggestion]) -> QuerySet[Suggestion]:
        """Keep those with the cue."""
        return queryset.filter(proposal__cue=self.value()) if self.value() else queryset


class LinkedFilter(admin.SimpleListFilter):
    """Filters names by whether a known one was found."""

    title = _("known")
    parameter_name = "linked"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Lookups:
        """Return the two answers."""
        return [("yes", _("Linked to a known one")), ("no", _("New"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Suggestion]) -> QuerySet[Suggestion]:
        """Keep names that are linked, or those that are not."""
        none = Q(person=None, organisation=None, place=None)
        names = queryset.filter(kind__in=["person", "organisation", "place"])
        match self.value():
            case "yes":
                return names.exclude(none)
            case "no":
                return names.filter(none)
            case _:
                return queryset


@admin.register(Suggestion)
class SuggestionAdmin(DeskAdmin[Suggestion]):
    """What reading proposes."""

    list_display = ["words", "kind", "linked_to", "where", "state", "handled_by"]
    list_display_links = None
    list_filter = [
        "state",
        "kind",
        CueFilter,
        LinkedFilter,
        ("passage__document", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = [
        "passage__document",
        "passage__quoted_from",
        "person",
        "organisation",
        "place",
        "handled_by",
    ]
    search_fields = ["passage__document__title", "passage__text"]
    folded_fields = ["person__names__folded", "organisation__names__folded", "place__names__folded"]
    ordering = ["passage__document", "passage__number", "start", "pk"]
    actions = ["accept_selected", "dismiss_selected"]
    # A step of somebody's reading may refer to it.
    readonly_fields = [
        "passage",
        "kind",
        "start",
        "end",
        "proposal",
        "state",
        "handled_by",
        "handled_at",
        "claim",
    ]
    fields = [*readonly_fields, "person", "organisation", "place"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Suggestions are what the rules find."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Suggestion | None = None) -> bool:
        """Decide in the list or while reading; a page of one row shows it, and changes nothing."""
        return obj is None and super().has_change_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Suggestion]:
        """Bring the names of what they are linked to along; leave out what waits in furniture of the page."""
        found = super().get_queryset(request).exclude(state="open", passage__is_furniture=True)
        return found.prefetch_related("person__names", "organisation__names", "place__names")

    @admin.action(description=_("Accept"), permissions=["change"])
    def accept_selected(self, request: HttpRequest, queryset: QuerySet[Suggestion]) -> None:
        """Accept the selected ones that are open."""
        if not may_accept(request, queryset.values_list("kind", flat=True)):
            raise PermissionDenied
        self._decide(request, queryset, accept_suggestions, is_accepting=True)

    @admin.action(description=_("Dismiss"), permissions=["change"])
    def dismiss_selected(self, request: HttpRequest, queryset: QuerySet[Suggestion]) -> None:
        """Dismiss the selected ones that are open."""
        self._decide(request, queryset, dismiss_suggestions, is_accepting=False)

    def _decide(
        self,
        request: HttpRequest,
        queryset: QuerySet[Suggestion],
        service: Callable[..., Reviewed],
        *,
        is_accepting: bool,
    ) -> None:
        keys = list(queryset.order_by().values_list("pk", flat=True))
        result = service(keys, by=cast(User, request.user))
        level = messages.SUCCESS if result.done else messages.WARNING
        self.message_user(request, say(result, is_accepting=is_accepting), level)

    @admin.display(description=_("words"))
    def words(self, suggestion: Suggestion) -> str:
        """Return what a claim says, or the words of the passage."""
        if suggestion.kind == Suggestion.Kind.CLAIM:
            return str(suggestion.proposal.get("text") or "")
        return suggestion.passage.text[suggestion.start : suggestion.end]

    @admin.display(description=_("known as"))
    def linked_to(self, suggestion: Suggestion) -> str:
        """Return the known one that it is linked to."""
        return str(suggestion.linked or "")

    @admin.display(description=_("passage"), ordering="passage")
    def where(self, suggestion: Suggestion) -> SafeString:
        """Link to the passage in the reading view."""
        passage = suggestion.passage
        address = reverse("admin:sources_document_read", args=[passage.document_id])
        return format_html(
            '<a href="{}?passage={}#p{}">{}</a>', address, passage.number, passage.number, passage
        )
