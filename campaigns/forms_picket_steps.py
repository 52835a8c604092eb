"""The forms of the steps of a picket: what an organiser says when it is moved, cancelled or copied."""

from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.widgets import (
    AdminDateWidget,
    AdminSplitDateTime,
    AdminTextareaWidget,
    AdminTextInputWidget,
    AutocompleteSelect,
)
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from campaigns.models import Picket
from sources.models import Place

# What is rewritten when a picket moves: an old translation of it would lead people to the old place.
PLACE_TEXTS = ("address", "meeting_point")
NOTE = "stage_note"


class TextsForm(forms.Form):
    """A form with texts of a picket, each in every language of the site, filled in as they are now."""

    def __init__(self, picket: Picket, data: QueryDict | None, texts: tuple[str, ...]) -> None:
        super().__init__(data)
        self.picket = picket
        self.texts = texts
        known = {(row.field, row.language): row.text for row in picket.translations.all()}
        for field in texts:
            column = cast("Any", Picket._meta.get_field(field))
            for language, name in settings.LANGUAGES:
                is_base = language == settings.LANGUAGE_CODE
                self.fields[f"{field}_{language}"] = forms.CharField(
                    label=_("%(text)s (%(language)s)")
                    % {"text": capfirst(column.verbose_name), "language": name},
                    required=False,
                    max_length=column.max_length,
                    initial=getattr(picket, field) if is_base else known.get((field, language), ""),
                    help_text=column.help_text if is_base else "",
                    widget=AdminTextInputWidget
                    if column.max_length
                    else AdminTextareaWidget(attrs={"rows": 3}),
                )

    def given(self) -> dict[str, dict[str, str]]:
        """Return the texts of a valid form, by field and language."""
        return {
            field: {
                language: self.cleaned_data[f"{field}_{language}"] for language, _name in settings.LANGUAGES
            }
            for field in self.texts
        }


class CancelForm(TextsForm):
    """Why a picket is cancelled."""

    def __init__(self, picket: Picket, data: QueryDict | None) -> None:
        super().__init__(picket, data, (NOTE,))


class MoveForm(TextsForm):
    """When and where a picket is now, and why."""

    starts_at = forms.SplitDateTimeField(label=_("Starts at"), widget=AdminSplitDateTime)
    ends_at = forms.SplitDateTimeField(label=_("Ends at"), widget=AdminSplitDateTime)
    place = forms.ModelChoiceField(label=_("Place"), queryset=Place.objects.all(), required=False)

    def __init__(self, picket: Picket, data: QueryDict | None, site: AdminSite) -> None:
        super().__init__(picket, data, (*PLACE_TEXTS, NOTE))
        self.initial = {"starts_at": picket.starts_at, "ends_at": picket.ends_at, "place": picket.place_id}
        column = cast("Any", Picket._meta.get_field("place"))
        place = cast("forms.ModelChoiceField[Place]", self.fields["place"])
        place.widget = AutocompleteSelect(column, site)
        place.widget.choices = place.choices

    def clean(self) -> dict[str, Any]:
        """Return what was given. Raises ValidationError where a translation would be left behind."""
        starts_at, ends_at = self.cleaned_data.get("starts_at"), self.cleaned_data.get("ends_at")
        if isinstance(starts_at, datetime) and isinstance(ends_at, datetime) and ends_at <= starts_at:
            self.add_error("ends_at", _("The end is before the beginning."))
        for field in PLACE_TEXTS:
            if f"{field}_{settings.LANGUAGE_CODE}" in self.changed_data:
                for language, _name in settings.LANGUAGES:
                    name = f"{field}_{language}"
                    if self.cleaned_data.get(name) and name not in self.changed_data:
                        self.add_error(
                            name, _("The first text is another one now. Change this too, or empty it.")
                        )
        return self.cleaned_data


class CopyForm(forms.Form):
    """On which day the copy is."""

    day = forms.DateField(label=_("Day"), widget=AdminDateWidget)

    def __init__(self, picket: Picket, data: QueryDict | None, *, today: date) -> None:
        super().__init__(data)
        self.picket = picket
        self.today = today

    def clean_day(self) -> date:
        """Return the day. Raises ValidationError for one that is past."""
        day = cast(date, self.cleaned_data["day"])
        if day < self.today:
            raise ValidationError(_("This day is past."))
        return day
