"""Forms for sheets of paper: a row for each sheet, with the names that may be printed, typed or from a table."""

import csv
import io
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms import BaseFormSet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.services.paper import PaperError, SheetEntry

ROWS = 5
MAX_ROWS = 200
MAX_NAMES = 500
MAX_TABLE_BYTES = 2 * 1024**2
_LONGEST = 120


class SheetForm(forms.Form):
    """One sheet."""

    label = forms.CharField(
        label=gettext_lazy("Sheet"), max_length=40, help_text=gettext_lazy("The number written on it.")
    )
    count = forms.IntegerField(label=gettext_lazy("Valid signatures on it"), min_value=1, max_value=MAX_NAMES)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    place = forms.CharField(label=gettext_lazy("Where"), max_length=120, required=False)
    collected_on = forms.DateField(label=gettext_lazy("When"), required=False, widget=AdminDateWidget)
    names = forms.CharField(
        label=gettext_lazy("Names that may be printed"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        help_text=gettext_lazy("Only those who ticked it. One a line: name; town"),
    )

    def has_changed(self) -> bool:
        """Leave rows out in which nothing but the language stands."""
        return any(name != "language" for name in self.changed_data)

    def clean_names(self) -> list[tuple[str, str]]:
        """Return the names with their towns. Raises ValidationError for a line that is too long or too many."""
        names = []
        for number, line in enumerate(self.cleaned_data["names"].splitlines(), start=1):
            name, _semicolon, town = (part.strip() for part in line.partition(";"))
            if not name and not town:
                continue
            if not name or max(len(name), len(town)) > _LONGEST:
                raise ValidationError(
                    _("Line %(number)d is not a name and a town of at most %(longest)d letters each.")
                    % {"number": number, "longest": _LONGEST}
                )
            names.append((name, town))
        return names

    def entry(self) -> SheetEntry:
        """Return what was typed in a valid form."""
        return SheetEntry(**self.cleaned_data)


class SheetFormSet(BaseFormSet[SheetForm]):
    """All sheets that are typed at once."""

    def clean(self) -> None:
        """Ask for one sheet at least."""
        if not any(form.has_changed() for form in self.forms):
            raise ValidationError(_("Fill in one sheet at least."))

    def entries(self) -> list[SheetEntry]:
        """Return the sheets of a valid set."""
        return [form.entry() for form in self.filled()]

    def filled(self) -> list[SheetForm]:
        """Return the rows in which something stands."""
        return [form for form in self.forms if form.has_changed()]

    def explain(self, error: PaperError) -> None:
        """Put what the service says beside the sheets that it is about."""
        filled = self.filled()
        for number, words in error.problems.items():
            filled[number].add_error("label", words)


def sheet_forms(
    data: QueryDict | None, table: "UploadedFile[bytes] | None"
) -> tuple[SheetFormSet, list[str]]:
    """Return the rows, and what is wrong with the table of names that was sent along.

    Its names are put into the rows of their sheets, so that they are not lost when something else is wrong. Rows are
    added with the button for it.
    """
    kind = forms.formset_factory(
        SheetForm, formset=SheetFormSet, extra=ROWS, max_num=MAX_ROWS, absolute_max=MAX_ROWS
    )
    if data is None:
        return cast(SheetFormSet, kind(prefix="sheets")), []
    filled = data.copy()
    problems = _put_table(filled, table) if table is not None else []
    if "_more" in data:
        total = min(_number(data.get("sheets-TOTAL_FORMS")) + ROWS, MAX_ROWS)
        filled["sheets-TOTAL_FORMS"] = str(total)
    return cast(SheetFormSet, kind(filled, prefix="sheets")), problems


def _put_table(data: QueryDict, table: "UploadedFile[bytes]") -> list[str]:
    """Add the names of a table (sheet, name, town) to those typed for each sheet; return what is wrong."""
    content = table.read(MAX_TABLE_BYTES + 1)
    if len(content) > MAX_TABLE_BYTES:
        return [_("The table is larger than 2 MB.")]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [_("The table is not in UTF-8. Save it as “CSV UTF-8”.")]
    rows = _rows_of(data)
    separator = ";" if text.partition("\n")[0].count(";") else ","
    problems = []
    for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), start=1):
        cells = [cell.strip().replace("\n", " ").replace(";", ",") for cell in row] + ["", "", ""]
        label, name, town = cells[:3]
        if not any(cells):
            continue
        field = rows.get(label.casefold())
        if field is None:
            problems.append(
                _("Line %(number)d of the table: there is no sheet “%(label)s” among the rows above.")
                % {"number": number, "label": label[:40]}
            )
            continue
        data[field] = "\n".join(part for part in (data.get(field, ""), f"{name}; {town}") if part)
    return problems[:10]


def _rows_of(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the field of names of each sheet that is typed, by its label."""
    total = min(_number(data.get("sheets-TOTAL_FORMS")), MAX_ROWS)
    labels = ((data.get(f"sheets-{row}-label", "").strip(), row) for row in range(total))
    return {label.casefold(): f"sheets-{row}-names" for label, row in labels if label}


def _number(text: object) -> int:
    return int(str(text)) if str(text).isdecimal() and len(str(text)) < len(str(MAX_ROWS)) + 1 else 0


class TableForm(forms.Form):
    """A table of names for the sheets above."""

    table = forms.FileField(
        label=gettext_lazy("Names from a table"),
        required=False,
        help_text=gettext_lazy(
            "CSV, one name a line: sheet, name, town. The names are added to the sheets above; a file is not kept."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
