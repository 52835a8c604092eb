"""Properties that no style holds: the values by which they change nothing on a sheet of one page."""

from toolkit.typeset.parts import NotTypesetError
from toolkit.typeset.shorthands import WIDE
from toolkit.typeset.values import Tokens, words, written

# Breaks that are avoided do not matter on one page, nor do hyphens that no rule puts in.
_HARMLESS: dict[str, frozenset[str]] = {
    name: frozenset(values.split(", "))
    for names, values in {
        "break-before break-after break-inside": "auto, avoid, avoid-page",
        "page-break-before page-break-after page-break-inside": "auto, avoid",
        "hyphens": "none, manual",
        "border-spacing text-indent border-radius z-index min-width": "0, auto",
        "max-width max-height text-decoration text-transform": "none",
        "border-collapse": "separate",
        "direction": "ltr",
        "overflow visibility": "visible",
        "opacity": "1",
        "word-break word-spacing font-variant font-feature-settings font-kerning": "normal, auto",
        "box-sizing": "border-box, content-box",
    }.items()
    for name in names.split()
}
# These say nothing about one page of text, whatever their value: lines that stay together over a page's end,
# the strings of page margins, how fast letters are drawn.
_IGNORED = {
    "orphans",
    "widows",
    "string-set",
    "text-rendering",
    "list-style",
    "list-style-type",
    "list-style-position",
}


def check_harmless(name: str, tokens: Tokens) -> None:
    """Raise NotTypesetError when a property that no style holds would change something, or is not known at all."""
    if name in _IGNORED:
        return
    if name not in _HARMLESS:
        raise NotTypesetError("an unknown property")
    for each in words(tokens):
        if each not in _HARMLESS[name] and each not in WIDE:
            raise NotTypesetError(f"value {written(tokens)}")
