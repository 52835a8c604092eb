"""Addresses of a printed sheet in each language."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

register = template.Library()


@dataclass(frozen=True, slots=True)
class SheetAddress:
    """A sheet in a language."""

    code: str
    name: str
    url: str


@register.simple_tag
def print_addresses(view: str, slug: str, languages: Sequence[str] = ()) -> list[SheetAddress]:
    """Return where a sheet lies in each language of the interface, or in those of `languages` alone."""
    addresses = []
    for code, name in settings.LANGUAGES:
        if languages and code not in languages:
            continue
        with override(code):
            addresses.append(SheetAddress(code, name, reverse(view, args=[slug])))
    return addresses
