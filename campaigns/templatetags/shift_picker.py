"""The rows of the shift picker."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django import forms, template

from campaigns.models import Shift

register = template.Library()

# A shift with fewer than this part of its places taken says so in red.
_NEEDY = 1 / 3


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A shift with its hours in the picket's own zone; naive, or `date` would turn them to the server's."""

    shift: Shift
    start: datetime
    end: datetime
    value: str
    chosen: bool
    is_needy: bool


@register.filter
def shift_rows(shifts: Iterable[Shift], form: forms.Form) -> list[ShiftRow]:
    """Return the rows, the one that the visitor chose marked."""
    chosen = str(form["shift"].value() or "")
    rows = []
    for shift in shifts:
        zone = shift.picket.zone
        rows.append(
            ShiftRow(
                shift=shift,
                start=shift.starts_at.astimezone(zone).replace(tzinfo=None),
                end=shift.ends_at.astimezone(zone).replace(tzinfo=None),
                value=str(shift.pk),
                chosen=str(shift.pk) == chosen,
                is_needy=shift.places_taken / shift.places_needed < _NEEDY,
            )
        )
    return rows
