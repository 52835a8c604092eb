"""The text of one of our sheets as a Typst document: the same words, fonts, code and number of lines."""

import base64
import re
from pathlib import Path

from lxml import html as lxml_html

_SPECIAL = re.compile(r"([\\#$*_`<>@\[\]~/=+-])")
_HEAD = """#set document(title: "{title}")
#set page(paper: "a4", margin: 11mm)
#set text(font: "Literata", size: 10.7pt, lang: "{language}")
#show heading: set text(font: "Commissioner", weight: 800)
"""


def escape(text: str) -> str:
    """Return text that Typst takes for words."""
    return _SPECIAL.sub(r"\\\1", text)


def typst_of(page: str, *, language: str, folder: Path) -> str:
    """Return the source of a page: headings, paragraphs, lists, marks, lines of the tally and pictures.

    Pictures are written into `folder`, where Typst has to be run.
    """
    root = lxml_html.fromstring(page)
    title = root.findtext(".//title") or ""
    parts = [_HEAD.format(title=title.replace('"', "'"), language=language)]
    for element in root.iter("h1", "h2", "h3", "p", "li", "img", "line", "rect"):
        text = escape(" ".join(element.text_content().split()))
        match element.tag:
            case "h1" | "h2" | "h3":
                parts.append(f"{'=' * int(element.tag[1])} {text}")
            case "p" if text:
                parts.append(text)
            case "li":
                parts.append(f"+ {text}")
            case "line" | "rect":
                parts.append("#box(line(angle: 90deg, length: 6mm, stroke: .6pt))")
            case "img" if element.get("src", "").startswith("data:image/png;base64,"):
                name = f"picture{len(parts)}.png"
                data = element.get("src").removeprefix("data:image/png;base64,")
                (folder / name).write_bytes(base64.b64decode(data))
                parts.append(f'#image("{name}", width: 25mm, alt: "code")')
    return "\n\n".join(parts)
