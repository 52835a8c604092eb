"""Parts that the admins of several rooms share: inlines of texts, filters by name, ordering of sentences."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.contenttypes.admin import GenericTabularInline
from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.db.models import Field, Model
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from sources.models import Translation


class TranslationForm(forms.ModelForm[Translation]):
    """A text in another language; which languages there are is a setting, not a migration."""

    language = forms.ChoiceField(label=_("language"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(*args, **kwargs)
        choices = [pair for pair in settings.LANGUAGES if pair[0] != settings.LANGUAGE_CODE]
        known = self.instance.language
        if known and known not in dict(choices):
            choices.append((known, known))
        field = self.fields.get("language")
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


class TranslationInline(GenericTabularInline):
    """The texts of a row in other languages, with their review state."""

    model = Translation
    form = TranslationForm
    extra = 0
    fields = ["field", "language", "text", "review"]

    def formfield_for_dbfield(
        self,
        db_field: "Field[Any, Any]",
        request: HttpRequest,
        **kwargs: Any,  # noqa: ANN401 - Django's own signature
    ) -> forms.Field | None:
        """Offer the fields of the row that can be translated, by the names that its form shows."""
        if db_field.name != "field":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        names: Sequence[str] = self.parent_model.translated_fields
        choices = [(name, capfirst(str(_label(self.parent_model, name)))) for name in names]
        return forms.ChoiceField(label=capfirst(str(db_field.verbose_name)), choices=choices)


class NamedFilter(admin.RelatedOnlyFieldListFilter):
    """Filters by a related row, among those in use; it fetches their names with them."""

    def field_choices(
        self,
        field: Any,  # noqa: ANN401 - Django's own signature
        request: HttpRequest,
        model_admin: admin.ModelAdmin[Any],
    ) -> list[tuple[str, Any]]:
        """Return key and name of each row that is in use, by name."""
        used = model_admin.get_queryset(request).order_by().values(f"{self.field_path}__pk")
        rows = field.remote_field.model._default_manager.with_names().filter(pk__in=used)
        return sorted(((str(row.pk), str(row)) for row in rows), key=lambda choice: choice[1])


class SentenceForm(ModelForm[Any]):
    """A sentence of a text; numbers that are taken are no error, since the formset numbers all anew."""

    def clean(self) -> dict[str, Any]:
        """Leave out the comparison with the numbers that are stored."""
        return self.cleaned_data


class SentenceFormSet(BaseInlineFormSet[Any, Any, ModelForm[Any]]):
    """Sentences, each a claim, in paragraphs: typing a number puts a sentence there, and the others move on.

    An empty number means the end of the paragraph, an empty paragraph the last one. Saving numbers them anew from 0,
    as a campaign file does.
    """

    def add_fields(self, form: ModelForm[Any], index: int | None) -> None:
        """Let the numbers of a new sentence be empty."""
        super().add_fields(form, index)
        for name in ("paragraph", "position"):
            form.fields[name].required = False
            if form.instance.pk is None:
                form.initial[name] = None

    def validate_unique(self) -> None:
        """Refuse a claim that is told twice; numbers that are the same are what `save` puts in order."""
        seen: set[object] = set()
        for form in self._kept():
            claim = form.cleaned_data["claim"]
            if claim in seen:
                form.add_error("claim", _("This claim is in the text already."))
            seen.add(claim)

    def save(self, commit: bool = True) -> list[Any]:  # noqa: FBT001, FBT002 - Django's signature
        """Write all sentences in their new order; rows that trade places would collide one by one."""
        saved = super().save(commit=False)
        if commit and self.has_changed():
            kept = self._kept()
            last = max((form.cleaned_data["paragraph"] or 0 for form in kept), default=0)
            numbers: Counter[int] = Counter()
            with transaction.atomic():
                self.get_queryset().delete()
                for form in sorted(kept, key=lambda form: _place(form, last)):
                    paragraph = _paragraph(form, last)
                    values: dict[str, Any] = {"paragraph": paragraph, "position": numbers[paragraph]}
                    numbers[paragraph] += 1
                    values |= {self.fk.name: self.instance, "claim": form.cleaned_data["claim"]}
                    type(form.instance)._default_manager.create(**values)
        return saved

    def _kept(self) -> list[ModelForm[Any]]:
        """Return the forms that will be sentences."""
        return [
            form
            for form in self.forms
            if form.is_valid() and form.cleaned_data.get("claim") and form not in self.deleted_forms
        ]


def _paragraph(form: ModelForm[Any], last: int) -> int:
    paragraph = form.cleaned_data["paragraph"]
    return last if paragraph is None else int(paragraph)


def _place(form: ModelForm[Any], last: int) -> tuple[int, float, bool]:
    """Return where a sentence goes; one whose number was just typed goes before one that had it."""
    position = form.cleaned_data["position"]
    number = float("inf") if position is None else position
    return (_paragraph(form, last), number, not form.has_changed())


def _label(model: type[Model], name: str) -> str:
    try:
        return str(getattr(model._meta.get_field(name), "verbose_name", name))
    except FieldDoesNotExist:
        return name
