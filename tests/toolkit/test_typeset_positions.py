"""Small leaflets, cards and table signs: what stands outside of the flow, leaves room, or is turned."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops
from weasyprint.formatting_structure import boxes

from tests.toolkit.typeset_places import differences, our_places, weasyprint_places
from toolkit.pdf import render_pdf, set_pdf
from toolkit.qr import qr_address
from toolkit.typeset import layout
from toolkit.typeset.file import write_page
from toolkit.typeset.layout import lay_out
from toolkit.typeset.parts import Box, NotTypesetError, Placed
from toolkit.typeset.reading import read_page

pytestmark = pytest.mark.needs("pango")

FLYER, SIGN = ("base.css", "flyer.css"), ("base.css", "sign.css")
WORDS = "Sample people of the Sample Union stood at the gate of the works for a day and a night. "
CODE = f'<img class="qr" src="{qr_address("https://example.org/")}" alt="a code">'
WORDMARK = '<p class="wordmark">Unforgotten<span></span></p>'
CUTS = '<div class="cuts"><i class="down"></i><i class="down end"></i>{}</div>'
ACROSS = '<i class="across"></i><i class="across end"></i>'
LINES = f'<div class="lines">{"<i></i>" * 7}</div>'
CARD = f"""<div class="main"><h1 class="greeting">Happy birthday</h1><p class="to">A Sample Name</p>{LINES}</div>
<div class="from"><span>From</span> <i></i></div>"""
EDGE = f'<p class="edge">{WORDS}</p><p class="wordmark edge-mark">Unforgotten<span></span></p>'


def page(body: str, classes: str) -> str:
    """Return a page of HTML that holds this."""
    head = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title></head>'
    return f'{head}<body class="ink-colour {classes}">{body}</body></html>'


def row(panel: str) -> str:
    """Return a row of two panels."""
    one = f'<div class="panel">{panel}</div>'
    return f'<div class="row">{one}<div class="gutter"></div>{one}</div>'


def panel(told: str) -> str:
    """Return what a small leaflet shows."""
    head = (
        '<h1 class="name"><span>First</span> <span>Last</span></h1><p class="count">about <b>128</b> days</p>'
    )
    say = f'<p class="ask">Free them now.</p><p class="typed">localhost/en/</p><p class="note">{WORDS}</p>{WORDMARK}'
    return f"""<div class="main">{head}<div class="told">{told}</div></div>
<div class="panel-foot"><div class="scan">{CODE}</div><div class="say">{say}</div></div>"""


def flyer(sentences: int, classes: str) -> str:
    """Return a page of two or four small leaflets with a text so long."""
    told = panel(f'<h2 class="headline">A headline</h2><p>{WORDS * sentences}</p>')
    is_small = classes.startswith("a6")
    return page(CUTS.format(ACROSS if is_small else "") + row(told) * (1 + is_small), classes)


def cards(paper: str) -> str:
    """Return a page of four cards to write on."""
    return page(CUTS.format(ACROSS) + row(CARD) * 2 + EDGE, f"a6 cards step-1 paper-{paper}")


def sign(sentences: int, classes: str = "step-2 paper-a4") -> str:
    """Return a page that is folded across its middle."""
    words = (
        f'<h1>A title that is long</h1><p class="ask">Ask them.</p><p class="lead">{WORDS * sentences}</p>'
    )
    side = f"""<div class="words">{words}<p class="note">{WORDS}</p></div>
<div class="scan">{CODE}<p class="typed">localhost/en/</p>{WORDMARK}</div>"""
    return page(
        f"""<i class="fold-left"></i><i class="fold-right"></i>
<div class="side turned">{side}</div><div class="side">{side}</div>""",
        classes,
    )


PAGES = {
    "a5": (flyer(2, "a5 step-0 paper-a4"), FLYER),
    "a5 letter": (flyer(5, "a5 step-2 paper-letter"), FLYER),
    "a6": (flyer(2, "a6 step-1 paper-a4"), FLYER),
    "a6 letter": (flyer(3, "a6 step-3 paper-letter"), FLYER),
    "cards": (cards("a4"), FLYER),
    "cards letter": (cards("letter"), FLYER),
    "sign": (sign(2), SIGN),
    "sign letter": (sign(3, "step-3 paper-letter"), SIGN),
}  # fmt: skip


def set_by_us(html: str, styles: tuple[str, ...]) -> Placed:
    return lay_out(read_page(html, styles), max_pages=1)


def their_boxes(html: str, styles: tuple[str, ...]) -> Iterator[tuple[float, ...]]:
    """Yield where WeasyPrint has the border boxes of elements outside of lines, but for pictures."""
    [sheet] = set_pdf(html, styles=styles, max_pages=1).document.pages
    for box in sheet._page_box.descendants(placeholders=True):
        is_block = isinstance(box, boxes.BlockContainerBox | boxes.TableBox) and box.element is not None
        if is_block and not box.is_table_wrapper and box.element_tag not in {"html", "body", "img"}:
            yield _rounded(box.border_box_x(), box.border_box_y(), box.border_width(), box.border_height())


def our_boxes(box: Box) -> Iterator[tuple[float, ...]]:
    """Yield where we have them."""
    for child in box.children:
        if isinstance(child, Box):
            if child.node.tag != "img":
                yield _rounded(child.x, child.y, child.width, child.height)
            yield from our_boxes(child)


def _rounded(*lengths: float) -> tuple[float, ...]:
    return tuple(round(length) for length in lengths)


def look_of(data: bytes) -> Image.Image:
    picture: Image.Image = pypdfium2.PdfDocument(data)[0].render(scale=1.5).to_pil()
    return picture.convert("L")


def strong_differences(one: bytes, other: bytes) -> int:
    """Return how many pixels differ by more than half of black."""
    difference = ImageChops.difference(look_of(one), look_of(other))
    return sum(difference.histogram()[128:])


@pytest.mark.parametrize("name", PAGES)
def test_page_is_set_as_weasyprint_sets_it(name: str) -> None:
    html, styles = PAGES[name]
    if "cards" in name:
        # Texts that are out of the flow are compared by their boxes below.
        html = html.replace(EDGE, "")
    assert our_places(html, styles)
    assert differences(html, styles) == []


@pytest.mark.parametrize("name", PAGES)
def test_boxes_are_those_of_weasyprint(name: str) -> None:
    ours = sorted(our_boxes(set_by_us(*PAGES[name]).body))
    assert ours == sorted(their_boxes(*PAGES[name]))


@pytest.mark.parametrize("name", PAGES)
def test_page_looks_as_weasyprint_draws_it(name: str) -> None:
    html, styles = PAGES[name]
    ours = write_page(set_by_us(html, styles))
    theirs = render_pdf(html, styles=styles, max_pages=1)
    # Letters snap to whole pixels.
    assert strong_differences(ours, theirs) < 1000
    assert strong_differences(ours, write_page(set_by_us(page("", "a6 paper-a4"), FLYER))) > 5000


@pytest.mark.parametrize(
    ("styles", "classes"), [(FLYER, "a5 step-5 paper-a4"), (FLYER, "a6 step-5 paper-letter")]
)
def test_flyer_is_full_when_weasyprint_says_so(styles: tuple[str, ...], classes: str) -> None:
    counts = range(4, 36, 8)
    ours = [our_places(flyer(count, classes), styles) is not None for count in counts]
    assert ours == [weasyprint_places(flyer(count, classes), styles) is not None for count in counts]
    assert (ours[0], ours[-1]) == (True, False)


def test_sign_is_full_when_weasyprint_says_so() -> None:
    counts = range(2, 16, 3)
    ours = [our_places(sign(count), SIGN) is not None for count in counts]
    assert ours == [weasyprint_places(sign(count), SIGN) is not None for count in counts]
    assert (ours[0], ours[-1]) == (True, False)


def test_absolute_box_takes_no_room_and_does_not_part_margins() -> None:
    body = '<p class="told">One</p>{}<p class="told">Two</p>'
    with_box, without = (page(body.format(each), "a5 step-0 paper-a4") for each in (CUTS.format(""), ""))
    assert our_places(with_box, FLYER) == our_places(without, FLYER)
    assert differences(with_box, FLYER) == []


def test_turned_text_stands_where_it_is_seen() -> None:
    """The first of two equal sides has its first word where the last side, turned about the fold, has it."""
    [sheet] = pypdfium2.PdfDocument(write_page(set_by_us(*PAGES["sign"])))
    text = sheet.get_textpage()
    [upper, lower] = [
        text.get_charbox(match.start()) for match in re.finditer("A title", text.get_text_bounded())
    ]
    width = sheet.get_width()
    assert upper[2] == pytest.approx(width - lower[0], abs=1)
    assert upper[1] > lower[3]


def test_what_is_turned_has_its_figure_and_bookmark_where_they_are_seen() -> None:
    with pikepdf.open(io.BytesIO(write_page(set_by_us(*PAGES["sign"])))) as pdf:
        height = float(pdf.pages[0].MediaBox[3])
        upper, lower = ([float(side) for side in tag.A.BBox] for tag in figures(pdf.Root.StructTreeRoot.K[0]))
        places = [float(item.Dest[3]) for item in (pdf.Root.Outlines.First, pdf.Root.Outlines.Last)]
    assert upper[2] < lower[0]
    assert upper[1] > height / 2 > lower[3]
    assert places[0] > height / 2 > places[1]


def figures(tag: Any) -> Iterator[Any]:  # noqa: ANN401 - pikepdf's objects are untyped
    """Yield the figures of a tree of tags."""
    if isinstance(tag, pikepdf.Dictionary) and str(tag.S) == "/Figure":
        yield tag
    elif isinstance(tag, pikepdf.Dictionary):
        for part in tag.K if isinstance(tag.K, pikepdf.Array) else [tag.K]:
            yield from figures(part)


def test_control_marked_content_ends_where_what_is_turned_ends() -> None:
    with pikepdf.open(io.BytesIO(write_page(set_by_us(*PAGES["sign"])))) as pdf:
        operators = [str(each.operator) for each in pikepdf.parse_content_stream(pdf.pages[0])]
    open_ones: list[str] = []
    ends = {"EMC": {"BMC", "BDC"}, "Q": {"q"}, "ET": {"BT"}}
    for operator in operators:
        if operator in {"q", "BMC", "BDC", "BT"}:
            open_ones.append(operator)
        elif operator in ends:
            assert open_ones.pop() in ends[operator]
    assert open_ones == []


def test_control_without_least_heights_the_foot_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "_grow", lambda box, cursor: setattr(box, "height", cursor.y - box.y))
    assert differences(*PAGES["a5"]) != []


@pytest.mark.parametrize(
    ("body", "classes", "why"),
    [
        ('One <i class="down"></i>', "a5 paper-a4", "an absolute box in a line"),
        (f'<p class="edge-mark">{CODE}</p>', "cards a6", "in a line|boxes in it"),
        (
            '<div class="typed"><span class="edge">One</span> two</div>',
            "cards a6",
            "an absolute box in a line",
        ),
        (f'<p class="edge">{WORDS * 60}</p>', "cards a6 paper-letter", "ends below the page"),
        (
            '<div class="row"><div class="panel edge">One</div></div>',
            "cards a6",
            "something else than cells|absolute",
        ),
        ('<div class="panel">One</div>', "a5", "among blocks"),
        ('<div class="row main"><div class="panel">One</div></div>', "a5 step-0", "a least height"),
    ],
)
def test_what_is_not_known_is_refused(body: str, classes: str, why: str) -> None:
    with pytest.raises(NotTypesetError, match=why):
        set_by_us(page(f'<div class="cuts">{body}</div>', classes), FLYER)


def test_turn_within_a_turn_is_refused() -> None:
    body = '<div class="turned"><div class="turned">One</div></div>'
    with pytest.raises(NotTypesetError, match="a turn within a turn"):
        write_page(set_by_us(page(body, "step-0"), SIGN))
