"""Pages with the classes of the leaflet, for the tests of the typesetter."""

from collections.abc import Iterator
from typing import Any

import pytest

from toolkit.typeset.parts import Node
from toolkit.typeset.reading import _known, read_page
from toolkit.typeset.sheets import Sheets

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
