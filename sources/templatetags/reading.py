"""Fields of a form in two parts: those always in view, and those folded away."""

from collections.abc import Sequence

from django import forms, template
from django.forms import BoundField

register = template.Library()


@register.filter
def fields_but(form: forms.Form, names: Sequence[str]) -> list[BoundField]:
    """Return the fields of a form that are not among the names."""
    return [field for field in form if field.name not in names]


@register.filter
def fields_of(form: forms.Form, names: Sequence[str]) -> list[BoundField]:
    """Return the fields of a form with these names."""
    return [form[name] for name in names]


@register.filter
def any_filled(form: forms.Form, names: Sequence[str]) -> bool:
    """Return whether one of the fields holds something, or an error."""
    return any(form[name].value() or form[name].errors for name in names)
