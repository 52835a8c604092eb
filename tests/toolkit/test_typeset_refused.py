"""What the typesetter does not know of HTML and CSS it refuses."""

import pytest

from tests.toolkit.typeset_pages import BASE, SHEETS, SVG, page, read
from toolkit.typeset.parts import NotTypesetError
from toolkit.typeset.reading import read_page


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
