"""The list for other sites, and the page that says how to follow pickets."""

import html
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from campaigns.urls_feeds import urlpatterns
from sources.models import Place
from tests.factories.campaigns import CampaignFactory, PicketFactory, in_days
from tests.factories.sources import PlaceFactory, TranslationFactory
from tests.pages import problems_of
from tests.parts import ROOT

pytestmark = pytest.mark.django_db

LIST = "/en/embed/pickets/"


def _titles(client: Client, query: str = "") -> list[str]:
    text = client.get(f"{LIST}?{query}").text
    return re.findall(r"<h2><a [^>]+>([^<]+)</a></h2>", text)


def test_list_is_whole_and_has_no_script_and_no_cookie(client: Client) -> None:
    PicketFactory(meeting_point="Canary Square")
    response = client.get(LIST)

    assert problems_of(response.text) == []
    assert [word for word in ("<script", "<form", "<img", "<iframe", "Canary") if word in response.text] == []
    assert response.cookies == {}


def test_list_alone_may_stand_in_a_frame_of_any_site(client: Client) -> None:
    picket = PicketFactory()
    embedded = client.get(LIST)
    assert "X-Frame-Options" not in embedded.headers
    assert embedded.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors *"
    )
    assert embedded.headers["Cross-Origin-Resource-Policy"] == "cross-origin"

    others = ["/en/", "/en/pickets/", picket.get_absolute_url(), "/en/follow/", "/en/pickets/pickets.ics"]
    for path in others:
        answer = client.get(path)
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


class _Links(HTMLParser):
    """Collects the links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links.append(dict(attrs))


def test_links_open_beside_the_site_and_tell_nothing_of_it(client: Client) -> None:
    PicketFactory()
    PicketFactory()
    page = _Links()
    page.feed(client.get(f"{LIST}?limit=1").text)

    assert len(page.links) == 3
    assert {(link["target"], link["rel"]) for link in page.links} == {("_blank", "noopener noreferrer")}


def test_list_shows_the_next_pickets_that_are_asked_for(client: Client) -> None:
    campaign = CampaignFactory(slug="sample")
    city = PlaceFactory(slug="sample-city", kind=Place.Kind.CITY)
    square = PlaceFactory(within=city)
    PicketFactory(title="Third", campaign=campaign, place=square, starts_at=in_days(3))
    PicketFactory(title="First", campaign=campaign, starts_at=in_days(1))
    PicketFactory(title="Second", place=city, starts_at=in_days(2))
    PicketFactory(title="Cancelled", stage="cancelled")
    PicketFactory(title="Draft", state="draft")
    PicketFactory(title="Over", stage="over", starts_at=in_days(-2))

    assert _titles(client) == ["First", "Second", "Third"]
    assert _titles(client, "limit=2") == ["First", "Second"]
    assert _titles(client, "campaign=sample") == ["First", "Third"]
    assert _titles(client, "city=sample-city") == ["Second", "Third"]
    assert _titles(client, "campaign=sample&city=sample-city&limit=20") == ["Third"]
    assert "All pickets" in client.get(f"{LIST}?limit=2").text
    assert "All pickets" not in client.get(f"{LIST}?limit=3").text


def test_list_without_pickets_says_so(client: Client) -> None:
    assert "No picket is called yet." in client.get(LIST).text


@pytest.mark.parametrize(
    "query",
    [
        "campaign=nothing",
        "campaign=hidden",
        "city=nowhere",
        "limit=0",
        "limit=21",
        "limit=many",
        "city=%00",
        "limit=-1",
    ],
)
def test_list_that_is_not_there_says_so_in_the_frame(client: Client, query: str) -> None:
    CampaignFactory(slug="hidden", state="draft")
    response = client.get(f"{LIST}?{query}")

    assert response.status_code == 404
    assert problems_of(response.text) == []
    assert response.headers["Content-Security-Policy"].endswith("frame-ancestors *")


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_list_is_in_the_language_of_its_address(client: Client, language: str) -> None:
    picket = PicketFactory(title="Picket")
    for code, title in (("ru", "Пикет"), ("kk", "Пикет (қазақша)")):
        TranslationFactory(subject=picket, field="title", language=code, text=title)
    text = client.get(f"/{language}/embed/pickets/").text

    titles = {"en": "Picket", "ru": "Пикет", "kk": "Пикет (қазақша)"}
    assert f'<html lang="{language}">' in text
    assert f">{titles[language]}</a>" in text
    assert f'href="/{language}/pickets/{picket.slug}/"' in text


def test_list_is_not_sent_again_while_it_stays_the_same(client: Client) -> None:
    PicketFactory()
    tag = client.get(LIST).headers["ETag"]
    answer = client.get(LIST, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["Content-Security-Policy"].endswith("frame-ancestors *")


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_the_same_queries_for_any_number(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _ in range(rows):
        PicketFactory(place=PlaceFactory())
    client.get(LIST)  # Django looks up content types once a process
    with django_assert_num_queries(3):
        assert len(_titles(client)) == rows


def test_page_hands_out_the_lines_to_copy(client: Client) -> None:
    campaign = CampaignFactory(slug="sample")
    PicketFactory(campaign=campaign, place=PlaceFactory(slug="sample-city", kind=Place.Kind.CITY))
    page = client.get("/ru/follow/?campaign=sample&city=sample-city&limit=3").text

    assert problems_of(page) == []
    textarea = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert textarea is not None
    lines = html.unescape(textarea[1])
    source = re.search(r'<iframe src="([^"]+)"', lines)
    assert source is not None
    address = html.unescape(source[1])
    assert address == ("http://localhost:8000/ru/embed/pickets/?campaign=sample&city=sample-city&limit=3")
    parts = urlsplit(address)
    assert client.get(f"{parts.path}?{parts.query}").status_code == 200


def test_page_says_what_is_wrong_with_what_was_asked(client: Client) -> None:
    response = client.get("/en/follow/?limit=500")
    assert response.status_code == 422
    assert problems_of(response.text) == []
    assert 'class="error"' in response.text


def test_page_leads_to_every_calendar(client: Client) -> None:
    campaign = CampaignFactory(slug="sample")
    place = PlaceFactory(slug="sample-city", kind=Place.Kind.CITY)
    PicketFactory(campaign=campaign, place=PlaceFactory(within=place))
    page = client.get("/en/follow/").text

    links = re.findall(r'href="webcal://localhost:8000([^"]+)"', page)
    assert links[:3] == [
        "/en/pickets/pickets.ics",
        "/en/campaigns/sample/pickets.ics",
        "/en/places/sample-city/pickets.ics",
    ]
    assert len(links) == 10
    assert {client.get(link).status_code for link in links} == {200}


def test_every_public_feed_is_documented() -> None:
    # Pages and switches of a volunteer's own are no feeds.
    others = {"calendar-make", "calendar-revoke", "push-on", "push-off"}
    text = (ROOT / "docs" / "feeds.md").read_text()
    routes = {pattern.name: re.sub(r"<\w+:(\w+)>", r"<\1>", str(pattern.pattern)) for pattern in urlpatterns}
    assert [name for name, route in routes.items() if name not in others and f"/{route}" not in text] == []
