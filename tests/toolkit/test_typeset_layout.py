"""Lines and boxes stand where WeasyPrint has them, page by hand-made page."""

import pytest

from tests.toolkit.typeset_places import differences, our_places, weasyprint_places
from toolkit.qr import qr_address
from toolkit.typeset import paragraphs
from toolkit.typeset.layout import lay_out
from toolkit.typeset.lines import Floats
from toolkit.typeset.parts import NotTypesetError
from toolkit.typeset.reading import read_page

pytestmark = pytest.mark.needs("pango")

STYLES = ("base.css", "leaflet.css")
WORDS = "Sample people of the Sample Union stood at the gate of the works for a day and a night. "


def page(body: str, *, language: str = "en", size: str = "step-3") -> str:
    """Return a page of HTML that holds this."""
    head = f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>A page</title></head>'
    return f'{head}<body class="{size} ink-colour paper-a4">{body}</body></html>'


def columns(story: str, actions: str = "", after: str = "") -> str:
    """Return a page of two columns, and what comes after them."""
    parts = f'<div class="story">{story}</div><div class="gap"></div><div class="actions">{actions}</div>'
    return page(f'<div class="columns">{parts}</div>{after}')


CODE = f'<img class="qr" src="{qr_address("https://example.org/")}" alt="a code">'
FOOT = '<div class="foot at-the-foot"><p class="sources">{}</p><p class="wordmark">Unforgotten<span></span></p></div>'
PAGES = {
    "lines": page(f"<p>{WORDS * 6}</p>"),
    "spaces": page("<p>  One \n\t two  <b> three </b>  four<span> </span><span> five</span> </p>"),
    "blocks and words": page("One <p>two</p> three <b>four</b> <p>five</p> six"),
    "empty blocks": page('<p class="sources"></p><div><p> </p></div><p>One</p>'),
    "hyphens and dashes": columns(f"<p>{'well-known — or not-so-well-known, from 2011–2021 ' * 9}</p>"),
    "no break": columns(f"<p>{'four words together go ' * 9}</p>"),
    "notes that stay": columns(f"<p>{'A sentence ends.⁠<sup>8, 9</sup> ' * 20}</p>"),
    "ligatures": columns(f"<p>{'the officer of the fifth affluent flat ' * 8}</p>"),
    "forced": page("<p>One<br>two <br> three</p>"),
    "long word": page(f'<h1 class="name name--longer">{"Pneumono" * 30}</h1>'),
    "long word and others": page(f'<h1 class="name name--longer">One {"Pneumono" * 30} and two</h1>'),
    "address": columns("", f'<div class="address">{CODE}<p>localhost:8000<br>/en/cases/{"a-name-" * 9}</p></div>'),
    "address beside": page(f'<div class="address">{CODE}<p>localhost:8000<br>/en/cases/a/</p></div>', size="step-1"),
    "code is higher": columns("", f'<div class="address">{CODE}</div>', FOOT.format("After")),
    "margins": columns(f'<h2 class="headline">A head</h2><p>{WORDS}</p><p class="ask">Ask</p><p>{WORDS}</p>'),
    "count": page('<div class="plate"><div class="count"><p class="number">about <b>128</b> days</p> '
                  f'<p class="text">{WORDS}</p></div></div>'),
    "three sides": page('<div class="sides sides--3">' + "".join(
        f'<div class="side-by-side"><p class="figure">{number}</p><p class="who">{WORDS * number}</p></div> '
        for number in (1, 3, 2, 1)) + "</div>"),
    "foot": page(f"<p>One</p>{FOOT.format(WORDS * 4)}"),
    "russian": page(f"<p>{'Люди из-за границы — «пример» № 5, т. е. образец. ' * 9}</p>", language="ru"),
    "kazakh": page(f"<p>{'Үлгі жұмысшылар қақпаның алдында тұрды: «әділдік!» ' * 9}</p>", language="kk"),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_page_is_set_as_weasyprint_sets_it(name: str) -> None:
    places = our_places(PAGES[name], STYLES)
    assert places
    assert differences(PAGES[name], STYLES) == []


def lines(number: int) -> str:
    """Return a page of so many lines and a foot."""
    return page("".join(f"<p>{line}</p>" for line in range(number)) + FOOT.format("End"))


def test_page_is_full_when_weasyprint_says_so() -> None:
    counts = range(40, 48)
    ours = [our_places(lines(count), STYLES) is not None for count in counts]
    assert ours == [weasyprint_places(lines(count), STYLES) is not None for count in counts]
    assert (ours[0], ours[-1]) == (True, False)


def test_control_without_pangos_breaks_lines_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    def at_spaces(text: str, _language: str) -> list[int]:
        return [place for place in range(1, len(text)) if text[place - 1] == " "]

    monkeypatch.setattr(paragraphs, "_may_end", at_spaces)
    assert differences(PAGES["hyphens and dashes"], STYLES) != []


def test_control_without_the_height_of_floats_the_foot_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Floats, "end", lambda _floats: float("-inf"))
    assert differences(PAGES["address"], STYLES) != []


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<p>soft\u00adhyphen</p>", "soft hyphen"),
        ("<p>نمونه</p>", "right to left|lacks"),
        ("<p>Դիլմուրաթ</p>", "lacks"),
        ("<p>Q\u0323\u0304</p>", "marks"),
        ('<div class="columns"><p>One</p></div>', "something else than cells"),
        ('<p class="sources"><span class="plate">One</span></p>', "box around|a box"),
        (f"<p>{CODE}</p>", "<img>, inline, in a line"),
    ],
)
def test_what_is_not_known_is_refused(body: str, why: str) -> None:
    with pytest.raises(NotTypesetError, match=why):
        lay_out(read_page(page(body), STYLES), max_pages=1)


@pytest.mark.parametrize("pages", [2, None])
def test_sheets_of_several_pages_are_refused(pages: int | None) -> None:
    with pytest.raises(NotTypesetError, match="more than one page"):
        lay_out(read_page(page("<p>One</p>"), STYLES), max_pages=pages)
