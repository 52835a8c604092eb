"""Our typesetter puts each word of a leaflet where WeasyPrint puts it, and leaves to WeasyPrint what it cannot set."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO

import pytest
from django.utils.translation import override
from PIL import Image, ImageChops

from campaigns.printing.leaflet import case_leaflet
from campaigns.printing.options import Ink, Options, Paper
from campaigns.printing.sheets import Sheet
from campaigns.printing.studio import FORMS, Subject
from tests.campaigns.printed import lengthen, make_case, read
from tests.factories.campaigns import PicketFactory, StatementFactory
from tests.factories.sources import NameFactory, PositionFactory
from tests.toolkit.typeset_places import differences, weasyprint_places
from toolkit.pdf import TooManyPagesError, render_pdf
from toolkit.pdf.pictures import picture_of
from toolkit.typeset import lines, paragraphs
from toolkit.typeset.file import write_page
from toolkit.typeset.parts import NotTypesetError
from toolkit.typeset.press import TypesetPage
from toolkit.typeset.sheet import set_sheet

pytestmark = [pytest.mark.needs("pango"), pytest.mark.django_db]

OPTIONS = {
    "english": Options("en"),
    "russian": Options("ru"),
    "kazakh": Options("kk"),
    "two languages": Options("kk", also="ru"),
    "saving ink": Options("ru", ink=Ink.SAVING),
    "letter paper": Options("en", ink=Ink.BLACK, paper=Paper.LETTER),
    "own line": Options("en", line="Sample Union, every Friday at noon"),
}


def sheets_of(subject: Subject, options: Options, form: str = "leaflet") -> list[tuple[str, tuple[str, ...]]]:
    """Return a sheet in each of its sizes, and its style sheets."""
    sheet: Sheet = FORMS[form].make(subject, options).sheets[0]
    with override(options.language):
        return [(sheet.html_of(size), ("base.css", *sheet.styles)) for size in range(len(sheet.pages))]


@pytest.mark.parametrize("name", OPTIONS)
def test_each_word_of_a_leaflet_stands_where_weasyprint_puts_it(name: str) -> None:
    pages = sheets_of(make_case(), OPTIONS[name])
    assert [differences(html, styles) for html, styles in pages] == [[]] * len(pages)


@pytest.mark.parametrize("kind", ["picket", "statement", "question"])
def test_each_word_of_other_leaflets_stands_where_weasyprint_puts_it(kind: str) -> None:
    make_case()
    subject: Subject
    if kind == "picket":
        subject = PicketFactory.create()
    elif kind == "statement":
        subject = StatementFactory.create()
    else:
        subject = PositionFactory.create().question
        for _number in range(3):
            PositionFactory.create(question=subject)
    pages = sheets_of(subject, Options("en"))
    assert [differences(html, styles) for html, styles in pages] == [[]] * len(pages)


@pytest.mark.parametrize("form", ["a5", "a6", "sign", "birthday"])
def test_each_word_of_smaller_forms_stands_where_weasyprint_puts_it(form: str) -> None:
    # WeasyPrint may break a line for the space before the end of its paragraph; see docs/decisions/0025.
    pages = [
        (html.replace(" </p>", "</p>"), styles)
        for html, styles in sheets_of(make_case(), Options("kk"), form)
    ]
    assert [differences(html, styles) for html, styles in pages] == [[]] * len(pages)


@pytest.mark.parametrize("form", ["leaflet", "a5", "a6", "sign", "birthday"])
def test_forms_are_set_by_our_typesetter(form: str) -> None:
    sheet = FORMS[form].make(make_case(), Options("ru")).sheets[0]
    with override("ru"):
        assert isinstance(sheet.set(sheet.first_that_fits()), TypesetPage)


@pytest.mark.parametrize("sentences", [3, 6])
def test_long_story_fits_or_not_as_with_weasyprint(sentences: int) -> None:
    case = make_case()
    lengthen(case, paragraphs=1, sentences=sentences)
    pages = sheets_of(case, Options("ru"))
    fits = [weasyprint_places(html, styles) is not None for html, styles in pages]
    assert set(fits) == {True, False}
    assert [differences(html, styles) for html, styles in pages] == [[]] * len(pages)


def test_control_another_height_of_lines_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    html, styles = sheets_of(make_case(), Options("en"))[-1]
    for module in (lines, paragraphs):
        monkeypatch.setattr(module, "strut", lambda font, size, height: (height * 0.7, height * 0.4))
    assert differences(html, styles) != []


@pytest.mark.parametrize("name", ["russian", "two languages", "saving ink"])
def test_leaflet_looks_as_weasyprint_draws_it(name: str) -> None:
    draft = FORMS["leaflet"].make(make_case(), OPTIONS[name])
    with override(draft.language):
        sheet = draft.sheets[0]
        size = sheet.first_that_fits()
        ours = sheet.set(size)
        theirs = render_pdf(sheet.html_of(size), styles=["base.css", *sheet.styles], max_pages=1)
    assert isinstance(ours, TypesetPage)
    pictures = [
        Image.open(BytesIO(picture_of(data, width=800))).convert("L") for data in (ours.write(), theirs)
    ]
    # Edges fall between dots a little differently; a line, a ground or a word that is missing makes far more.
    assert _strongly_different(*pictures) < 0.003
    blank = Image.new("L", pictures[0].size, 255)
    assert _strongly_different(pictures[0], blank) > 0.03


def _strongly_different(one: Image.Image, other: Image.Image) -> float:
    """Return the part of all dots that are dark in one picture and light in the other."""
    histogram = ImageChops.difference(one, other).histogram()
    return sum(histogram[128:]) / sum(histogram)


def test_leaflet_with_letters_of_another_script_is_set_by_weasyprint() -> None:
    case = make_case()
    assert case.person is not None
    NameFactory.create(person=case.person, text="Դիլմուրաթ Նմուշ", script="Armn", language="hy")
    sheet = case_leaflet(case, Options("en")).sheets[0]
    with override("en"):
        assert not isinstance(sheet.set(sheet.first_that_fits()), TypesetPage)


def test_leaflet_with_marks_is_set_by_weasyprint() -> None:
    sheet = case_leaflet(make_case(), replace(Options("en"), marks=True)).sheets[0]
    with override("en"):
        assert not isinstance(sheet.set(sheet.first_that_fits()), TypesetPage)


def test_what_cannot_be_drawn_is_left_to_weasyprint() -> None:
    case = make_case()
    sheet = case_leaflet(case, Options("en")).sheets[0]
    with override("en"):
        html = sheet.html_of(sheet.first_that_fits()).replace("</svg>", "<use></use></svg>")
    page = set_sheet(html, styles=["base.css", *sheet.styles], max_pages=1)
    assert isinstance(page, TypesetPage)
    with pytest.raises(NotTypesetError):
        write_page(page.placed)
    assert case.display_name in read(page.write())


def test_threads_that_set_the_same_pages_get_the_same_files() -> None:
    pages = [sheets_of(make_case(), Options(language))[-1] for language in ("en", "ru")]

    def files(_number: int) -> list[bytes]:
        return [set_sheet(html, styles=styles, max_pages=1).write() for html, styles in pages]

    expected = files(0)
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(files, range(12))) == [expected] * 12


def test_page_that_is_too_long_says_so() -> None:
    case = make_case()
    lengthen(case, paragraphs=4, sentences=3)
    sheet = case_leaflet(case, Options("en")).sheets[0]
    with override("en"), pytest.raises(TooManyPagesError):
        sheet.set(0)
