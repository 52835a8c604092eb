"""What every page of the organisers' admin shows: the bar that leads to what is used every day."""

from dataclasses import dataclass

from django import template
from django.apps import apps
from django.template import Context
from django.urls import reverse
from django.utils.text import capfirst

register = template.Library()

EVERY_DAY = [
    "prisoners.Case",
    "sources.Claim",
    "sources.Document",
    "campaigns.Picket",
    "campaigns.SignUp",
    "campaigns.Statement",
    "campaigns.Letter",
    "sources.Translation",
]


@dataclass(frozen=True, slots=True)
class BarItem:
    """A link of the bar."""

    label: str
    url: str
    current: bool


@register.simple_tag(takes_context=True)
def desk_bar(context: Context) -> list[BarItem]:
    """Return the lists that the organiser may see, with the one that this page belongs to marked."""
    request = context["request"]
    items = []
    for label in EVERY_DAY:
        names = apps.get_model(label)._meta
        if request.user.has_perm(f"{names.app_label}.view_{names.model_name}"):
            url = reverse(f"admin:{names.app_label}_{names.model_name}_changelist")
            items.append(BarItem(capfirst(names.verbose_name_plural), url, request.path.startswith(url)))
    return items
