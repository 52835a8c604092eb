"""What a text proposes of itself: title, byline, date, language, address. A person looks at all of it."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit, urlunsplit

from sources.importing.dates import find_date
from sources.importing.furniture import is_phrase, is_prose
from sources.importing.languages import language_of
from sources.importing.shapes import Paragraph, Proposals

LONGEST_TITLE = 300
LONGEST_BYLINE = 200
# Title, byline and date stand before the text, or the last two after it.
_BEGINNING = 15
_END = 6
_TITLE_LETTERS = 200
_ENOUGH_WORDS = 3
# Those that turn the direction of writing could make a title read as another.
_TURNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_URL = re.compile(r"<?(https?://[^\s<>]+)>?")
_BYLINE = re.compile(
    r"[\W_]*(?:by|written\s+by|author|posted\s+by|published\s+by|submitted\s+by|автор|авторы|текст|беседовала?|авторы?)"
    r"[:\s]\s*(?P<who>[^\W\d_][^,|•·;:]{1,80}?)\s*(?:[,|•·;].*|\son\s*.*)?",
    re.IGNORECASE,
)
_AFTER = re.compile(r"[\W_]*(?:(?:written|posted|published)\s+by|author|автор)\b", re.IGNORECASE)
_ABOUT_IT = re.compile(
    r"[\W_]*(?:publication\s+date|published|last\s+updated|updated|posted|submitted|source|copyright|©|date|time"
    r"|дата|опубликовано|обновлено|источник|жарияланған)\b",
    re.IGNORECASE,
)
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|yclid|mc_[ce]id|igshid|ref_src", re.IGNORECASE)


def propose(paragraphs: Sequence[Paragraph]) -> Proposals:
    """Return what the paragraphs of a text propose."""
    lines = [row.text.strip() for row in paragraphs if not row.is_furniture]
    beginning = _before_text(lines)
    return Proposals(
        title=tidy(_title(beginning, lines), LONGEST_TITLE),
        byline=tidy(find_byline(paragraphs), LONGEST_BYLINE),
        published_on=_date(beginning, lines),
        language=language_of(lines),
        url=_address(lines[:_BEGINNING]),
    )


def tidy(text: str, longest: int) -> str:
    """Return a text for one line of a form: single spaces, no turns of direction, cut at a word."""
    text = " ".join(_TURNS.sub("", text).split())
    if len(text) <= longest:
        return text
    return text[: longest - 1].rsplit(" ", 1)[0] + "…"


def canonical(url: str) -> str:
    """Return an address as two that lead to one page share it: no fragment, no tracking, a host in lower case."""
    parts = urlsplit(url.strip())
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return ""
    query = "&".join(
        part for part in parts.query.split("&") if not _TRACKING.fullmatch(part.partition("=")[0])
    )
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", query, ""))


def same_page(url: str) -> str:
    """Return a key that the addresses of one page share, however they are written."""
    parts = urlsplit(canonical(url))
    return (
        f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}" if parts.netloc else ""
    )


def _before_text(lines: list[str]) -> list[str]:
    """Return the lines before the first line of prose."""
    first = next((at for at, line in enumerate(lines) if is_prose(line)), len(lines))
    return lines[: min(first, _BEGINNING)]


def _title(beginning: list[str], lines: list[str]) -> str:
    fit = [line for line in beginning if len(line) <= _TITLE_LETTERS and not _tells_of_it(line)]
    for line in fit:
        if len(line.split()) >= _ENOUGH_WORDS:
            return line
    if fit:
        return fit[0]
    text = next((line for line in lines if is_prose(line)), lines[0] if lines else "")
    return tidy(re.split(r"(?<=[.!?…])\s", text)[0], 100)


def _tells_of_it(line: str) -> bool:
    """Return whether a line is about the text (an address, a date, a byline), and no title."""
    if _URL.fullmatch(line) or _BYLINE.fullmatch(line) or _ABOUT_IT.match(line) or is_phrase(line):
        return True
    found = find_date(line)
    return (bool(found) and len(line) < 60) or not re.search(r"[^\W\d_]{2}", line)


def find_byline(paragraphs: Sequence[Paragraph]) -> str:
    """Return who is named as the author; a line that is furniture may name them."""
    lines = [row.text.strip() for row in paragraphs]
    first = next((at for at, line in enumerate(lines) if is_prose(line)), len(lines))
    for at, line in enumerate(lines[max(0, first - _BEGINNING) :], max(0, first - _BEGINNING)):
        match = _BYLINE.fullmatch(line) if len(line) <= LONGEST_BYLINE else None
        # After the text "By the end of 2012" and the like are no bylines; who published it stands there.
        if match and not is_phrase(match["who"]) and (at < first or _AFTER.match(line)):
            return match["who"]
    return ""


def _date(beginning: list[str], lines: list[str]) -> str:
    short = [line for line in lines[-_END:] if len(line) <= 60]
    for line in (*(line for line in beginning if _ABOUT_IT.match(line)), *beginning, *short):
        found = find_date(line)
        if found:
            return found
    return ""


def _address(lines: list[str]) -> str:
    for line in lines:
        match = _URL.fullmatch(line)
        if match:
            return canonical(match[1])
    return ""
