"""Forms to print many at once: a letter for a list of people, or a form of everything of a campaign."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.letter_texts import default_language, languages_of
from campaigns.merge_fields import needs_case
from campaigns.models import Letter, PrintBundle
from campaigns.people_lists import read_people
from campaigns.printing.letter import Layout
from campaigns.printing.letter import Paper as LetterPaper
from campaigns.printing.many_letters import Person
from campaigns.printing.options import Ink, Paper
from campaigns.printing.studio import FORMS
from campaigns.services.bundles import MOST
from prisoners.models import Case

MAX_TABLE_BYTES = 2 * 1024**2
# Of a campaign as such there are no legal cards, and birthday cards are for a person's own page.
_FORMS = [form for form in FORMS.values() if "campaign" in form.of]


class ManyLettersForm(forms.Form):
    """A letter for each of a list of people."""

    language = forms.ChoiceField(label=gettext_lazy("Language"))
    case = forms.ModelChoiceField(
        label=gettext_lazy("Case"), queryset=Case.objects.none(), to_field_name="slug"
    )
    people = forms.CharField(
        label=gettext_lazy("For whom"),
        required=False,
        strip=False,
        widget=AdminTextareaWidget(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One row each under a first row that names the columns: name, town, address. Only the name is needed. "
            "Lines of an address are parted by |."
        ),
    )
    table = forms.FileField(
        label=gettext_lazy("Or a table"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=gettext_lazy("CSV with the same columns, in UTF-8, at most 2 MB."),
    )
    layout = forms.ChoiceField(
        label=gettext_lazy("Envelope"),
        choices=[
            (Layout.DIN.value, gettext_lazy("With a window, DIN (C6/5 or DL)")),
            (Layout.UK.value, gettext_lazy("With a window, United Kingdom (DL)")),
        ],
    )
    paper = forms.ChoiceField(
        label=gettext_lazy("Paper"),
        choices=[(LetterPaper.A4.value, "A4"), (LetterPaper.LETTER.value, gettext_lazy("US Letter"))],
    )
    packing = forms.ChoiceField(label=gettext_lazy("Packed as"), choices=PrintBundle.Packing)

    def __init__(
        self,
        letter: Letter,
        data: QueryDict | None = None,
        files: "dict[str, UploadedFile[bytes]] | None" = None,
    ) -> None:
        super().__init__(data, cast(Any, files), initial={"language": default_language(letter)})
        names = dict(settings.LANGUAGES)
        language = cast("forms.ChoiceField", self.fields["language"])
        language.choices = [(code, names[code]) for code in languages_of(letter)]
        if letter.form != Letter.Form.LETTER:
            # Telegrams and motions show no address.
            del self.fields["layout"]
        texts = [
            letter.text_of(field, code).text for code in languages_of(letter) for field in ("subject", "body")
        ]
        if letter.case_id is None and needs_case(*texts):
            case = cast("forms.ModelChoiceField[Case]", self.fields["case"])
            case.queryset = Case.objects.published().filter(campaigns=letter.campaign).order_by("slug")
        else:
            del self.fields["case"]

    def clean(self) -> dict[str, Any]:
        """Read the list, from the box or the table. Raises ValidationError that names the rows that are wrong."""
        data = super().clean() or {}
        table = data.get("table")
        pasted = str(data.get("people") or "")
        if table is not None and pasted.strip():
            raise ValidationError(_("Paste a list or choose a table, not both."))
        text = _text_of(table) if table is not None else pasted
        people, problems = read_people(text, most=MOST)
        if problems and "people" not in self.errors and "table" not in self.errors:
            self.add_error("people" if table is None else "table", cast(Any, problems))
        data["everybody"] = people
        return data

    def everybody(self) -> list[Person]:
        """Return the people of a valid form."""
        found: list[Person] = self.cleaned_data["everybody"]
        return found


class ManySheetsForm(forms.Form):
    """One form of everything that is public of a campaign."""

    form = forms.ChoiceField(label=gettext_lazy("What"))
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    paper = forms.ChoiceField(
        label=gettext_lazy("Paper"),
        choices=[("", gettext_lazy("The usual size")), *Paper.choices],
        required=False,
    )
    ink = forms.ChoiceField(label=gettext_lazy("Ink"), choices=Ink.choices)
    packing = forms.ChoiceField(label=gettext_lazy("Packed as"), choices=PrintBundle.Packing)

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"languages": [settings.LANGUAGE_CODE]})
        chosen = cast("forms.ChoiceField", self.fields["form"])
        chosen.choices = [(form.key, f"{form.name}: {form.format}") for form in _FORMS]

    def clean(self) -> dict[str, Any]:
        """Fill in the usual paper. Raises ValidationError for one that the form is not made on."""
        data = super().clean() or {}
        if "form" in data and "paper" in data:
            form = FORMS[data["form"]]
            data["paper"] = data["paper"] or form.papers[0]
            if data["paper"] not in form.papers:
                papers = ", ".join(str(Paper(paper).label) for paper in form.papers)
                words = _("%(form)s: printed on %(papers)s only.") % {"form": form.name, "papers": papers}
                self.add_error("paper", words)
        return data


def _text_of(table: "UploadedFile[bytes]") -> str:
    """Return what stands in a table. Raises ValidationError for one that is too large or not in UTF-8."""
    content = table.read(MAX_TABLE_BYTES + 1)
    if len(content) > MAX_TABLE_BYTES:
        raise ValidationError(_("The table is larger than 2 MB."))
    try:
        text: str = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError(_("The table is not in UTF-8. Save it as “CSV UTF-8”.")) from None
    return text
