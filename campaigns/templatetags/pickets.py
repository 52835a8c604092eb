"""Times of pickets in their own zone, whatever the zone of the server."""

from datetime import date, datetime

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from campaigns.models import Picket

register = template.Library()

# Towns of time zones in the reader's language; the others stand as the zone database writes them.
_TOWNS = {
    "Almaty": pgettext_lazy("a town", "Almaty"),
    "Aqtau": pgettext_lazy("a town", "Aqtau"),
    "Berlin": pgettext_lazy("a town", "Berlin"),
    "Bishkek": pgettext_lazy("a town", "Bishkek"),
    "Brussels": pgettext_lazy("a town", "Brussels"),
    "Dublin": pgettext_lazy("a town", "Dublin"),
    "Helsinki": pgettext_lazy("a town", "Helsinki"),
    "Istanbul": pgettext_lazy("a town", "Istanbul"),
    "Kyiv": pgettext_lazy("a town", "Kyiv"),
    "London": pgettext_lazy("a town", "London"),
    "Madrid": pgettext_lazy("a town", "Madrid"),
    "Moscow": pgettext_lazy("a town", "Moscow"),
    "New York": pgettext_lazy("a town", "New York"),
    "Oslo": pgettext_lazy("a town", "Oslo"),
    "Paris": pgettext_lazy("a town", "Paris"),
    "Prague": pgettext_lazy("a town", "Prague"),
    "Rome": pgettext_lazy("a town", "Rome"),
    "Stockholm": pgettext_lazy("a town", "Stockholm"),
    "Tashkent": pgettext_lazy("a town", "Tashkent"),
    "Tbilisi": pgettext_lazy("a town", "Tbilisi"),
    "Toronto": pgettext_lazy("a town", "Toronto"),
    "Vienna": pgettext_lazy("a town", "Vienna"),
    "Vilnius": pgettext_lazy("a town", "Vilnius"),
    "Warsaw": pgettext_lazy("a town", "Warsaw"),
    "Zurich": pgettext_lazy("a town", "Zurich"),
}


# Within these a number of people is not told closer; below the first they are a few.
_RANGES = ((10, 20), (20, 50), (50, 100), (100, 200), (200, 500))


@register.filter
def expected_range(count: int) -> str:
    """Return in words about how many people are expected, so that nobody can count them."""
    if count < _RANGES[0][0]:
        return _("a few expected")
    for low, high in _RANGES:
        if count < high:
            return _("%(low)d to %(high)d expected") % {"low": low, "high": high}
    return _("more than %d expected") % _RANGES[-1][1]


@register.filter
def local_start(picket: Picket) -> datetime | None:
    """Return when it starts, in its own zone; naive, or the `date` filter would turn it to the server's zone."""
    return picket.starts_at.astimezone(picket.zone).replace(tzinfo=None) if picket.starts_at else None


@register.filter
def local_end(picket: Picket) -> datetime | None:
    """Return when it ends, as `local_start`."""
    return picket.ends_at.astimezone(picket.zone).replace(tzinfo=None) if picket.ends_at else None


@register.filter
def as_date(value: str) -> date:
    """Return a full partial date ("2022-01-08") as a date."""
    return date.fromisoformat(value)


@register.filter
def zone_name(value: str) -> str:
    """Return the town of a time zone, in the active language where we know it: "Europe/London" is London."""
    town = value.rsplit("/", 1)[-1].replace("_", " ")
    return str(_TOWNS.get(town, town))
