"""Calendar files and calendars to subscribe to, read back."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from campaigns.models import Picket, Shift
from campaigns.services.pickets import cancel_picket, move_picket
from sources.models import Place
from tests.campaigns.calendar_reading import Phone, calendar_in, event_in, events_in
from tests.factories.campaigns import CampaignFactory, PicketFactory, ShiftFactory, in_days
from tests.factories.sources import PlaceFactory, TranslationFactory

pytestmark = pytest.mark.django_db

SECRET = "Canary Square, under the clock"


def _move(picket: Picket, *, days: int) -> None:
    assert picket.starts_at is not None
    assert picket.ends_at is not None
    move_picket(
        picket,
        starts_at=picket.starts_at + timedelta(days=days),
        ends_at=picket.ends_at + timedelta(days=days),
        place=picket.place,
        texts={"stage_note": {"en": "The square is closed."}},
        now=datetime.now(UTC),
    )


def _cancel(picket: Picket) -> None:
    cancel_picket(picket, note={"en": "There will be a storm."}, now=datetime.now(UTC))


def test_calendar_of_a_shift_is_public_and_keeps_the_private_meeting_point(client: Client) -> None:
    picket = PicketFactory(meeting_point=SECRET, meeting_point_is_private=True)
    shift = ShiftFactory(picket=picket)
    response = client.get(f"/en/pickets/{picket.slug}/shifts/{shift.pk}.ics")

    event = event_in(response)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert (event.start, event.end) == (shift.starts_at, shift.ends_at)
    assert str(event["SUMMARY"]) == "Picket at the embassy: Handing out leaflets"
    assert str(event["LOCATION"]) == "Sample Street 1"
    assert "Canary" not in response.text
    assert response.cookies == {}


def test_calendar_of_a_shift_of_another_picket_or_an_unpublished_one_is_not_found(client: Client) -> None:
    shift, other = ShiftFactory(), ShiftFactory(picket__state="draft")

    assert client.get(f"/en/pickets/{other.picket.slug}/shifts/{shift.pk}.ics").status_code == 404
    assert client.get(f"/en/pickets/{other.picket.slug}/shifts/{other.pk}.ics").status_code == 404
    assert client.get(f"/en/pickets/{shift.picket.slug}/shifts/{10**30}.ics").status_code == 404


def _addresses(picket: Picket, shift: Shift) -> list[str]:
    return [
        f"/en/pickets/{picket.slug}/picket.ics",
        f"/en/pickets/{picket.slug}/shifts/{shift.pk}.ics",
        "/en/pickets/pickets.ics",
        f"/en/campaigns/{picket.campaign.slug}/pickets.ics",
        "/en/places/sample-city/pickets.ics",
        "/en/shifts/leaflets.ics",
    ]


def test_no_public_calendar_tells_the_private_meeting_point(client: Client) -> None:
    place = PlaceFactory(slug="sample-city")
    picket = PicketFactory(place=place, meeting_point=SECRET, meeting_point_is_private=True)
    shift = ShiftFactory(picket=picket, role=Shift.Role.LEAFLETS)
    addresses = _addresses(picket, shift)
    answers = [client.get(address) for address in addresses]

    assert [len(events_in(answer)) for answer in answers] == [1] * len(addresses)
    assert [
        address for address, answer in zip(addresses, answers, strict=True) if "Canary" in answer.text
    ] == []
    assert {str(answer.cookies) for answer in answers} == {""}

    # The control: it would be there if it were not private.
    Picket.objects.update(meeting_point_is_private=False)
    assert ["Canary" in client.get(address).text for address in addresses] == [True] * len(addresses)


def test_feed_says_how_often_to_look_and_what_it_is(client: Client) -> None:
    picket = PicketFactory(campaign__title="Sample cause")
    address = f"/en/campaigns/{picket.campaign.slug}/pickets.ics"
    response = client.get(address)

    calendar = calendar_in(response)
    lines = response.text.replace("\r\n ", "").splitlines()
    assert "NAME:Pickets: Sample cause" in lines
    assert "X-WR-CALNAME:Pickets: Sample cause" in lines
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H" in lines
    assert "X-PUBLISHED-TTL:PT6H" in lines
    assert f"SOURCE;VALUE=URI:http://localhost:8000{address}" in lines
    # A snapshot and no message: RFC 5545, 3.7.2.
    assert calendar.get("METHOD") is None
    assert calendar.refresh_interval == timedelta(hours=6)


def test_times_are_utc_whatever_the_zone_of_the_picket(client: Client) -> None:
    starts_at = datetime(2027, 7, 3, 12, tzinfo=UTC)
    with time_machine.travel(datetime(2027, 6, 1, tzinfo=UTC)):
        PicketFactory(time_zone="Asia/Almaty", starts_at=starts_at)
        text = client.get("/en/pickets/pickets.ics").text

    assert "DTSTART:20270703T120000Z" in text
    assert "DTEND:20270703T160000Z" in text
    assert "TZID" not in text


def test_moved_and_cancelled_pickets_replace_what_a_phone_holds(client: Client) -> None:
    picket = PicketFactory()
    shift = ShiftFactory(picket=picket, role=Shift.Role.STEWARD)
    addresses = [
        f"/en/pickets/{picket.slug}/picket.ics",
        f"/en/pickets/{picket.slug}/shifts/{shift.pk}.ics",
        f"/en/campaigns/{picket.campaign.slug}/pickets.ics",
        "/en/shifts/steward.ics",
    ]
    phones = {address: Phone() for address in addresses}

    def all_take() -> None:
        for address, phone in phones.items():
            phone.take(client.get(address))

    all_take()
    first = {address: next(iter(phone.events.values())) for address, phone in phones.items()}
    _move(picket, days=2)
    all_take()
    for address, phone in phones.items():
        (event,) = phone.events.values()
        assert event.start == first[address].start + timedelta(days=2)
        assert event.sequence > first[address].sequence
        assert str(event["DESCRIPTION"]).startswith("The square is closed.")
    picket.refresh_from_db()
    _cancel(picket)
    all_take()
    for phone in phones.values():
        (event,) = phone.events.values()
        assert str(event["STATUS"]) == "CANCELLED"
        assert str(event["DESCRIPTION"]).startswith("There will be a storm.")


def test_phone_would_keep_the_old_hour_without_a_later_revision(client: Client) -> None:
    """The control of the test above: a change that bumps nothing is not taken."""
    picket = PicketFactory()
    phone = Phone()
    phone.take(client.get("/en/pickets/pickets.ics"))
    Picket.objects.update(starts_at=in_days(12), ends_at=in_days(13))
    phone.take(client.get("/en/pickets/pickets.ics"))

    (event,) = phone.events.values()
    assert event.start == picket.starts_at


def test_file_that_is_fetched_again_is_taken_though_its_revision_is_the_same(client: Client) -> None:
    """DTSTAMP of a published file is when it was made, so that a mended title arrives."""
    picket = PicketFactory()
    phone = Phone()
    phone.take(client.get(f"/en/pickets/{picket.slug}/picket.ics"))
    Picket.objects.update(title="Picket before the embassy")
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=5)):
        phone.take(client.get(f"/en/pickets/{picket.slug}/picket.ics"))

    (event,) = phone.events.values()
    assert str(event["SUMMARY"]) == "Picket before the embassy"


def test_names_of_events_stay_the_same_in_every_language(client: Client) -> None:
    picket = PicketFactory()
    TranslationFactory(subject=picket, field="title", language="ru", text="Пикет у посольства")
    answers = [client.get(f"/{language}/pickets/pickets.ics") for language in ("en", "ru", "kk")]

    events = [event_in(answer) for answer in answers]
    assert [str(event["UID"]) for event in events] == [f"picket-{picket.pk}@localhost"] * 3
    assert str(events[1]["SUMMARY"]) == "Пикет у посольства"


@pytest.mark.parametrize(
    ("stage", "days_ago", "stays"),
    [
        ("announced", -10, True),
        ("draft", -10, False),
        ("cancelled", -10, True),
        ("cancelled", 29, True),
        ("cancelled", 31, False),
        ("over", 31, True),
        ("over", 89, True),
        ("over", 91, False),
        ("announced", 1, True),
    ],
)
def test_past_and_cancelled_pickets_stay_for_a_while(
    client: Client,
    stage: str,
    days_ago: int,
    stays: bool,  # noqa: FBT001 - a parameter of the table
) -> None:
    starts_at = in_days(-days_ago) - timedelta(hours=4)
    shift = ShiftFactory(
        role=Shift.Role.FIRST_AID,
        picket__stage=stage,
        picket__starts_at=starts_at,
        picket__ends_at=in_days(-days_ago),
    )

    assert len(events_in(client.get("/en/pickets/pickets.ics"))) == stays
    assert len(events_in(client.get("/en/shifts/first_aid.ics"))) == stays
    assert shift.picket.stage == stage


def test_city_holds_the_pickets_of_everything_within_it(client: Client) -> None:
    country = PlaceFactory(slug="sample-land", kind=Place.Kind.COUNTRY)
    city = PlaceFactory(slug="sample-city", kind=Place.Kind.CITY, within=country)
    square = PlaceFactory(kind=Place.Kind.SITE, within=city)
    other = PlaceFactory(slug="other-city", kind=Place.Kind.CITY)
    for place, title in (
        (city, "In the city"),
        (square, "On the square"),
        (other, "Elsewhere"),
        (None, "Nowhere"),
    ):
        PicketFactory(place=place, title=title)

    def titles(slug: str) -> list[str]:
        return sorted(
            str(event["SUMMARY"]) for event in events_in(client.get(f"/en/places/{slug}/pickets.ics"))
        )

    assert titles("sample-city") == ["In the city", "On the square"]
    assert titles("sample-land") == ["In the city", "On the square"]
    assert titles("other-city") == ["Elsewhere"]


def test_places_that_lie_within_each_other_end_the_walk(client: Client) -> None:
    one = PlaceFactory(slug="one")
    Place.objects.filter(pk=one.pk).update(within=PlaceFactory(within=one))
    assert client.get("/en/places/one/pickets.ics").status_code == 200


def test_feed_of_a_role_holds_its_shifts_alone(client: Client) -> None:
    picket = PicketFactory()
    mine = ShiftFactory(picket=picket, role=Shift.Role.LEGAL_OBSERVER, title="")
    ShiftFactory(picket=picket, role=Shift.Role.STEWARD)

    event = event_in(client.get("/en/shifts/legal_observer.ics"))
    assert str(event["UID"]) == f"shift-{mine.pk}@localhost"
    assert str(event["SUMMARY"]) == "Picket at the embassy: Legal observer"


@pytest.mark.parametrize(
    "path",
    [
        "campaigns/nothing/pickets.ics",
        "campaigns/hidden/pickets.ics",
        "places/nowhere/pickets.ics",
        "shifts/juggler.ics",
        "campaigns/hidden/feed.atom",
    ],
)
def test_feed_of_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    CampaignFactory(slug="hidden", state="draft")
    assert client.get(f"/en/{path}").status_code == 404


def test_withdrawn_picket_leaves_the_feeds_at_once(client: Client) -> None:
    picket = PicketFactory()
    answer = client.get("/en/pickets/pickets.ics")
    Picket.objects.update(state="withdrawn")

    again = client.get("/en/pickets/pickets.ics", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, events_in(again)) == (200, [])
    assert answer.headers["Cache-Control"] == "no-cache, public"
    assert picket.slug in answer.text


@pytest.mark.parametrize("kind", range(6))
def test_calendar_is_not_sent_again_while_it_stays_the_same(client: Client, kind: int) -> None:
    picket = PicketFactory(place=PlaceFactory(slug="sample-city"))
    shift = ShiftFactory(picket=picket, role=Shift.Role.LEAFLETS)
    address = _addresses(picket, shift)[kind]
    first = client.get(address)
    tag = first.headers["ETag"]
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=5)):
        same = client.get(address, headers={"If-None-Match": tag})
        assert (same.status_code, same.content) == (304, b"")
        # A title that was mended, without a later revision.
        Picket.objects.update(title="Picket before the embassy")
        changed = client.get(address, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag
    assert first.headers["Last-Modified"] == changed.headers["Last-Modified"]


def test_feed_is_the_same_to_the_byte_until_it_changes(client: Client) -> None:
    PicketFactory()
    first = client.get("/en/pickets/pickets.ics").content
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=5)):
        assert client.get("/en/pickets/pickets.ics").content == first


@pytest.mark.parametrize("rows", [1, 3])
def test_feeds_take_the_same_queries_for_any_number(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    campaign, place = CampaignFactory(slug="sample"), PlaceFactory(slug="sample-city")
    for _ in range(rows):
        ShiftFactory(picket=PicketFactory(campaign=campaign, place=place), role=Shift.Role.SPEAKER)
    for address, queries in (
        ("/en/pickets/pickets.ics", 3),
        ("/en/campaigns/sample/pickets.ics", 5),
        ("/en/places/sample-city/pickets.ics", 6),
        ("/en/shifts/speaker.ics", 4),
    ):
        client.get(address)  # Django looks up content types once a process
        with django_assert_num_queries(queries):
            response = client.get(address)
        assert len(events_in(response)) == rows
