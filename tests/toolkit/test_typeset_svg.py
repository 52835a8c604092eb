"""SVG drawings in a page: what templates draw is seen in its place, and other things are refused."""

import io

import pikepdf
import pypdfium2
import pytest
from lxml import html
from PIL import Image, ImageChops

from tests.toolkit.placed_pages import box, drawing, node, page
from tests.toolkit.test_pdf_tagging import tags_of
from toolkit.typeset.file import write_page
from toolkit.typeset.parts import Node, NotTypesetError, Picture

WHITE, INK, RED = (255, 255, 255), (16, 20, 15), (189, 21, 9)
STYLE = 'stroke="#10140f" stroke-width="10" fill="none"'
# In the middle of the dashes and gaps of a line from 10 to 90.
DASHES = [12, 20, 32, 40, 52]


def drawn(around: Node, *, width: float = 200, height: float = 100) -> bytes:
    """Return a page with a drawing whose corner is 50 pixels from those of the page."""
    return write_page(page(box(around, Picture(around, 50, 50, width, height), at=(50, 50, width, height))))


def look_of(content: str, *, view: str = "0 0 100 50", height: float = 100) -> Image.Image:
    """Return what is seen of a drawing, two pixels to each of its units."""
    data = drawn(drawing(content, view=view), height=height)
    picture: Image.Image = pypdfium2.PdfDocument(data)[0].render(scale=4 / 3).to_pil()
    return picture.convert("RGB").crop((50, 50, 250, 50 + round(height)))


@pytest.mark.parametrize(
    "path",
    [
        "M10 25h80",
        "M10 25H90",
        "m10,25 80,0",
        "M10 25L90 25",
        "M1e1 25l8e1-0",
        "M10 25H50M50 25h40",
        "M90 25h-80z",
    ],
)
def test_path_is_drawn_where_its_commands_lead(path: str) -> None:
    look = look_of(f'<path {STYLE} d="{path}"/>')
    assert [look.getpixel(at) for at in ((22, 50), (100, 50), (176, 44), (100, 62), (16, 50), (184, 50))] == [
        *[INK] * 3,
        *[WHITE] * 3,
    ]


def test_verticals_and_shut_paths_are_drawn() -> None:
    filled = look_of('<path fill="#bd1509" d="M10 10h30v30h-30zm50 0V40H90v-30Z"/>')
    assert [filled.getpixel(at) for at in ((40, 40), (140, 70), (100, 50), (40, 90))] == [
        RED,
        RED,
        WHITE,
        WHITE,
    ]


def test_dashes_are_as_long_as_they_say() -> None:
    look = look_of(f'<path {STYLE} stroke-dasharray="4,16" d="M10 25h80"/>')
    assert [look.getpixel((2 * x, 50)) for x in DASHES] == [INK, WHITE, INK, WHITE, INK]
    whole = look_of(f'<path {STYLE} stroke-dasharray="0 0" d="M10 25h80"/>')
    assert {whole.getpixel((2 * x, 50)) for x in DASHES} == {INK}


def test_shapes_have_their_size_and_colours() -> None:
    look = look_of(
        '<g fill="#BD1509"><rect x="5" y="5" width="20" height="20"/><circle cx="50" cy="25" r="20"/></g>'
        '<line x1="80" y1="5" x2="80" y2="45" stroke="#10140f" stroke-width="4"/>'
        '<rect x="5" y="30" width="10" height="10"/>'
    )
    seen = [
        look.getpixel(at) for at in ((30, 30), (100, 50), (136, 50), (142, 50), (70, 20), (160, 50), (20, 70))
    ]
    assert seen == [RED, RED, RED, WHITE, WHITE, INK, (0, 0, 0)]


def test_drawing_stands_in_the_middle_and_does_not_leave_its_place() -> None:
    square = '<rect x="-20" y="-20" width="40" height="140" fill="#bd1509"/>'
    look = look_of(square, view="-20 0 100 100")
    # 100 units are as high as the place, and half as wide.
    assert [look.getpixel(at) for at in ((48, 50), (52, 50), (88, 50), (92, 50))] == [WHITE, RED, RED, WHITE]
    data = drawn(drawing(square, view="-20 0 100 100"))
    whole = pypdfium2.PdfDocument(data)[0].render(scale=4 / 3).to_pil().convert("RGB")
    assert [whole.getpixel((120, y)) for y in (48, 52, 148, 152)] == [WHITE, RED, RED, WHITE]


@pytest.mark.parametrize(("anchor", "left"), [("start", 10), ("middle", 50), ("end", 90)])
def test_text_stands_where_its_anchor_says(anchor: str, left: float) -> None:
    around = drawing(
        f'<text x="{left - 3}" y="20" dx="3" dy="5" text-anchor="{anchor}" fill="#10140f"'
        ' font-family="Commissioner" font-weight="bold" font-size="10">\n новая  весна</text>'
    )
    data = drawn(around)
    read = pypdfium2.PdfDocument(data)[0].get_textpage()
    assert read.get_text_bounded().split() == ["новая", "весна"]
    look = pypdfium2.PdfDocument(data)[0].render(scale=4 / 3).to_pil().convert("L")
    start, _top, end, bottom = ImageChops.invert(look).getbbox() or (0, 0, 0, 0)
    place = {"start": start, "middle": (start + end) / 2, "end": end}[anchor]
    assert place == pytest.approx(50 + 2 * left, abs=2)
    assert bottom == pytest.approx(50 + 2 * 25, abs=2)
    assert [name for name, _pieces in tags_of(data)] == ["/Document", "/Figure"]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        [font] = pdf.pages[0].Resources.Font.values()
        assert str(font.BaseFont)[8:] == "Commissioner-700"
        assert str(pdf.Root.StructTreeRoot.K[0].K[0].Alt) == "Рисунок"


def test_label_stands_for_a_title() -> None:
    around = node("svg", attributes={"aria-label": "Дни"})
    around.drawing = html.fromstring('<svg viewBox="0 0 100 50"><path d=""/></svg>')
    with pikepdf.open(io.BytesIO(drawn(around))) as pdf:
        assert str(pdf.Root.StructTreeRoot.K[0].K[0].Alt) == "Дни"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("<ellipse/>", "<ellipse> in an SVG"),
        ('<path d="M0 0C1 1 2 2 3 3"/>', "a path in an SVG"),
        ('<path d="M0 0L1"/>', "a path in an SVG"),
        ('<path d="L1 1"/>', "a path in an SVG"),
        ('<path d="M0 0;1"/>', "a path in an SVG"),
        ('<path d="1 1"/>', "a path in an SVG"),
        ('<path d="" transform="scale(2)"/>', "transform of <path>"),
        ('<g style="fill: red"></g>', "style of <g>"),
        ('<path d="" fill="url(#a)"/>', "the colour url"),
        ('<path d="" stroke-width="2mm"/>', "the length 2mm"),
        ('<rect width="nan"/>', "the length nan"),
        (f'<path {STYLE} stroke-dasharray="1 -1" d="M0 0h9"/>', "dashes in an SVG"),
        ('<text font-family="Commissioner" font-size="9">а<tspan>б</tspan></text>', "what is in <text>"),
        ('<text font-family="Arial" font-size="9">а</text>', "no font of Arial"),
        ('<text font-family="Commissioner">а</text>', "the length  in an SVG"),
        ('<text font-family="Commissioner" font-size="9" stroke="#000">а</text>', "the outline of a text"),
        ('<text font-family="Commissioner" font-size="9">名</text>', "a letter that the font lacks"),
        ('<text font-family="Commissioner" font-size="9">نمونه</text>', "runs from right to left"),
    ],
)
def test_what_is_not_known_is_refused(content: str, why: str) -> None:
    with pytest.raises(NotTypesetError, match=why):
        drawn(drawing(content))


def test_drawing_without_a_view_or_a_title_is_refused() -> None:
    with pytest.raises(NotTypesetError, match="without a viewBox"):
        drawn(drawing("", view="0 0 100"))
    with pytest.raises(NotTypesetError, match="does not say what it shows"):
        drawn(drawing("", title=""))
