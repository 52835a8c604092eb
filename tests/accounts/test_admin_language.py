"""The language of the organisers' admin: the organiser's own, else the browser's; never a cookie."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.desk import address, send, text_of

pytestmark = pytest.mark.django_db


def language_of(client: Client, url: str, **headers: str) -> str:
    """Return the language that a page says it is in."""
    page = text_of(client.get(url, headers=headers))
    return page.split('<html lang="')[1].split('"')[0]


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_admin_speaks_the_organisers_own_language(desk: Client, organiser: User, language: str) -> None:
    User.objects.update(language=language)
    other = {"en": "ru", "ru": "kk", "kk": "en"}[language]
    assert language_of(desk, "/admin/", accept_language=other) == language
    assert language_of(desk, address(organiser), accept_language=other) == language


@pytest.mark.parametrize("stored", ["", "de"])
def test_admin_speaks_the_browsers_language_when_none_is_chosen(desk: Client, stored: str) -> None:
    User.objects.update(language=stored)
    assert language_of(desk, "/admin/", accept_language="kk") == "kk"
    assert language_of(desk, "/admin/", accept_language="fr") == "en"


def test_admin_sign_in_page_takes_the_language_from_its_address(client: Client) -> None:
    assert language_of(client, "/admin/login/?next=/admin/&language=kk", accept_language="ru") == "kk"
    assert language_of(client, "/admin/login/?next=/admin/", accept_language="ru") == "ru"
    assert language_of(client, "/admin/login/?language=xx", accept_language="ru") == "ru"
    page = text_of(client.get("/admin/login/?next=/admin/sources/"))
    assert 'href="?next=%2Fadmin%2Fsources%2F&amp;language=kk"' in page


def test_admin_keeps_the_language_that_is_chosen_without_a_cookie(desk: Client, organiser: User) -> None:
    cookies = set(desk.cookies)

    answer = desk.post(reverse("admin:language"), {"language": "kk", "next": "/admin/sources/claim/?q=a"})

    organiser.refresh_from_db()
    assert organiser.language == "kk"
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/sources/claim/?q=a")
    assert set(desk.cookies) - cookies <= {"csrf"}
    assert language_of(desk, "/admin/", accept_language="en") == "kk"


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
def test_admin_language_leads_nowhere_else(desk: Client, target: str) -> None:
    answer = desk.post(reverse("admin:language"), {"language": "ru", "next": target})
    assert answer.headers["Location"] == "/admin/"


def test_admin_language_is_changed_by_post_and_to_one_there_is(desk: Client, organiser: User) -> None:
    url = reverse("admin:language")
    assert desk.get(url, {"language": "kk"}).status_code == 405
    assert desk.post(url, {"language": "xx"}).status_code == 400
    organiser.refresh_from_db()
    assert organiser.language == "en"


def test_admin_language_needs_an_organiser(client: Client) -> None:
    answer = client.post(reverse("admin:language"), {"language": "kk"})
    assert answer.headers["Location"] == "/admin/login/?next=/admin/language/"


def test_admin_language_can_be_chosen_before_the_first_own_password(desk: Client, organiser: User) -> None:
    User.objects.update(must_change_password=True)
    change = reverse("admin:password_change")
    desk.post(reverse("admin:language"), {"language": "ru", "next": change})
    assert language_of(desk, change) == "ru"


def test_admin_offers_the_languages_of_the_interface_for_an_organiser(desk: Client, organiser: User) -> None:
    assert "Select a valid choice. xx is not one" in text_of(
        desk.post(address(organiser), {"language": "xx"})
    )
    send(desk, organiser, language="kk")
    organiser.refresh_from_db()
    assert organiser.language == "kk"


def test_public_pages_do_not_follow_the_organisers_language(desk: Client) -> None:
    User.objects.update(language="kk")
    assert language_of(desk, "/ru/cases/") == "ru"
