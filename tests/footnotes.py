"""Read footnotes back from pages and from paper."""

import io
import re
from collections import Counter
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
    """Reads a page once: its words with marks, its list of sources, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.sources: dict[str, list[str]] = {}
        self.links: list[str] = []
        self.words: list[str] = []
        self._open: list[tuple[str, list[str]]] = []
        # How many tags and classes are open, by name.
        self._tags: Counter[str] = Counter()
        self._kinds: Counter[str] = Counter()
        self._texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")
        kinds = (given.get("class") or "").split()
        if tag == "li" and not kinds and (given.get("id") or "").startswith("source-"):
            kinds = ["source-line"]
            self._texts = []
        if tag not in _VOID:
            self._open.append((tag, kinds))
            self._tags[tag] += 1
            self._kinds.update(kinds)
        if tag == "p" and self._kinds["source-line"]:
            self._texts.append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            name, kinds = self._open.pop()
            self._tags[name] -= 1
            self._kinds.subtract(kinds)
            if kinds == ["source-line"]:
                self.sources[self._texts[0].strip()] = [text.strip() for text in self._texts[1:]]
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        kinds, tags = self._kinds, self._tags
        if kinds["cite-sheet"] or kinds["unseen"] or tags["head"] or tags["script"] or tags["svg"]:
            return
        if kinds["source-line"]:
            if "number" in self._open[-1][1]:
                self._texts = [data]
            elif tags["p"]:
                self._texts[-1] += data
            return
        self.words.append(f"{OPEN}{data.strip()}{SHUT}" if kinds["cite"] and data.strip() else data)


def read_page(html: str) -> tuple[Notes, list[str]]:
    """Return the words of a page with its footnotes, and where its links lead."""
    reader = _Reader()
    reader.feed(html)
    return Notes("".join(reader.words), reader.sources), reader.links


def notes_of(html: str) -> Notes:
    """Return the words of a page with its footnotes."""
    return read_page(html)[0]


def paper_of(data: bytes) -> str:
    """Return the text of a PDF without what may be set differently."""
    return plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages))
