"""What sources answer differently."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sources.admin_base import DeskAdmin, explain_checks
from sources.admin_parts import TranslationInline
from sources.admin_publishing import PublishableAdmin
from sources.models import (
    Position,
    Question,
)

explain_checks(
    {
        "question_choice_has_reason": _("Say why this answer was chosen."),
    }
)


class PositionInline(admin.TabularInline[Position, Question]):
    """The answers side by side."""

    model = Position
    extra = 1
    autocomplete_fields = ["claim"]
    show_change_link = True


@admin.register(Position)
class PositionAdmin(DeskAdmin[Position]):
    """The translations of one answer; the answers themselves are edited in their question, which checks them."""

    list_display = ["who", "answer", "question"]
    search_fields = ["who", "answer", "question__title"]
    readonly_fields = ["question", "claim", "who", "answer", "position"]
    list_select_related = ["question", "claim"]
    inlines = [TranslationInline]

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Stay out of the index: positions are reached from their question."""
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Add answers in their question."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Position | None = None) -> bool:
        """Take answers away in their question, or with it."""
        if obj is not None and obj.question.is_published:
            return False
        return super().has_delete_permission(request, obj)


@admin.register(Question)
class QuestionAdmin(PublishableAdmin[Question]):
    """Questions that sources answer differently."""

    list_display = ["title", "state", "answers"]
    list_filter = ["state"]
    search_fields = ["title", "slug", "summary", "positions__who", "translations__text"]
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["chosen"]
    inlines = [PositionInline, TranslationInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        """Count the positions of each question."""
        return super().get_queryset(request).annotate(position_count=Count("positions", distinct=True))

    @admin.display(description=_("answers"), ordering="position_count")
    def answers(self, question: Question) -> int:
        """Return how many answers it has."""
        return int(question.position_count)  # type: ignore[attr-defined]  # annotated above
