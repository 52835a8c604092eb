"""Series of pickets: the rule in words, its next dates, and the drafts that are made of it."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.models import Picket, PicketSeries
from campaigns.recurrence import RuleError, read_rule
from campaigns.services.series import extend_series, first_date, next_dates
from sources.admin_base import DeskAdmin, DeskForm
from toolkit.partial_dates import display

SHOWN_DATES = 5


class SeriesForm(DeskForm):
    """A series whose rule is understood."""

    def clean_rule(self) -> str:
        """Return the rule as we write it. Raises ValidationError, which says how to mend it."""
        try:
            rule = read_rule(str(self.cleaned_data["rule"]))
        except RuleError as error:
            raise ValidationError(str(error)) from error
        today = timezone.localdate()
        first = first_date(self.instance) if self.instance.pk else None
        if not list(islice(rule.dates(first or today, after=today), 1)):
            raise ValidationError(_("This rule has no dates to come."))
        return rule.text


@admin.register(PicketSeries)
class PicketSeriesAdmin(DeskAdmin[PicketSeries]):
    """Series of pickets. A picket joins one on its own page; the next ones are copies of the latest."""

    form = SeriesForm
    list_display = ["title", "in_words", "made", "until", "is_active", "campaign"]
    list_filter = ["is_active", "campaign"]
    list_select_related = ["campaign"]
    search_fields = ["title", "pickets__title", "pickets__slug"]
    autocomplete_fields = ["campaign"]
    readonly_fields = ["in_words", "coming", "drafts"]
    fields = ["campaign", "title", "rule", "in_words", "until", "ahead", "is_active", "coming", "drafts"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PicketSeries]:
        """Count the pickets of each."""
        return super().get_queryset(request).annotate(picket_count=Count("pickets"))

    @admin.display(description=gettext_lazy("in words"))
    def in_words(self, series: PicketSeries) -> str:
        """Return the rule in words."""
        try:
            return read_rule(series.rule).in_words()
        except RuleError:
            return ""

    @admin.display(description=gettext_lazy("pickets"), ordering="picket_count")
    def made(self, series: PicketSeries) -> int:
        """Return how many pickets it has."""
        return int(series.picket_count)  # type: ignore[attr-defined]  # annotated above

    @admin.display(description=gettext_lazy("next dates"))
    def coming(self, series: PicketSeries) -> SafeString | str:
        """Return the next dates of the rule."""
        if not series.pk:
            return _("Save first.")
        dates = next_dates(series, now=timezone.now(), count=SHOWN_DATES)
        if not dates:
            return _("None yet: put a first picket with its hours into the series, on its own page.")
        return format_html_join(", ", "{}", ((display(day.isoformat()),) for day in dates))

    @admin.display(description=gettext_lazy("pickets"))
    def drafts(self, series: PicketSeries) -> SafeString | str:
        """Return the latest pickets, with the ways to them."""
        if not series.pk:
            return ""
        latest = series.pickets.order_by("-series_date", "-date")[:10]
        return format_html_join(
            "",
            '<p><a href="{}">{}</a> ({})</p>',
            (
                (reverse("admin:campaigns_picket_change", args=[one.pk]), str(one), one.get_stage_display())
                for one in latest
            ),
        )

    def save_related(
        self,
        request: HttpRequest,
        form: ModelForm[PicketSeries],
        formsets: Iterable[BaseModelFormSet[Any, Any]],
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Make the drafts that the series lacks now, rather than within the hour."""
        super().save_related(request, form, formsets, change)
        say_what_was_made(self, request, extend_series(form.instance, now=timezone.now()))


def say_what_was_made(desk: admin.ModelAdmin[Any], request: HttpRequest, made: list[Picket]) -> None:
    """Say on the next page how many drafts of a series are new; nothing when none is."""
    if made:
        words = ngettext("%d draft of the series was made.", "%d drafts of the series were made.", len(made))
        desk.message_user(request, words % len(made))
