"""Read footnotes back from pages and from paper."""

import io
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from pypdf import PdfReader

# What a page and a sheet may set differently: spaces, hyphens at the ends of lines, quotation marks.
_SET = re.compile(r"[\s\u00ad\u2060\u2010\u2011\-“”«»\"]+")
OPEN, SHUT = "\ue000", "\ue001"
_VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "path", "circle", "rect", "source"}


def plain(text: str) -> str:
    """Return a text without what may be set differently."""
    return _SET.sub("", text)


@dataclass(slots=True)
class Notes:
    """What a page shows: its words with marks between OPEN and SHUT, and its list of sources by number."""

    words: str = ""
    sources: dict[str, list[str]] = field(default_factory=dict)

    @property
    def marks(self) -> set[str]:
        """The numbers of all marks."""
        return set(re.findall(f"{OPEN}(.+?){SHUT}", self.words))

    def unmarked(self, sentences: list[str]) -> list[str]:
        """Return the sentences, of those given, that stand somewhere without a mark behind them."""
        words = re.sub(r"\s+", " ", self.words)
        return [sentence for sentence in sentences if _stands_bare(" ".join(sentence.split()), words)]

    def marks_after(self, sentence: str) -> list[str]:
        """Return the numbers behind the first place of a sentence."""
        words = re.sub(r"\s+", " ", self.words)
        found = re.search(re.escape(" ".join(sentence.split())) + f"((?:\u2060?{OPEN}.+?{SHUT})*)", words)
        return re.findall(f"{OPEN}(.+?){SHUT}", found[1]) if found else []


def _stands_bare(sentence: str, words: str) -> bool:
    """Return whether a sentence stands somewhere without a mark behind it."""
    at = words.find(sentence)
    while at >= 0:
        end = at + len(sentence)
        if not words[end : end + 3].lstrip("\u2060").startswith(OPEN):
            return True
        at = words.find(sentence, end)
    return False


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.notes = Notes()
        self.links: list[str] = []
        self._open: list[tuple[str, str]] = []
        self._texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")
        if tag not in _VOID:
            self._open.append((tag, given.get("class") or ""))
        if self._open and self._open[-1] == ("li", "") and (given.get("id") or "").startswith("source-"):
            self._open[-1] = ("li", "source-line")
            self._texts = []
        if tag == "p" and self._inside("source-line"):
            self._texts.append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            name, kind = self._open.pop()
            if kind == "source-line":
                self.notes.sources[self._texts[0].strip()] = [text.strip() for text in self._texts[1:]]
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        if self._inside("cite-sheet", "unseen") or self._within("head", "script", "svg"):
            return
        if self._inside("source-line"):
            if self._open[-1][1] == "number":
                self._texts = [data]
            elif self._within("p"):
                self._texts[-1] += data
            return
        self.notes.words += f"{OPEN}{data.strip()}{SHUT}" if self._inside("cite") and data.strip() else data

    def _inside(self, *kinds: str) -> bool:
        return any(kind in given.split() for _, given in self._open for kind in kinds)

    def _within(self, *tags: str) -> bool:
        return any(tag in tags for tag, _ in self._open)


def notes_of(html: str) -> Notes:
    """Return the words of a page with its footnotes."""
    reader = _Reader()
    reader.feed(html)
    return reader.notes


def links_of(html: str) -> list[str]:
    """Return where the links of a page lead."""
    reader = _Reader()
    reader.feed(html)
    return reader.links


def paper_of(data: bytes) -> str:
    """Return the text of a PDF without what may be set differently."""
    return plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages))
