"""The form of the print studio: what to print, in which form, language, paper and ink."""

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models import Campaign
from campaigns.printing.options import LONGEST_LINE, Ink, Options, Paper
from campaigns.printing.studio import FORMS, Form, Subject
from campaigns.querysets import roll_of
from prisoners.models import Case

# Control characters, line breaks, and marks that turn the direction of what follows.
_plain = RegexValidator(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]",
    _("Use letters, figures and punctuation only."),
    inverse_match=True,
)


class PrintForm(forms.Form):
    """Choices of a sheet. Nothing that is typed here is stored."""

    form = forms.ChoiceField(label=_("What"), choices=[(key, key) for key in FORMS])
    about = forms.CharField(label=pgettext_lazy("what a sheet shows", "About"), max_length=120)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    also = forms.ChoiceField(
        label=_("Second language"), choices=[("", _("None")), *settings.LANGUAGES], required=False
    )
    paper = forms.ChoiceField(
        label=_("Paper"), choices=[("", _("The usual size")), *Paper.choices], required=False
    )
    ink = forms.ChoiceField(label=_("Ink"), choices=Ink.choices)
    marks = forms.BooleanField(label=_("Crop marks and bleed, for a print shop"), required=False)
    case = forms.ModelMultipleChoiceField(
        Case.objects.published(),
        to_field_name="slug",
        label=_("Which cases"),
        required=False,
        error_messages={"invalid_choice": _("One of these cases is not there any more. Choose again.")},
    )
    line = forms.CharField(
        label=_("Your own line"), max_length=LONGEST_LINE, required=False, validators=[_plain]
    )

    def chosen(self, subject: Subject) -> tuple[Form, Options]:
        """Return the form and the options of a valid choice.

        Chosen cases count where the subject is a campaign of theirs; all of its cases are the same as none chosen.
        """
        data = self.cleaned_data
        cases: tuple[str, ...] = ()
        if data["case"] and isinstance(subject, Campaign):
            chosen = set(data["case"].values_list("slug", flat=True))
            roll = list(roll_of(subject).values_list("slug", flat=True))
            cases = tuple(slug for slug in roll if slug in chosen)
            cases = () if len(cases) == len(roll) else cases
        form = FORMS[data["form"]]
        return form, Options(
            data["language"],
            data["also"],
            data["paper"] or form.papers[0],
            data["ink"],
            marks=data["marks"],
            line=data["line"],
            cases=cases,
        )
