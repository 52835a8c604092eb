"""Fonts of a few letters: whole by the rules of fonts, and no letter looks other than in the whole font."""

import io
import struct
from collections.abc import Callable

import pikepdf
import pypdfium2
import pytest
from django.conf import settings
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops, ImageStat

from toolkit.pdf.outlines import FIRST, Letter, NotLikeThisError, Subset, WholeFont, slim_font, whole_font

FONTS = sorted((settings.BASE_DIR / "static" / "fonts" / "pdf").glob("Literata-400*.ttf"))
NAMES = ["Literata-400.ttf", "Literata-400-Italic.ttf", "Commissioner-700.ttf"]
TEXT = "Ábc (Жйө) Ғұ"


def letters_in(name: str, text: str) -> list[Letter]:
    return [letter for letter, _move in whole_font(name).shape(text).letters]


def picture_of(letters: list[Letter], subset: Subset) -> Image.Image:
    """Show letters as large as a hand, each after the other."""
    pdf = pikepdf.new()
    file = pdf.make_stream(subset.data)
    described = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor, FontName=pikepdf.Name.A, Flags=4, FontFile2=file
    )
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.TrueType,
        BaseFont=pikepdf.Name.A,
        FirstChar=FIRST,
        LastChar=FIRST + len(letters) - 1,
        Widths=subset.widths,
        FontDescriptor=pdf.make_indirect(described),
    )
    page = pdf.add_blank_page(page_size=(1000, 160))
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(A=pdf.make_indirect(font)))
    codes = bytes(range(FIRST, FIRST + len(letters))).hex()
    page.Contents = pdf.make_stream(f"BT /A 120 Tf 20 40 Td <{codes}> Tj ET".encode())
    target = io.BytesIO()
    pdf.save(target)
    drawn: Image.Image = pypdfium2.PdfDocument(target.getvalue())[0].render(scale=1).to_pil()
    return drawn.convert("L")


@pytest.mark.parametrize("taken_from", [slim_font, whole_font])
@pytest.mark.parametrize("name", NAMES)
def test_font_of_a_few_letters_is_whole(name: str, taken_from: Callable[[str], WholeFont]) -> None:
    letters = letters_in(name, TEXT)
    subset = taken_from(name).subset(letters[:5], letters[5:])

    # It reads each sum, and says where one is wrong.
    font = TTFont(io.BytesIO(subset.data), checkChecksums=2)
    assert sum(struct.unpack(f">{len(subset.data) // 4}I", subset.data)) & 0xFFFFFFFF == 0xB1B0AFBA
    assert font["cmap"].tables[0].cmap.keys() == {0xF000 + FIRST + place for place in range(len(letters))}
    whole = TTFont(settings.BASE_DIR / "static" / "fonts" / "pdf" / name, lazy=True)
    per_unit = whole["head"].unitsPerEm / 1000
    order, units = whole.getGlyphOrder(), font["head"].unitsPerEm
    given = [font["hmtx"][glyph][0] * 1000 / units for glyph in font.getGlyphOrder()[1:]]
    wanted = [whole["hmtx"][order[letter.glyph]][0] / per_unit for letter in letters]
    # PDF/UA: what the PDF says, and what the font says, are alike to a thousandth.
    assert max(abs(one - other) for one, other in zip(given, subset.widths, strict=True)) <= 1
    assert max(abs(one - other) for one, other in zip(wanted, subset.widths, strict=True)) <= 0.5


@pytest.mark.parametrize(("taken_from", "most"), [(slim_font, 0.6), (whole_font, 0.01)])
@pytest.mark.parametrize("name", NAMES)
def test_letters_look_as_in_the_whole_font(
    name: str, taken_from: Callable[[str], WholeFont], most: float
) -> None:
    letters, font = letters_in(name, TEXT), taken_from(name)
    drawn = picture_of(letters, font.subset(letters))
    same = picture_of(letters, font.subset(letters[:3], letters[3:]))
    other = picture_of(letters, font.subset([letters[0], *letters[1:][::-1]]))

    reference = Image.new("L", drawn.size, 255)
    reference.paste(_from_whole(name, letters))
    assert same.tobytes() == drawn.tobytes()
    assert ImageStat.Stat(ImageChops.difference(drawn, reference)).mean[0] < most
    # The control: other letters are another picture.
    assert ImageStat.Stat(ImageChops.difference(other, reference)).mean[0] > 5


def _from_whole(name: str, letters: list[Letter]) -> Image.Image:
    """Show the same letters from the font as it is, by the numbers of its glyphs."""
    data = (settings.BASE_DIR / "static" / "fonts" / "pdf" / name).read_bytes()
    widths = whole_font(name).subset(letters).widths
    pdf = pikepdf.new()
    described = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor, FontName=pikepdf.Name.A, Flags=4, FontFile2=pdf.make_stream(data)
    )
    below = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.CIDFontType2,
        BaseFont=pikepdf.Name.A,
        CIDSystemInfo=pikepdf.Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        CIDToGIDMap=pikepdf.Name.Identity,
        FontDescriptor=pdf.make_indirect(described),
        W=[
            part
            for letter, width in zip(letters, widths, strict=True)
            for part in (letter.glyph, pikepdf.Array([width]))
        ],
    )
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type0,
        BaseFont=pikepdf.Name.A,
        Encoding=pikepdf.Name("/Identity-H"),
        DescendantFonts=[pdf.make_indirect(below)],
    )
    page = pdf.add_blank_page(page_size=(1000, 160))
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(A=pdf.make_indirect(font)))
    glyphs = b"".join(letter.glyph.to_bytes(2) for letter in letters).hex()
    page.Contents = pdf.make_stream(f"BT /A 120 Tf 20 40 Td <{glyphs}> Tj ET".encode())
    target = io.BytesIO()
    pdf.save(target)
    drawn: Image.Image = pypdfium2.PdfDocument(target.getvalue())[0].render(scale=1).to_pil()
    return drawn.convert("L")


@pytest.mark.parametrize(
    ("text", "why"), [("نمونه", "runs from right to left"), ("Qѐ\u0323\u0304", "has marks that are placed")]
)
def test_text_that_needs_more_than_a_row_of_glyphs_is_told(text: str, why: str) -> None:
    with pytest.raises(NotLikeThisError, match=why):
        whole_font("Literata-400.ttf").shape(text)


def test_ligature_stands_for_its_letters_and_a_letter_that_is_missing_is_glyph_nought() -> None:
    assert "".join(letter.text for letter in letters_in("Literata-400.ttf", "fi ffi")) == "fi ffi"
    assert [letter.glyph for letter in letters_in("Literata-400.ttf", "名")] == [0]
