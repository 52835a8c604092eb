"""Fonts of `toolkit.pdf.outlines` as they stand in a file."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.pdf.outlines import FIRST
from toolkit.pdf.writing import Writer


@dataclass(frozen=True, slots=True)
class MadeFont:
    """A font as it is written: its file, compressed, and which letters its codes stand for, compressed too."""

    # How long the file is before it is compressed.
    length: int
    data: bytes
    characters: bytes
    name: bytes
    # What else is known of it, as entries of its descriptor.
    entries: bytes
    # In thousandths of the size, from the code FIRST on.
    widths: Sequence[int]


def put_font(writer: Writer, font: MadeFont) -> int:
    """Write a TrueType font with codes of its own (ISO 32000-1, 9.6.3), and return its number."""
    number, descriptor, file, characters = (writer.number() for _part in range(4))
    last = FIRST + len(font.widths) - 1
    widths = b" ".join(b"%d" % width for width in font.widths)
    writer.put(
        number,
        b"<</Type/Font/Subtype/TrueType/BaseFont/%s/FirstChar %d/LastChar %d/Widths[%s]"
        b"/FontDescriptor %d 0 R/ToUnicode %d 0 R>>"
        % (font.name, FIRST, last, widths, descriptor, characters),
    )
    writer.put(
        descriptor,
        b"<</Type/FontDescriptor/FontName/%s%s/FontFile2 %d 0 R>>" % (font.name, font.entries, file),
    )
    writer.put_stream(file, b"/Length1 %d/Filter/FlateDecode" % font.length, font.data)
    writer.put_stream(characters, b"/Filter/FlateDecode", font.characters)
    return number


def subset_name(file: str, characters: bytes) -> bytes:
    """Return the name of a part of a font: six letters that say which, and the whole's (ISO 32000-1, 9.6.4)."""
    tag = bytes(ord("A") + byte % 26 for byte in hashlib.sha256(characters).digest()[:6])
    return b"%s+%s" % (tag, file.removesuffix(".ttf").encode())
