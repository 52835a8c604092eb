"""Times of pickets in their own zone, whatever the zone of the server."""

from datetime import date, datetime

from django import template

from campaigns.models import Picket

register = template.Library()


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
    """Return the town of a time zone: "Europe/London" is London."""
    return value.rsplit("/", 1)[-1].replace("_", " ")
