"""The locator picture of a picket, and its coordinates for a map program."""

from dataclasses import dataclass
from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from campaigns.locator.drawing import FRAMES, Locator, draw
from campaigns.models import Picket

register = template.Library()


@dataclass(frozen=True, slots=True)
class LocatorView:
    """One picture, with what it shows in words for those who do not see it."""

    picture: Locator
    words: str


@register.filter
def coordinates(picket: Picket) -> str:
    """Return the coordinates of a picket as people read them, 51.50740, -0.12780; nothing where it has none.

    Those of the place as a whole are left out: they would send people to the middle of a town.
    """
    if picket.latitude is None or picket.longitude is None:
        return ""
    return f"{picket.latitude}, {picket.longitude}"


@register.filter
def geo_address(picket: Picket) -> str:
    """Return the address of RFC 5870 that opens a map program on the picket; nothing where it has no coordinates."""
    if picket.latitude is None or picket.longitude is None:
        return ""
    return f"geo:{picket.latitude},{picket.longitude}"


@register.filter
def locators(picket: Picket) -> list[LocatorView]:
    """Return the pictures of where a picket is, near and far; none where neither it nor its place has coordinates.

    They are drawn from the coordinates alone: a meeting point that is private is not in them.
    """
    point = _point(picket)
    if point is None:
        return []
    name = picket.place.display_name if picket.place else ""
    views = []
    for frame in FRAMES:
        picture = draw(float(point[0]), float(point[1]), name=name, frame=frame)
        views.append(LocatorView(picture, _in_words(picture, name)))
    return views


def _point(picket: Picket) -> tuple[Decimal, Decimal] | None:
    for row in (picket, picket.place):
        if row is not None and row.latitude is not None and row.longitude is not None:
            return (row.latitude, row.longitude)
    return None


def _in_words(picture: Locator, name: str) -> str:
    towns = ", ".join(
        _("%(town)s %(km)d km away") % {"town": one.text, "km": one.km} for one in picture.towns
    )
    given = {"name": name, "across": picture.across, "towns": towns}
    if name and towns:
        return _("Map, %(across)d km across, with %(name)s at the red mark. Towns: %(towns)s.") % given
    if towns:
        return _("Map, %(across)d km across, with the picket at the red mark. Towns: %(towns)s.") % given
    if name:
        return _("Map, %(across)d km across, with %(name)s at the red mark.") % given
    return _("Map, %(across)d km across, with the picket at the red mark.") % given
