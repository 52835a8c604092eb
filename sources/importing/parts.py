"""Where several texts in one file may begin, so that a person need not look for it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sources.importing.dates import find_date
from sources.importing.furniture import is_prose
from sources.importing.proposals import find_byline
from sources.importing.shapes import Paragraph

_LONGEST_TITLE = 150
_FEWEST_WORDS = 3
_LEAST_PROSE = 2
# What a text on its own is called.
_TITLES = re.compile(
    r"\W*(?:\w+\s+){0,2}(?:statement|report|interview|declaration|appeal|open\s+letter|заявление|обращение|интервью"
    r"|репортаж|открытое\s+письмо|мәлімдеме|сұхбат)\b",
    re.IGNORECASE,
)
# What stands below a text: where it is from, rules, and dates.
_BELOW = re.compile(
    r"\W*(?:reproduced|reprinted|republished|translated|source|from|originally\s+published|перепечат|источник|перевод)\b"
    r"|.*https?://\S+\W*$|[\W_]+$",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!…:;,]$")
# Where an older text is quoted, its title may stand in braces at the end; brackets hold words that were put in.
_NAMED_AT_END = re.compile(r"\{(?P<title>[^{}]{8,200})\}\s*$")


@dataclass(frozen=True, slots=True)
class ProposedPart:
    """A text within another: its title and byline as far as they can be told, and its passages ("18-38")."""

    title: str
    byline: str
    passages: str


def propose_parts(paragraphs: Sequence[Paragraph]) -> list[ProposedPart]:
    """Return the texts that a file seems to hold one after the other; none where it seems to be a single one."""
    starts = [at for at in range(len(paragraphs)) if _begins(paragraphs, at)]
    if not starts or (len(starts) == 1 and starts[0] == 0):
        return []
    if starts[0] > 0 and any(is_prose(row.text) for row in paragraphs[: starts[0]]):
        starts.insert(0, 0)
    ends = [*starts[1:], len(paragraphs)]
    return [_part(paragraphs, start, end) for start, end in zip(starts, ends, strict=True)]


def propose_quoted(paragraphs: Sequence[Paragraph]) -> list[ProposedPart]:
    """Return the texts that are named in braces where their quotations end, each with the passages that name it."""
    found: dict[str, list[int]] = {}
    for number, row in enumerate(paragraphs, 1):
        match = None if row.is_furniture else _NAMED_AT_END.search(row.text)
        if match:
            found.setdefault(match["title"].strip(), []).append(number)
    return [ProposedPart(title, "", ",".join(map(str, numbers))) for title, numbers in found.items()]


def _begins(paragraphs: Sequence[Paragraph], at: int) -> bool:
    """Return whether a text may begin here: a title, with prose after it and the end of another before."""
    text = paragraphs[at].text.strip()
    if paragraphs[at].is_furniture or len(text) > _LONGEST_TITLE or len(text.split()) < _FEWEST_WORDS:
        return False
    if _ENDS.search(text) or find_date(text) or _BELOW.match(text):
        return False
    following = [row for row in paragraphs[at + 1 : at + 6] if not row.is_furniture]
    if sum(is_prose(row.text) for row in following) < _LEAST_PROSE:
        return False
    before = next((row.text.strip() for row in reversed(paragraphs[:at]) if not row.is_furniture), "")
    ended = bool(before) and (bool(_BELOW.match(before)) or _is_date_line(before))
    return ended or (bool(_TITLES.match(text)) and at > 0)


def _is_date_line(line: str) -> bool:
    return len(line) < 40 and bool(find_date(line))


def _part(paragraphs: Sequence[Paragraph], start: int, end: int) -> ProposedPart:
    rows = paragraphs[start:end]
    title = next((row.text.strip() for row in rows if not row.is_furniture), "")
    return ProposedPart(title, find_byline(rows), f"{start + 1}-{end}" if end > start + 1 else str(start + 1))
