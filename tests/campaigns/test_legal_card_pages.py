"""Where readers meet a legal card: its page, the picket's page, the list of what can be printed, and their mail."""

from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from campaigns.mailings import Links, build_mail
from campaigns.models import Dispatch, Picket
from tests.campaigns.cards import POINTS, TITLES, check, make_card
from tests.factories.campaigns import (
    DispatchFactory,
    LegalCardFactory,
    PicketFactory,
    ShiftFactory,
    SignUpFactory,
)
from tests.factories.sources import PlaceFactory

pytestmark = pytest.mark.django_db


def page(client: Client, address: str) -> str:
    """Return a page as text."""
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_page_says_what_the_card_says_and_where_to_print_it(client: Client, language: str) -> None:
    card = make_card()
    text = page(client, f"/{language}/legal-cards/{card.slug}/")
    for words in (TITLES[language], *POINTS[language], "020 7946 0123"):
        assert escape(words) in text
    links = [f"/{code}/legal-cards/{card.slug}/cards.pdf" for code in ("en", "ru", "kk")]
    others = [code for code in ("en", "ru", "kk") if code != language]
    links += [f"/{language}/legal-cards/{card.slug}/cards.pdf?also={code}" for code in others]
    assert [text.count(f'href="{link}"') for link in links] == [1] * 5


def test_page_says_sample_and_who_checked_it(client: Client) -> None:
    card = make_card(is_sample=True)
    before = page(client, f"/en/legal-cards/{card.slug}/")
    check(card)
    after = page(client, f"/en/legal-cards/{card.slug}/")
    words = [
        "A SAMPLE, not advice to rely on.",
        "Not checked by a lawyer.",
        "Checked by Sample &amp; Partners on",
    ]
    assert [word in before for word in words] == [True, True, False]
    assert [word in after for word in words] == [True, False, True]


@pytest.mark.parametrize(
    ("stage", "is_there"),
    [(Picket.Stage.ANNOUNCED, True), (Picket.Stage.MOVED, True), (Picket.Stage.CANCELLED, False)],
)
def test_page_of_a_picket_leads_to_its_card_and_poster(client: Client, stage: str, *, is_there: bool) -> None:
    place = PlaceFactory.create()
    card = make_card(country=place)
    picket = PicketFactory.create(place=place, stage=stage)
    text = page(client, f"/en/pickets/{picket.slug}/")
    links = [f"/en/legal-cards/{card.slug}/", f"/en/pickets/{picket.slug}/poster.pdf?paper=a4"]
    assert [f'href="{link}"' in text for link in links] == [is_there, is_there]


def test_page_of_a_picket_without_a_card_says_nothing_of_one(client: Client) -> None:
    make_card()
    picket = PicketFactory.create(place=PlaceFactory.create())
    assert "legal-cards" not in page(client, f"/en/pickets/{picket.slug}/")


def test_print_list_names_cards_and_posters(client: Client) -> None:
    card, picket = make_card(), PicketFactory.create()
    gone = PicketFactory.create(stage=Picket.Stage.CANCELLED)
    text = page(client, "/kk/print/list/")
    assert f'href="/kk/legal-cards/{card.slug}/cards.pdf?also=ru"' in text
    assert f'href="/kk/pickets/{picket.slug}/poster.pdf?paper=a3"' in text
    assert gone.slug not in text


@pytest.mark.parametrize("rows", [1, 3])
def test_print_list_takes_the_same_queries_for_any_number_of_cards_and_posters(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _ in range(rows):
        make_card()
        PicketFactory.create(place=PlaceFactory.create())
    with django_assert_num_queries(10):
        page(client, "/ru/print/list/")


def mail_of(dispatch: Dispatch) -> tuple[str, str]:
    """Return text and HTML of the mail of a dispatch."""
    mail = build_mail(dispatch, links=Links(action="https://unforgotten.example/x"), message_id="<x@example>")
    assert isinstance(mail, EmailMultiAlternatives)
    html: Any = mail.alternatives[0]
    return str(mail.body), str(html[0])


def volunteer(language: str = "en", **card: object) -> Dispatch:
    """Return the confirmation of somebody who signed up where a card is for."""
    place = PlaceFactory.create()
    make_card(country=place, **card)
    shift = ShiftFactory.create(picket=PicketFactory.create(place=place))
    return DispatchFactory.create(sign_up=SignUpFactory.create(shift=shift, language=language))


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_confirmation_carries_the_card_in_the_volunteers_language(language: str) -> None:
    text, html = mail_of(volunteer(language))
    lines = text.splitlines()
    assert [f"{number}. {point}" in lines for number, point in enumerate(POINTS[language], 1)] == [True, True]
    assert [escape(f"{point}") in html for point in POINTS[language]] == [True, True]
    assert ("020 7946 0123" in text, "020 7946 0123" in html) == (True, True)
    assert (f"/{language}/legal-cards/" in text, f"/{language}/legal-cards/" in html) == (True, True)


def test_confirmation_says_not_checked_until_somebody_did() -> None:
    dispatch = volunteer(is_sample=True)
    words = ["SAMPLE", "Not checked by a lawyer.", "Checked by Sample & Partners on 2 March 2026."]
    before = [word in mail_of(dispatch)[0] for word in words]
    card = dispatch.volunteer.shift.picket.place.legal_card  # type: ignore[union-attr]  # made above
    check(card)
    assert before == [True, True, False]
    assert [word in mail_of(dispatch)[0] for word in words] == [True, False, True]


def test_promotion_carries_the_card_too() -> None:
    dispatch = volunteer()
    dispatch.key = "confirmation:sample:promoted"
    assert POINTS["en"][0] in mail_of(dispatch)[0]


def test_reminder_carries_no_card() -> None:
    dispatch = volunteer()
    dispatch.kind = Dispatch.Kind.REMINDER
    assert POINTS["en"][0] not in mail_of(dispatch)[0]


def test_confirmation_without_a_card_says_nothing_of_one() -> None:
    LegalCardFactory.create()
    dispatch = DispatchFactory.create()
    text, html = mail_of(dispatch)
    assert ("Legal card" in text, "Legal card" in html) == (False, False)
