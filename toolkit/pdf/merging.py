"""Many letters of one text: the page is set once, and names are put into the finished file.

WeasyPrint sets the page with placeholders. For each letter the names are shaped with HarfBuzz, as Pango would do it,
and stand in the content of the page in place of the placeholders, in a font that holds the outlines of what this
letter shows and no others: the tags, the title and the language are those of the page that was set.
"""

import io
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pikepdf

from toolkit.pdf import render_pdf
from toolkit.pdf.made_fonts import MadeFont, subset_name
from toolkit.pdf.outlines import FIRST, MOST, Letter, NotLikeThisError, slim_font
from toolkit.pdf.skeleton import Skeleton, font_entries
from toolkit.pdf.slimming import (
    characters_of,
    operator_of,
    short_content,
    show_glyphs,
    with_fonts,
    without_repeats,
)
from toolkit.pdf.tagging import join_tags

_WEIGHTS = {"": 400, "Medium": 500, "Semi-Bold": 600, "Bold": 700, "Ultra-Bold": 800, "Heavy": 900}
# Codes that are left for a name whose letters are not among the shared ones.
_SPARE = 60
# Fonts that are kept: letters of the same people need the same one, or one of a few.
_KEPT = 16
_SHOWS_TEXT = {"TJ", "Tj"}
# For a glyph that stands for no letter.
_UNKNOWN = "\ufffd"
_NOTHING = Letter(_UNKNOWN, 0)


class DoesNotFitError(ValueError):
    """A text that cannot be put into the finished file: a glyph is missing, or it needs more than its line."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a placeholder stands: what it is called, in which font and which size."""

    name: str
    font: str
    size: float


@dataclass(frozen=True, slots=True)
class _Font:
    """A font of the page: our file, what the PDF says of it, and the codes of its letters, in their order."""

    file: str
    entries: bytes
    codes: dict[Letter, int]


class Merge:
    """A page that was set once, to be filled many times.

    `html` holds each placeholder as a text of its own, in a line that holds nothing else and is as wide as `room`
    says, in CSS pixels. Each file is as small as it can be by itself, unless `shared` is given: then the files are
    made to be joined to one, their fonts hold these letters, and what they have in common can be written once.
    Raises ValueError when a placeholder is not found in the file, and what `toolkit.pdf.render_pdf` raises.
    """

    def __init__(
        self,
        html: str,
        *,
        styles: Sequence[str],
        placeholders: Mapping[str, str],
        room: Mapping[str, float],
        shared: str | None = None,
    ) -> None:
        self._room = room
        self._is_shared = shared is not None
        with pikepdf.open(io.BytesIO(render_pdf(html, styles=styles))) as pdf:
            instructions = list(without_repeats(join_tags(pdf)))
            fonts = pdf.pages[0].Resources.Font
            files = {str(name): _file_of(font) for name, font in fonts.items()}
            pieces = list(_cut(instructions, placeholders, files))
            places = [piece for piece in pieces if isinstance(piece, _Place)]
            missing = set(placeholders) - {place.name for place in places}
            if missing:
                raise ValueError(f"not found as a text of its own: {', '.join(sorted(missing))}")
            self._fonts = {
                name: _Font(
                    file,
                    font_entries(fonts[name].DescendantFonts[0].FontDescriptor),
                    _codes_of(fonts[name], name, pieces),
                )
                for name, file in files.items()
            }
            self._pieces = [
                piece if isinstance(piece, _Place) else short_content(self._coded(piece)) for piece in pieces
            ]
            self._skeleton = Skeleton(pdf, instructions)
        for name in {place.font for place in places}:
            self._share(self._fonts[name], shared or "")
        self._made = lru_cache(_KEPT)(self._make_font)

    def fill(self, values: Mapping[str, str]) -> bytes:
        """Return the file with these texts; an empty one leaves its place empty. Raises DoesNotFitError."""
        more: dict[str, list[Letter]] = {name: [] for name in self._fonts}
        pieces = []
        for piece in self._pieces:
            if isinstance(piece, _Place):
                text = unicodedata.normalize("NFC", values[piece.name]).strip()
                pieces.append(self._draw(text, piece, more[piece.font]) if text else b"")
            else:
                pieces.append(piece)
        contents = [piece for piece in pieces if piece] if self._is_shared else [b"\n".join(pieces)]
        return self._skeleton.file(
            contents, {name: self._made(name, tuple(more[name])) for name in self._fonts}
        )

    def _share(self, font: _Font, texts: str) -> None:
        """Give a font codes for more letters, as far as there are codes and a letter can stand by itself."""
        for text in sorted({*texts}):
            try:
                letters = slim_font(font.file).shape(text).letters
            except NotLikeThisError:
                continue
            if len(letters) == 1 and letters[0][0].glyph and len(font.codes) < MOST - _SPARE:
                font.codes.setdefault(letters[0][0], FIRST + len(font.codes))

    def _draw(self, text: str, place: _Place, more: list[Letter]) -> bytes:
        """Return the operator that shows a text; letters without a code are added to `more`."""
        font = self._fonts[place.font]
        try:
            letters, width = slim_font(font.file).shape(text)
        except NotLikeThisError as error:
            raise DoesNotFitError(str(error)) from None
        if width * place.size > self._room[place.name]:
            raise DoesNotFitError("longer than its line")
        for letter, _move in letters:
            if not letter.glyph:
                raise DoesNotFitError("a letter is not in the font")
            if letter not in font.codes and letter not in more:
                more.append(letter)
        if len(font.codes) + len(more) > MOST:
            raise DoesNotFitError("more letters than a font has codes")
        codes = font.codes | {letter: FIRST + len(font.codes) + place for place, letter in enumerate(more)}
        moves = [0.0, *(-move for _letter, move in letters)]
        return show_glyphs(
            (move, bytes([codes[letter]])) for move, (letter, _move) in zip(moves, letters, strict=False)
        )

    def _coded(self, piece: Iterable[tuple[str, Any]]) -> Iterator[Any]:
        """Return instructions with the codes of our font in place of the glyphs of the one that was set."""
        for name, instruction in piece:
            if operator_of(instruction) not in _SHOWS_TEXT:
                yield instruction
                continue
            codes = {letter.glyph: code for letter, code in self._fonts[name].codes.items()}
            parts = [
                bytes(codes[glyph] for glyph in _glyphs(part)) if isinstance(part, pikepdf.String) else part
                for part in _parts(instruction)
            ]
            yield pikepdf.ContentStreamInstruction([pikepdf.Array(parts)], pikepdf.Operator("TJ"))

    def _make_font(self, name: str, more: tuple[Letter, ...]) -> MadeFont:
        font = self._fonts[name]
        letters = tuple(font.codes)
        # A font in which nothing stands, for all names are empty, holds the sign for a letter that it lacks.
        subset = slim_font(font.file).subset(letters, more if letters or more else (_NOTHING,))
        return MadeFont(
            data=zlib.compress(subset.data),
            length=len(subset.data),
            characters=zlib.compress(subset.characters),
            name=subset_name(font.file, subset.characters),
            entries=font.entries,
            widths=subset.widths,
        )


def _cut(
    instructions: Iterable[Any], placeholders: Mapping[str, str], files: Mapping[str, str]
) -> Iterator[_Place | list[tuple[str, Any]]]:
    """Cut the content at the placeholders; each instruction is returned after the name of its font."""
    wanted = {
        (name, _glyphs_of_text(file, text)): place
        for place, text in placeholders.items()
        for name, file in files.items()
    }
    waiting: list[tuple[str, Any]] = []
    for name, size, instruction in with_fonts(instructions):
        place = None
        if operator_of(instruction) in _SHOWS_TEXT:
            strings = [part for part in _parts(instruction) if isinstance(part, pikepdf.String)]
            place = wanted.get((name, tuple(glyph for string in strings for glyph in _glyphs(string))))
        if place is None:
            waiting.append((name, instruction))
            continue
        yield waiting
        yield _Place(place, name, size)
        waiting = []
    yield waiting


def _glyphs_of_text(file: str, text: str) -> tuple[int, ...]:
    return tuple(letter.glyph for letter, _move in slim_font(file).shape(text)[0])


def _parts(instruction: Any) -> list[Any]:  # noqa: ANN401 - pikepdf's own kinds of instruction
    operand = instruction.operands[0]
    return list(operand) if isinstance(operand, pikepdf.Array) else [operand]


def _glyphs(text: pikepdf.String) -> tuple[int, ...]:
    data = bytes(text)
    return tuple(int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2))


def _codes_of(
    font: pikepdf.Object, name: str, pieces: Iterable[_Place | list[tuple[str, Any]]]
) -> dict[Letter, int]:
    """Return codes for the letters of a font that the page shows, in their order."""
    characters = characters_of(font)
    glyphs = {
        glyph
        for piece in pieces
        if not isinstance(piece, _Place)
        for of_font, instruction in piece
        if of_font == name and operator_of(instruction) in _SHOWS_TEXT
        for part in _parts(instruction)
        if isinstance(part, pikepdf.String)
        for glyph in _glyphs(part)
    }
    letters = sorted(Letter(characters.get(glyph, _UNKNOWN), glyph) for glyph in glyphs)
    return {letter: FIRST + number for number, letter in enumerate(letters)}


def _file_of(font: pikepdf.Object) -> str:
    """Return the name of our font file that a font of the file was made from: Pango writes weights in words."""
    family, *style = str(font.BaseFont).split("+")[-1].split("-")
    slant = "-Italic" if "Italic" in style else ""
    weight = "-".join(word for word in style if word != "Italic")
    return f"{family}-{_WEIGHTS[weight]}{slant}.ttf"
