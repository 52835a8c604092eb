"""The sheets as files: what they say in each language, read back from the PDF."""

import io
import re
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.utils.translation import gettext, override
from PIL import Image
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from campaigns.printing import case_leaflet_pdf, letter_pdf, petition_sheet_pdf
from prisoners.models import Case
from sources.models import PublicationState, Review, Translation
from tests.campaigns import printed
from tests.campaigns.printed import fonts_of, lengthen, make_case, make_claim, make_letter, read
from tests.factories.prisoners import StorySentenceFactory
from toolkit.pdf import TooManyPagesError
from toolkit.qr import qr_png

pytestmark = [pytest.mark.needs("pango"), pytest.mark.django_db]

LANGUAGES = ["en", "ru", "kk"]
MM = 72 / 25.4


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def sheet(kind: str, case: Case, language: str) -> bytes:
    if kind == "letter":
        return letter_pdf(case.letters.first() or make_letter(case), language=language)
    make = {"leaflet": case_leaflet_pdf, "petition": petition_sheet_pdf}[kind]
    return make(case, language=language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["leaflet", "petition", "letter"])
def test_sheet_is_one_tagged_page_with_our_fonts(kind: str, language: str) -> None:
    data = sheet(kind, make_case(), language)
    reader = PdfReader(io.BytesIO(data))
    page = reader.pages[0]
    assert len(reader.pages) == 1
    assert [round(float(side) / MM) for side in page.mediabox[2:]] == [210, 297]
    assert fonts_of(data) == {"Commissioner": True, "Literata": True}
    root: Any = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == (language, True)
    assert set(reader.metadata or {}) == {"/Title"}
    assert len(data) < 300_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_leaflet_says_what_was_put_in(language: str) -> None:
    text = read(case_leaflet_pdf(make_case(), language=language))
    for texts in (printed.NAMES, printed.HEADLINES, printed.STORY, printed.ASKS, printed.COUNTS):
        assert texts[language] in text
    assert "128" in text
    assert [printed.NAMES[other] in text for other in LANGUAGES] == [True, True, True]
    assert "Paper of" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_petition_sheet_says_what_was_put_in(language: str) -> None:
    text = read(petition_sheet_pdf(make_case(), language=language))
    for texts in (printed.NAMES, printed.SUMMARIES, printed.ASKS, printed.DEMANDS):
        assert texts[language] in text
    second = "en" if language == "kk" else "kk"
    assert f"{printed.NAMES[second]}. {printed.ASKS[second]}" in text
    assert re.findall(r"(?<= )\d{1,2}(?= )", text)[-12:] == [str(row) for row in range(1, 13)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_letter_says_what_was_put_in(language: str) -> None:
    text = read(letter_pdf(make_letter(make_case()), language=language, name="Ұлжан Һ", town="Ақтөбе"))
    body = re.sub(r"\s+", " ", printed.BODIES[language])
    assert body in text, text
    assert (text.count("Ұлжан Һ"), text.count("Ақтөбе")) == (2, 1)


def test_leaflet_has_a_note_for_each_run_of_sentences_from_one_document() -> None:
    case = make_case()
    claim = make_claim({"en": "A second sentence.", "ru": "Вторая фраза.", "kk": "Екінші сөйлем."})
    StorySentenceFactory.create(case=case, claim=claim, position=1)
    numbers = [row.claim.citations.get().passage.document.number for row in case.story.all()]
    text = read(case_leaflet_pdf(case, language="en"))
    assert re.search(rf"paid\.\W*{numbers[0]} A second sentence\.\W*{numbers[1]}", text)


def test_leaflet_leaves_out_claims_that_are_not_published() -> None:
    case = make_case()
    texts = {"en": "Canary sentence.", "ru": "Канарейка.", "kk": "Канарейка."}
    StorySentenceFactory.create(case=case, claim=make_claim(texts, state=PublicationState.DRAFT), position=1)
    assert "Canary" not in read(case_leaflet_pdf(case, language="en"))


@pytest.mark.parametrize("make", [case_leaflet_pdf, petition_sheet_pdf])
def test_sheet_of_a_withdrawn_case_is_not_made(make: Any) -> None:  # noqa: ANN401 - either function
    case = make_case(state=PublicationState.WITHDRAWN)
    with pytest.raises(Case.DoesNotExist):
        make(case, language="en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_longer_story_steps_down_to_one_page(language: str) -> None:
    case = make_case()
    lengthen(case, paragraphs=2, sentences=3)
    data = case_leaflet_pdf(case, language=language)
    assert len(PdfReader(io.BytesIO(data)).pages) == 1
    assert "2.2: " in read(data)


def test_story_too_long_for_the_page_is_cut_at_a_paragraph_and_says_so() -> None:
    case = make_case()
    lengthen(case, paragraphs=12, sentences=3)
    data = case_leaflet_pdf(case, language="en")
    text = read(data)
    last = max(int(number) for number in re.findall(r"(\d+)\.\d: ", text))
    assert len(PdfReader(io.BytesIO(data)).pages) == 1
    assert 1 <= last < 12
    assert (f"{last}.2: " in text, f"{last + 1}.0: " in text) == (True, False)
    assert ("The whole story is at the address" in text, printed.ASKS["en"] in text) == (True, True)


def test_paragraph_that_fits_no_page_is_refused() -> None:
    case = make_case()
    claim = case.story.get().claim
    claim.text = "Word " * 3000
    claim.save()
    with pytest.raises(TooManyPagesError):
        case_leaflet_pdf(case, language="en")


@pytest.mark.parametrize(
    "character", ["\n", " \n ", "\t", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\u200b"]
)
def test_pasted_breaks_do_not_stop_a_leaflet(character: str) -> None:
    case = make_case()
    claim = case.story.get().claim
    claim.text = character.join(["A sentence with words in it"] * 12)
    claim.save()
    text = read(case_leaflet_pdf(case, language="en"))
    assert text.replace("\u200b", "").count("A sentence with words in it") == 12


def test_record_says_so_and_a_live_sheet_does_not() -> None:
    record = read(case_leaflet_pdf(make_case(), language="en"))
    live = read(case_leaflet_pdf(make_case(as_of=None), language="en"))
    words = "A record as of 21 January 2022. Nothing here says how things stand now."
    assert (words in record, words in live) == (True, False)
    assert "The tall one is 21 January 2022, the day of this record." in record


def test_count_stops_where_nobody_has_checked() -> None:
    case = make_case(as_of=None, checked_on=date(2022, 1, 21))
    text = read(case_leaflet_pdf(case, language="en"))
    assert "Counted up to 21 January 2022; not checked since." in text
    assert "at least 128 days" in text


def test_approximate_count_says_about() -> None:
    assert "about 128 days" in read(case_leaflet_pdf(make_case(), language="en"))


def test_transliteration_is_marked() -> None:
    words = "Our transliteration where no document prints the name in that script."
    case = make_case()
    before = words in read(case_leaflet_pdf(case, language="en"))
    case.person.names.filter(kind="transliteration").update(kind="preferred")  # type: ignore[union-attr]  # it has one
    cache.clear()
    assert (before, words in read(case_leaflet_pdf(case, language="en"))) == (True, False)


@pytest.mark.parametrize("kind", ["leaflet", "petition", "letter"])
def test_translation_nobody_has_read_says_so(kind: str) -> None:
    with override("ru"):
        words = gettext("These texts are translations that no native speaker has read yet.")
    case = make_case()
    texts = [read(sheet(kind, case, "ru"))]
    Translation.objects.update(review=Review.READ)
    texts.append(read(sheet(kind, case, "ru")))
    texts.append(read(sheet(kind, case, "en")))
    assert [words in text for text in texts] == [True, False, False]


@pytest.mark.parametrize("kind", ["leaflet", "petition"])
def test_qr_leads_to_the_page_in_the_sheets_language(kind: str, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://unforgotten.example"
    case = make_case()
    reader = PdfReader(io.BytesIO(sheet(kind, case, "kk")))
    sides: list[float] = []

    def measure(operator: bytes, _: list[Any], cm: list[float], __: list[float]) -> None:
        if operator == b"Do":
            sides.append(abs(cm[0]) / MM)

    reader.pages[0].extract_text(visitor_operand_before=measure)
    picture = reader.pages[0].images[0].image
    expected = Image.open(io.BytesIO(qr_png(f"https://unforgotten.example/kk/cases/{case.slug}/")))
    assert picture is not None
    assert picture.convert("L").tobytes() == expected.convert("L").tobytes()
    assert min(sides) >= 25
    text = read(sheet(kind, case, "kk")).replace(" ", "")
    assert f"unforgotten.example/kk/cases/{case.slug}/" in text


@pytest.mark.needs("poppler")
def test_address_stands_in_the_window(tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(letter_pdf(make_letter(make_case()), language="en"))
    boxes = subprocess.run(
        ["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True
    ).stdout
    words = {
        word: (float(left) / MM, float(top) / MM)
        for left, top, word in re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)".*?>([^<]*)<', boxes)
    }
    for word in ("Ambassador", "Embassy"):
        left, top = words[word]
        assert 19.9 <= left <= 105
        assert 49 <= top <= 84


def test_long_letter_runs_over_several_pages_and_a_book_is_refused() -> None:
    case = make_case()
    long = make_letter(case, body="Many words. " * 450)
    assert len(PdfReader(io.BytesIO(letter_pdf(long, language="en"))).pages) == 2
    book = make_letter(case, body="Many words. " * 9000)
    with pytest.raises(TooManyPagesError):
        letter_pdf(book, language="en")
