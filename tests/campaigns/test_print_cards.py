"""Legal cards and posters as files: what they say, that they fit, and where the code on a poster leads."""

import io
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from django.core.cache import cache
from django.test import Client
from PIL import Image
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from campaigns.models import LegalCard, Participant, Picket, Shift
from campaigns.printing import legal_card_pdf, poster_pdf
from campaigns.printing.legal_card import languages_too_long
from sources.models import PublicationState
from tests.campaigns.cards import POINTS, TITLES, check, make_card
from tests.campaigns.printed import read, translate
from tests.factories.campaigns import LegalCardFactory, ParticipantFactory, PicketFactory, ShiftFactory
from toolkit.pdf import TooManyPagesError

pytestmark = [pytest.mark.needs("pango"), pytest.mark.django_db]

LANGUAGES = ["en", "ru", "kk"]
MM = 72 / 25.4
PICKETS = {
    "en": "Picket at the embassy",
    "ru": "Пикет у посольства; подъём",
    "kk": "Елшілік алдындағы пикет; ғылым, һәм, өнер",
}
LONG = "\n".join(["A point of quite some length that needs more than one line of a card."] * 12)


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _public_url(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://unforgotten.example"


def make_picket(**changes: object) -> Picket:
    """Make a picket in London on 5 June 2027, from 13:00 to 15:00 summer time."""
    starts = datetime(2027, 6, 5, 12, tzinfo=UTC)
    given = {"starts_at": starts, "ends_at": starts.replace(hour=14), "title": PICKETS["en"], **changes}
    picket = PicketFactory.create(**given)
    translate(picket, "title", PICKETS)
    return picket


def page_of(data: bytes) -> tuple[int, list[int], str, set[str]]:
    """Return how many pages a file has, the sides in mm, its language, and what its metadata hold."""
    reader = PdfReader(io.BytesIO(data))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    sides = [round(float(side) / MM) for side in reader.pages[0].mediabox[2:]]
    return len(reader.pages), sides, str(root["/Lang"]), set(reader.metadata or {})


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheet_holds_ten_cards_in_a_language(language: str) -> None:
    data = legal_card_pdf(make_card(), language=language)
    text = read(data)
    assert page_of(data) == (1, [210, 297], language, {"/Title"})
    for words in (TITLES[language], *POINTS[language], "020 7946 0123"):
        assert (words, text.count(words)) == (words, 10)


def test_sheet_holds_two_languages_side_by_side() -> None:
    text = read(legal_card_pdf(make_card(), language="kk", also="ru"))
    counts = [text.count(TITLES[language]) for language in LANGUAGES]
    assert counts == [0, 5, 5]
    assert text.index(TITLES["kk"]) < text.index(TITLES["ru"])


def test_card_says_sample_and_not_checked_until_somebody_did() -> None:
    sample = read(legal_card_pdf(make_card(is_sample=True), language="en"))
    real = make_card()
    unchecked = read(legal_card_pdf(real, language="en"))
    checked = read(legal_card_pdf(check(real), language="en"))
    words = ["SAMPLE", "Not checked by a lawyer.", "Checked by Sample & Partners on 2 March 2026."]
    counts = [[text.count(part) for part in words] for text in (sample, unchecked, checked)]
    # On each card beside the title and beside the number.
    assert counts == [[20, 10, 0], [0, 10, 0], [0, 0, 10]]


def test_card_without_a_number_leaves_room_to_write_one() -> None:
    text = read(legal_card_pdf(make_card(phone=""), language="en"))
    assert (text.count("Call"), "020" in text) == (10, False)


@pytest.mark.needs("poppler")
def test_cards_stand_where_the_marks_are(tmp_path: Path) -> None:
    path = tmp_path / "cards.pdf"
    path.write_bytes(legal_card_pdf(LegalCardFactory.create(title="Canary"), language="en"))
    boxes = subprocess.run(
        ["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True
    ).stdout
    found = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>Canary<', boxes)
    places = [(float(left) / MM, float(top) / MM) for left, top in found]
    first = places[0]
    steps = [(round(left - first[0], 1), round(top - first[1], 1)) for left, top in places]
    # Between the columns the red edge runs over the cut.
    assert steps == [(column * (85 + 6), row * 54) for row in range(5) for column in range(2)]


def test_longer_card_steps_down_and_one_too_long_is_refused() -> None:
    card = LegalCardFactory.create(text="\n".join(LONG.splitlines()[:4]))
    data = legal_card_pdf(card, language="en")
    assert (page_of(data)[0], read(data).count("A point of quite some length")) == (1, 40)
    assert languages_too_long(card) == []
    LegalCard.objects.update(text=LONG)
    with pytest.raises(TooManyPagesError):
        legal_card_pdf(card, language="en")
    assert languages_too_long(card) == ["English"]


def test_only_the_language_that_is_too_long_is_named() -> None:
    card = make_card()
    card.translations.filter(language="ru", field="text").update(text=LONG)
    assert languages_too_long(card) == ["Русский"]


@pytest.mark.parametrize("state", [PublicationState.DRAFT, PublicationState.WITHDRAWN])
def test_card_that_is_not_public_has_neither_page_nor_file(client: Client, state: str) -> None:
    card = make_card()
    addresses = [f"/en/legal-cards/{card.slug}/", f"/en/legal-cards/{card.slug}/cards.pdf"]
    before = [client.get(address).status_code for address in addresses]
    LegalCard.objects.update(state=state)
    assert (before, [client.get(address).status_code for address in addresses]) == ([200, 200], [404, 404])


@pytest.mark.parametrize(
    ("query", "status"), [("ru", 200), ("", 200), ("en", 404), ("fr", 404), ("x" * 9, 404)]
)
def test_second_language_is_one_that_the_card_has(client: Client, query: str, status: int) -> None:
    card = make_card()
    assert client.get(f"/en/legal-cards/{card.slug}/cards.pdf?also={query}").status_code == status


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_poster_says_what_when_where_and_who_calls(client: Client, language: str, paper: str) -> None:
    picket = make_picket(languages=["en", "kk"], meeting_point="By the red bench")
    ParticipantFactory.create(picket=picket)
    response = client.get(f"/{language}/pickets/{picket.slug}/poster.pdf?paper={paper}")
    text = read(response.content)
    sides = {"a4": [210, 297], "a3": [297, 420]}[paper]
    assert page_of(response.content) == (1, sides, language, {"/Title"})
    for words in (
        PICKETS[language],
        "Sample Street 1",
        "By the red bench",
        "Sample campaigners",
        "13:00",
        "2027",
    ):
        assert words in text
    assert f"unforgotten.example/{language}/pickets/{picket.slug}/" in text.replace(" ", "")
    assert "SAMPLE" not in text


def test_poster_names_nobody_who_was_only_asked_and_no_private_meeting_point() -> None:
    picket = make_picket(meeting_point="Canary bench", meeting_point_is_private=True)
    ParticipantFactory.create(picket=picket, label="Canary asked", consent=Participant.Consent.ASKED)
    ParticipantFactory.create(picket=picket, label="Canary declined", consent=Participant.Consent.DECLINED)
    ParticipantFactory.create(picket=picket, label="Agreed", consent=Participant.Consent.CONFIRMED)
    closed = poster_pdf(picket, language="en")
    # The control: what is planted would be found.
    Participant.objects.update(consent=Participant.Consent.CONFIRMED)
    Picket.objects.update(meeting_point_is_private=False)
    opened = read(poster_pdf(picket, language="en"))
    words = ["Agreed", "Canary asked", "Canary declined", "Canary bench"]
    assert [word in read(closed) for word in words] == [True, False, False, False]
    assert [word in opened for word in words] == [True] * 4
    assert b"Canary" not in closed


def test_poster_of_a_sample_says_so_across_it() -> None:
    text = read(poster_pdf(make_picket(is_sample=True), language="en"))
    assert ("SAMPLE" in text, "A sample, not a real picket." in text) == (True, True)


@pytest.mark.needs("poppler")
@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_code_on_a_poster_is_read_back_and_leads_to_the_shift(tmp_path: Path, paper: str) -> None:
    picket = make_picket()
    ShiftFactory.create(picket=picket, role=Shift.Role.STEWARD)
    shift = ShiftFactory.create(picket=picket, role=Shift.Role.JUST_COME)
    path = tmp_path / "poster.pdf"
    path.write_bytes(poster_pdf(picket, language="kk", paper=paper))
    subprocess.run(["pdftoppm", "-r", "100", "-png", "-singlefile", path, tmp_path / "poster"], check=True)
    codes = zxingcpp.read_barcodes(Image.open(tmp_path / "poster.png"))
    address = f"https://unforgotten.example/kk/pickets/{picket.slug}/"
    assert [code.text for code in codes] == [f"{address}?shift={shift.pk}"]
    corners = codes[0].position
    side = (corners.top_right.x - corners.top_left.x) / 100 * 25.4
    assert side >= 25


@pytest.mark.needs("poppler")
def test_code_on_a_poster_leads_to_the_picket_where_no_shift_is_for_all(tmp_path: Path) -> None:
    picket = make_picket()
    path = tmp_path / "poster.pdf"
    path.write_bytes(poster_pdf(picket, language="en"))
    subprocess.run(["pdftoppm", "-r", "100", "-png", "-singlefile", path, tmp_path / "poster"], check=True)
    codes = zxingcpp.read_barcodes(Image.open(tmp_path / "poster.png"))
    assert [code.text for code in codes] == [f"https://unforgotten.example/en/pickets/{picket.slug}/"]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, 200),
        ({"stage": Picket.Stage.MOVED}, 200),
        ({"stage": Picket.Stage.CANCELLED}, 404),
        ({"stage": Picket.Stage.DRAFT}, 404),
        ({"stage": Picket.Stage.OVER}, 404),
        ({"state": PublicationState.DRAFT}, 404),
        ({"state": PublicationState.WITHDRAWN}, 404),
    ],
)
def test_poster_is_only_of_a_public_picket_to_come(
    client: Client, changes: dict[str, str], status: int
) -> None:
    picket = make_picket(**changes)
    assert client.get(f"/en/pickets/{picket.slug}/poster.pdf").status_code == status


@pytest.mark.parametrize("paper", ["a2", "", "A4", "../a4"])
def test_poster_on_another_paper_is_not_there(client: Client, paper: str) -> None:
    picket = make_picket()
    assert client.get(f"/en/pickets/{picket.slug}/poster.pdf", {"paper": paper}).status_code == 404


def test_poster_with_the_longest_title_fits_one_page() -> None:
    picket = make_picket(title="Wide words and more of them, " * 5, summary="Sentence. " * 60)
    data = poster_pdf(picket, language="en")
    assert page_of(data)[0] == 1
    assert "Sample Street 1" in read(data)
