"""Fonts that hold the outlines of a few letters each, put together from pieces of one of our whole fonts.

A font of a PDF needs no more than outlines, their widths and which code stands for which (ISO 32000-1, 9.9). Each
outline is taken from the whole font once; a font of a hundred of them is then joined bytes.
"""

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path
from struct import pack
from typing import NamedTuple

import uharfbuzz
from django.conf import settings
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.qu2cuPen import Qu2CuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from toolkit.pdf.font_files import character_map, characters_table, font_file, head_table, hhea_table

# Units in the height of a letter. With so many no width is off by more than a thousandth, which PDF/UA asks for.
UNITS = 500
# By how much of the height of a letter its curves may be off, where they are joined and where they are drawn anew with
# fewer points: at 14 points both are 15 micrometres, a third of the dot of a printer.
_OFF_JOINED, _OFF_DRAWN = 0.001, 0.002
# What an outline begins with that is put together of others (OpenType 1.9, glyf).
_COMPOSITE = b"\xff\xff"
# The code of the first letter of a font: so few of them are parentheses, which need a mark before them in a text.
FIRST = 42
# As many letters have a code of one byte.
MOST = 256 - FIRST
# A name stands in a letter more than once; letters of one text have most of their letters in common.
_KEPT = 8


class NotLikeThisError(ValueError):
    """A text that HarfBuzz can only set with glyphs that are placed by themselves, or from right to left."""


class Letter(NamedTuple):
    """A letter, or those of a ligature, and its glyph in the whole font."""

    text: str
    glyph: int


class Shaped(NamedTuple):
    """A text as letters with the kerning after each, in thousandths of the size, and its width in sizes."""

    letters: list[tuple[Letter, float]]
    width: float


class Subset(NamedTuple):
    """A font that holds a few letters: its file, its map of characters, and widths in thousandths of the size."""

    data: bytes
    characters: bytes
    widths: list[int]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Letters as they follow each other in the tables of a font."""

    outlines: bytes
    metrics: bytes
    sizes: list[int]
    widths: list[int]
    characters: str


class _Reading:
    """Lets one thread at a time read outlines: fontTools changes its glyphs while it reads them."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        # A child that is forked meanwhile must not wait for a thread that it does not have.
        os.register_at_fork(after_in_child=self._start_anew)

    def _start_anew(self) -> None:
        self.lock = threading.Lock()


_reading = _Reading()


class WholeFont:
    """A font of static/fonts/pdf/, for left-to-right text; see `whole_font`.

    Its outlines are those of the font, to the last point. `units` are its size.
    """

    def __init__(self, path: Path) -> None:
        # Mapped into memory, not held.
        face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
        self._shaper = uharfbuzz.Font(face)
        self.units: int = face.upem
        self._font = TTFont(path, lazy=True)
        self._glyphs, self._order = self._font.getGlyphSet(), self._font.getGlyphOrder()
        # How large its outlines are in files.
        self._scale = self._outline_units() / self.units
        self._head = head_table(self._font["head"], self._outline_units(), self._scale)
        self._hhea = hhea_table(self._font["hhea"], self._scale)
        self._maxp: bytes = self._font.reader["maxp"]
        self._one, self._letter = cache(self._read), cache(Letter)
        self._common = lru_cache(_KEPT)(self._joined)
        self.shape = lru_cache(_KEPT)(self._shape)

    def set_text(self, text: str) -> list[tuple[Letter, int]]:
        """Return the letters of a text, each with how far it moves on, kerning included, in units of the font.

        The glyph of a letter that the font lacks is 0. Raises NotLikeThisError.
        """
        if not text:
            return []
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        if buffer.direction != "ltr":
            raise NotLikeThisError("runs from right to left")
        uharfbuzz.shape(self._shaper, buffer)
        infos, positions = buffer.glyph_infos, buffer.glyph_positions
        begins = [info.cluster for info in infos]
        if len({*begins}) < len(begins) or any(each.x_offset or each.y_offset for each in positions):
            raise NotLikeThisError("has marks that are placed by themselves")
        ends = [*begins[1:], len(text)]
        is_plain = len(begins) == len(text)
        pieces = text if is_plain else [text[begin:end] for begin, end in zip(begins, ends, strict=True)]
        letter = self._letter
        return [
            (letter(piece, info.codepoint), position.x_advance)
            for piece, info, position in zip(pieces, infos, positions, strict=True)
        ]

    def _shape(self, text: str) -> Shaped:
        """Return a text as it is set. Raises NotLikeThisError."""
        letters = self.set_text(text)
        kerned = [(letter, self.kerning(letter.glyph, moves)) for letter, moves in letters]
        return Shaped(kerned, sum(moves for _letter, moves in letters) / self.units)

    def kerning(self, glyph: int, moves: int) -> float:
        """Return what a glyph that moves on so far has for kerning, in thousandths of the size."""
        return (moves - self.advance(glyph)) * 1000 / self.units

    def subset(self, letters: Sequence[Letter], more: Sequence[Letter] = ()) -> Subset:
        """Return a font in which the code FIRST stands for the first of these letters, and so on; at most MOST.

        `letters` are those that many fonts have in common; they are joined once.
        """
        pieces = [self._common(tuple(letters)), self._joined(tuple(more))]
        widths = [width for piece in pieces for width in piece.widths]
        # The first glyph of a font stands for what it lacks; here it is empty.
        number = len(widths) + 1
        offsets = accumulate(size for piece in pieces for size in piece.sizes)
        tables = {
            b"cmap": characters_table(FIRST, len(widths)),
            b"glyf": b"".join(piece.outlines for piece in pieces),
            b"head": self._head,
            b"hhea": self._hhea + pack(">H", number),
            b"hmtx": bytes(4) + b"".join(piece.metrics for piece in pieces),
            b"loca": pack(f">{number + 1}H", 0, 0, *offsets),
            b"maxp": self._maxp[:4] + pack(">H", number) + self._maxp[6:],
        }
        characters = character_map(FIRST, len(widths), "".join(piece.characters for piece in pieces))
        return Subset(font_file(tables), characters, widths)

    def _joined(self, letters: tuple[Letter, ...]) -> _Piece:
        pieces = [self._one(letter) for letter in letters]
        return _Piece(
            outlines=b"".join(piece.outlines for piece in pieces),
            metrics=b"".join(piece.metrics for piece in pieces),
            sizes=[size for piece in pieces for size in piece.sizes],
            widths=[width for piece in pieces for width in piece.widths],
            characters="".join(piece.characters for piece in pieces),
        )

    def _read(self, letter: Letter) -> _Piece:
        with _reading.lock:
            data = self._outline(self._order[letter.glyph])
        data += bytes(len(data) % 2)
        advance = self.advance(letter.glyph)
        return _Piece(
            outlines=data,
            # An outline begins with how many contours it has, and how far left it reaches.
            metrics=pack(">H", round(advance * self._scale)) + (data[2:4] or bytes(2)),
            # In words of two bytes.
            sizes=[len(data) // 2],
            widths=[round(advance * 1000 / self.units)],
            characters=f"<{letter.text.encode('utf-16-be').hex()}>\n",
        )

    def _outline_units(self) -> int:
        return self.units

    def _outline(self, name: str) -> bytes:
        """Return an outline as it stands in the font; one that is put together of others is drawn."""
        data: bytes = getattr(self._font["glyf"].glyphs[name], "data", b"")
        if data and data[:2] != _COMPOSITE:
            return data
        recorded, pen = DecomposingRecordingPen(self._glyphs), TTGlyphPen(None)
        self._glyphs[name].draw(recorded)
        recorded.replay(pen)
        return self._compiled(pen)

    def _compiled(self, pen: TTGlyphPen) -> bytes:
        drawn = pen.glyph(dropImpliedOnCurves=True)
        data: bytes = drawn.compile(self._font["glyf"]) if drawn.numberOfContours else b""
        return data

    def advance(self, glyph: int) -> int:
        """Return how far a glyph moves on, in units of which `units` are the size of the font."""
        advance: int = self._shaper.get_glyph_h_advance(glyph)
        return advance

    def heights(self) -> tuple[float, float]:
        """Return how far the font reaches above and below its baseline, in sizes."""
        extents = self._shaper.get_font_extents("ltr")
        return extents.ascender / self.units, -extents.descender / self.units


class SlimFont(WholeFont):
    """A font whose outlines are drawn anew with fewer points, for letters by the thousand; see `slim_font`."""

    def _outline_units(self) -> int:
        return UNITS

    def _outline(self, name: str) -> bytes:
        recorded, pen = DecomposingRecordingPen(self._glyphs), TTGlyphPen(None)
        self._glyphs[name].draw(recorded)
        scale = self._scale
        anew = Cu2QuPen(TransformPen(pen, (scale, 0, 0, scale, 0, 0)), _OFF_DRAWN * self.units)
        recorded.replay(Qu2CuPen(anew, _OFF_JOINED * self.units, all_cubic=True))
        return self._compiled(pen)


@cache
def whole_font(name: str) -> WholeFont:
    """Return a font of static/fonts/pdf/ by the name of its file, read once."""
    return WholeFont(_path(name))


@cache
def slim_font(name: str) -> SlimFont:
    """Return a font of static/fonts/pdf/ by the name of its file, read once, for files that must be small."""
    return SlimFont(_path(name))


def _path(name: str) -> Path:
    path: Path = settings.BASE_DIR / "static" / "fonts" / "pdf" / name
    return path
