"""What every page of the organisers' admin keeps to: search in any spelling, and refusals that lose no typing."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import NestedObjects, quote
from django.core.exceptions import ValidationError
from django.db import IntegrityError, router
from django.db.models import Field, JSONField, Model, Q, QuerySet
from django.db.models.expressions import Combinable
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst, smart_split, unescape_string_literal
from django.utils.translation import gettext as _
from django_stubs_ext import StrPromise

from sources.models.publication import Publishable
from toolkit.names import fold

# What each check of the database asks for, in words for the person at the form; see `explain_checks`.
_CHECKS: dict[str, str | StrPromise] = {}


def explain_checks(words: Mapping[str, str | StrPromise]) -> None:
    """Say, by the name of a constraint, what a form tells whoever breaks it."""
    _CHECKS.update(words)


def in_words(message: str) -> str:
    """Return what a check of the database asks for, where a message names one that is explained; else the message."""
    names = _CHECKS.keys() & re.findall(r"\w+", message)
    return str(_CHECKS[min(names)]) if names else message


class DeskForm(forms.ModelForm[Any]):
    """A form that tells what the database checks in plain words."""

    def validate_constraints(self) -> None:
        """Check the values together; each room explains its constraints (`explain_checks`)."""
        super().validate_constraints()
        for error in self.non_field_errors().as_data():
            for name in _CHECKS.keys() & re.findall(r"\w+", str(error.message)):
                error.message = _CHECKS[name]


class Refused(Exception):
    """A save that may not stand; everything it wrote is rolled back, and the form is shown again."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(*problems)
        self.problems = problems


class DeskAdmin[M: Model](admin.ModelAdmin[M]):
    """The base of our admins."""

    # Lookups of folded names ("person__names__folded"), which find a name in any spelling and script.
    folded_fields: ClassVar[Sequence[str]] = ()
    form = DeskForm
    list_per_page = 50

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form again, as it was typed and with the reasons, when its save is refused after it began."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refused:
            problems = refused.problems
        except IntegrityError as error:
            problems = [_refusal_of_the_database(error)]
        request.desk_refusals = problems  # type: ignore[attr-defined]  # read by get_form, below
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(
        self,
        request: HttpRequest,
        obj: M | None = None,
        change: bool = False,  # noqa: FBT001, FBT002 - Django's signature
        **kwargs: Any,  # noqa: ANN401 - Django's signature
    ) -> type[ModelForm[M]]:
        """Return the form; after a refusal, one that is not valid for the reasons of the refusal."""
        form = super().get_form(request, obj, change=change, **kwargs)
        problems: list[str] = getattr(request, "desk_refusals", [])
        if not problems:
            return form

        class RefusedForm(form):  # type: ignore[valid-type, misc]  # made anew for each request
            def clean(self) -> None:
                super().clean()
                raise ValidationError(problems)

        return RefusedForm

    def get_ordering(self, request: HttpRequest) -> list[str | Combinable] | tuple[str | Combinable, ...]:
        """Return the order of lists and search boxes; counting what hangs on rows would drop the model's own."""
        return self.ordering or [*(self.opts.ordering or ["pk"])]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Head the list with what it lists."""
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    def save_model(
        self,
        request: HttpRequest,
        obj: M,
        form: ModelForm[M],
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Save a new row whole, and of an old one only what was changed here."""
        if change:
            save_changed(obj, form.changed_data)
        else:
            super().save_model(request, obj, form, change)

    def formfield_for_dbfield(
        self,
        db_field: Field[Any, Any],
        request: HttpRequest,
        **kwargs: Any,  # noqa: ANN401 - Django's signature
    ) -> forms.Field | None:
        """Take lists of languages as codes with commas."""
        if isinstance(db_field, JSONField) and db_field.name == "languages":
            return CodesField(label=capfirst(str(db_field.verbose_name)), required=not db_field.blank)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[M], search_term: str
    ) -> tuple[QuerySet[M], bool]:
        """Find rows that have every word, in one of the fields or in a name however it is spelt."""
        for word in _words(search_term):
            # Keys of subqueries, so that neither joins nor counts multiply the rows.
            matches = Q()
            for spelling in _cases(word):
                found, _may_repeat = super().get_search_results(
                    request, self.model._default_manager.all(), f'"{spelling}"'
                )
                matches |= Q(pk__in=found.values("pk"))
            folded = fold(word)
            for field in self.folded_fields if folded else ():
                named = self.model._default_manager.filter(**{f"{field}__contains": folded})
                matches |= Q(pk__in=named.values("pk"))
            queryset = queryset.filter(matches)
        return queryset, False

    def get_deleted_objects(
        self, objs: Sequence[M] | QuerySet[M], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """List what would go; what is published is protected, since links and leaflets lead to it."""
        kept = list(objs)
        to_delete, counts, perms_needed, protected = super().get_deleted_objects(kept, request)
        for subject in _published_among(kept):
            reason = _("%(kind)s “%(name)s” is published; withdraw it first") % {
                "kind": capfirst(subject._meta.verbose_name),
                "name": subject,
            }
            protected.append(self._link(subject, reason))
        return to_delete, counts, perms_needed, protected

    def _link(self, subject: Model, text: str) -> str:
        if not self.admin_site.is_registered(type(subject)):
            return text
        name = f"{self.admin_site.name}:{subject._meta.app_label}_{subject._meta.model_name}_change"
        return format_html('<a href="{}">{}</a>', reverse(name, args=[quote(subject.pk)]), text)


def save_changed(row: Model, names: Sequence[str]) -> None:
    """Save the fields with these names, and no other: a state or a counter may have moved since the row was read."""
    columns = {field.name for field in row._meta.concrete_fields}
    row.save(update_fields=[name for name in names if name in columns])


class CodesField(forms.CharField):
    """A list of language codes, typed with commas."""

    def prepare_value(self, value: object) -> object:
        """Show a list as it is typed."""
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:  # noqa: ANN401 - a list in place of CharField's text
        """Return the codes. Raises ValidationError for what is no code."""
        if isinstance(value, list):
            return value
        codes = [code for code in re.split(r"[\s,;]+", str(value or "")) if code]
        wrong = [code for code in codes if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", code)]
        if wrong:
            raise ValidationError(
                _("Write language codes with commas, such as: en, ru, kk. Not understood: %(wrong)s")
                % {"wrong": ", ".join(wrong)}
            )
        return list(dict.fromkeys(codes))

    def has_changed(self, initial: object, data: object) -> bool:
        """Compare lists, not what was typed."""
        try:
            return bool((initial or []) != self.to_python(data))
        except ValidationError:
            return True


def _words(term: str) -> list[str]:
    words = []
    for word in smart_split(term.replace("\0", " ")):
        quoted = len(word) > 1 and word[0] in "\"'" and word[0] == word[-1]
        plain = unescape_string_literal(word) if quoted else word
        words.append(plain.replace("\\", "").replace('"', ""))
    return [word for word in words if word.strip()]


def _cases(word: str) -> list[str]:
    """Return the word in the ways it may be capitalised: SQLite folds the case of Latin letters only."""
    if word.isascii():
        return [word]
    return list(dict.fromkeys([word, word.lower(), word.capitalize(), word.title(), word.upper()]))


def _refusal_of_the_database(error: IntegrityError) -> str:
    reason = str(error).splitlines()[0]
    return _(
        "Nothing was saved: the database refuses these values together, or another row has them (%(reason)s)."
    ) % {"reason": reason}


def _published_among(subjects: Sequence[Model]) -> list[Publishable]:
    """Return the published rows among those that would be deleted together with the subjects."""
    if not subjects:
        return []
    collector = NestedObjects(using=router.db_for_write(type(subjects[0])), origin=subjects)
    collector.collect(subjects)
    rows = [row for found in collector.model_objs.values() for row in found if isinstance(row, Publishable)]
    return sorted((row for row in rows if row.is_published), key=str)
