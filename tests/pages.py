"""Look at a public page as a reader's browser and a screen reader do, and say what is wrong with it."""

from html.parser import HTMLParser
from itertools import pairwise

from tinyhtml5.parser import (  # type: ignore[import-untyped]  # ships no types
    HTMLParser as StrictParser,
)

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# Landmarks of which a page has exactly one.
ONCE = ["main", "footer", "h1"]


class _Page(HTMLParser):
    """Collects what the checks below look at."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.script_text: list[str] = []
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        # A block of data is no script, and no policy stops it.
        self._open = "" if dict(attrs).get("type") == "application/ld+json" else tag

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open in {"script", "style"} and data.strip():
            self.script_text.append(data)


def problems_of(html: str) -> list[str]:
    """Return what is wrong with a page: parse errors, ids, headings, landmarks, links into it, inline code."""
    parser = StrictParser()
    parser.parse(html)
    problems = [f"parse error: {error}" for error in parser.errors]
    page = _Page()
    page.feed(html)
    ids = [attrs["id"] for _, attrs in page.tags if attrs.get("id")]
    problems += [
        f"id twice: {name}" for name in sorted({name for name in ids if ids.count(name) > 1}, key=str)
    ]
    problems += [f"not exactly one {tag}" for tag in ONCE if sum(name == tag for name, _ in page.tags) != 1]
    problems += _heading_problems(
        [int(tag[1]) for tag, _ in page.tags if tag in {f"h{n}" for n in range(1, 7)}]
    )
    for tag, attrs in page.tags:
        problems += _tag_problems(tag, attrs, set(ids))
    problems += [f"inline code: {text[:40]}" for text in page.script_text]
    return problems


def _heading_problems(levels: list[int]) -> list[str]:
    problems = [] if levels[:1] == [1] else ["the first heading is not an h1"]
    for above, below in pairwise(levels):
        if below > above + 1:
            problems.append(f"h{below} follows h{above}")
    return problems


def _tag_problems(tag: str, attrs: dict[str, str | None], ids: set[str | None]) -> list[str]:
    problems = [f"{tag} has {name}" for name in attrs if name == "style" or name.startswith("on")]
    href = attrs.get("href") or ""
    if href.startswith("#") and href[1:] not in ids:
        problems.append(f"leads nowhere: {href}")
    for name in ("aria-labelledby", "aria-describedby", "for"):
        targets = (attrs.get(name) or "").split()
        problems += [f"{tag} {name} names nothing: {target}" for target in targets if target not in ids]
    if tag == "a" and not href:
        problems.append("a link without an address")
    source = attrs.get("src") or (attrs.get("href") if tag == "link" else "") or ""
    if source.startswith(("http:", "https:", "//")):
        problems.append(f"fetched from elsewhere: {source}")
    return problems
