"""News of pickets: what is noted, and the Atom feed as feedparser reads it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from campaigns.models import AfterAction, Picket, PicketNews
from campaigns.services.news import note_news
from campaigns.tasks import note_news_task
from tests.factories.campaigns import (
    AfterActionFactory,
    CampaignFactory,
    PicketFactory,
    PicketNewsFactory,
    in_days,
)
from tests.factories.sources import TranslationFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


def _feed(client: Client, path: str = "/en/pickets/feed.atom") -> Any:  # noqa: ANN401 - feedparser has no types
    response = client.get(path)
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response.cookies == {}
    feed = feedparser.parse(response.content)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


def _noted() -> list[tuple[str, str]]:
    return [(news.picket.title, news.kind) for news in PicketNews.objects.order_by("pk")]


def test_each_step_of_a_picket_is_noted_once() -> None:
    picket = PicketFactory(title="A")
    assert [note_news(now=NOW), note_news(now=NOW)] == [1, 0]
    Picket.objects.update(stage="moved", starts_at=in_days(11), ends_at=in_days(12))
    assert [note_news(now=NOW), note_news(now=NOW)] == [1, 0]
    # Another title is no news; another hour is.
    Picket.objects.update(title="B")
    assert note_news(now=NOW) == 0
    Picket.objects.update(starts_at=in_days(11.1))
    assert note_news(now=NOW) == 1
    Picket.objects.update(stage="cancelled")
    assert [note_news(now=NOW), note_news(now=NOW)] == [1, 0]

    assert [kind for _, kind in _noted()] == ["announced", "moved", "moved", "cancelled"]
    assert picket.news.count() == 4


def test_report_is_news_once_it_is_published() -> None:
    after = AfterActionFactory(picket__stage="over", picket__title="A", state="draft")
    assert note_news(now=NOW) == 0
    AfterAction.objects.filter(pk=after.pk).update(state="published")
    note_news_task()

    assert _noted() == [("A", "report")]


@pytest.mark.parametrize(
    ("state", "stage"), [("draft", "announced"), ("withdrawn", "announced"), ("published", "draft")]
)
def test_what_is_not_public_is_no_news(state: str, stage: str) -> None:
    PicketFactory(state=state, stage=stage)
    assert note_news(now=NOW) == 0


def test_given_pickets_alone_are_looked_at() -> None:
    one, _other = PicketFactory(title="A"), PicketFactory(title="B")
    note_news(now=NOW, pickets=[one])
    assert _noted() == [("A", "announced")]


def test_feed_tells_what_happened_the_latest_first(client: Client) -> None:
    picket = PicketFactory(
        title="Picket <at> the “embassy” & co",
        stage="cancelled",
        stage_note="There will be a storm.",
        meeting_point="Canary Square",
        meeting_point_is_private=True,
    )
    PicketNewsFactory(picket=picket, noted_at=NOW)
    PicketNewsFactory(picket=picket, kind="moved", about="ab" * 32, noted_at=NOW + timedelta(hours=1))
    PicketNewsFactory(picket=picket, kind="cancelled", noted_at=NOW + timedelta(hours=2))
    feed = _feed(client)

    assert [entry.title for entry in feed.entries] == [
        f"{what}: Picket <at> the “embassy” & co" for what in ("Cancelled", "Moved", "Announced")
    ]
    assert [entry.updated for entry in feed.entries] == [
        f"2027-03-01T{hour}:00:00+00:00" for hour in (14, 13, 12)
    ]
    assert feed.feed.updated == "2027-03-01T14:00:00+00:00"
    assert {entry.link for entry in feed.entries} == {f"http://localhost:8000/en/pickets/{picket.slug}/"}
    assert [entry.id for entry in feed.entries] == [
        f"tag:localhost,2026:picket/{picket.pk}/cancelled",
        f"tag:localhost,2026:picket/{picket.pk}/moved/abababababababab",
        f"tag:localhost,2026:picket/{picket.pk}/announced",
    ]
    assert "There will be a storm." in feed.entries[0].summary
    assert "Canary" not in client.get("/en/pickets/feed.atom").text


def test_feed_is_in_the_language_of_its_address_and_its_names_are_not(client: Client) -> None:
    picket = PicketFactory()
    TranslationFactory(subject=picket, field="title", language="ru", text="Пикет у посольства")
    PicketNewsFactory(picket=picket)
    english, russian = (_feed(client, f"/{language}/pickets/feed.atom") for language in ("en", "ru"))

    assert (english.feed.language, russian.feed.language) == ("en", "ru")
    assert "Пикет у посольства" in russian.entries[0].title
    assert english.entries[0].id == russian.entries[0].id
    assert english.feed.id != russian.feed.id
    assert russian.feed.links[1]["href"] == "http://localhost:8000/ru/pickets/feed.atom"


def test_feed_of_a_campaign_holds_its_pickets_alone(client: Client) -> None:
    campaign = CampaignFactory(slug="sample", title="Sample cause")
    PicketNewsFactory(picket__campaign=campaign, picket__title="Ours")
    PicketNewsFactory(picket__title="Theirs")
    feed = _feed(client, "/en/campaigns/sample/feed.atom")

    assert [entry.title for entry in feed.entries] == ["Announced: Ours"]
    assert feed.feed.title == "News of pickets: Sample cause"


def test_feed_forgets_what_is_withdrawn(client: Client) -> None:
    PicketNewsFactory(picket__state="withdrawn")
    after = AfterActionFactory(picket__stage="over")
    PicketNewsFactory(picket=after.picket, kind="report")
    assert [entry.title for entry in _feed(client).entries] == ["What happened: Picket at the embassy"]

    AfterAction.objects.update(state="withdrawn")
    assert _feed(client).entries == []


def test_feed_is_not_sent_again_while_it_stays_the_same(client: Client) -> None:
    for rows in range(2):
        first = client.get("/en/pickets/feed.atom")
        with time_machine.travel(datetime.now(UTC) + timedelta(hours=1)):
            known = {"If-None-Match": first.headers["ETag"]}
            assert client.get("/en/pickets/feed.atom", headers=known).status_code == 304
            PicketNewsFactory()
            again = client.get("/en/pickets/feed.atom", headers=known)
        assert len(feedparser.parse(again.content).entries) == rows + 1


@pytest.mark.parametrize("path", ["/en/", "/en/pickets/", "/en/follow/"])
def test_pages_lead_feed_readers_to_the_news(client: Client, path: str) -> None:
    CampaignFactory()
    link = '<link rel="alternate" type="application/atom+xml" title="News of pickets" href="/en/pickets/feed.atom">'
    assert client.get(path).text.count(link) == 1


def test_pages_of_a_campaign_lead_to_its_own_news(client: Client) -> None:
    picket = PicketFactory(campaign__slug="sample", campaign__title='The "sample" cause')
    link = (
        '<link rel="alternate" type="application/atom+xml" '
        'title="News of pickets: The &quot;sample&quot; cause" href="/en/campaigns/sample/feed.atom">'
    )
    for path in ("/en/campaigns/sample/", picket.get_absolute_url()):
        assert client.get(path).text.count(link) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_feed_takes_the_same_queries_for_any_number(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _ in range(rows):
        PicketNewsFactory()
    client.get("/en/pickets/feed.atom")  # Django looks up content types once a process
    with django_assert_num_queries(2):
        response = client.get("/en/pickets/feed.atom")
    assert len(feedparser.parse(response.content).entries) == rows
