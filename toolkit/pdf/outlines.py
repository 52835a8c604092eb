"""Fonts that hold the outlines of a few letters each, put together from pieces of one of our whole fonts.

A font of a PDF needs no more than outlines, their widths and which code stands for which (ISO 32000-1, 9.9). Each
outline is taken from the whole font once; a font of a hundred of them is then joined bytes.
"""

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


class WholeFont:
    """A font of static/fonts/pdf/, for left-to-right text; see `whole_font`."""

    def __init__(self, path: Path) -> None:
        # Mapped into memory, not held.
        face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
        self._shaper, self._units = uharfbuzz.Font(face), face.upem
        self._font = TTFont(path, lazy=True)
        self._glyphs, self._order = self._font.getGlyphSet(), self._font.getGlyphOrder()
        scale = UNITS / self._units
        self._head = head_table(self._font["head"], UNITS, scale)
        self._hhea = hhea_table(self._font["hhea"], scale)
        self._maxp: bytes = self._font.reader["maxp"]
        self._one = cache(self._read)
        self._common = lru_cache(_KEPT)(self._joined)
        self.shape = lru_cache(_KEPT)(self._shape)

    def _shape(self, text: str) -> Shaped:
        """Return a text as it is set; the glyph of a letter that the font lacks is 0. Raises NotLikeThisError."""
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
        letters, width = [], 0
        for info, position, end in zip(infos, positions, [*begins[1:], len(text)], strict=True):
            letter = Letter(text[info.cluster : end], info.codepoint)
            move = position.x_advance - self._advance(info.codepoint)
            letters.append((letter, move * 1000 / self._units))
            width += position.x_advance
        return Shaped(letters, width / self._units)

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
        """Draw a letter anew with fewer points, in our units."""
        recorded, pen = DecomposingRecordingPen(self._glyphs), TTGlyphPen(None)
        self._glyphs[self._order[letter.glyph]].draw(recorded)
        scale = UNITS / self._units
        anew = Cu2QuPen(TransformPen(pen, (scale, 0, 0, scale, 0, 0)), _OFF_DRAWN * self._units)
        recorded.replay(Qu2CuPen(anew, _OFF_JOINED * self._units, all_cubic=True))
        drawn = pen.glyph(dropImpliedOnCurves=True)
        data: bytes = drawn.compile(self._font["glyf"]) if drawn.numberOfContours else b""
        data += bytes(len(data) % 2)
        advance = self._advance(letter.glyph)
        return _Piece(
            outlines=data,
            metrics=pack(">Hh", round(advance * scale), drawn.xMin if data else 0),
            # In words of two bytes.
            sizes=[len(data) // 2],
            widths=[round(advance * 1000 / self._units)],
            characters=f"<{letter.text.encode('utf-16-be').hex()}>\n",
        )

    def _advance(self, glyph: int) -> int:
        advance: int = self._shaper.get_glyph_h_advance(glyph)
        return advance


@cache
def whole_font(name: str) -> WholeFont:
    """Return a font of static/fonts/pdf/ by the name of its file, read once."""
    return WholeFont(settings.BASE_DIR / "static" / "fonts" / "pdf" / name)
