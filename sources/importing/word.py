"""DOCX to paragraphs: the body in order, a plain row of a table as one paragraph, then the footnotes."""

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from sources.importing.furniture import mark_lines
from sources.importing.proposals import LONGEST_BYLINE, LONGEST_TITLE, propose, tidy
from sources.importing.shapes import Paragraph, Reading, UnreadableError, check_length

# A document of a thousand pages with pictures unpacks to less.
MOST_UNPACKED = 150 * 1024 * 1024
# Of parts that are unpacked, XML packs at most some forty times.
_MOST_RATIO = 150
_MOST_PARTS = 5000
_MACROS = "vbaproject.bin"


def read_docx(data: bytes) -> Reading:
    """Return the paragraphs of a DOCX; none of its links is followed. Raises UnreadableError."""
    _check_package(data)
    try:
        document = docx.Document(BytesIO(data))
        lines = [line for line in (*_body(document.element.body), *_footnotes(document)) if line.strip()]
        facts = document.core_properties
        title, author, created = facts.title or "", facts.author or "", facts.modified or facts.created
    except (PackageNotFoundError, zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError, OSError):
        raise UnreadableError("broken") from None
    check_length(lines)
    paragraphs = tuple(Paragraph(line, mark) for line, mark in zip(lines, mark_lines(lines), strict=True))
    own = propose(paragraphs)
    proposals = replace(
        own,
        title=tidy(title, LONGEST_TITLE) or own.title,
        byline=own.byline or tidy(author.replace("python-docx", ""), LONGEST_BYLINE),
        published_on=own.published_on or (created.date().isoformat() if created else ""),
    )
    return Reading("docx", paragraphs, proposals)


def _check_package(data: bytes) -> None:
    """Look at the list of parts before any is unpacked. Raises UnreadableError."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise UnreadableError("broken") from None
    names = {part.filename.lower() for part in parts}
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if unpacked > MOST_UNPACKED or unpacked > max(packed, 100_000) * _MOST_RATIO or len(parts) > _MOST_PARTS:
        raise UnreadableError("bomb")
    if not {"word/document.xml", "[content_types].xml"} <= names:
        raise UnreadableError("kind")
    if any(name.endswith(_MACROS) for name in names):
        raise UnreadableError("kind")
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableError("encrypted")


def _body(element: Any) -> Iterator[str]:  # noqa: ANN401 - the library's elements have no public type
    """Return the lines of what an element holds, in order. The nesting of tables and fields is the depth."""
    for child in element:
        if child.tag == qn("w:p"):
            yield from _text(child).splitlines()
        elif child.tag == qn("w:tr"):
            cells = [list(_body(cell)) for cell in child.iterchildren(qn("w:tc"))]
            if all(len(cell) <= 1 for cell in cells):
                yield " | ".join(cell[0] if cell else "" for cell in cells).strip(" |")
            else:
                yield from (line for cell in cells for line in cell)
        elif child.tag in {qn("w:tbl"), qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins")}:
            yield from _body(child)


def _text(paragraph: Any) -> str:  # noqa: ANN401 - as above
    """Return what a reader sees of a paragraph: insertions too, deletions not."""
    parts = []
    for element in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:noBreakHyphen")):
        if element.tag == qn("w:t"):
            parts.append(element.text or "")
        else:
            parts.append({qn("w:tab"): " ", qn("w:noBreakHyphen"): "-"}.get(element.tag, "\n"))
    return "".join(parts)


def _footnotes(document: Any) -> Iterator[str]:  # noqa: ANN401 - as above
    for relation in document.part.rels.values():
        if (
            relation.reltype in {RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES}
            and not relation.is_external
        ):
            for note in parse_xml(relation.target_part.blob):
                yield " ".join(" ".join(_body(note)).split())
