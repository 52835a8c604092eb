"""What sources answer differently: answers put together, a preview of the plot, and what to look at twice."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.forms import BaseInlineFormSet, Media, ModelForm
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sources.admin_base import DeskAdmin, explain_checks
from sources.admin_parts import TranslationInline
from sources.admin_publishing import PublishableAdmin
from sources.models import (
    Claim,
    Position,
    Question,
)
from sources.plots import plots_of
from sources.querysets import positions_of
from sources.question_warnings import warnings_of

explain_checks(
    {
        "question_choice_has_reason": _("Say why this answer was chosen."),
    }
)


class PositionFormSet(BaseInlineFormSet[Position, Question, ModelForm[Position]]):
    """Answers, of which the organisers may rely on one: no other claim can be chosen."""

    def clean(self) -> None:
        """Refuse a chosen claim that is none of the answers."""
        super().clean()
        chosen = self.instance.chosen_id
        kept = [form for form in self.forms if form not in self.deleted_forms]
        claims = {form.cleaned_data["claim"].pk for form in kept if form.cleaned_data.get("claim")}
        if chosen is not None and chosen not in claims:
            raise ValidationError(gettext("The chosen answer is none of the positions below."))


class PositionInline(admin.TabularInline[Position, Question]):
    """The answers side by side."""

    model = Position
    formset = PositionFormSet
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
    readonly_fields = ["state", "to_look_at", "preview"]

    @property
    def media(self) -> Media:
        """Add the style sheet of the plots."""
        return super().media + Media(css={"all": ["css/questions.css"]})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        """Count the positions of each question."""
        return super().get_queryset(request).annotate(position_count=Count("positions", distinct=True))

    @admin.display(description=_("answers"), ordering="position_count")
    def answers(self, question: Question) -> int:
        """Return how many answers it has."""
        return int(question.position_count)  # type: ignore[attr-defined]  # annotated above

    @admin.display(description=_("to look at"))
    def to_look_at(self, question: Question) -> str | SafeString:
        """Say what is odd about the answers: no figure, units that differ, claims that are not shown."""
        lines = warnings_of(list(positions_of(question))) if question.pk else []
        return format_html_join("", "<p>{}</p>", ((line,) for line in lines)) or gettext("Nothing.")

    @admin.display(description=_("the figures as readers see them"))
    def preview(self, question: Question) -> str | SafeString:
        """Draw the plots as the question's page does, drafts left out."""
        if not question.pk:
            return ""
        public = set(
            Claim.objects.published().filter(positions__question=question).values_list("pk", flat=True)
        )
        shown = [position for position in positions_of(question) if position.claim_id in public]
        plots = plots_of(shown)
        return (
            render_to_string("components/plots.html", {"plots": plots}) if plots else gettext("No figures.")
        )
