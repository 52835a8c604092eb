"""Data about a picket on its page, parsed back."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from campaigns.models import Participant, Picket
from tests.factories.campaigns import ParticipantFactory, PicketFactory, in_days
from tests.factories.sources import OrganisationFactory, PersonFactory, PlaceFactory, TranslationFactory
from tests.pages import problems_of

pytestmark = pytest.mark.django_db

_BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def _data(client: Client, picket: Picket, language: str = "en") -> dict[str, Any]:
    """Return the data as a program finds it: up to the first thing that ends a script element."""
    html = client.get(f"/{language}/pickets/{picket.slug}/").text
    assert problems_of(html) == []
    (block,) = _BLOCK.findall(html)
    data: dict[str, Any] = json.loads(block)
    return data


def test_page_says_what_when_and_where(client: Client) -> None:
    picket = PicketFactory(
        title="Picket",
        summary="Come.",
        starts_at=in_days(10),
        time_zone="Asia/Almaty",
        place=PlaceFactory(slug="sample-city"),
        meeting_point="Under the clock",
        latitude="51.50000",
        longitude="-0.12000",
        languages=["en", "kk"],
    )
    url = f"http://localhost:8000/en/pickets/{picket.slug}/"
    data = _data(client, picket)

    assert picket.place is not None
    assert picket.starts_at is not None
    assert picket.ends_at is not None
    assert data == {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": f"{url}#event",
        "url": url,
        "name": "Picket",
        "description": "Come.",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "startDate": picket.starts_at.astimezone(picket.zone).isoformat(timespec="minutes"),
        "endDate": picket.ends_at.astimezone(picket.zone).isoformat(timespec="minutes"),
        "location": {
            "@type": "Place",
            "name": picket.place.display_name,
            "address": {
                "@type": "PostalAddress",
                "streetAddress": "Under the clock, Sample Street 1",
                "addressLocality": picket.place.display_name,
            },
            "geo": {"@type": "GeoCoordinates", "latitude": 51.5, "longitude": -0.12},
        },
        "inLanguage": ["en", "kk"],
    }
    assert data["startDate"].endswith("+05:00")


@pytest.mark.parametrize(
    ("stage", "status"),
    [
        ("announced", "EventScheduled"),
        ("moved", "EventRescheduled"),
        ("cancelled", "EventCancelled"),
        ("over", "EventScheduled"),
    ],
)
def test_every_stage_has_its_status(client: Client, stage: str, status: str) -> None:
    picket = PicketFactory(stage=stage, summary="Come.")
    data = _data(client, picket)

    assert data["eventStatus"] == f"https://schema.org/{status}"
    # What search engines ask of an event.
    assert {"name", "startDate", "location", "@type"} <= set(data)


def test_draft_has_no_page_and_a_sample_is_no_event(client: Client) -> None:
    draft, sample = PicketFactory(stage="draft"), PicketFactory(is_sample=True)

    assert client.get(draft.get_absolute_url()).status_code == 404
    html = client.get(sample.get_absolute_url()).text
    assert "ld+json" not in html


@pytest.mark.parametrize(
    ("date", "circa", "shown"), [("2022-01", False, "2022-01"), ("2022-01-08", True, None)]
)
def test_day_is_only_as_exact_as_it_is_known(
    client: Client,
    date: str,
    circa: bool,  # noqa: FBT001 - a parameter of the table
    shown: str | None,
) -> None:
    picket = PicketFactory(stage="over", starts_at=None, ends_at=None, date=date, circa=circa)
    assert _data(client, picket).get("startDate") == shown


def test_texts_cannot_end_the_element_or_begin_another(client: Client) -> None:
    title = "</script><script>alert(1)</script><!-- & \u2028 '\""
    picket = PicketFactory(title=title, summary="<!--<script>")
    html = client.get(picket.get_absolute_url()).text

    (block,) = _BLOCK.findall(html)
    assert [letter for letter in "<>&\u2028\u2029" if letter in block] == []
    assert _data(client, picket)["name"] == title
    assert "<script>alert" not in html


def test_private_meeting_point_and_its_place_on_the_map_are_left_out(client: Client) -> None:
    picket = PicketFactory(
        meeting_point="Canary Square",
        meeting_point_is_private=True,
        latitude="51.51234",
        longitude="-0.12000",
    )
    data = json.dumps(_data(client, picket))
    assert [word for word in ("Canary", "51.51234", "Geo") if word in data] == []

    # The control: it is there when it is not private.
    Picket.objects.update(meeting_point_is_private=False)
    data = json.dumps(_data(client, picket))
    assert [word for word in ("Canary", "51.51234", "Geo") if word not in data] == []


def test_organisers_are_those_who_may_be_named(client: Client) -> None:
    picket = PicketFactory()
    organisation, person = OrganisationFactory(), PersonFactory()
    ParticipantFactory(picket=picket, label="", organisation=organisation)
    ParticipantFactory(picket=picket, label="", person=person, consent=Participant.Consent.CONFIRMED)
    ParticipantFactory(picket=picket, label="Canary asked", consent=Participant.Consent.ASKED)
    ParticipantFactory(picket=picket, label="Canary declined", consent=Participant.Consent.DECLINED)
    ParticipantFactory(picket=picket, label="A speaker", role=Participant.Role.SPEAKER)

    assert _data(client, picket)["organizer"] == [
        {"@type": "Organization", "name": organisation.display_name},
        {"@type": "Person", "name": person.display_name},
    ]


def test_data_is_in_the_language_of_the_page(client: Client) -> None:
    picket = PicketFactory()
    TranslationFactory(subject=picket, field="title", language="ru", text="Пикет у посольства")
    data = _data(client, picket, "ru")

    assert data["name"] == "Пикет у посольства"
    assert data["inLanguage"] == ["ru"]
    assert data["url"] == f"http://localhost:8000/ru/pickets/{picket.slug}/"
