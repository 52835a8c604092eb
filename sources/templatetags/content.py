"""Content in the reader's language: texts that may be missing, names that may be our own transliteration."""

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext

from sources.models.names import Named
from sources.models.translations import Translated

register = template.Library()


@register.simple_tag
def text(subject: Translated | None, field: str) -> str:
    """Render a field in the active language; a text that is only there in another one is marked with its `lang`."""
    if subject is None:
        return ""
    found = subject.text_of(field)
    if found.is_fallback:
        return format_html('<span lang="{}">{}</span>', found.language, found.text)
    return format_html("{}", found.text)


@register.filter
def in_language(subject: Translated | None, field: str) -> str:
    """Return a field in the active language as plain text, for attributes and tests."""
    return subject.in_language(field) if subject is not None else ""


@register.filter
def name_of(subject: Named | None) -> str:
    """Return the name in the active language as plain text."""
    return subject.display_name if subject is not None else ""


@register.simple_tag
def name(subject: Named | None) -> str:
    """Render the name in the active language; one that no document prints so is marked as our transliteration."""
    if subject is None:
        return ""
    found = subject.name_in()
    if found is None:
        return subject.slug
    if found.is_ours:
        return format_html(
            '<span class="our-transliteration" title="{}">{}</span>',
            gettext("Our transliteration"),
            found.text,
        )
    return format_html("{}", found.text)
