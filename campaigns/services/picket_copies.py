"""A new draft from an earlier picket."""

import re
from datetime import date, timedelta
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from campaigns.models import Participant, Picket, PicketSeries, Reminder, Shift
from campaigns.wall_clock import day_of, move_span
from sources.models import PublicationState
from sources.models.translations import Translated

# What is said of one picket only: when it is, how far it has come, and what became of it.
_OWN = {
    "id", "slug", "stage", "state", "date", "date_end", "circa", "starts_at", "ends_at", "stage_note",
    "series", "series_date", "sequence", "changed_at",
}  # fmt: skip
# A date at the end of a slug, and the number of one more picket on it.
_DATE_IN_SLUG = re.compile(r"-[0-9]{4}(-[0-9]{2}){1,2}(-[0-9]{1,2})?$")
_FULL_DATE = len("2026-01-03")
# Who did something there; who called it, supports it, chairs and speaks is asked for the next one too.
_PAST = {Participant.Role.MESSAGE_FROM, Participant.Role.READ_BY, Participant.Role.TOOK_PART}


class CopyError(Exception):
    """A picket that cannot be copied to that day. Its words are for the organiser."""


@transaction.atomic
def copy_picket(picket: Picket, *, day: date, series: PicketSeries | None = None) -> Picket:
    """Return a new draft like a picket on another day: with its texts, shifts, participants, cases and reminders.

    Hours stay what the clocks of its zone show. No sign-ups, claims, report or incidents come along, and nobody who
    took part, sent a message or read one out. Whoever agreed to be named must be asked anew, so is not shown.
    `series` makes it the picket of that date of a series; IntegrityError then means that there is one already.
    Raises CopyError when the day of the picket is not known.
    """
    first = _day(picket)
    by = day - first
    copy = Picket(**_columns(picket, without=_OWN))
    copy.slug = free_slug(picket, day)
    copy.date = day.isoformat()
    copy.stage, copy.state = Picket.Stage.DRAFT, PublicationState.DRAFT
    if len(picket.date_end) == _FULL_DATE:
        copy.date_end = (date.fromisoformat(picket.date_end) + by).isoformat()
    if picket.starts_at is not None and picket.ends_at is not None:
        copy.starts_at, copy.ends_at = move_span(picket.starts_at, picket.ends_at, picket.zone, by)
    if series is not None:
        copy.series, copy.series_date = series, day
    copy.save()
    _copy_translations(picket, copy, without={"stage_note"})
    copy.cases.set(picket.cases.all())
    for shift in picket.shifts.all():
        _copy_shift(shift, copy, by)
    for participant in picket.participants.exclude(role__in=_PAST):
        _copy_participant(participant, copy)
    Reminder.objects.bulk_create(
        Reminder(**_columns(rule, without={"id", "picket"}), picket=copy) for rule in picket.reminders.all()
    )
    return copy


def free_slug(picket: Picket, day: date) -> str:
    """Return a slug for a copy: that of the picket with another date, and a number where it is taken."""
    stem = _DATE_IN_SLUG.sub("", picket.slug)
    # Room for the date and a number.
    slug = base = f"{stem[:84]}-{day.isoformat()}"
    number = 1
    while Picket.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


def _day(picket: Picket) -> date:
    if picket.starts_at is not None:
        return day_of(picket.starts_at, picket.zone)
    if len(picket.date) == _FULL_DATE:
        return date.fromisoformat(picket.date)
    raise CopyError(_("It has no day from which the hours could be moved. Give it a full date first."))


def _copy_shift(shift: Shift, to: Picket, by: timedelta) -> None:
    copy = Shift(**_columns(shift, without={"id", "picket", "places_taken", "changed_at"}), picket=to)
    copy.starts_at, copy.ends_at = move_span(shift.starts_at, shift.ends_at, to.zone, by)
    copy.save()
    _copy_translations(shift, copy)


def _copy_participant(participant: Participant, to: Picket) -> None:
    if participant.consent == Participant.Consent.DECLINED:
        return
    copy = Participant(**_columns(participant, without={"id", "picket", "consent"}), picket=to)
    if participant.consent != Participant.Consent.NOT_ASKED:
        copy.consent = Participant.Consent.ASKED
    copy.save()
    _copy_translations(participant, copy)


def _columns(row: models.Model, *, without: set[str]) -> dict[str, Any]:
    """Return the values of a row's own columns, by name."""
    fields = [field for field in row._meta.concrete_fields if field.name not in without]
    return {field.attname: getattr(row, field.attname) for field in fields}


def _copy_translations(of: Translated, to: Any, *, without: frozenset[str] | set[str] = frozenset()) -> None:  # noqa: ANN401 - any translated row
    for row in of.translations.exclude(field__in=without):
        to.translations.create(field=row.field, language=row.language, text=row.text, review=row.review)
