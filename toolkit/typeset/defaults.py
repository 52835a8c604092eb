"""The elements that the typesetter knows, and how they look before any sheet says something."""

from functools import cache

import tinycss2

from toolkit.typeset.sheets import Declaration

_BLOCK = "display: block"
# As WeasyPrint has them, so that a sheet that says nothing looks the same. What is not here is set by WeasyPrint.
_LOOKS = {
    **dict.fromkeys(("html", "div", "section", "article", "header", "footer", "main"), _BLOCK),
    **dict.fromkeys(("span", "time", "br", "img", "svg"), ""),
    **dict.fromkeys(("b", "strong"), "font-weight: bold"),
    **dict.fromkeys(("i", "em", "cite"), "font-style: italic"),
    "body": f"{_BLOCK}; margin: 8px",
    "p": f"{_BLOCK}; margin: 1em 0",
    "address": f"{_BLOCK}; font-style: italic",
    "small": "font-size: smaller",
    "sub": "font-size: smaller; line-height: normal; vertical-align: sub",
    "sup": "font-size: smaller; line-height: normal; vertical-align: super",
}
# Of headings from the first level on: their size, and the room above and below, in parts of that size.
_HEADINGS = ((2, 0.67), (1.5, 0.83), (1.17, 1), (1, 1.33), (0.83, 1.67), (0.67, 2.33))


@cache
def defaults() -> dict[str, list[Declaration]]:
    """Return what each known element declares by itself, by its tag."""
    looks = dict(_LOOKS)
    for level, (size, room) in enumerate(_HEADINGS, 1):
        looks[f"h{level}"] = (
            f"{_BLOCK}; margin: {room}em 0; font-size: {size}em; font-weight: bold; bookmark-level: {level}"
        )
    return {
        tag: [
            Declaration(each.lower_name, each.value, is_important=False, selector=tag)
            for each in tinycss2.parse_blocks_contents(look, skip_whitespace=True)
        ]
        for tag, look in looks.items()
    }
