"""The locator picture: what it shows, where, in which words, and what it must not tell."""

import re
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.test import Client

from campaigns.calendars import picket_calendar
from campaigns.locator.clipping import between, half
from campaigns.locator.drawing import FRAMES, HEIGHT, WIDTH, draw
from campaigns.locator.tiles import FAR, LAND, NEAR, tiles_within
from campaigns.models import Picket
from campaigns.querysets import pickets_for_pages
from campaigns.structured import as_json, event_data
from campaigns.templatetags.locators import coordinates, geo_address, locators
from tests.factories.campaigns import PicketFactory, ShiftFactory
from tests.factories.sources import PlaceFactory
from tests.pages import problems_of

NEAR_FRAME, FAR_FRAME = FRAMES
NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def test_ring_and_line_are_cut_at_an_edge() -> None:
    square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]
    assert sorted(set(half(square, 0, 1, 1))) == [(1.0, 0.0), (1.0, 4.0), (4.0, 0.0), (4.0, 4.0)]
    zigzag = [(0.0, 0.0), (3.0, 0.0), (3.0, 1.0), (0.0, 1.0)]
    assert list(between(zigzag, 0, 1, 9)) == [[(1.0, 0.0), (3.0, 0.0), (3.0, 1.0), (1.0, 1.0)]]
    assert list(between(zigzag, 0, 5, 9)) == []
    assert list(between([(0.0, 0.0), (9.0, 0.0)], 0, 2, 3)) == [[(2.0, 0.0), (3.0, 0.0)]]


@pytest.mark.parametrize(
    ("latitude", "longitude", "land", "coast", "borders"),
    [
        pytest.param(51.5, -0.12, True, True, False, id="London: land and sea"),
        pytest.param(43.24, 76.9, True, False, True, id="Almaty: land and a border"),
        pytest.param(43.65, 51.2, True, True, False, id="Aktau: the Caspian is no land"),
        pytest.param(0.0, -30.0, False, False, False, id="the ocean"),
        pytest.param(-17.8, 179.9, True, True, False, id="beyond the 180th meridian"),
        pytest.param(67.6, 179.9, True, False, False, id="Chukotka: where maps are cut is no coast"),
        pytest.param(90.0, 0.0, False, False, False, id="the North Pole"),
    ],
)
def test_picture_shows_land_coast_and_borders(
    latitude: float, longitude: float, land: bool, coast: bool, borders: bool  # noqa: FBT001 - what a case expects
) -> None:  # fmt: skip
    found = draw(latitude, longitude, name="", frame=NEAR_FRAME).outlines
    assert (bool(found.land), bool(found.coast), bool(found.borders)) == (land, coast, borders)
    for path in (found.land, found.coast, found.borders):
        numbers = [float(number) for number in NUMBER.findall(path)]
        assert all(-7 <= x <= WIDTH + 7 for x in numbers[::2])
        assert all(-7 <= y <= HEIGHT + 7 for y in numbers[1::2])


def test_both_sides_of_the_180th_meridian_are_drawn() -> None:
    west, east = (draw(-17.0, longitude, name="", frame=FAR_FRAME).outlines for longitude in (179.9, -179.9))
    for outlines in (west, east):
        xs = [float(number) for number in NUMBER.findall(outlines.land)[::2]]
        assert (min(xs) < WIDTH / 2 - 20, max(xs) > WIDTH / 2 + 20) == (True, True)


def test_towns_are_where_they_are_and_no_label_covers_another() -> None:
    picture = draw(51.5074, -0.1278, name="London", frame=NEAR_FRAME)
    towns = {label.text: label for label in picture.towns}
    assert "Reading" in towns
    reading = towns["Reading"]
    # 58 km to the west and 8 km to the south.
    assert reading.dot_x == pytest.approx(WIDTH / 2 - 58 * WIDTH / 200, abs=8)
    assert reading.dot_y == pytest.approx(HEIGHT / 2 + 6 * WIDTH / 200, abs=8)
    assert reading.km == pytest.approx(59, abs=3)
    labels = [label for label in [picture.name, *picture.towns] if label is not None]
    assert len(labels) == 7
    rows = sorted((label.y, label.text) for label in labels)
    assert len(rows) == len(set(rows))
    assert "London" not in towns


def test_scale_bar_is_as_long_as_it_says() -> None:
    for frame in FRAMES:
        picture = draw(51.5, 0.0, name="", frame=frame)
        assert (picture.bar_end - 16) / WIDTH * frame.across == frame.bar


def test_tiles_are_found_where_there_is_land_only() -> None:
    assert list(tiles_within(NEAR, west=-38, south=31, east=-37, north=32)) == []
    (tile,) = tiles_within(NEAR, west=76, south=43, east=77, north=44)
    assert "Almaty" in [town.name for town in tile.towns]
    assert len(list(tiles_within(FAR, west=-10, south=40, east=10, north=55))) == 4


def test_data_is_small_and_its_licences_lie_beside_it() -> None:
    assert LAND.stat().st_size < 1_100_000
    licences = LAND.with_name("LICENCES.txt").read_text()
    assert ["Natural Earth" in licences, "Creative Commons Attribution 4.0" in licences] == [True, True]


@pytest.mark.django_db
def test_picture_is_plain_svg_with_a_text_for_those_who_do_not_see_it() -> None:
    place = PlaceFactory.create(name__text="London <b>", latitude="51.5", longitude="-0.12")
    for view in locators(PicketFactory.create(place=place)):
        svg = render_to_string("campaigns/locator.html", {"picture": view.picture, "words": view.words})
        root = ElementTree.fromstring(svg)  # noqa: S314 - our own
        assert root.attrib["role"] == "img"
        assert "London <b> at the red mark. Towns: " in root.attrib["aria-label"]
        attributes = {name for one in root.iter() for name in one.attrib}
        assert attributes & {"style", "onclick", "href"} == set()


@pytest.mark.django_db
def test_coordinates_are_told_of_the_picket_and_not_of_its_town() -> None:
    town = PlaceFactory.create(latitude="51.5", longitude="-0.12")
    of_town, own, nowhere = (
        PicketFactory.create(place=town),
        PicketFactory.create(place=town, latitude="51.50073", longitude="-0.12463"),
        PicketFactory.create(),
    )
    rows = [Picket.objects.get(pk=one.pk) for one in (of_town, own, nowhere)]
    assert [coordinates(one) for one in rows] == ["", "51.50073, -0.12463", ""]
    assert [geo_address(one) for one in rows] == ["", "geo:51.50073,-0.12463", ""]
    assert [len(locators(one)) for one in rows] == [2, 2, 0]


def page_of(client: Client, picket: Picket) -> str:
    response = client.get(f"/en/pickets/{picket.slug}/")
    assert (response.status_code, dict(response.cookies)) == (200, {})
    html = response.content.decode()
    assert problems_of(html) == []
    return html


@pytest.mark.django_db
def test_page_shows_the_way_there_and_the_picture(client: Client) -> None:
    place = PlaceFactory.create(name__text="London", latitude="51.5", longitude="-0.12")
    picket = PicketFactory.create(place=place, latitude="51.50073", longitude="-0.12463", travel="By bus 24.")
    html = page_of(client, picket)
    for shown in (
        '<a href="geo:51.50073,-0.12463">51.50073, -0.12463 in a map program</a>',
        "<p>By bus 24.</p>",
        'class="locator-mark"',
        "Towns: GeoNames, CC BY 4.0.",
    ):
        assert shown in html
    Picket.objects.update(stage="over")
    html = page_of(client, picket)
    assert ("Where it was" in html, "By bus 24." in html) == (True, False)
    Picket.objects.update(stage="cancelled")
    assert "locator-mark" not in page_of(client, picket)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stage", "words"), [("cancelled", "This picket is cancelled."), ("moved", "This picket has moved.")]
)
def test_page_says_why_a_picket_moved_or_is_cancelled(client: Client, stage: str, words: str) -> None:
    picket = PicketFactory.create(stage=stage, stage_note="A storm.")
    html = page_of(client, picket)
    assert (words in html, "<p>A storm.</p>" in html) == (True, True)
    Picket.objects.update(stage="announced")
    assert "A storm." not in page_of(client, picket)


@pytest.mark.django_db
def test_private_meeting_point_is_nowhere_that_all_can_see(client: Client) -> None:
    picket = PicketFactory.create(
        meeting_point="The canary gate",
        latitude="51.5",
        longitude="-0.12",
        place=PlaceFactory.create(name__text="London"),
    )
    ShiftFactory.create(picket=picket)

    def told() -> dict[str, bool]:
        found = pickets_for_pages().get(pk=picket.pk)
        data = event_data(found)
        assert data is not None
        drawn = "".join(
            render_to_string("campaigns/locator.html", {"picture": view.picture, "words": view.words})
            for view in locators(found)
        )
        calendar = picket_calendar(found).decode().replace("\r\n ", "")
        texts = {
            "page": page_of(client, picket),
            "calendar": calendar,
            "data": as_json(data),
            "locator": drawn,
        }
        texts["list"] = client.get("/en/pickets/").content.decode()
        return {name: "canary gate" in text for name, text in texts.items()}

    control = told()
    Picket.objects.update(meeting_point_is_private=True)
    assert (control["page"], control["calendar"]) == (True, True), "the control: it is there to leak"
    assert set(told().values()) == {False}
    assert "The exact point is told after you sign up." in page_of(client, picket)


@pytest.mark.django_db
def test_list_tells_numbers_only_roughly_where_so_chosen(client: Client) -> None:
    shift = ShiftFactory.create(places_needed=40)
    shift.places_taken = 23
    shift.save()
    exact = "23 of 40 places taken"
    assert exact in client.get("/en/pickets/").content.decode()
    Picket.objects.update(counts_as_range=True)
    for path in ("/en/pickets/", "/en/"):
        html = client.get(path).content.decode()
        assert ("20 to 50 expected" in html, exact in html, 'class="squares"' in html) == (True, False, False)
