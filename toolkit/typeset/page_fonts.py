"""The fonts of one page: each letter has a code of one byte, in the order in which the page shows them."""

import zlib
from functools import cache

from django.conf import settings
from fontTools.ttLib import TTFont

from toolkit.pdf.made_fonts import MadeFont, put_font, subset_name
from toolkit.pdf.outlines import FIRST, MOST, Letter, Shaped, whole_font
from toolkit.pdf.writing import Writer
from toolkit.typeset.parts import NotTypesetError

# Moves between letters, in thousandths of their size: half of it is 12 micrometres at 14 points.
_MOVE = 5
# What kind of font it is (ISO 32000-1, table 123): with codes of its own, italic.
_SYMBOLIC, _ITALIC = 4, 64
# As WeasyPrint has it: it is of use where a font is not in the file, and ours always are.
_STEM = 80


class _Codes(dict[Letter, str]):
    """The code of each letter, as it stands in a text; a letter that is new gets the next one."""

    def __missing__(self, letter: Letter) -> str:
        if not letter.glyph:
            raise NotTypesetError("a letter that the font lacks")
        if len(self) == MOST:
            raise NotTypesetError("more letters than a font has codes")
        code = chr(FIRST + len(self))
        # The codes of parentheses are lower than the first (ISO 32000-1, 7.3.4.2).
        self[letter] = text = r"\\" if code == "\\" else code
        return text


class PageFonts:
    """Fonts by their files, numbered as they come."""

    def __init__(self) -> None:
        self._codes: dict[str, _Codes] = {}
        self._names: dict[str, str] = {}

    def name(self, file: str) -> str:
        """Return the name of a font among the resources of the page."""
        if file not in self._names:
            self._names[file] = f"/F{len(self._names)}"
            self._codes[file] = _Codes()
        return self._names[file]

    def show(self, file: str, shaped: Shaped) -> str:
        """Return the operator that shows a text in a font that has a name already.

        Raises NotTypesetError for a letter that the font lacks, and for more letters than it has codes.
        """
        codes = self._codes[file]
        parts = [codes[letter] for letter, _kerning in shaped.letters]
        kerned = [(place, letter[1]) for place, letter in enumerate(shaped.letters) if letter[1]]
        waiting = 0.0
        for place, kerning in kerned:
            waiting -= kerning
            if move := _MOVE * round(waiting / _MOVE):
                parts[place] += f"){move}("
                waiting -= move
        text = "".join(parts)
        return f"[({text})]TJ" if kerned else f"({text})Tj"

    def put(self, writer: Writer) -> bytes:
        """Write the fonts, and return them as an entry of the resources."""
        named = [
            b"%s %d 0 R" % (name.encode(), put_font(writer, _made(file, tuple(self._codes[file]))))
            for file, name in self._names.items()
        ]
        return b"/Font<<%s>>" % b"".join(named) if named else b""


def _made(file: str, letters: tuple[Letter, ...]) -> MadeFont:
    subset = whole_font(file).subset((), letters)
    return MadeFont(
        length=len(subset.data),
        data=zlib.compress(subset.data),
        characters=zlib.compress(subset.characters),
        name=subset_name(file, subset.characters),
        entries=_entries(file),
        widths=subset.widths,
    )


@cache
def _entries(file: str) -> bytes:
    """Return what a font says of itself for its descriptor, in thousandths of its size (ISO 32000-1, 9.8)."""
    with TTFont(settings.BASE_DIR / "static" / "fonts" / "pdf" / file, lazy=True) as font:
        head, heights, more = font["head"], font["hhea"], font["OS/2"]
        angle, family = font["post"].italicAngle, font["name"].getBestFamilyName() or ""
    scale = 1000 / head.unitsPerEm
    box = b" ".join(b"%d" % round(side * scale) for side in (head.xMin, head.yMin, head.xMax, head.yMax))
    flags = _SYMBOLIC | (_ITALIC if angle else 0)
    high = (heights.ascent, heights.descent, more.sCapHeight)
    return (
        b"/Flags %d/FontBBox[%s]/Ascent %d/Descent %d/CapHeight %d/ItalicAngle %d/StemV %d/FontFamily(%s)"
        % (
            flags,
            box,
            *(round(part * scale) for part in high),
            round(angle),
            _STEM,
            family.encode("ascii"),
        )
    )
