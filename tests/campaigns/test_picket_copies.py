"""A new draft from an earlier picket: what comes along, what stays, and the hours across a change of the clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from campaigns.models import Participant, Picket
from campaigns.services.picket_copies import CopyError, copy_picket
from sources.models import Translation
from tests.factories.campaigns import (
    AfterActionFactory,
    IncidentFactory,
    ParticipantFactory,
    PicketFactory,
    ReminderFactory,
    ShiftFactory,
    SignUpFactory,
)
from tests.factories.prisoners import CaseFactory
from tests.factories.sources import ClaimFactory

pytestmark = pytest.mark.django_db

ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe"]


def picket_at(day: date, zone: str, **changes: object) -> Picket:
    """Return a picket at noon of a zone."""
    start = datetime.combine(day, time(12), tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return PicketFactory.create(starts_at=start, time_zone=zone, **changes)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("day", "to"), [(date(2030, 1, 5), date(2030, 7, 6)), (date(2030, 7, 6), date(2031, 1, 4))]
)
def test_noon_stays_noon_from_winter_to_summer_and_back(zone: str, day: date, to: date) -> None:
    picket = picket_at(day, zone)
    shift = ShiftFactory.create(picket=picket)

    copy = copy_picket(picket, day=to)

    clocks = ZoneInfo(zone)
    local = [
        moment.astimezone(clocks).replace(tzinfo=None)
        for moment in (copy.starts_at, copy.ends_at, copy.shifts.get().starts_at, copy.shifts.get().ends_at)
        if moment is not None
    ]
    noon = datetime.combine(to, time(12))
    assert local == [noon, noon + timedelta(hours=4), noon, noon + timedelta(hours=1)]
    assert copy.starts_at is not None
    naive = shift.starts_at + (to - day)
    assert copy.starts_at != naive, "the control: days added in UTC would move the hour"


def test_the_hour_of_almaty_stays_across_the_end_of_its_old_offset() -> None:
    picket = picket_at(date(2024, 2, 24), "Asia/Almaty")
    copy = copy_picket(picket, day=date(2024, 3, 9))
    assert copy.starts_at == datetime(2024, 3, 9, 7, tzinfo=UTC)
    assert picket.starts_at == datetime(2024, 2, 24, 6, tzinfo=UTC)


def test_a_copy_is_a_draft_with_everything_that_is_said_of_the_next_one_too() -> None:
    picket = picket_at(
        date(2030, 1, 5), "Europe/London",
        slug="embassy-2030-01-05", date="2030-01-05", stage="over", stage_note="It rained.", sequence=7,
        meeting_point="The gate", meeting_point_is_private=True, travel="By bus", languages=["en"],
        latitude="51.5", longitude="-0.1", counts_as_range=True,
    )  # fmt: skip
    shift = ShiftFactory.create(picket=picket, title="Leaflets", places_needed=5)
    shift.places_taken = 4
    shift.save()
    SignUpFactory.create(shift=shift)
    for subject, field, text in (
        (picket, "title", "Пикет"),
        (picket, "stage_note", "Шёл дождь."),
        (shift, "title", "Листовки"),
    ):
        Translation.objects.create(subject=subject, field=field, language="ru", text=text, review="read")
    case = CaseFactory.create()
    picket.cases.add(case)
    picket.claims.add(ClaimFactory.create())
    AfterActionFactory.create(picket=picket)
    IncidentFactory.create(picket=picket)
    ReminderFactory.create(campaign=None, picket=picket, before=timedelta(days=1))

    copy = Picket.objects.get(pk=copy_picket(picket, day=date(2030, 2, 2)).pk)

    same = ["title", "address", "meeting_point", "meeting_point_is_private", "travel", "languages", "place"]
    same += ["latitude", "longitude", "counts_as_range", "time_zone", "campaign", "kind", "time_to_answer"]
    source = Picket.objects.get(pk=picket.pk)
    assert {name: getattr(copy, name) for name in same} == {name: getattr(source, name) for name in same}
    assert (copy.slug, copy.date, copy.date_end) == ("embassy-2030-02-02", "2030-02-02", "")
    assert (copy.stage, copy.state, copy.stage_note, copy.sequence) == ("draft", "draft", "", 0)
    assert [(row.field, row.text, row.review) for row in copy.translations.all()] == [
        ("title", "Пикет", "read")
    ]
    new = copy.shifts.get()
    assert (new.title, new.places_needed, new.places_taken, new.sign_ups.count()) == ("Leaflets", 5, 0, 0)
    assert new.translations.get().text == "Листовки"
    assert list(copy.cases.all()) == [case]
    assert (copy.claims.count(), copy.incidents.count(), hasattr(copy, "after")) == (0, 0, False)
    assert [rule.before for rule in copy.reminders.all()] == [timedelta(days=1)]
    assert picket.reminders.count() == 1


def test_nobody_is_named_by_a_copy_who_agreed_to_another_picket() -> None:
    picket = PicketFactory.create()
    for role, consent in [
        ("called_by", "not_asked"),
        ("supported_by", "confirmed"),
        ("supported_by", "asked"),
        ("supported_by", "declined"),
        ("took_part", "not_asked"),
        ("message_from", "not_asked"),
        ("read_by", "not_asked"),
    ]:
        ParticipantFactory.create(picket=picket, role=role, consent=consent, label=f"{role} {consent}")

    copy = copy_picket(picket, day=date(2031, 1, 4))

    found = {(one.label, one.consent) for one in copy.participants.all()}
    assert found == {
        ("called_by not_asked", "not_asked"),
        ("supported_by confirmed", "asked"),
        ("supported_by asked", "asked"),
    }
    shown = Participant.objects.shown().filter(picket=copy)
    assert [one.label for one in shown] == ["called_by not_asked"]


def test_copies_on_one_day_have_slugs_of_their_own() -> None:
    picket = PicketFactory.create(slug="vigil")
    slugs = [copy_picket(picket, day=date(2031, 1, 4)).slug for _n in range(3)]
    assert slugs == ["vigil-2031-01-04", "vigil-2031-01-04-2", "vigil-2031-01-04-3"]
    longest = PicketFactory.create(slug="x" * 100)
    assert copy_picket(longest, day=date(2031, 1, 4)).slug == f"{'x' * 84}-2031-01-04"


def test_a_picket_without_a_day_cannot_be_copied() -> None:
    picket = PicketFactory.create(stage="over", starts_at=None, ends_at=None, date="2019-05")
    with pytest.raises(CopyError, match="no day"):
        copy_picket(picket, day=date(2031, 1, 4))
    assert Picket.objects.count() == 1
    dated = PicketFactory.create(
        stage="over", starts_at=None, ends_at=None, date="2019-05-04", date_end="2019-05-05"
    )
    copy = copy_picket(dated, day=date(2031, 1, 4))
    assert (copy.starts_at, copy.date, copy.date_end) == (None, "2031-01-04", "2031-01-05")
