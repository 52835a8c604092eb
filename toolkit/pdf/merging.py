"""Many letters of one text: the page is set once, and names are put into the finished file.

WeasyPrint sets the page with placeholders, and behind it a page of letters, so that the fonts in the file hold more
than the text needs. That page is taken out again. For each letter the name is shaped with HarfBuzz, as Pango would
do it, and the file gets a short update with the glyphs in place of the placeholder (ISO 32000-1, 7.5.6): the tags,
the title and the language are those of the page that was set.
"""

import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import pikepdf
import uharfbuzz
from django.conf import settings
from django.utils.html import escape

from toolkit.pdf import render_pdf
from toolkit.pdf.slimming import characters_of, compress, join_tags, short_content, show_glyphs, slim_fonts

# Latin with what European languages and transliterations add, Russian, Kazakh, figures and marks in names.
ALPHABET = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,'’-()/&№"
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ"
    "ĀāĂăĄąĆćČčĎďĐđĒēĖėĘęĚěĞğĢģĪīĮįİıĶķĹĺĻļĽľŁłŃńŅņŇňŌōŐőŒœŔŕŘřŚśŞşŠšȘșŢţŤťȚțŪūŮůŰűŲųŹźŻżŽž"
    "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя"
    "ӘҒҚҢӨҰҮҺІәғқңөұүһіЄєЇїҐґЎў"
)
# The letters stand one by one, or some would only be there as parts of a ligature.
_LETTERS_PAGE = '<div class="letters">{}</div></body>'
_STYLE = "letters.css"
_WEIGHTS = {"": 400, "Medium": 500, "Semi-Bold": 600, "Bold": 700, "Ultra-Bold": 800, "Heavy": 900}


class DoesNotFitError(ValueError):
    """A text that cannot be put into the finished file: a glyph is missing, or it needs more than its line."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a placeholder stands: the number of the piece of content, its font and the size."""

    piece: int
    name: str
    font: str
    size: float


class Merge:
    """A page that was set once, to be filled many times.

    `html` holds each placeholder as a text of its own, in a line that holds nothing else and is as wide as `room`
    says, in CSS pixels. `letters` are those that the texts will hold: fewer make a smaller file. Raises ValueError
    when a placeholder is not found in the file, and what `toolkit.pdf.render_pdf` raises.
    """

    def __init__(
        self,
        html: str,
        *,
        styles: Sequence[str],
        placeholders: Mapping[str, str],
        room: Mapping[str, float],
        letters: str = ALPHABET,
    ) -> None:
        spans = " ".join(f"<span>{escape(letter)}</span>" for letter in sorted({*letters} - {" "}))
        with_letters = html.replace("</body>", _LETTERS_PAGE.format(spans))
        data = render_pdf(with_letters, styles=[*styles, _STYLE])
        self.room = room
        with pikepdf.open(io.BytesIO(data)) as pdf:
            drop_last_page(pdf)
            slim_fonts(pdf)
            join_tags(pdf)
            self._places: list[_Place] = []
            self._known: dict[str, set[int]] = {}
            pieces = self._cut(pdf, placeholders)
            self._base, self._numbers = _save(pdf, pieces)

    def fill(self, values: Mapping[str, str]) -> bytes:
        """Return the file with these texts; an empty one leaves its place empty. Raises DoesNotFitError."""
        drawn = {}
        for place in self._places:
            text = unicodedata.normalize("NFC", values[place.name]).strip()
            drawn[place.piece] = self._draw(text, place) if text else b""
        return self._base.update({self._numbers[piece]: content for piece, content in drawn.items()})

    def _cut(self, pdf: pikepdf.Pdf, placeholders: Mapping[str, str]) -> list[bytes | None]:
        """Cut the content of the first page at the placeholders: None stands for each."""
        page = pdf.pages[0]
        fonts = {str(key): _font_of(each) for key, each in page.Resources.Font.items()}
        for key, each in page.Resources.Font.items():
            self._known[str(key)] = {*characters_of(each)}
        wanted = {
            (name, font): _hex(_shape(font, text)[0])
            for name, text in placeholders.items()
            for font in set(fonts.values())
        }
        pieces: list[bytes | None] = []
        waiting: list[Any] = []
        font, size = "", 0.0
        for instruction in pikepdf.parse_content_stream(page):
            operator = str(instruction.operator)
            if operator == "Tf":
                font, size = str(instruction.operands[0]), float(instruction.operands[1])
            found = ""
            if operator in {"TJ", "Tj"}:
                shown = _shown(instruction)
                found = next((name for name in placeholders if wanted[name, fonts[font]] == shown), "")
            if not found:
                waiting.append(instruction)
                continue
            pieces += [short_content(waiting), None]
            self._places.append(_Place(len(pieces) - 1, found, font, size))
            waiting = []
        pieces.append(short_content(waiting))
        missing = set(placeholders) - {place.name for place in self._places}
        if missing:
            raise ValueError(f"not found as a text of its own: {', '.join(sorted(missing))}")
        self._fonts = fonts
        return pieces

    def _draw(self, text: str, place: _Place) -> bytes:
        """Return the operator that shows a text, with kerning in thousandths of the size."""
        font = self._fonts[place.font]
        glyphs, width = _shape(font, text)
        known = self._known[place.font]
        if any(glyph not in known for glyph, _move in glyphs):
            raise DoesNotFitError("a letter is not in the file")
        if width * place.size > self.room[place.name]:
            raise DoesNotFitError("longer than its line")
        runs: list[tuple[int, bytes]] = []
        before = 0
        for glyph, move in glyphs:
            if runs and not before:
                runs[-1] = (runs[-1][0], runs[-1][1] + glyph.to_bytes(2))
            else:
                runs.append((before, glyph.to_bytes(2)))
            before = -round(move)
        return show_glyphs(runs) + b"\n"


@dataclass(frozen=True, slots=True)
class _Base:
    """A finished file, and what an update of it must say."""

    data: bytes
    size: int
    root: str
    info: str
    identifier: str
    start: int

    def update(self, streams: Mapping[int, bytes]) -> bytes:
        """Return the file with other contents for some of its streams."""
        parts, offsets = [self.data], {}
        position = len(self.data)
        for number, content in streams.items():
            offsets[number] = position
            part = b"%d 0 obj\n<</Length %d>>stream\n%s\nendstream\nendobj\n" % (
                number,
                len(content),
                content,
            )
            parts.append(part)
            position += len(part)
        rows = (
            b"".join(b"\x01" + offsets[number].to_bytes(4) + b"\0\0" for number in [*sorted(offsets)])
            + b"\x01"
            + position.to_bytes(4)
            + b"\0\0"
        )
        index = " ".join(f"{number} 1" for number in [*sorted(offsets), self.size])
        table = (
            f"{self.size} 0 obj\n<</Type/XRef/Size {self.size + 1}/W[1 4 2]/Index[{index}]"
            f"/Root {self.root}/Info {self.info}/ID {self.identifier}/Prev {self.start}/Length {len(rows)}>>stream\n"
        ).encode()
        parts += [table, rows, f"\nendstream\nendobj\nstartxref\n{position}\n%%EOF\n".encode()]
        return b"".join(parts)


def drop_last_page(pdf: pikepdf.Pdf) -> None:
    """Take the last page out of a tagged file, with its tags."""
    page = pdf.pages[-1].obj
    root = pdf.Root.StructTreeRoot
    _drop_tags(root, page)
    numbers = root.ParentTree.Nums
    key = page.get("/StructParents")
    kept = [(numbers[i], numbers[i + 1]) for i in range(0, len(numbers), 2) if numbers[i] != key]
    root.ParentTree.Nums = pikepdf.Array([part for pair in kept for part in pair])
    del pdf.pages[-1]


def _drop_tags(element: pikepdf.Object, page: pikepdf.Object) -> bool:
    """Take out what belongs to a page below an element; return whether something is left of it."""
    if not isinstance(element, pikepdf.Dictionary):
        return True
    if element.get("/Pg") is not None and element.Pg.objgen == page.objgen:
        return False
    children = element.get("/K")
    if isinstance(children, pikepdf.Array):
        kept = [child for child in children if _drop_tags(child, page)]
        element.K = pikepdf.Array(kept)
        return bool(kept) or not len(children)
    return children is None or _drop_tags(children, page)


def _save(pdf: pikepdf.Pdf, pieces: Sequence[bytes | None]) -> tuple[_Base, dict[int, int]]:
    """Write the file with its content in pieces; return it, and the object numbers of the empty ones."""
    streams = [pdf.make_stream(piece if piece is not None else b"% ") for piece in pieces]
    for number, piece in enumerate(pieces):
        if piece is None:
            # By this mark they are found again after their numbers have changed.
            streams[number].Place = number
    pdf.pages[0].Contents = pikepdf.Array(streams)
    pdf.remove_unreferenced_resources()
    compress(pdf)
    file = io.BytesIO()
    pdf.save(file, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    data = file.getvalue()
    with pikepdf.open(io.BytesIO(data)) as saved:
        numbers = {
            int(stream.Place): stream.objgen[0]
            for stream in cast("Any", saved.pages[0].Contents)
            if "/Place" in stream
        }
        identifier = "".join(f"<{bytes(part).hex()}>" for part in saved.trailer.ID)
        base = _Base(
            data=data,
            size=int(saved.trailer.Size),
            root="{} {} R".format(*saved.trailer.Root.objgen),
            info="{} {} R".format(*saved.trailer.Info.objgen),
            identifier=f"[{identifier}]",
            start=int(data.rsplit(b"startxref", 1)[1].split()[0]),
        )
    return base, numbers


def _shown(instruction: Any) -> str:  # noqa: ANN401 - pikepdf's own kinds of instruction
    """Return the glyphs of an operator that shows text, without its kerning, as hexadecimal digits."""
    operand = instruction.operands[0]
    parts = operand if isinstance(operand, pikepdf.Array) else [operand]
    return "".join(bytes(part).hex() for part in parts if isinstance(part, pikepdf.String))


def _hex(glyphs: Sequence[tuple[int, float]]) -> str:
    return "".join(f"{glyph:04x}" for glyph, _move in glyphs)


def _font_of(font: pikepdf.Object) -> str:
    """Return the name of our font file that a font of the file was made from: Pango writes weights in words."""
    family, *style = str(font.BaseFont).split("+")[-1].split("-")
    slant = "-Italic" if "Italic" in style else ""
    weight = "-".join(word for word in style if word != "Italic")
    return f"{family}-{_WEIGHTS[weight]}{slant}.ttf"


@lru_cache(maxsize=8)
def _hb_font(name: str) -> tuple[uharfbuzz.Font, int]:
    path: Path = settings.BASE_DIR / "static" / "fonts" / "pdf" / name
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
    return uharfbuzz.Font(face), face.upem


def _shape(name: str, text: str) -> tuple[list[tuple[int, float]], float]:
    """Return glyph numbers with the kerning after each, in thousandths of the size, and the width in sizes.

    Raises DoesNotFitError for text that does not run from left to right.
    """
    font, upem = _hb_font(name)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    if buffer.direction != "ltr":
        raise DoesNotFitError("runs from right to left")
    uharfbuzz.shape(font, buffer)
    glyphs, width = [], 0
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        plain = font.get_glyph_h_advance(info.codepoint)
        if position.x_offset or position.y_offset:
            raise DoesNotFitError("has marks that are placed by themselves")
        glyphs.append((info.codepoint, (position.x_advance - plain) * 1000 / upem))
        width += position.x_advance
    return glyphs, width / upem
