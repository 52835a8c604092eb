"""What the typesetter draws is seen where it stands, in its colours."""

import io
import re
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfReader

from tests.toolkit.placed_pages import NO_BORDER, PLAIN, address_of, box, node, page, picture, text
from tests.toolkit.test_pdf_tagging import tags_of
from toolkit.pdf.outlines import Shaped
from toolkit.qr import qr_address, qr_png
from toolkit.typeset.file import write_page
from toolkit.typeset.parts import Border, Picture, Sides

INK, RED = (16, 20, 15), (189, 21, 9)


def look_of(data: bytes) -> Image.Image:
    picture: Image.Image = pypdfium2.PdfDocument(data)[0].render(scale=4 / 3).to_pil()
    return picture.convert("RGB")


def test_space_between_letters_and_kerning_move_them() -> None:
    around = node("p")
    placed = page(
        box(around, text(around, "АВА"), text(around, "АВА", y=100, spacing=10), text(around, "АВА", y=150))
    )
    pages = pypdfium2.PdfDocument(write_page(placed))[0].get_textpage()
    starts = [pages.get_charbox(place)[0] for place in range(pages.count_chars())]
    read = pages.get_text_range()
    rows = [starts[at : at + 3] for at in (match.start() for match in re.finditer("АВА", read))]
    assert len(rows) == 3
    assert rows[0] == pytest.approx(rows[2])
    moved = [wide - plain for plain, wide in zip(rows[0], rows[1], strict=True)]
    assert moved == pytest.approx([0, 7.5, 15], abs=0.02)


def test_heavy_kerning_is_drawn_where_it_is_due() -> None:
    around = node("p")
    [(first, _none), (second, _more)] = text(around, "АВ").shaped.letters
    spread = Shaped([(first, 2000.0), (second, 0.0)], 3.5)
    placed = page(box(around, text(around, "АВ"), text(around, "", y=100, shaped=spread)))
    pages = pypdfium2.PdfDocument(write_page(placed))[0].get_textpage()
    read = pages.get_text_range()
    starts = [pages.get_charbox(match.start())[0] for match in re.finditer("В", read)]
    # Two sizes of 12 points.
    assert starts[1] - starts[0] == pytest.approx(24, abs=0.1)


def test_boxes_are_seen_where_they_are() -> None:
    line = Border(8, "solid", "#bd1509")
    framed = node(
        "div", style=replace(PLAIN, background="#10140f", border=Sides(line, NO_BORDER, NO_BORDER, line))
    )
    whole = node("div", style=replace(PLAIN, border=Sides(line, line, line, line)))
    look = look_of(write_page(page(box(framed, at=(40, 40, 100, 60)), box(whole, at=(200, 40, 100, 60)))))
    assert [look.getpixel(at) for at in ((39, 60), (44, 60), (60, 44), (60, 60), (130, 95), (145, 60))] == [
        *[(255, 255, 255), RED, RED, INK, INK, (255, 255, 255)]
    ]
    assert [look.getpixel(at) for at in ((204, 60), (250, 44), (296, 60), (250, 96), (250, 70))] == [
        *[RED] * 4,
        (255, 255, 255),
    ]


def test_dashes_begin_and_end_in_the_corners() -> None:
    line = Border(4, "dashed", "#10140f")
    around = node("div", style=replace(PLAIN, border=Sides(line, line, line, line)))
    look = look_of(write_page(page(box(around, at=(40, 40, 204, 100)))))
    # 17 dashes and gaps of 12 pixels.
    assert [look.getpixel((x, 42)) for x in (42, 58, 70, 238)] == [INK, (255, 255, 255), INK, INK]
    assert [look.getpixel((x, 138)) for x in (42, 58, 70, 238)] == [INK, (255, 255, 255), INK, INK]


def test_background_of_the_body_covers_the_page() -> None:
    placed = page()
    placed.body.node.style = replace(PLAIN, background="#bd1509")
    look = look_of(write_page(placed))
    assert {look.getpixel(at) for at in ((1, 1), (398, 298), (200, 150))} == {RED}


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "P"])
def test_png_looks_the_same_in_the_page(mode: str) -> None:
    original = Image.open(io.BytesIO(qr_png("https://example.org/ru/"))).convert("RGB")
    original.putpixel((0, 0), (250, 250, 250))
    given = original.convert(mode)
    file = io.BytesIO()
    given.save(file, "PNG")
    data = write_page(picture(node("img", attributes={"src": address_of(file.getvalue())})))
    found = PdfReader(io.BytesIO(data)).pages[0].images[0].image
    assert found is not None
    assert found.convert("RGB").tobytes() == given.convert("RGB").tobytes()


def test_code_stands_in_its_place_with_sharp_edges() -> None:
    data = write_page(
        picture(node("img", attributes={"src": qr_address("https://example.org/ru/")}), size=200)
    )
    assert tags_of(data) == [("/Document", 0), ("/Figure", 1)]
    look = look_of(data).crop((50, 50, 250, 250)).convert("1")
    original = Image.open(io.BytesIO(qr_png("https://example.org/ru/"))).resize(
        (200, 200), Image.Resampling.NEAREST
    )
    modules = range(4, 200, 8)
    assert [look.getpixel((x, y)) for x in modules for y in modules] == [
        original.convert("1").getpixel((x, y)) for x in modules for y in modules
    ]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        figure = pdf.Root.StructTreeRoot.K[0].K[0]
        assert (str(figure.Alt), [float(side) for side in figure.A.BBox]) == (
            "Что на ней",
            [37.5, 37.5, 187.5, 187.5],
        )
        assert "/Interpolate" not in pdf.pages[0].Resources.XObject["/I0"]


def test_same_picture_is_in_the_file_once() -> None:
    codes = [node("img", attributes={"src": qr_address(text), "alt": "Код"}) for text in ("a", "b", "a")]
    boxes = [box(each, Picture(each, 50, 50, 50, 50)) for each in codes]
    with pikepdf.open(io.BytesIO(write_page(page(*boxes)))) as pdf:
        assert sorted(pdf.pages[0].Resources.XObject.keys()) == ["/I0", "/I1"]
