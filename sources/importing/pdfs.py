"""PDF to paragraphs: the lines that PDFium finds, joined by where they stand on the page."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from sources.importing.furniture import mark_lines
from sources.importing.proposals import LONGEST_BYLINE, LONGEST_TITLE, propose, tidy
from sources.importing.shapes import MOST_CHARACTERS, Paragraph, Proposals, Reading, UnreadableError

MOST_PAGES = 2000
# Fewer letters than this on a page that holds pictures are a stamp or a page number, and no text.
_LETTERS_A_PAGE = 10
_ENDS = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_STARTS = re.compile(r"(?:[•▪■●‣–—*-]\s|\(?\d{1,3}[.)]\s|\(?[a-zа-я][.)]\s)")
_HYPHENS = "\x02\ufffe\u00ad"
_MADE_UP_TITLE = re.compile(
    r"(?:microsoft\s+word|untitled|без\s+имени|document\d*)\b.*|.*\.(?:docx?|pdf|odt|indd|rtf|pages)",
    re.IGNORECASE,
)
_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
# Lines this much further apart than is usual on the page, as a share of it, begin a paragraph.
_GAP = 1.35
_OTHER_SIZE = 0.12
_EDGE = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: its text, where it begins and ends, its lower edge and the height of its letters."""

    text: str
    left: float
    right: float
    bottom: float
    height: float
    is_furniture: bool = False


def read_pdf(data: bytes) -> Reading:
    """Return the paragraphs of a PDF. Raises UnreadableError."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD or "assword" in str(error)
        raise UnreadableError("encrypted" if locked else "broken") from None
    count = len(document)
    if count > MOST_PAGES:
        raise UnreadableError("too_long")
    pages, letters, pictures = [], 0, False
    for number in range(count):
        try:
            lines, found = _page(document, number)
        except pdfium.PdfiumError:
            raise UnreadableError("broken") from None
        pages.append(lines)
        pictures = pictures or found
        letters += sum(len(line.text) for line in lines)
        if letters > MOST_CHARACTERS:
            raise UnreadableError("too_long")
    if letters < _LETTERS_A_PAGE * max(1, count):
        if pictures:
            raise UnreadableError("pictures")
        if not letters:
            raise UnreadableError("empty" if count else "broken")
    paragraphs = tuple(_join(_mark_edges(pages)))
    marks = mark_lines([row.text for row in paragraphs])
    marked = tuple(
        Paragraph(row.text, row.is_furniture or mark) for row, mark in zip(paragraphs, marks, strict=True)
    )
    return Reading("pdf", marked, _proposals(marked, document.get_metadata_dict()))


def _page(document: pdfium.PdfDocument, number: int) -> tuple[list[Line], bool]:
    """Return the lines of a page, and whether it holds pictures."""
    page = document[number]
    text = page.get_textpage()
    try:
        lines = list(_lines(text))
        pictures = any(True for _ in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    finally:
        text.close()
        page.close()
    return lines, pictures


def _lines(text: pdfium.PdfTextPage) -> Iterator[Line]:
    letters: list[tuple[int, str]] = []
    for at in range(text.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(text, at)
        letter = chr(code) if code < 0x110000 and not 0xD800 <= code <= 0xDFFF else "\ufffd"
        if letter in "\r\n":
            yield from _line(text, letters)
            letters = []
        elif letter not in "\0\ufeff":
            letters.append((at, letter))
    yield from _line(text, letters)


def _line(text: pdfium.PdfTextPage, letters: list[tuple[int, str]]) -> Iterator[Line]:
    seen = [(at, letter) for at, letter in letters if not letter.isspace()]
    if not seen:
        return
    first, last = text.get_charbox(seen[0][0], loose=True), text.get_charbox(seen[-1][0], loose=True)
    words = "".join(letter for _at, letter in letters)
    yield Line(words.strip(), first[0], last[2], first[1], abs(first[3] - first[1]))


def _mark_edges(pages: list[list[Line]]) -> list[list[Line]]:
    """Mark what stands at the edge of many pages, whatever its number: running heads and page numbers."""
    edges = [
        {at for at in (*range(_EDGE), *range(len(page) - _EDGE, len(page))) if 0 <= at < len(page)}
        for page in pages
    ]
    seen = Counter(
        key
        for page, places in zip(pages, edges, strict=True)
        for key in {_mask(page[at].text) for at in places}
    )
    often = max(3, len(pages) // 3)
    return [
        [
            replace(line, is_furniture=True)
            if at in places and (seen[_mask(line.text)] >= often or _mask(line.text) == "#")
            else line
            for at, line in enumerate(page)
        ]
        for page, places in zip(pages, edges, strict=True)
    ]


def _mask(text: str) -> str:
    return re.sub(r"\d+", "#", text.strip(" -–—|·.").casefold())


def _join(pages: list[list[Line]]) -> Iterator[Paragraph]:
    """Return paragraphs; what stands at the edges of pages comes after the one that it would cut in two."""
    open_text, waiting = "", []
    before: Line | None = None
    for page in pages:
        body = [line for line in page if not line.is_furniture]
        pitches = [abs(one.bottom - two.bottom) for one, two in pairwise(body)]
        pitch = median(pitches) if pitches else 0.0
        right = max((line.right for line in body), default=0.0)
        new_page = True
        for line in page:
            if line.is_furniture:
                waiting.append(line.text)
                continue
            if before is not None and _begins(line, before, pitch=pitch, right=right, new_page=new_page):
                yield Paragraph(_tidy(open_text))
                yield from (Paragraph(text, is_furniture=True) for text in waiting)
                open_text, waiting = "", []
            open_text = _append(open_text, line.text)
            before, new_page = line, False
    if open_text:
        yield Paragraph(_tidy(open_text))
    yield from (Paragraph(text, is_furniture=True) for text in waiting)


def _begins(line: Line, before: Line, *, pitch: float, right: float, new_page: bool) -> bool:
    """Return whether a line begins a paragraph, after the line before it."""
    ended = bool(_ENDS.search(before.text))
    if abs(line.height - before.height) > _OTHER_SIZE * max(line.height, before.height, 1.0):
        return True
    if _STARTS.match(line.text):
        return True
    step = before.bottom - line.bottom
    if new_page or step < 0:
        # The next page or column: a sentence goes on there.
        return ended
    if pitch and step > pitch * _GAP:
        return True
    short = before.right < right - 0.15 * max(1.0, right - before.left)
    indented = line.left > before.left + line.height
    return (ended and (short or indented)) or (
        short and line.text[:1].isupper() and len(before.text.split()) < 12
    )


def _append(text: str, line: str) -> str:
    if not text:
        return line
    if text[-1] in _HYPHENS:
        return text[:-1] + line
    # The end alone: a paragraph may run over hundreds of pages.
    if re.search(r"[^\W\d_]-$", text[-2:]) and line[:1].islower():
        return text[:-1] + line
    return f"{text} {line}"


def _tidy(text: str) -> str:
    for hyphen in _HYPHENS:
        text = text.replace(hyphen, "")
    return " ".join(text.split())


def _proposals(paragraphs: tuple[Paragraph, ...], facts: dict[str, str]) -> Proposals:
    """Return what the text proposes, else what the file says: its author may be a program, its date that of a copy."""
    own = propose(paragraphs)
    title = tidy(facts.get("Title", ""), LONGEST_TITLE)
    made = _DATE.match(facts.get("CreationDate", ""))
    return replace(
        own,
        title=own.title if not title or _MADE_UP_TITLE.fullmatch(title) else title,
        byline=own.byline or tidy(facts.get("Author", ""), LONGEST_BYLINE),
        published_on=own.published_on or ("-".join(made.groups()) if made else ""),
    )
