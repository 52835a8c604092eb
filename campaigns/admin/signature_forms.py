"""The form of a signature in the admin: in what capacity an organisation signs, in each language a line."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminTextInputWidget
from django.utils.text import capfirst, format_lazy

from campaigns.models import Signature
from sources.admin_base import DeskForm

# In what capacity an organisation signs: a field for each language of the site.
NOTES = {f"note_{code}": code for code, _name in settings.LANGUAGES}


class SignatureForm(DeskForm):
    """An organisation's signature, with its note in each language as a line of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(*args, **kwargs)
        for name, code in NOTES.items():
            if name in self.fields:
                self.initial[name] = self.instance.note.get(code, "")

    def clean(self) -> dict[str, Any]:
        """Put the lines into the note; what it says in other languages stays."""
        data = super().clean() or {}
        given = {code: data[name] for name, code in NOTES.items() if name in data}
        if given:
            kept = {code: text for code, text in self.instance.note.items() if code not in given}
            self.instance.note = {**kept, **{code: text for code, text in given.items() if text}}
        return data


SignatureForm.declared_fields.update(
    {
        f"note_{code}": forms.CharField(
            label=format_lazy("{} ({})", capfirst(Signature._meta.get_field("note").verbose_name), name),
            required=False,
            max_length=160,
            widget=AdminTextInputWidget(attrs={"lang": code}),
        )
        for code, name in settings.LANGUAGES
    }
)
