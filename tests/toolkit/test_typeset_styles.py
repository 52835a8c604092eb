"""Styles of the typesetter are those of WeasyPrint."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.toolkit.typeset_pages import (
    BASE,
    SHEETS,
    TEXTS,
    elements,
    leaflet,
    other_leaflet,
    page,
    read,
)
from toolkit.typeset.parts import Share, Style, Tree
from toolkit.typeset.reading import read_page

PAGES = {
    **{
        f"step {step} {ink} {paper} {language}": leaflet(
            language, f"step-{step} ink-{ink} paper-{paper}", look
        )
        for step in range(8)
        for ink, paper, look in (
            ("colour", "a4", "held"),
            ("black", "letter", "released"),
            ("saving", "a4", "held"),
            ("saving", "letter", "unconfirmed"),
        )
        for language in [list(TEXTS)[step % 3]]
    },
    **{f"{sides} sides": other_leaflet(sides) for sides in range(1, 7)},
}


def length(value: Any) -> float | Share | None:  # noqa: ANN401 - WeasyPrint has no types
    """Return a length of WeasyPrint as ours."""
    if value == "auto":
        return None
    return Share(value.value / 100) if value.unit == "%" else float(value.value)


DISPLAYS = {
    ("block", "flow"): "block",
    ("inline", "flow"): "inline",
    ("inline", "flow-root"): "inline-block",
    ("block", "table"): "table",
    ("table-cell",): "table-cell",
}


SIDES = ("top", "right", "bottom", "left")


def colour(style: Any, name: str) -> str | None:  # noqa: ANN401 - WeasyPrint has no types
    """Return a colour of WeasyPrint as ours."""
    value = style["color"] if style[name] == "currentcolor" else style[name]
    red, green, blue = (round(255 * part) for part in value.coordinates)
    return f"#{red:02x}{green:02x}{blue:02x}" if value.alpha else None


def wanted(style: Any) -> dict[str, Any]:  # noqa: ANN401 - WeasyPrint has no types
    """Return a style of WeasyPrint as ours."""
    height = style["line_height"]
    is_number = isinstance(height, int | float)
    widths = [style[f"border_{side}_width"] for side in SIDES]
    return {
        "display": DISPLAYS[tuple(style["display"])],
        "floating": style["float"],
        "clear": style["clear"],
        "width": length(style["width"]),
        "height": length(style["height"]),
        "margin": [length(style[f"margin_{side}"]) for side in SIDES],
        "padding": [length(style[f"padding_{side}"]) for side in SIDES],
        "border": [
            (
                width,
                style[f"border_{side}_style"] if width else "solid",
                colour(style, f"border_{side}_color" if width else "color"),
            )
            for side, width in zip(SIDES, widths, strict=True)
        ],
        "background": colour(style, "background_color"),
        "colour": colour(style, "color"),
        "families": tuple(style["font_family"]),
        "size": style["font_size"],
        "weight": style["font_weight"],
        "italic": style["font_style"] == "italic",
        "line_height": height * style["font_size"] if is_number else height.value,
        "letter_spacing": 0 if style["letter_spacing"] == "normal" else style["letter_spacing"],
        "text_align": {"start": "left"}.get(style["text_align_all"], style["text_align_all"]),
        "white_space": style["white_space"],
        "vertical_align": style["vertical_align"],
        "break_anywhere": style["overflow_wrap"] == "anywhere",
        "table_layout": style["table_layout"],
        "bookmark_level": 0 if style["bookmark_level"] == "none" else style["bookmark_level"],
        "is_pixelated": style["image_rendering"] == "pixelated",
        "min_height": length(style["min_height"]),
        "position": style["position"],
        "left": length(style["left"]),
        "top": length(style["top"]),
        "is_turned": bool(style["transform"]),
    }


def flat(value: Any) -> Any:  # noqa: ANN401 - as wide as the fields of a style
    """Return lists, tuples and numbers in a form that `approx` compares by their numbers."""
    if isinstance(value, list | tuple):
        return [flat(each) for each in value]
    return pytest.approx(value, abs=0.001) if isinstance(value, int | float) else value


@cache
def weasyprint_sheet(css: str) -> Any:  # noqa: ANN401 - WeasyPrint has no types
    """Return a style sheet as WeasyPrint reads it."""
    return pytest.importorskip("weasyprint").CSS(string=css)


def weasyprint_styles(html: str, *sheets: str) -> list[tuple[str, dict[str, Any]]]:
    """Return tag and style of each element of the body, but for those of drawings, as WeasyPrint computes them."""
    weasyprint = pytest.importorskip("weasyprint")
    css = pytest.importorskip("weasyprint.css")
    document = weasyprint.HTML(string=html)
    style_for = css.get_all_computed_styles(document, [weasyprint_sheet(sheet) for sheet in sheets])
    for each in document.wrapper_element.iter_subtree():
        # A style of which nothing was asked yet is taken for none, and keeps the margins of cells.
        style_for(each.etree_element)["anchor"]
    body = next(each for each in document.wrapper_element.iter_subtree() if each.local_name == "body")
    return [
        (each.local_name, wanted(style_for(each.etree_element)))
        for each in body.iter_subtree()
        if not any(above.local_name == "svg" for above in each.ancestors)
    ]


def plain(value: Any) -> Any:  # noqa: ANN401 - as wide as the fields of a style
    """Return tuples of any kind as lists."""
    return [plain(each) for each in value] if isinstance(value, list | tuple) else value


def assert_same(tree: Tree, theirs: list[tuple[str, dict[str, Any]]]) -> None:
    """Compare each property of each element with what WeasyPrint has."""
    ours = list(elements(tree.body))
    assert [node.tag for node in ours] == [tag for tag, _style in theirs]
    for node, (_tag, style) in zip(ours, theirs, strict=True):
        found = {field: getattr(node.style, field) for field in Style.__dataclass_fields__}
        assert found.keys() == style.keys()
        for field, value in found.items():
            name = node.tag, dict(node.attributes), field
            assert (*name, plain(value)) == (*name, flat(style[field]))


@pytest.mark.needs("pango")
@pytest.mark.parametrize("name", PAGES)
def test_styles_are_those_of_weasyprint(name: str) -> None:
    folder = Path(settings.BASE_DIR) / "static" / "css" / "print"

    theirs = weasyprint_styles(
        PAGES[name], *((folder / sheet).read_text(encoding="utf-8") for sheet in SHEETS)
    )

    assert_same(read_page(PAGES[name], SHEETS), theirs)


CASCADES = {
    "what is more specific wins, then what comes last": """
        p { color: red; margin-top: 1px }
        .a { color: green }
        p { margin-top: 2px }
        #c { color: blue }
        div p { color: navy }
        """,
    "what is important wins": "p { color: red !important; margin: 1px } .a { color: green; margin: 2px !important }",
    "units": """
        p { margin: 1pt 1mm 1cm 1in; padding: 1pc 4q 1em 2rem; font-size: 20px }
        i { font-size: 1.5em; width: 2em }
        html { font-size: 10px }
        b { font-size: 2rem; letter-spacing: .1em; width: 0 }
        .b { font-size: 150%; height: 30% }
        """,
    "names of sizes": """
        .a { font-size: x-small }
        .b { font-size: larger }
        b { font-size: xx-large }
        i { font-size: smaller }
        sup { font-size: 90px; line-height: 1 }
        sub { line-height: 0; font-size: larger }
        """,
    "weights": "div { font-weight: 600 } b { font-weight: bolder } i { font-weight: lighter } .a { font-weight: 100 }",
    "heights of lines": """
        .a { line-height: 2; font-size: 10px }
        .b { line-height: 150% }
        b { font-size: 30px }
        div { line-height: 2em }
        i { line-height: inherit; font-size: 5px }
        """,
    "what is inherited when asked for": """
        div { margin: 3px; color: red; width: 10%; border: 2px dashed blue; vertical-align: top }
        p { margin: inherit; width: inherit; border: inherit; vertical-align: inherit }
        i { color: initial; font-size: initial }
        b { font-weight: inherit; line-height: inherit; letter-spacing: inherit }
        """,
    "custom properties": """
        html { --a: 3px; --b: calc(var(--a) * 2); --c: }
        .a { --a: 5px; margin: var(--a) var(--b) }
        .b { margin: var(--none, var(--a)) }
        i { padding: calc((var(--a) + 1px) / 2 - 1pt + var(--b)) }
        b { border: var(--a) solid var(--d, red) }
        """,
    "borders": """
        .a { border: solid; border-top: 0 }
        .b { border: thin dashed red; border-width: 1px 2px 3px }
        b { border-width: 5px }
        i { border-style: solid none; border-color: blue; border-left: thick hidden }
        #c { border-left-style: solid }
        """,
    "places": """
        p:first-child { color: red }
        p:last-of-type { color: green }
        p:nth-child(2n) { margin: 1px }
        .a + .b { padding: 1px }
        b ~ i { color: blue }
        .b:not(:last-child) { width: 1px }
        p:nth-of-type(2) b { height: 1px }
        :only-child { clear: both }
        .b + p i { font-style: normal }
        """,
    "attributes": """
        [lang=ru] { color: red }
        p:lang(ru) b { color: blue }
        [data-x] { margin: 1px }
        [title^=A] { margin: 2px }
        :is(#c, .a) { padding: 1px }
        :where(#c) { padding: 2px }
        """,
    "media": "@media print { p { color: red } } @media all { b { color: blue } } @media screen { p { color: green } }",
    "boxes": """
        .a { display: table }
        .a > * { display: table-cell; margin: 3px }
        .b { float: left; display: inline-block }
        i { float: left }
        sup { vertical-align: -20%; line-height: 2 }
        sub { vertical-align: .5em; line-height: 0 }
        #c { display: inline }
        #c b { vertical-align: sub }
        """,
    "out of the flow": """
        i { position: absolute; float: left; left: -10%; top: calc(1em - 3mm) }
        sup { position: absolute; left: auto }
        p { min-height: 2em; transform: none }
        .b { min-height: auto; transform: rotate(180deg) }
        """,
    "what changes nothing": """
        p { orphans: 3; widows: 3; break-inside: avoid; hyphens: none; page-break-after: avoid; position: static;
            opacity: 1; text-rendering: optimizeLegibility; list-style: none; border-spacing: 0; direction: ltr;
            border-radius: 0 }
        b::before { content: none }
        """,
}


MANY = """<div><p class="a">A<b>B</b><i>C</i></p><p class="b">D<b>E</b> <sup>F</sup></p><p id="c" lang="ru">G<b>H</b>
<i>I</i></p><p class="b c" data-x="1" title="AB">J <sub>K</sub> <i>L</i> <small>M</small></p></div>
<h3>N</h3><h5>O<em>P</em></h5>"""


@pytest.mark.needs("pango")
@pytest.mark.parametrize("name", CASCADES)
def test_cascade_is_that_of_weasyprint(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    css = BASE + CASCADES[name]

    assert_same(read(css, MANY, monkeypatch), weasyprint_styles(page(MANY), css))


@pytest.mark.needs("pango")
@pytest.mark.parametrize(
    "css",
    [
        ".a + .b { color: red }",
        ".a ~ p b { color: red }",
        "p:not(:last-child) { color: red }",
        ".b:first-child b { color: red }",
        ":nth-last-child(2) { color: red }",
    ],
)
def test_place_matters_where_all_else_is_the_same(css: str, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = '<p class="a">A<b>B</b></p>', '<p class="b">C<b>D</b></p>'
    body = "".join(
        f"<div>{inner}</div>" for inner in (one + other, other, other + one, one + other + other, one)
    )

    assert_same(read(BASE + css, body, monkeypatch), weasyprint_styles(page(body), BASE + css))


PAGE_RULES = {
    "": (793.70, 1122.52, 75, 75, 75, 75),
    "@page { size: A5 landscape; margin: 1mm 2mm }": (793.70, 559.37, 3.78, 7.56, 3.78, 7.56),
    "@page { size: letter portrait }": (816, 1056, 75, 75, 75, 75),
    "@page { size: 10in; margin: 0; margin-left: 1in }": (960, 960, 0, 0, 0, 96),
    "@page { size: 1in 2in !important } @page { size: A4; marks: none; bleed: auto }": (
        96,
        192,
        75,
        75,
        75,
        75,
    ),
    "@page wide { size: 4in 3in } @page { size: 1in; margin: 1px } p, body { page: wide }": (
        384,
        288,
        1,
        1,
        1,
        1,
    ),
    "@page wide { size: 4in 3in; flex: 1 } @page { size: 1in; margin: 1px }": (96, 96, 1, 1, 1, 1),
    "@media print { @page { size: 1in; margin: calc(1px * 2) } }": (96, 96, 2, 2, 2, 2),
}


@pytest.mark.parametrize("css", PAGE_RULES)
def test_page_rules_give_size_and_margins(css: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = read(BASE + css, "<p>A</p>", monkeypatch)

    assert (
        tuple(round(side, 2) for side in (tree.page.width, tree.page.height, *tree.page.margin))
        == PAGE_RULES[css]
    )
