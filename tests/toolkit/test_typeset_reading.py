"""A page is read with its styles, which are kept by what elements are told apart by."""

import pytest

from tests.toolkit.typeset_pages import ACTION, BASE, SHEETS, SVG, elements, leaflet, page, read
from toolkit.typeset import reading
from toolkit.typeset.parts import Node
from toolkit.typeset.reading import _known, read_page
from toolkit.typeset.sheets import Sheets, sheets


def test_page_has_title_language_size_and_margins() -> None:
    tree = read_page(leaflet("kk", "step-0 ink-colour paper-letter"), SHEETS)

    assert (tree.title, tree.language) == ("A page", "kk")
    assert (tree.page.width, tree.page.height) == (816, 1056)
    assert set(tree.page.margin) == {11 * 96 / 25.4}


def test_pages_without_a_name_are_of_the_common_size() -> None:
    tree = read_page(leaflet(), SHEETS)

    assert (round(tree.page.width, 2), round(tree.page.height, 2)) == (793.70, 1122.52)


def test_tree_holds_texts_as_they_are_and_no_comments() -> None:
    tree = read_page(page("<p> A  <!-- no -->b<b>c</b>\n d&nbsp;</p>"), SHEETS)
    [paragraph] = tree.body.children
    assert isinstance(paragraph, Node)

    assert [each if isinstance(each, str) else each.tag for each in paragraph.children] == [
        " A  b",
        "b",
        "\n d\xa0",
    ]


def test_language_of_an_element_is_the_nearest_one() -> None:
    tree = read_page(page('<p lang="ru">A<b>B</b></p><p>C</p>'), SHEETS)

    assert [(node.tag, node.language) for node in elements(tree.body)] == [
        ("body", "en"),
        ("p", "ru"),
        ("b", "ru"),
        ("p", "en"),
    ]


def test_drawing_is_kept_as_it_is() -> None:
    tree = read_page(page(f"<div>{SVG}after</div>"), SHEETS)
    [box] = tree.body.children
    assert isinstance(box, Node)
    [drawing, text] = box.children
    assert isinstance(drawing, Node)

    assert (drawing.drawing.get("viewbox"), drawing.children, text) == ("0 0 9 4", [], "after")


def test_element_that_is_not_shown_is_left_out_and_what_follows_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tree = read(BASE + "b { display: none; flex: 1 }", "<p>A<b>B<i>C</i></b>D</p>", monkeypatch)

    assert tree.body.children[0].children == ["A", "D"]


def test_sheet_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    add = Sheets.add

    def count(self: Sheets, css: str) -> None:
        parsed.append(css)
        add(self, css)

    monkeypatch.setattr(Sheets, "add", count)
    sheets.cache_clear()
    _known.cache_clear()

    for text in ("One", "Two"):
        read_page(page(f"<p>{text}</p>"), SHEETS)

    assert len(parsed) == 2


def test_styles_are_kept_whatever_the_text_and_language(monkeypatch: pytest.MonkeyPatch) -> None:
    first = read_page(leaflet("en"), SHEETS)
    monkeypatch.setattr(reading, "compute", None)

    second = read_page(leaflet("ru"), SHEETS)

    assert [id(node.style) for node in elements(first.body)] == [
        id(node.style) for node in elements(second.body)
    ]


def test_equal_styles_are_one() -> None:
    tree = read_page(page('<p class="x">A</p><p class="y">B</p>'), SHEETS)
    one, other = tree.body.children
    assert isinstance(one, Node)
    assert isinstance(other, Node)

    assert one.style is other.style


def test_styles_are_let_go_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_KEPT", 50)
    _known.cache_clear()
    known = _known(SHEETS)

    for number in range(120):
        tree = read_page(page(f'<p class="c-{number}">A</p>'), SHEETS)

    assert len(tree.body.children) == 1
    assert known.kept <= 50


def test_place_among_siblings_is_told_apart_from_page_to_page() -> None:
    def last_lines(actions: int) -> list[float]:
        tree = read_page(page(f"<div>{ACTION * actions}</div>"), SHEETS)
        boxes = [node for node in elements(tree.body) if node.attributes.get("class") == "action"]
        return [round(node.style.border.bottom.width, 2) for node in boxes]

    assert [last_lines(1), last_lines(3), last_lines(2)] == [[0], [0.57, 0.57, 0], [0.57, 0]]
