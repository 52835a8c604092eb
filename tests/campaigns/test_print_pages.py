"""The addresses of the sheets: what is sent, kept, refused, and said when PDFs are off."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from sources.models import PublicationState
from tests.campaigns.printed import NAMES, make_case, make_letter, read
from toolkit import pdf

pytestmark = [pytest.mark.needs("pango"), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("form", ["leaflet", "petition-sheet"])
def test_sheet_of_a_case_comes_in_the_language_of_its_address(
    client: Client, form: str, language: str
) -> None:
    case = make_case()
    response = client.get(f"/{language}/cases/{case.slug}/{form}.pdf")
    name = f"unforgotten-{case.slug}-{form.removesuffix('-sheet')}-{language}.pdf"
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["Content-Disposition"] == f'inline; filename="{name}"'
    assert response["Cache-Control"] == "no-cache"
    assert NAMES[language] in read(response.content)
    assert not response.cookies


def test_same_sheet_is_not_sent_twice(client: Client) -> None:
    case = make_case()
    address = f"/en/cases/{case.slug}/leaflet.pdf"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    case.headline = "Something else is known now."
    case.save()
    changed = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (changed.status_code, "Something else is known now." in read(changed.content)) == (200, True)


@pytest.mark.parametrize("form", ["leaflet", "petition-sheet"])
def test_sheet_of_a_withdrawn_case_is_gone_at_once(client: Client, form: str) -> None:
    case = make_case()
    address = f"/en/cases/{case.slug}/{form}.pdf"
    before = client.get(address).status_code
    case.state = PublicationState.WITHDRAWN
    case.save()
    assert (before, client.get(address).status_code) == (200, 404)


def test_letter_without_a_name_has_lines_to_fill_in(client: Client) -> None:
    letter = make_letter(make_case())
    response = client.get(f"/en/letters/{letter.slug}/letter.pdf")
    assert (response.status_code, response["Cache-Control"]) == (200, "no-cache")
    assert "Your name" in read(response.content)


def test_letter_with_a_name_is_kept_nowhere(client: Client, settings: Settings) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "x"}
    }
    letter = make_letter(make_case())
    data = {"name": "Canary Qanary", "town": "Canaria"}
    response = client.post(f"/kk/letters/{letter.slug}/letter.pdf", data)
    kept = set(getattr(cache, "_cache", {}))
    client.get(f"/kk/letters/{letter.slug}/letter.pdf")
    assert response.status_code == 200
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
    assert "Canary Qanary" in read(response.content)
    assert "canar" not in response["Content-Disposition"].lower()
    # The control: the letter without a name is kept, so an empty cache would have been seen.
    assert (kept, len(getattr(cache, "_cache", {}))) == (set(), 1)


@pytest.mark.parametrize(
    "data",
    [{"name": "x" * 81}, {"name": "A\x00b"}, {"name": "A\u202eb"}, {"town": "A\u2028b"}, {"town": "x" * 300}],
)
def test_name_that_cannot_be_printed_is_asked_again(client: Client, data: dict[str, str]) -> None:
    letter = make_letter(make_case())
    response = client.post(f"/en/letters/{letter.slug}/letter.pdf", data)
    assert response.status_code == 422
    assert b'class="error"' in response.content
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("name", ["O’Brien <b>&amp;", "Ұлжан-Һ", "عائشة نور", "W" * 80])
def test_any_name_fits_the_letter_and_no_log(
    client: Client, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    letter = make_letter(make_case())
    response = client.post(f"/en/letters/{letter.slug}/letter.pdf", {"name": name})
    assert not any(letter in caplog.text for letter in set(name) if not letter.isascii())
    assert (response.status_code, len(PdfReader(io.BytesIO(response.content)).pages)) == (200, 1)


@pytest.mark.parametrize("name", ["李明", "Ά" * 80])
def test_name_that_our_fonts_lack_is_asked_for_another_way(
    client: Client, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    letter = make_letter(make_case())
    response = client.post(f"/en/letters/{letter.slug}/letter.pdf", {"name": name})
    html = response.content.decode()
    assert (response.status_code, "Our print has no letters for" in html, name in html) == (422, True, True)
    assert not any(letter in caplog.text for letter in set(name) - {" "})


def test_form_posted_from_another_site_is_refused(client: Client) -> None:
    letter = make_letter(make_case())
    address = f"/en/letters/{letter.slug}/letter.pdf"
    response = client.post(address, {"name": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403


@pytest.fixture
def pdf_is_off(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Take the fonts away, as a broken installation would; a missing Pango ends in the same place."""
    pdf._load.cache_clear()
    settings.BASE_DIR = tmp_path
    yield
    pdf._load.cache_clear()


@pytest.mark.usefixtures("pdf_is_off")
@pytest.mark.logs_errors
@pytest.mark.parametrize("language", ["en", "ru"])
def test_page_says_that_pdfs_are_off(client: Client, language: str) -> None:
    letter = make_letter(make_case())
    for address in (f"cases/{letter.case.slug}/leaflet.pdf", f"letters/{letter.slug}/letter.pdf"):  # type: ignore[union-attr]  # it has one
        response = client.get(f"/{language}/{address}")
        assert response.status_code == 503
        assert response["Content-Type"] == "text/html; charset=utf-8"
        assert b'role="alert"' in response.content
        assert "no-store" in response["Cache-Control"]


@pytest.mark.logs_errors
def test_page_says_that_a_text_is_too_long(client: Client) -> None:
    case = make_case()
    claim = case.story.get().claim
    claim.text = "Word " * 3000
    claim.save()
    response = client.get(f"/en/cases/{case.slug}/leaflet.pdf")
    assert (response.status_code, b"too long for its paper" in response.content) == (503, True)
