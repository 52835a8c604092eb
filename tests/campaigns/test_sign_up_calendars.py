"""Calendar files, read back."""

from typing import cast

import pytest
from django.test import Client
from icalendar import Calendar, Event

from campaigns.models import Picket, Shift
from campaigns.services.links import make_private_link
from tests.factories.campaigns import PicketFactory, SignUpFactory

pytestmark = pytest.mark.django_db


def _event(content: bytes) -> Event:
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    return cast(Event, event)


def test_calendar_file_of_a_shift(client: Client, shift: Shift) -> None:
    mine = SignUpFactory(shift=shift)
    token = make_private_link(mine)
    response = client.get(f"/en/sign-up/{token}/shift.ics")

    event = _event(response.content)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert (event.start, event.end) == (shift.starts_at, shift.ends_at)
    assert b"DTSTART:%s\r\n" % f"{shift.starts_at:%Y%m%dT%H%M%SZ}".encode() in response.content
    assert (str(event["STATUS"]), str(event["CLASS"])) == ("CONFIRMED", "PRIVATE")
    assert token.encode() not in response.content


@pytest.mark.parametrize(
    ("state", "status", "sequence"),
    [("waiting", "TENTATIVE", 10), ("confirmed", "CONFIRMED", 12), ("cancelled", "CANCELLED", 14)],
)
def test_calendar_file_follows_the_state_with_a_later_revision(
    client: Client, shift: Shift, state: str, status: str, sequence: int
) -> None:
    Picket.objects.filter(pk=shift.picket_id).update(sequence=2)
    token = make_private_link(SignUpFactory(shift=shift, state=state))
    event = _event(client.get(f"/en/sign-up/{token}/shift.ics").content)

    assert (str(event["STATUS"]), event.sequence) == (status, sequence)


def test_calendar_file_of_a_picket_is_public_and_keeps_the_private_meeting_point(client: Client) -> None:
    picket = PicketFactory(
        title="Picket; with, signs\nand lines", meeting_point="Under the clock", meeting_point_is_private=True
    )
    response = client.get(f"/en/pickets/{picket.slug}/picket.ics")

    event = _event(response.content)
    assert event["SUMMARY"] == "Picket; with, signs\nand lines"
    assert (event.start, event.end) == (picket.starts_at, picket.ends_at)
    assert "clock" not in response.text
    assert event["URL"] == f"http://localhost:8000/en/pickets/{picket.slug}/"


def test_calendar_file_of_a_picket_without_hours_or_unpublished_is_not_found(client: Client) -> None:
    dateless = PicketFactory(stage="over", starts_at=None, ends_at=None, date="2022-01")
    draft = PicketFactory(state="draft")

    assert client.get(f"/en/pickets/{dateless.slug}/picket.ics").status_code == 404
    assert client.get(f"/en/pickets/{draft.slug}/picket.ics").status_code == 404
