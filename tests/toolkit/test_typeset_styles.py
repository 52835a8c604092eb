"""Styles of the typesetter are those of WeasyPrint, and what it does not know it refuses."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from toolkit.typeset import reading
from toolkit.typeset.parts import Node, NotTypesetError, Share, Style, Tree
from toolkit.typeset.reading import _known, read_page
from toolkit.typeset.sheets import Sheets, sheets

SHEETS = ("base.css", "leaflet.css")
TEXTS = {
    "en": ("Give him his papers.", "He has been held without a word."),
    "ru": ("Освободите его.", "Он под стражей, и вестей нет."),
    "kk": ("Оны босатыңыздар.", "Одан хабар жоқ."),
}
ACTION = '<div class="action"><h3>One</h3><p>Text</p></div>'
FOOT = """<div class="foot at-the-foot"><p class="sources">Sources: <b>1</b> <span lang="en">“Name”</span>, <span
class="our-transliteration" title="Ours">Other</span></p><p class="wordmark">Unforgotten<span></span></p></div>"""
SVG = """<svg xmlns="http://www.w3.org/2000/svg" class="tally" viewBox="0 0 9 4"><title>9 days</title><path d="M0
0h9"/></svg>"""
ADDRESS = """<div class="address"><img class="qr" src="data:image/png;base64,iVBOR" alt="a.example/1"><p>a.example
<br>/1</p></div>"""


def page(body: str, classes: str = "step-3 ink-colour paper-a4", language: str = "en") -> str:
    """Return a page with a body."""
    return f"""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>A page</title></head>
<body class="{classes}"><!-- sheet -->{body}</body></html>"""


def leaflet(language: str = "en", classes: str = "step-3 ink-colour paper-a4", look: str = "held") -> str:
    """Return a page with everything that a leaflet of a case has."""
    headline, text = TEXTS[language]
    story = f"""<h2 class="headline"><span>{headline}</span> <span>{text}</span> </h2><p>{text}<sup>1</sup> </p>
<p class="more">{text}</p><p class="ask">{headline}</p>"""
    plate = f"""<div class="plate plate--{look}"><h1 class="name name--long"><span>A</span> <span>B</span> </h1>
<p class="own-script"><span lang="kk">A</span> · <small>{text}</small></p>{SVG}<div class="count"><p class="number">
about <b>128</b> days</p> <p class="text">{text}<sup>1</sup></p></div><p class="summary">{text}</p>
<p class="how">{text}</p><p class="wordmark">W<span></span></p></div>"""
    actions = f"""<h2 class="act-title">{headline}</h2>{ACTION * 3}<p class="own-line">{text}</p>{ADDRESS}"""
    why = f'<p class="why-strip"><b>Why.</b> {text}</p>'
    return page(
        f'{plate}<div class="columns"><div class="story">{story}</div><div class="gap"></div><div class="actions">'
        f"{actions}</div></div>{why}{FOOT}",
        classes,
        language,
    )


def other_leaflet(sides: int) -> str:
    """Return a page with what a leaflet of something other than a case has."""
    side = '<div class="side-by-side"><p class="figure figure--words">128</p><p class="who">A<sup>2</sup></p></div>'
    item = '<p class="item"><b>Who</b> <span class="figure"><b>12</b></span> what<sup>2</sup></p>'
    why = '<div class="why"><h3>Why</h3><p>Because<sup>2</sup></p></div>'
    return page(
        '<div class="plate plate--died"><h1 class="name name--longer">A</h1>'
        f'<h1 class="matter-title matter-title--long">B</h1></div><h2 class="sides-title">C</h2>'
        f'<div class="sides sides--{sides}">{side * sides}</div><div class="columns columns--low">'
        f'<div class="story story--few">{item}{item}{why}</div><div class="actions">'
        f"{ACTION}{ADDRESS}</div></div>{FOOT}"
    )


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


def elements(node: Node) -> Iterator[Node]:
    """Yield an element and all below it."""
    yield node
    for child in node.children:
        if isinstance(child, Node):
            yield from elements(child)


# What no page can do without.
BASE = "html { line-height: 1.5 } * { margin: 0; box-sizing: border-box } sup, sub { line-height: 0 }"


def read(css: str, body: str, monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401 - the tree
    """Read a page with a sheet of its own."""
    own = Sheets()
    own.add(css)
    monkeypatch.setattr("toolkit.typeset.reading.sheets", lambda names: own)
    _known.cache_clear()
    try:
        return read_page(page(body), ("own.css",))
    finally:
        _known.cache_clear()


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


@pytest.mark.parametrize(
    "html",
    [
        "<html lang=en><head></head><body>A</body></html>",
        "<html lang=en><head><title></title></head><body>A</body></html>",
        "<html><head><title>A</title></head><body>A</body></html>",
        "",
        f"<html lang=en><head></head><body>{SVG}</body></html>",
    ],
)
def test_page_without_title_or_language_is_refused(html: str) -> None:
    with pytest.raises(ValueError, match="a title and a language"):
        read_page(html, SHEETS)


def test_sheet_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        read_page(page(""), ("nothing.css",))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('<p style="color: red">A</p>', "an attribute with style"),
        ("<table><tr><td>A</td></tr></table>", "<table>"),
        ("<ul><li>A</li></ul>", "<ul>"),
        ('<a href="/">A</a>', "attribute href"),
        ("<a>A</a>", "<a>"),
        ("<u>A</u>", "<u>"),
        ("<q>A</q>", "<q>"),
        ("<input>", "<input>"),
        ("<p hidden>A</p>", "attribute hidden"),
        ('<p dir="rtl">A</p>', "text from right to left"),
        ('<p dir="auto">A</p>', "text from right to left"),
        ('<div class="foot"><p>A</p></div>', "float of .foot: value footnote"),
    ],
)
def test_html_that_is_not_known_is_refused(body: str, reason: str) -> None:
    with pytest.raises(NotTypesetError) as refusal:
        read_page(page(body), SHEETS)

    assert str(refusal.value) == reason


@pytest.mark.parametrize("attribute", ['dir="rtl"', 'style="margin: 0"'])
def test_attributes_of_the_root_are_looked_at(attribute: str) -> None:
    with pytest.raises(NotTypesetError):
        read_page(page("<p>A</p>").replace("<html", f"<html {attribute}"), SHEETS)


def test_head_with_a_sheet_of_its_own_is_refused() -> None:
    html = page("<p>A</p>").replace("<meta", "<style>p { color: red }</style><meta")

    with pytest.raises(NotTypesetError, match=r"^<style> in the head$"):
        read_page(html, SHEETS)


REFUSED = {
    "p { flex: 1 }": "flex of p: an unknown property",
    "p { color: nocolour }": "color of p: colour nocolour",
    "p { color: rgba(0 0 0 / 50%) }": "color of p: colour rgba(0 0 0 / 50%)",
    "p:not(3) { color: red }": "selector p:not(3)",
    "p { color: transparent }": "color of p: a colour that is not seen",
    "p { background: #00000080 }": "background-color of p: colour #00000080",
    "p { background: url(a.png) red }": "background of p: background of more than a colour",
    "p { width: 3vw }": "width of p: unit vw",
    "p { width: 3 }": "width of p: value 3",
    "p { width: -1px }": "width of p: value -1px",
    "p { width: calc(50% - 1px) }": "width of p: calc(50% - 1px)",
    "p { width: calc(2px *) }": "width of p: calc(2px *)",
    "p { width: calc(2px / 0) }": "width of p: calc(2px / 0)",
    "p { width: calc(2px * 2px) }": "width of p: calc(2px * 2px)",
    "p { width: calc((calc(1px) + 1px) * 2) }": "width of p: calc() with (calc(1px) + 1px)",
    "p { width: unset }": "width of p: value unset",
    "p { font-family: unset }": "font-family of p: value unset",
    "p { width: min(1px, 2px) }": "width of p: value min(1px, 2px)",
    "p { width: var(--none) }": "width of p: --none has no value",
    "p { --a: var(--b); --b: var(--a) }": "custom properties that refer to each other",
    "p { width: 1px 2px }": "width of p: value 1px 2px",
    "p { border-left: solid; border-left-width: 1px 2px }": "border-left-width of p: value 1px 2px",
    "p { font-size: small 2px }": "font-size of p: value small 2px",
    "p { font-weight: bold 2 }": "font-weight of p: value bold 2",
    "p { page: a b }": "page of p: value a b",
    "p { --a: inherit }": "--a: value inherit",
    "p { width: }": "width of p: no value",
    "p { width 3px }": "what is no declaration in p",
    "p { b { color: red } }": "what is no declaration in p",
    "p { line-height: normal }": "line-height: normal",
    "p { line-height: -1 }": "line-height of p: value -1",
    "p { font: bold 12px serif }": "font of p: an unknown property",
    "p { font-weight: 450 }": "font-weight of p: value 450",
    "p { font-style: oblique }": "font-style of p: value oblique",
    "p { font-family: 3 }": "font-family of p: value 3",
    "p { text-align: justify }": "text-align of p: value justify",
    "p { white-space: pre }": "white-space of p: value pre",
    "p { overflow-wrap: break-word }": "overflow-wrap of p: value break-word",
    "p { vertical-align: middle }": "vertical-align of p: value middle",
    "p { display: flex }": "display of p: value flex",
    "p { float: right }": "float of p: value right",
    "p { clear: left }": "clear of p: value left",
    "p { transform: rotate(90deg) }": "transform of p: value rotate(90deg)",
    "p { right: 1px }": "right of p: an unknown property",
    "body { position: absolute }": "<html> or <body> with more than text in it",
    "html { transform: rotate(180deg) }": "<html> or <body> with more than text in it",
    "p { box-sizing: initial; min-height: 3px; padding: 1px }": "a width or height that leaves out padding and border",
    "p { position: relative }": "position of p: value relative",
    "p { hyphens: auto }": "hyphens of p: value auto",
    "p { break-before: page }": "break-before of p: value page",
    "p { direction: rtl }": "direction of p: value rtl",
    "p { border: 1px dotted }": "border-top-style: dotted",
    "p { border: 1px 2px solid }": "border of p: border with two of width",
    "p { margin: 1px 2px 3px 4px 5px }": "margin of p: margin with 5 values",
    "p { box-sizing: content-box; width: 3px; padding: 1px }": "a width or height that leaves out padding and border",
    "p::before { content: 'A' }": "::before by p::before",
    "p::first-line { color: red }": "::first-line by p::first-line",
    "body { background: red }": "<html> or <body> with more than text in it",
    "html { margin: 1px }": "<html> or <body> with more than text in it",
    "p { page: other }": "more than one kind of page",
    "@page { bleed: 3mm }": "bleed of @page",
    "@page { @top-left { content: 'A' } }": "what is no declaration in @page",
    "@page { margin: 1em }": "value 1em of a page",
    "@page { size: A4 wide }": "value A4 of a page",
    "@page { margin: 5% }": "value 5% of a page",
    "@page { size: 1mm 2mm 3mm }": "size 1mm 2mm 3mm",
    "@page :first { margin: 0 }": "@page :first",
    "@import 'other.css';": "@import",
    "@media (min-width: 3px) { p { color: red } }": "@media (min-width: 3px)",
    "p:has(b) { color: red }": "a selector by what is inside an element",
    "p:empty { color: red }": "selector :empty",
    "p:unheard-of { color: red }": "selector :unheard-of",
    "p:not(div p) { color: red }": "a selector inside a selector",
}


@pytest.mark.parametrize("css", REFUSED)
def test_css_that_is_not_known_is_refused(css: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotTypesetError) as refusal:
        read(BASE + css, "<p>A</p>", monkeypatch)

    assert str(refusal.value) == REFUSED[css]


def test_rules_that_match_nothing_are_not_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    css = "".join(rule for rule in REFUSED if rule.startswith("p {")).replace("p {", ".none {")

    assert read(BASE + css, "<p>A</p>", monkeypatch).title == "A page"


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
