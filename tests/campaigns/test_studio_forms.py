"""Every form in every language, read back from its file."""

import io
from typing import Any, cast

import pikepdf
import pypdfium2
import pytest
from django.utils.translation import override
from pypdf import PdfReader

from campaigns.models import PrintedMatter
from campaigns.printing.options import Ink, Options, Paper
from campaigns.printing.placard import fitted_lines
from campaigns.printing.sheets import MissingLettersError
from campaigns.printing.studio import FORMS, Subject, default_options, languages_of, misfits
from prisoners.models import Case
from sources.models import Name, Translation
from tests.campaigns.cards import make_card
from tests.campaigns.printed import ASKS, HEADLINES, NAMES, fonts_of, lengthen, make_case, read
from tests.factories.campaigns import PicketFactory, StatementDemandFactory, StatementFactory
from tests.factories.sources import NameFactory, PositionFactory
from toolkit.pdf.pictures import page_count, picture_of

pytestmark = [pytest.mark.needs("pango"), pytest.mark.django_db]

MM = 72 / 25.4
LANGUAGES = ["en", "ru", "kk"]
# Width and height in millimetres, and pages.
SHAPES = {
    "leaflet": (210, 297, 1),
    "folded": (297, 210, 2),
    "a5": (297, 210, 1),
    "a6": (210, 297, 1),
    "placard": (297, 420, 1),
    "poster": (297, 420, 1),
    "petition_sheet": (210, 297, 1),
    "legal_card": (210, 297, 1),
    "sign": (210, 297, 1),
    "birthday": (210, 297, 1),
}
Form = PrintedMatter.Form


def shape(data: bytes) -> tuple[int, int, int]:
    reader = PdfReader(io.BytesIO(data))
    width, height = (round(float(side) / MM) for side in reader.pages[0].mediabox[2:])
    return width, height, len(reader.pages)


def test_every_form_is_tested() -> None:
    assert set(FORMS) == set(SHAPES) == set(Form.values)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", SHAPES)
def test_form_is_a_tagged_file_of_its_size_in_its_language(key: str, language: str) -> None:
    subject: Subject = make_card() if key == "legal_card" else make_case()
    form = FORMS[key]
    data = form.make(subject, default_options(form, language)).render()
    root: Any = PdfReader(io.BytesIO(data)).trailer["/Root"]
    assert shape(data) == SHAPES[key]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == (language, True)
    assert fonts_of(data).items() <= {"Commissioner": True, "Literata": True}.items()
    assert len(data) < 300_000
    if isinstance(subject, Case):
        assert all(word in read(data) for word in NAMES[language].split())
    else:
        assert subject.in_language("title", language) in read(data)


@pytest.mark.parametrize("kind", ["campaign", "picket", "statement", "question"])
def test_other_subjects_have_their_forms(kind: str) -> None:
    case = make_case()
    statement = StatementFactory.create(title="A plain statement")
    StatementDemandFactory.create(statement=statement)
    subjects: dict[str, Subject] = {
        "campaign": case.campaigns.get(),
        "picket": PicketFactory.create(title="A plain picket"),
        "statement": statement,
        "question": PositionFactory.create().question,
    }
    subject = subjects[kind]
    for form in FORMS.values():
        options = default_options(form, "en")
        if not misfits(form, subject, options):
            data = form.make(subject, options).render()
            assert (form.key, shape(data)) == (form.key, SHAPES[form.key])
            assert all(word in read(data) for word in subject.in_language("title").split())


@pytest.mark.parametrize("key", [key for key in SHAPES if key not in {"legal_card", "birthday"}])
def test_two_languages_fit_and_each_is_marked(key: str) -> None:
    case = make_case()
    form = FORMS[key]
    data = form.make(case, Options("en", also="kk", paper=form.papers[0])).render()
    text = read(data)
    assert shape(data) == SHAPES[key]
    assert all(word in text for code in ("en", "kk") for word in f"{NAMES[code]} {ASKS[code]}".split())
    # The tags of what is not in the first language say so.
    with pikepdf.open(io.BytesIO(data)) as pdf:
        languages = {str(each["/Lang"]) for each in pdf.objects if _is_tag(each)}
    assert languages >= {"kk"}, languages


def _is_tag(each: object) -> bool:
    return isinstance(each, pikepdf.Dictionary) and "/S" in each and "/Lang" in each


def test_two_languages_stand_side_by_side() -> None:
    case = make_case()
    both = read(FORMS[Form.A5].make(case, Options("en", "kk")).render())
    alone = read(FORMS[Form.A5].make(case, Options("en")).render())
    assert [text.count(HEADLINES["kk"]) for text in (both, alone)] == [1, 0]
    assert [text.count(HEADLINES["en"]) for text in (both, alone)] == [1, 2]


def test_folded_leaflet_reads_in_order_once_folded() -> None:
    """Outside stand the last page and the first, inside the story."""
    case = make_case()
    pages = PdfReader(io.BytesIO(FORMS[Form.FOLDED].make(case, Options("en")).render())).pages
    outside, inside = pages[0].extract_text(), pages[1].extract_text()
    assert ("Read and check" in outside, "She asked for wages" in inside) == (True, True)
    assert ("She asked for wages" in outside, "Read and check" in inside) == (False, False)


@pytest.mark.parametrize("key", [key for key, form in FORMS.items() if Paper.LETTER in form.papers])
def test_letter_paper_has_its_size_and_takes_two_languages(key: str) -> None:
    subject: Subject = make_card() if key == "legal_card" else make_case()
    sheet = FORMS[key].make(subject, Options("ru", also="kk", paper=Paper.LETTER)).render()
    wide = key in {"folded", "a5"}
    assert shape(sheet) == (279 if wide else 216, 216 if wide else 279, SHAPES[key][2])


def test_only_the_placard_is_not_there_on_letter_paper() -> None:
    assert [key for key, form in FORMS.items() if Paper.LETTER not in form.papers] == ["placard"]


def test_placard_bleeds_three_millimetres_and_its_marks_stand_outside() -> None:
    sheet = FORMS[Form.PLACARD].make(make_case(), Options("en", paper=Paper.A3, marks=True)).render()
    page = PdfReader(io.BytesIO(sheet)).pages[0]
    boxes = [
        [round(float(side) / MM, 1) for side in box[2:]]
        for box in (page.trimbox, page.bleedbox, page.mediabox)
    ]
    starts = [round(float(box[0]) / MM, 1) for box in (page.trimbox, page.bleedbox, page.mediabox)]
    assert boxes == [[297, 420], [300, 423], [307, 430]]
    assert starts == [0, -3, -10]
    # Four pixels a millimetre; 60 mm above the foot, from the left edge of the paper to the sheet.
    drawn = pypdfium2.PdfDocument(sheet)[0].render(scale=4 / MM).to_pil().convert("L")
    row = [drawn.getpixel((round(4 * millimetre), 4 * 370)) for millimetre in (6, 7.5, 9.5, 309.5, 311)]
    column = [drawn.getpixel((4 * 100, round(4 * millimetre))) for millimetre in (432.5, 434)]
    assert [cast("int", pixel) < 60 for pixel in row] == [False, True, True, True, False]
    assert [cast("int", pixel) < 60 for pixel in column] == [True, False]


def test_red_edge_of_a_legal_card_runs_over_it() -> None:
    sheet = FORMS[Form.LEGAL_CARD].make(make_card(), Options("en")).render()
    drawn = pypdfium2.PdfDocument(sheet)[0].render(scale=4 / MM).to_pil().convert("RGB")
    # The first column of cards ends 102 mm from the left, the second 193 mm.
    beside = [
        drawn.getpixel((round(4 * millimetre), 4 * 100)) for millimetre in (99, 101, 104, 106, 192, 195, 197)
    ]
    is_red = [pixel[0] > 150 and pixel[1] < 80 for pixel in cast("list[tuple[int, int, int]]", beside)]
    assert is_red == [False, True, True, False, True, True, False]


@pytest.mark.parametrize("ink", [Ink.BLACK, Ink.SAVING])
def test_one_ink_has_no_red_and_saving_ink_no_plate(ink: Ink) -> None:
    case = make_case()
    colours = {}
    for chosen in (Ink.COLOUR, ink):
        data = FORMS[Form.LEAFLET].make(case, Options("en", ink=chosen)).render()
        content = PdfReader(io.BytesIO(data)).pages[0].get_contents()
        assert content is not None
        lines = content.get_data().decode("latin-1").split("\n")
        colours[chosen] = {line.rsplit(" ", 1)[0] for line in lines if line.endswith((" rg", " RG"))}
    red = {c for c in colours[ink] if float(c.split()[0]) > float(c.split()[1]) + 0.3}
    control = {c for c in colours[Ink.COLOUR] if float(c.split()[0]) > float(c.split()[1]) + 0.3}
    assert (red, bool(control)) == (set(), True)
    pale = {c for c in colours[ink] if min(map(float, c.split())) > 0.9}
    assert bool(pale) == (ink is Ink.BLACK)


def test_own_line_is_printed() -> None:
    case = make_case()
    for form in FORMS.values():
        options = Options("en", paper=form.papers[0], line="Өскемен, 7 pm")
        if not misfits(form, case, options):
            assert (form.key, "Өскемен, 7 pm" in read(form.make(case, options).render())) == (form.key, True)


@pytest.mark.parametrize("key", [key for key in SHAPES if key != "legal_card"])
@pytest.mark.parametrize("name", ["Ä" * 2 + "b" * 298, "Anna Анна Әнна Þóra Łucja " * 11, "wort " * 60])
def test_long_name_fits_every_form(key: str, name: str) -> None:
    case = make_case()
    assert case.person is not None
    case.person.names.all().delete()
    longest = Name._meta.get_field("text").max_length
    NameFactory.create(person=case.person, text=name[:longest].strip())
    form = FORMS[key]
    options = default_options(form, "en")
    assert shape(form.make(case, options).render()) == SHAPES[key]


def test_letters_that_no_font_has_are_named() -> None:
    case = make_case()
    case.ask = "Free 李明 now."
    case.save()
    with pytest.raises(MissingLettersError) as caught:
        FORMS[Form.LEAFLET].make(case, Options("en")).render()
    assert caught.value.letters == sorted("李明")


def test_book_of_a_story_shows_its_beginning() -> None:
    case = make_case()
    lengthen(case, paragraphs=40, sentences=6)
    for key in (Form.A5, Form.FOLDED, Form.LEAFLET):
        data = FORMS[key].make(case, Options("ru")).render()
        assert (key, shape(data)) == (key, SHAPES[key])


def test_language_without_a_text_is_not_offered() -> None:
    case = make_case()
    before = languages_of(case)
    Translation.objects.filter(language="kk", field="headline").delete()
    assert (before, languages_of(case)) == (LANGUAGES, ["en", "ru"])


def test_key_names_what_is_shown() -> None:
    case = make_case()
    form = FORMS[Form.LEAFLET]
    keys = [form.make(case, Options("en")).key() for _ in range(2)]
    with override("ru"):
        keys.append(form.make(case, Options("en")).key())
    keys += [form.make(case, Options("en", ink=Ink.BLACK)).key(), form.make(case, Options("ru")).key()]
    case.headline = "Something else is known."
    case.save()
    keys.append(form.make(case, Options("en")).key())
    assert (len(set(keys[:3])), len(set(keys))) == (1, 4)


def test_picture_shows_both_pages() -> None:
    data = FORMS[Form.FOLDED].make(make_case(), Options("en")).render()
    picture = picture_of(data, width=300)
    assert (picture[:8], page_count(data)) == (b"\x89PNG\r\n\x1a\n", 2)


@pytest.mark.parametrize(
    ("text", "lines"),
    [("Free Aigerim now", ["Free", "Aigerim now"]), ("Aigerim", ["Aigerim"]), ("", [""])],
)
def test_placard_breaks_where_its_lines_are_largest(text: str, lines: list[str]) -> None:
    assert fitted_lines(text) == lines
