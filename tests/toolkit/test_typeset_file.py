"""A page that was laid out, as a file: it reads back, its tags own all that it says, and it looks as it should."""

import io
import re
import sys
import threading
from dataclasses import replace
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfReader

from tests.toolkit.placed_pages import (
    INLINE,
    PLAIN,
    address_of,
    box,
    drawing,
    node,
    page,
    picture,
    text,
)
from tests.toolkit.test_pdf_tagging import tags_of
from toolkit.pdf.joining import Joiner
from toolkit.pdf.outlines import FIRST, MOST, Letter, Shaped, whole_font
from toolkit.qr import qr_address, qr_png
from toolkit.typeset.file import write_page
from toolkit.typeset.parts import Border, Node, NotTypesetError, Placed, Sides

HEADING = replace(PLAIN, families=("Commissioner",), weight=800, bookmark_level=1)


BOLD = "Commissioner-800.ttf"


def letter_page() -> Placed:
    """Return a page with a heading, a paragraph of two lines with words in another language, and an empty box."""
    heading = node("h1", "Оны \n босатыңыз (сегодня)", style=HEADING)
    foreign = node("span", "Free \\him", style=INLINE, attributes={"lang": "en"})
    raised = node("sup", "16", style=replace(INLINE, size=10.0))
    paragraph = node("p", "Прошу вас освободить его ", foreign, " сегодня.", raised)
    inner = box(
        paragraph,
        text(paragraph, "Прошу вас освободить"),
        text(paragraph, "его ", y=74),
        text(foreign, "Free \\him", x=80, y=74),
        text(paragraph, " сегодня.", x=160, y=74),
        text(raised, "16", x=232, y=68),
        at=(40, 30, 300, 50),
    )
    around = node("div", heading, paragraph, node("p"))
    title = text(heading, "Оны босатыңыз (сегодня)", y=24, font=BOLD, spacing=-0.5)
    return page(box(around, box(heading, title, at=(40, 4, 300, 24)), inner), title="Письмо (проба)")


def root_of(data: bytes) -> Any:  # noqa: ANN401 - pypdf's objects are untyped below the surface
    return PdfReader(io.BytesIO(data)).trailer["/Root"]


def test_text_reads_back_and_words_of_two_lines_stay_apart() -> None:
    data = write_page(letter_page())
    words = "Оны босатыңыз (сегодня) Прошу вас освободить его Free \\him сегодня."
    by_pdfium = pypdfium2.PdfDocument(data)[0].get_textpage().get_text_bounded().split()
    by_pypdf = PdfReader(io.BytesIO(data)).pages[0].extract_text().split()
    for found in (by_pdfium, by_pypdf):
        assert re.sub(r"\. ?16$", ".", " ".join(found)) == words


def shown_in(data: bytes) -> list[str]:
    """Return the texts of the page as they follow each other, each as the letters of its font."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        known: dict[str, dict[int, str]] = {}
        for name, font in pdf.pages[0].Resources.Font.items():
            [row] = re.findall(r"beginbfrange\n.*?\[(.*?)\]", font.ToUnicode.read_bytes().decode(), re.DOTALL)
            letters = [bytes.fromhex(each).decode("utf-16-be") for each in re.findall(r"<(.*?)>", row)]
            known[name] = dict(enumerate(letters, start=FIRST))
        found, name = [], ""
        for each in pikepdf.parse_content_stream(pdf.pages[0]):
            if str(each.operator) == "Tf":
                name = str(each.operands[0])
            elif str(each.operator) in {"Tj", "TJ"}:
                shown = each.operands[0]
                strings = list(shown) if isinstance(shown, pikepdf.Array) else [shown]
                codes = b"".join(bytes(part) for part in strings if isinstance(part, pikepdf.String))
                found.append("".join(known[name][code] for code in codes))
        return found


def test_lines_end_with_a_space_where_the_text_has_one() -> None:
    heading = node("h2", node("span", "Один"), "\n", node("span", "два"))
    paragraph = node(
        "p",
        "из\u2060-за  семи",
        node("sup", "1", style=INLINE),
        "\n морей",
        node("br", style=INLINE),
        "в путь",
    )
    after = node("p", "дома")
    one, two = (each for each in heading.children if isinstance(each, Node))
    raised = paragraph.children[1]
    assert isinstance(raised, Node)
    placed = page(
        box(heading, box(one, text(one, "Один", y=20)), box(two, text(two, "два", y=40))),
        box(
            paragraph,
            text(paragraph, "из-", y=60),
            text(paragraph, "за семи", y=80),
            text(raised, "1", x=100, y=74),
            text(paragraph, "морей", y=100),
            text(paragraph, "в путь", y=120),
        ),
        box(after, text(after, "дома", y=140)),
    )
    assert shown_in(write_page(placed)) == [
        *("Один ", "два"),
        *("из-", "за семи", "1 ", "морей ", "в путь"),
        "дома",
    ]


def test_tags_are_those_that_say_something_and_own_all_text() -> None:
    data = write_page(letter_page())
    assert tags_of(data) == [("/Document", 0), ("/H1", 1), ("/P", 2), ("/Span", 1)]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        root = pdf.Root.StructTreeRoot
        heading, paragraph = root.K[0].K
        span = paragraph.K[1]
        assert ([str(part) for part in (paragraph.K[0], paragraph.K[2])], str(span.Lang)) == (
            ["1", "3"],
            "en",
        )
        assert ["/Lang" in part for part in (root.K[0], heading, paragraph)] == [False, False, False]
        owners = root.ParentTree.Nums[1]
        assert [each.objgen for each in owners] == [
            each.objgen for each in (heading, paragraph, span, paragraph)
        ]
        assert int(root.ParentTree.Nums[0]) == int(pdf.pages[0].obj.StructParents)
        assert {each.Pg.objgen for each in owners} == {pdf.pages[0].objgen}


def test_all_that_is_seen_is_tagged_or_an_artifact() -> None:
    placed = letter_page()
    placed.body.node.style = replace(PLAIN, background="#f1f4ed")
    with pikepdf.open(io.BytesIO(write_page(placed))) as pdf:
        instructions = [str(each.operator) for each in pikepdf.parse_content_stream(pdf.pages[0])]
    depth = 0
    for operator in instructions:
        depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(operator, 0)
        assert depth == 1 or operator == "EMC"
    assert [operator for operator in instructions if operator in {"BMC", "BDC"}] == ["BMC", *["BDC"] * 4]
    assert [instructions.count(operator) for operator in ("BT", "ET", "EMC")] == [4, 4, 5]


def test_file_says_its_title_and_language_and_no_more() -> None:
    data = write_page(letter_page())
    assert PdfReader(io.BytesIO(data)).metadata == {"/Title": "Письмо (проба)"}
    root = root_of(data)
    assert set(root) == {
        *("/Type", "/Pages", "/Lang", "/Metadata", "/StructTreeRoot"),
        *("/MarkInfo", "/ViewerPreferences", "/Outlines"),
    }
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("ru", True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712 - an object of pypdf
    packet = root["/Metadata"].get_data()
    assert (b'pdfuaid:part="1"' in packet, "Письмо (проба)".encode() in packet) == (True, True)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.check_pdf_syntax() == []
        sides = [
            [float(side) for side in pdf.pages[0].obj[name]]
            for name in ("/MediaBox", "/TrimBox", "/BleedBox")
        ]
        assert (sides, str(pdf.pages[0].obj.Tabs)) == ([[0, 0, 300, 225]] * 3, "/S")


def test_same_page_gives_same_bytes_and_another_an_own_id() -> None:
    one, same, other = (write_page(each) for each in (letter_page(), letter_page(), page()))
    assert one == same
    ids = []
    for data in (one, other):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            ids.append([bytes(part) for part in pdf.trailer.ID])
    assert (ids[0][0] == ids[0][1], ids[0] == ids[1]) == (True, False)
    assert len(one) < 9000


def bookmarks_in(data: bytes) -> list[tuple[str, list[float]]]:
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        places = [(item.title, item.destination) for item in outline.root]
        return [
            (title, [float(place[2]), float(place[3])])
            for title, place in places
            if isinstance(place, pikepdf.Array)
        ]


def test_bookmark_is_the_heading_at_its_place() -> None:
    assert bookmarks_in(write_page(letter_page())) == [("Оны босатыңыз (сегодня)", [30, 222])]
    assert bookmarks_in(write_page(page())) == []


def test_bookmarks_follow_each_other() -> None:
    headings = [node("h1", title, style=HEADING) for title in ("Один", "(2)", "Три")]
    data = write_page(page(*(box(each) for each in headings)))
    assert [title for title, _place in bookmarks_in(data)] == ["Один", "(2)", "Три"]


def test_fonts_hold_what_the_page_shows() -> None:
    with pikepdf.open(io.BytesIO(write_page(letter_page()))) as pdf:
        fonts = {str(font.BaseFont)[8:]: font for font in pdf.pages[0].Resources.Font.values()}
        assert sorted(fonts) == ["Commissioner-800", "Literata-400"]
        descriptor = fonts["Literata-400"].FontDescriptor
        assert str(descriptor.FontName) == str(fonts["Literata-400"].BaseFont)
        assert re.fullmatch(r"/[A-Z]{6}\+Literata-400", str(descriptor.FontName))
        assert (int(descriptor.Flags), int(fonts["Commissioner-800"].FontDescriptor.Flags)) == (4, 4)
        assert int(descriptor.Ascent) > int(descriptor.CapHeight) > 0 > int(descriptor.Descent)
        shown = set("Оны босатыңыз (сегодня)")
        assert len(fonts["Commissioner-800"].Widths) == len(shown)
        assert len(descriptor.FontFile2.read_bytes()) == int(descriptor.FontFile2.Length1)


def test_files_can_be_joined() -> None:
    target = io.BytesIO()
    with Joiner(target, title="Все", language="ru") as joiner:
        for _each in range(2):
            joiner.add(write_page(letter_page()))
    reader = PdfReader(target)
    assert (len(reader.pages), len(reader.outline)) == (2, 2)
    tags = ["/Part", "/H1", "/P", "/Span"]
    assert [tag for tag, _pieces in tags_of(target.getvalue())] == ["/Document", *tags, *tags]


def lettered(letters: list[Letter]) -> Placed:
    around = node("p")
    return page(box(around, text(around, "", shaped=Shaped([(letter, 0.0) for letter in letters], 1.0))))


def test_as_many_letters_as_there_are_codes_and_no_more() -> None:
    letters = [Letter(chr(0x400 + number), number + 1) for number in range(MOST + 1)]
    data = write_page(lettered(letters[:-1]))
    assert PdfReader(io.BytesIO(data)).pages[0].extract_text() == "".join(
        letter.text for letter in letters[:-1]
    )
    with pytest.raises(NotTypesetError, match="more letters than a font has codes"):
        write_page(lettered(letters))


def framed_by(*styles: str) -> Placed:
    sides = [Border(4, style, "#10140f") for style in styles]
    return page(box(node("div", style=replace(PLAIN, border=Sides(*sides)))))


@pytest.mark.parametrize(
    ("placed", "why"),
    [
        (lettered([Letter("名", 0)]), "a letter that the font lacks"),
        (page(box(node("table"))), "the tag of <table>"),
        (page(box(node("a"))), "the tag of <a>"),
        (framed_by("dashed", "solid", "solid", "solid"), "borders that are dashed, solid"),
        (framed_by("double", "double", "double", "double"), "borders that are double"),
        (picture(node("img", attributes={"src": qr_address("x")}), alt=" "), "does not say what it shows"),
        (picture(node("img", attributes={"src": "static:logo.png"})), "not a PNG in the page"),
        (picture(node("img", attributes={"src": address_of(b"GIF89a")})), "a PNG that is broken"),
        (picture(node("img", attributes={"src": address_of(qr_png("x")[:-30])})), "a PNG that is broken"),
        (page(box(node("h2", "Один", style=replace(PLAIN, bookmark_level=2)))), "bookmarks within bookmarks"),
        (picture(drawing("<use href='#a'/>")), "<use> in an SVG"),
    ],
)
def test_what_is_not_known_is_refused(placed: Placed, why: str) -> None:
    with pytest.raises(NotTypesetError, match=why):
        write_page(placed)


def test_transparent_png_is_refused() -> None:
    file = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(file, "PNG")
    with pytest.raises(NotTypesetError, match="transparent or deep"):
        write_page(picture(node("img", attributes={"src": address_of(file.getvalue())})))


def test_space_between_boxes_is_no_content_of_its_own() -> None:
    one, other = (node("p", words) for words in ("Один", "Два"))
    around = node("div", one, " ", other)
    placed = page(
        box(
            around, box(one, text(one, "Один")), text(around, " ", x=90), box(other, text(other, "Два", x=95))
        )
    )
    assert tags_of(write_page(placed)) == [("/Document", 0), ("/P", 1), ("/P", 1)]


def test_box_that_holds_words_of_its_own_has_a_tag() -> None:
    inner = node("p", "Два")
    around = node("div", "Один ", inner)
    placed = page(box(around, text(around, "Один"), box(inner, text(inner, "Два", y=80))))
    assert tags_of(write_page(placed)) == [("/Document", 0), ("/Div", 1), ("/P", 1)]


def test_item_of_a_list_has_a_body() -> None:
    items = [node("li", words) for words in ("Один", "Два")]
    around = node("ul", *items)
    placed = page(
        box(around, *(box(each, text(each, "Да", y=50 + 30 * row)) for row, each in enumerate(items)))
    )
    item = [("/LI", 0), ("/LBody", 1)]
    assert tags_of(write_page(placed)) == [("/Document", 0), ("/L", 0), *item, *item]


def test_threads_that_read_the_same_letters_get_whole_files() -> None:
    expected = write_page(letter_page())
    interval = sys.getswitchinterval()
    whole_font.cache_clear()
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(write_page(letter_page()))) for _each in range(6)]
    try:
        sys.setswitchinterval(1e-5)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert found == [expected] * 6
