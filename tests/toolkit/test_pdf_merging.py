"""Names put into a finished file: the text reads back, the tags hold, and it looks as if it had been set."""

import io

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat
from pypdf import PdfReader

from toolkit.pdf import render_pdf
from toolkit.pdf.merging import DoesNotFitError, Merge

pytestmark = pytest.mark.needs("pango")

PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head>
<body><p>{name}</p><p>{town}</p><h1>{title}</h1><p>{text}</p><p>{name}</p></body></html>"""
TEXTS = {
    "en": ("Release her", "I ask you to release her at once.", "Alice Sample", "Leeds"),
    "ru": ("Освободите её", "Прошу вас немедленно освободить её.", "Образцова Проба", "Подъёмный"),
    "kk": ("Оны босатыңыз", "Оны дереу босатуыңызды сұраймын.", "Үлгі Ғажайыпқызы", "Өңір"),
}


def page_in(language: str, *, name: str, town: str) -> str:
    title, text, _name, _town = TEXTS[language]
    return PAGE.format(language=language, title=title, text=text, name=name, town=town)


def merge_in(language: str, *, shared: str | None = None) -> Merge:
    return Merge(
        page_in(language, name="QWxZpl", town="QWvZpl"),
        styles=["base.css"],
        placeholders={"name": "QWxZpl", "town": "QWvZpl"},
        room={"name": 300.0, "town": 300.0},
        shared=shared,
    )


def picture_of(data: bytes) -> Image.Image:
    picture: Image.Image = pypdfium2.PdfDocument(data)[0].render(scale=2).to_pil()
    return picture.convert("L")


def unlike(one: bytes, other: bytes) -> float:
    """Return by how much of 255 two files differ on paper, on average."""
    difference = ImageChops.difference(picture_of(one), picture_of(other))
    return float(ImageStat.Stat(difference).mean[0])


@pytest.mark.parametrize("language", TEXTS)
def test_filled_file_reads_back_and_looks_like_one_that_was_set(language: str) -> None:
    title, text, name, town = TEXTS[language]
    filled = merge_in(language).fill({"name": name, "town": town})
    whole = render_pdf(page_in(language, name=name, town=town), styles=["base.css"])

    # pypdf sets no space between a heading and the paragraph below it.
    read = PdfReader(io.BytesIO(filled)).pages[0].extract_text()
    assert "".join(read.split()) == "".join(f"{name}{town}{title}{text}{name}".split())
    other = merge_in(language).fill({"name": "X", "town": ""})
    assert unlike(filled, whole) < 0.2
    # The control: another name is another picture.
    assert unlike(other, whole) > 3 * unlike(filled, whole)


def test_filled_file_is_whole_and_tagged() -> None:
    title, _text, name, town = TEXTS["ru"]
    data = merge_in("ru").fill({"name": name, "town": town})

    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert len(pdf.pages) == 1
        assert str(pdf.Root.Lang) == "ru"
        assert bool(pdf.Root.MarkInfo.Marked) is True
        assert str(pdf.docinfo.Title) == title
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        assert [int(numbers[i]) for i in range(0, len(numbers), 2)] == [int(pdf.pages[0].obj.StructParents)]
        tags = list(_tags(pdf.Root.StructTreeRoot))
        assert [tag for tag in tags if tag in {"/H1", "/P"}] == ["/P", "/P", "/H1", "/P", "/P"]
        fonts = pdf.pages[0].Resources.Font
        assert all("/FontFile2" in font.FontDescriptor for font in fonts.values())


def _tags(element: pikepdf.Object) -> list[str]:
    found = [str(element.S)] if "/S" in element else []
    children = element.get("/K")
    parts = list(children) if isinstance(children, pikepdf.Array) else [children]
    for part in parts:
        if isinstance(part, pikepdf.Dictionary) and "/S" in part:
            found += _tags(part)
    return found


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("名前", "a letter is not in the font"),
        ("Alice 😀", "a letter is not in the font"),
        ("A" * 80, "longer than its line"),
        ("نمونه", "runs from right to left"),
    ],
)
def test_name_that_does_not_fit_is_told(name: str, why: str) -> None:
    with pytest.raises(DoesNotFitError, match=why):
        merge_in("en").fill({"name": name, "town": ""})


def streams_of(data: bytes) -> list[bytes]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [each.read_raw_bytes() for each in pdf.objects if isinstance(each, pikepdf.Stream)]


def test_file_holds_the_outlines_of_what_it_shows_and_no_others() -> None:
    merge = merge_in("ru")
    few, many = (merge.fill({"name": name, "town": ""}) for name in ("Освободите", "Жақсыбек Щұқ"))

    read = [PdfReader(io.BytesIO(data)).pages[0].extract_text() for data in (few, many)]
    assert ["Жақсыбек Щұқ" in text for text in read] == [False, True]
    assert len(few) + 200 < len(many)


def test_files_to_be_joined_have_fonts_and_pieces_of_text_in_common() -> None:
    apart = {}
    for shared in ("Образцова ПробаДевятый", None):
        merge = merge_in("ru", shared=shared)
        one, other = (
            set(streams_of(merge.fill({"name": name, "town": ""}))) for name in ("Проба", "Девятый")
        )
        apart[shared is None] = sum(len(data) for data in one - other)
    # The name, and where each object lies. The control: of files that stand alone no more than the title is the same.
    assert apart[False] < 400
    assert apart[True] > 3000


def test_letters_beyond_what_a_font_has_codes_for_are_those_of_the_one_who_needs_them() -> None:
    many = "".join(chr(code) for code in (*range(0x41, 0x180), *range(0x410, 0x500)))
    data = merge_in("kk", shared=many).fill({"name": "Үлгі Ғажайыпқызы", "town": "Өңір"})
    text = PdfReader(io.BytesIO(data)).pages[0].extract_text()
    assert ("Үлгі Ғажайыпқызы" in text, "Өңір" in text) == (True, True)


def test_file_without_a_name_is_whole() -> None:
    with pikepdf.open(io.BytesIO(merge_in("en").fill({"name": "", "town": ""}))) as pdf:
        assert pdf.check_pdf_syntax() == []


def test_placeholder_that_is_not_on_the_page_is_told() -> None:
    with pytest.raises(ValueError, match="town"):
        Merge(
            page_in("en", name="QWxZpl", town="elsewhere"),
            styles=["base.css"],
            placeholders={"name": "QWxZpl", "town": "QWvZpl"},
            room={"name": 300.0, "town": 300.0},
        )
