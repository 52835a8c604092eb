"""Many tagged PDFs of ours become one, file after file: no more than one of them is in memory.

pikepdf reads each file; its objects are written at once under new numbers, in compressed object streams (ISO 32000-1,
7.5.7), and only where each of them lies is kept. What a page shows and other pages show too (fonts, the text of a
letter) is written once. The tags stay: each file becomes a part of one document, with its own language; the bookmarks
of the files stand one after the other.
"""

import contextlib
import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

import pikepdf

from toolkit.pdf.metadata import packet_of
from toolkit.pdf.writing import Writer

# A text, or a reference. qpdf writes a parenthesis within a text as \( or \).
_TOKENS = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9a-f]*>|\b(\d+) (\d+) R\b", re.DOTALL)


class Joiner:
    """Writes one PDF to a file that is open for writing; used as a context, it is whole when the context ends.

    `title` and `language` are those of the whole; `bookmarks` says whether those of the files are kept. Where the
    context ends in an error the file is of no use.
    """

    def __init__(self, target: BinaryIO, *, title: str, language: str, bookmarks: bool = True) -> None:
        self._writer = Writer(target)
        self._title, self._language, self._with_bookmarks = title, language, bookmarks
        self._tops = _Tops(pages=self._writer.number(), document=self._writer.number())
        # Of each file: its node of pages, its leaf of the tree of marked pages, its uppermost tags, its bookmarks.
        self._nodes: list[int] = []
        self._leaves: list[int] = []
        self._parts: list[bytes] = []
        self._bookmarks: list[tuple[int, bytes]] = []
        self._next_mark = 0
        self.pages = 0

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write what holds the parts together, unless something went wrong."""
        if kind is None:
            self._finish()

    def add(self, source: bytes | Path) -> None:
        """Add a tagged PDF of ours. Raises pikepdf.PdfError for what is none, ValueError for one without tags."""
        stream: BinaryIO = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
        with contextlib.closing(stream), pikepdf.open(stream) as pdf:
            if "/StructTreeRoot" not in pdf.Root:
                raise ValueError("a PDF without tags")
            file = _File(self._writer, pdf, self._tops, first_mark=self._next_mark)
            file.write()
            if self._with_bookmarks:
                self._bookmarks += file.bookmarks()
            file.write_rest()
        self._nodes.append(file.node)
        self._leaves.append(file.leaf)
        self._parts += file.parts
        self._next_mark = file.next_mark
        self.pages += file.pages

    def _finish(self) -> None:
        put, number = self._writer.put, self._writer.number
        tags, marks, metadata, info, catalog = (number() for _ in range(5))
        tops = self._tops
        put(tops.pages, b"<</Type /Pages /Kids [%s] /Count %d>>" % (_references(self._nodes), self.pages))
        put(marks, b"<</Kids [%s]>>" % _references(self._leaves))
        put(
            tags,
            b"<</Type /StructTreeRoot /K [%d 0 R] /ParentTree %d 0 R /ParentTreeNextKey %d>>"
            % (tops.document, marks, self._next_mark),
        )
        parts = b" ".join(self._parts)
        put(tops.document, b"<</Type /StructElem /S /Document /P %d 0 R /K [%s]>>" % (tags, parts))
        put(info, b"<</Title %s>>" % _string(self._title))
        self._writer.put_stream(metadata, b"/Type/Metadata/Subtype/XML", packet_of(self._title))
        put(
            catalog,
            b"<</Type /Catalog /Pages %d 0 R /StructTreeRoot %d 0 R /Metadata %d 0 R /MarkInfo <</Marked true>>"
            b" /ViewerPreferences <</DisplayDocTitle true>> /Lang %s%s>>"
            % (tops.pages, tags, metadata, _string(self._language), self._outlines()),
        )
        self._writer.finish(catalog, info)

    def _outlines(self) -> bytes:
        """Write the bookmarks of all files in a row; return the catalog's entry for them."""
        if not self._bookmarks:
            return b""
        root = self._writer.number()
        numbers = [number for number, _content in self._bookmarks]
        around = zip([0, *numbers], self._bookmarks, [*numbers[1:], 0], strict=False)
        for before, (number, content), after in around:
            places = [(b"/Parent", root), (b"/Prev", before), (b"/Next", after)]
            more = b"".join(b" %s %d 0 R" % place for place in places if place[1])
            self._writer.put(number, b"<<%s%s>>" % (content, more))
        ends = numbers[0], numbers[-1], len(numbers)
        self._writer.put(root, b"<</Type /Outlines /First %d 0 R /Last %d 0 R /Count %d>>" % ends)
        return b" /Outlines %d 0 R" % root


@dataclass(frozen=True, slots=True)
class _Tops:
    """The numbers of what all files hang under: the tree of pages, and the document of the tags."""

    pages: int
    document: int


class _File:
    """One file on its way into the whole."""

    def __init__(self, writer: Writer, pdf: pikepdf.Pdf, tops: _Tops, *, first_mark: int) -> None:
        self.writer, self.pdf, self.tops, self.first_mark = writer, pdf, tops, first_mark
        self.tags = pdf.Root.StructTreeRoot
        self.node, self.leaf = writer.number(), writer.number()
        self.parts: list[bytes] = []
        self.next_mark, self.pages = first_mark, len(pdf.pages)
        # Whatever points to the top of its tags shall point to the document of the whole.
        self.numbers: dict[tuple[int, int], int] = {self.tags.objgen: tops.document}
        self.to_write: list[tuple[int, int]] = []

    def write(self) -> None:
        """Write its pages and which tags they have."""
        pages = [page.obj for page in self.pdf.pages]
        for page in pages:
            self.numbers[page.objgen] = self.writer.number()
        self._write_marks()
        for page in pages:
            self._write_page(page)
        self._write_tags()
        kids = _references(self.numbers[page.objgen] for page in pages)
        node = b"<</Type /Pages /Parent %d 0 R /Kids [%s] /Count %d>>" % (self.tops.pages, kids, len(pages))
        self.writer.put(self.node, node)

    def bookmarks(self) -> list[tuple[int, bytes]]:
        """Return the uppermost bookmarks with their numbers, to be written when their neighbours are known."""
        with self.pdf.open_outline() as outline:
            return [
                (
                    self.writer.number(),
                    b"/Title %s /Dest %s" % (_string(item.title), self._text(item.destination)),
                )
                for item in outline.root
                if isinstance(item.destination, pikepdf.Array)
            ]

    def write_rest(self) -> None:
        """Write all that what was written refers to."""
        while self.to_write:
            key = self.to_write.pop()
            found: pikepdf.Object = self.pdf.get_object(key)
            if isinstance(found, pikepdf.Stream):
                self.writer.put_stream(self.numbers[key], *self._stream(found))
            else:
                self.writer.put(self.numbers[key], self._text(found, itself=True))

    def _write_marks(self) -> None:
        """Write which tags each page has, under numbers that no other file has."""
        rows = sorted((int(key), value) for key, value in pikepdf.NumberTree(self.tags.ParentTree).items())
        first, last = (rows[0][0], rows[-1][0]) if rows else (0, 0)
        offset = self.first_mark
        marks = b" ".join(b"%d %s" % (offset + key, self._text(value)) for key, value in rows)
        self.writer.put(self.leaf, b"<</Limits [%d %d] /Nums [%s]>>" % (offset + first, offset + last, marks))
        self.next_mark = offset + last + 1

    def _write_page(self, page: pikepdf.Object) -> None:
        if "/StructParents" in page:
            page.StructParents = self.first_mark + int(cast("int", page.StructParents))
        contents = page.Contents
        pieces = contents if isinstance(contents, pikepdf.Array) else [contents]
        shown = _references(self._share(piece) for piece in cast("Iterable[pikepdf.Object]", pieces))
        more = (self.node, shown, self._share(page.Resources))
        for name in ("/Parent", "/Contents", "/Resources"):
            del page[name]
        text = self._text(page, itself=True).rstrip().removesuffix(b">>")
        ending = b" /Parent %d 0 R /Contents [%s] /Resources %d 0 R>>" % more
        self.writer.put(self.numbers[page.objgen], text + ending)

    def _write_tags(self) -> None:
        """Make each of its uppermost tags a part of the document, in the language of the file."""
        top = self.tags.K if isinstance(self.tags.K, pikepdf.Array) else [self.tags.K]
        for element in cast("Iterable[pikepdf.Object]", top):
            element.S = pikepdf.Name("/Part")
            if "/Lang" in self.pdf.Root and "/Lang" not in element:
                element.Lang = self.pdf.Root.Lang
            self.parts.append(self._text(element))

    def _stream(self, stream: pikepdf.Stream) -> tuple[bytes, bytes]:
        data = stream.read_raw_bytes()
        entries = stream.stream_dict
        if "/Length" in entries:
            del entries["/Length"]
        # It would name the place of the piece in the file that it came from.
        if "/Place" in entries:
            del entries["/Place"]
        text = self._translate(entries.unparse(resolved=True))
        return text.strip().removeprefix(b"<<").removesuffix(b">>").strip(), data

    def _share(self, found: pikepdf.Object) -> int:
        """Return the number of an object that holds no way back to its page: equal ones are written once."""
        if isinstance(found, pikepdf.Stream):
            for value in found.stream_dict.values():
                self._share_within(value)
            entries, data = self._stream(found)
            content = entries + b"\0" + data
        else:
            self._share_within(found, itself=True)
            entries, data = b"", b""
            content = self._text(found, itself=True)
        known = hashlib.sha256(content).digest()
        number = self.writer.shared.get(known)
        if number is None:
            number = self.writer.number()
            self.writer.shared[known] = number
            if isinstance(found, pikepdf.Stream):
                self.writer.put_stream(number, entries, data)
            else:
                self.writer.put(number, content)
        if found.is_indirect:
            self.numbers[found.objgen] = number
        return number

    def _share_within(self, found: object, *, itself: bool = False) -> None:
        if isinstance(found, pikepdf.Object) and found.is_indirect and not itself:
            if found.objgen not in self.numbers:
                self._share(found)
        elif isinstance(found, pikepdf.Dictionary):
            for value in found.values():
                self._share_within(value)
        elif isinstance(found, pikepdf.Array):
            for part in cast("Iterable[object]", found):
                self._share_within(part)

    def _text(self, found: pikepdf.Object, *, itself: bool = False) -> bytes:
        """Return an object as it is written, with our numbers; of one that has a number the reference."""
        return self._translate(found.unparse(resolved=itself))

    def _translate(self, text: bytes) -> bytes:
        return _TOKENS.sub(self._reference, text)

    def _reference(self, match: re.Match[bytes]) -> bytes:
        if match[1] is None:
            return match[0]
        key = int(match[1]), int(match[2])
        if key not in self.numbers:
            self.numbers[key] = self.writer.number()
            self.to_write.append(key)
        return b"%d 0 R" % self.numbers[key]


def _references(numbers: Iterable[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _string(text: str) -> bytes:
    return pikepdf.String(text).unparse()
