"""Letters as files: each form in each language and layout, read back; the address stands in the window."""

import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.utils.translation import override
from pypdf import PdfReader

from campaigns.letter_texts import NotThereError
from campaigns.models import Letter
from campaigns.printing.letter import Layout, Paper, letter_pdf
from campaigns.printing.sheets import MissingLettersError
from sources.models import Translation
from tests.campaigns.letters import open_letter
from tests.campaigns.printed import BODIES, fonts_of, make_case, make_letter, read

pytestmark = [pytest.mark.needs("pango"), pytest.mark.django_db]

MM = 72 / 25.4
# Left, top, right and bottom of what a window surely shows, in millimetres; see campaigns/printing/letter.py.
# The ink of a letter may begin a hair before its place.
WINDOWS = {Layout.DIN: (19.9, 45, 105, 90), Layout.UK: (20, 57, 100, 81)}
ADDRESS = "Embassy of the Republic of Sampleland\n125 Sample Road\nLondon SW7 1DX\nUnited Kingdom"


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    caches["default"].clear()
    yield
    caches["default"].clear()


def boxes_of(data: bytes, folder: Path) -> list[tuple[str, list[float]]]:
    """Return the words of the first page with their boxes in millimetres: left, top, right, bottom."""
    path = folder / "letter.pdf"
    path.write_bytes(data)
    command = ["pdftotext", "-bbox", "-l", "1", str(path), "-"]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)<', out)
    return [(word, [float(number) / MM for number in box]) for *box, word in found]


@pytest.mark.needs("poppler")
@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("form", list(Letter.Form))
def test_each_form_in_each_language_and_layout_reads_back(
    form: Letter.Form, language: str, layout: Layout, tmp_path: Path
) -> None:
    letter = make_letter(make_case(), form=form)
    letter.target.address = ADDRESS
    letter.target.save()
    data = letter_pdf(letter, language=language, layout=layout)
    reader = PdfReader(io.BytesIO(data))
    page = reader.pages[0]
    root: Any = reader.trailer["/Root"]
    with override(language):
        subject, addressee = letter.in_language("subject"), letter.target.in_language("title")
    text = read(data)
    lines = [re.sub(r"^\d\. ", "", line) for line in BODIES[language].splitlines() if line]
    assert [round(float(side) / MM) for side in page.mediabox[2:]] == [210, 297]
    assert all(fonts_of(data).values())
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == (language, True)
    assert reader.metadata == {"/Title": subject}
    assert [line for line in [subject, addressee, *ADDRESS.splitlines(), *lines] if line not in text] == []
    assert len(data) < 300_000
    left, top, right, bottom = WINDOWS[layout]
    words = boxes_of(data, tmp_path)
    wanted = f"{addressee} {' '.join(ADDRESS.split())}".split()
    start = next(
        n for n in range(len(words)) if [word for word, _box in words[n : n + len(wanted)]] == wanted
    )
    outside = [
        word
        for word, box in words[start : start + len(wanted)]
        if box[0] < left or box[1] < top or box[2] > right or box[3] > bottom
    ]
    assert outside == []
    # The control: nothing else is in the window, and the subject is not.
    within = [
        word
        for word, box in words
        if left <= box[0] and top <= box[1] and box[2] <= right and box[3] <= bottom
    ]
    assert within == wanted


@pytest.mark.needs("poppler")
@pytest.mark.parametrize("layout", list(Layout))
def test_long_address_is_set_smaller_and_still_shows(layout: Layout, tmp_path: Path) -> None:
    letter = make_letter(make_case())
    letter.target.title = "The Ambassador Extraordinary and Plenipotentiary of the Republic of Sampleland"
    letter.target.address = f"Consular Section\n{ADDRESS}"
    letter.target.save()
    left, top, right, bottom = WINDOWS[layout]
    words = boxes_of(letter_pdf(letter, language="en", layout=layout), tmp_path)
    within = [
        word
        for word, box in words
        if left <= box[0] and top <= box[1] and box[2] <= right and box[3] <= bottom
    ]
    assert " ".join(within) == f"{letter.target.title} Consular Section {' '.join(ADDRESS.split())}"


def test_letter_is_in_black_only() -> None:
    data = letter_pdf(make_letter(make_case()), language="en")
    content = PdfReader(io.BytesIO(data)).pages[0].get_contents()
    assert content is not None
    colours = set(re.findall(rb"([\d. ]+) (?:rg|RG|scn|SCN)\b", content.get_data()))
    assert [
        c for c in colours if len(c.split()) == 3 and float(c.split()[0]) - float(c.split()[1]) > 0.1
    ] == []


def test_paper_of_north_america_is_another_size() -> None:
    data = letter_pdf(make_letter(make_case()), language="en", paper=Paper.LETTER)
    assert [round(float(side)) for side in PdfReader(io.BytesIO(data)).pages[0].mediabox[2:]] == [612, 792]


def test_letter_is_not_printed_in_two_languages() -> None:
    letter = make_letter(make_case())
    Translation.objects.filter(language="ru", field="salutation").delete()
    with pytest.raises(NotThereError):
        letter_pdf(letter, language="ru")


def test_letter_that_waits_for_a_case_is_not_printed_with_its_fields() -> None:
    letter = open_letter(body="For {case}.", form=Letter.Form.TELEGRAM)
    with pytest.raises(NotThereError):
        letter_pdf(letter, language="en")
    assert "For Aigerim Sadykova." in read(
        letter_pdf(letter, language="en", case=letter.campaign.cases.get())
    )


def test_name_that_our_fonts_lack_is_refused_and_said() -> None:
    with pytest.raises(MissingLettersError) as raised:
        letter_pdf(make_letter(make_case()), language="en", name="李明")
    assert raised.value.letters == ["明", "李"]
