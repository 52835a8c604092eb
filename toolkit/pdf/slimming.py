"""Write the content of a page in fewer bytes, with the same look.

WeasyPrint writes for speed: each glyph is an operand of its own, and each piece of text says anew in which colour and
font it stands. For tags see `toolkit.pdf.tagging`.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import pikepdf

# A hundredth of a CSS pixel is 3 micrometres; of a colour, a thousandth is less than what a screen can show.
_DIGITS, _DIGITS_OF_COLOUR = Decimal("0.01"), Decimal("0.001")
# Moves between letters, in thousandths of their size: half of it is 12 micrometres at 14 points.
_MOVE = 5
# What sets a colour, the transparency or the font, until another of its row does.
_FILL, _STROKE = {"g", "rg", "k", "cs", "sc", "scn"}, {"G", "RG", "K", "CS", "SC", "SCN"}
_COLOURS = _FILL | _STROKE
_STATES = [_FILL, _STROKE, {"gs"}, {"Tf"}]
# Colours within a colour space: equal operands may be another colour.
_WITHIN = {"cs", "sc", "scn", "CS", "SC", "SCN"}


def characters_of(font: pikepdf.Object) -> dict[int, str]:
    """Return the glyphs of a font that can be read back, each with the letters that it stands for."""
    text = font.ToUnicode.read_bytes().decode("ascii")
    rows = re.findall(r"^<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>$", text, flags=re.MULTILINE)
    # Glyph 0 stands for all that the font lacks; the same row is how a map tells its range.
    return {
        int(glyph, 16): bytes.fromhex(letters).decode("utf-16-be")
        for glyph, letters in rows
        if int(glyph, 16)
    }


def operator_of(instruction: Any) -> str:  # noqa: ANN401 - pikepdf's own kinds of instruction
    """Return the operator of an instruction."""
    return str(instruction.operator)


def with_fonts(instructions: Iterable[Any]) -> Iterator[tuple[str, float, Any]]:
    """Return each instruction after the name and the size of the font that it shows text in."""
    font = ("", 0.0)
    stack = []
    for instruction in instructions:
        match operator_of(instruction):
            case "q":
                stack.append(font)
            case "Q":
                font = stack.pop()
            case "Tf":
                font = str(instruction.operands[0]), float(instruction.operands[1])
        yield *font, instruction


def without_repeats(instructions: Iterable[Any]) -> Iterator[Any]:
    """Leave out what sets a colour, the transparency or the font to what it is, and texts that show nothing."""
    states: list[object] = [None] * len(_STATES)
    stack: list[list[object]] = []
    begun = None
    for instruction in instructions:
        operator = operator_of(instruction)
        if operator == "q":
            stack.append(states.copy())
        elif operator == "Q":
            states = stack.pop()
        row = next((number for number, row in enumerate(_STATES) if operator in row), None)
        if row is not None:
            now = (operator, *(str(part) for part in instruction.operands))
            if now == states[row] and operator not in _WITHIN:
                continue
            states[row] = now
        if operator == "ET" and begun is not None:
            begun = None
            continue
        if begun is not None:
            yield begun
        begun = instruction if operator == "BT" else None
        if begun is None:
            yield instruction


def short_content(instructions: Iterable[Any]) -> bytes:
    """Write a piece of content with joined glyphs and no more digits than a printer can show."""
    return b"\n".join(_short(instruction) for instruction in instructions)


def _short(instruction: Any) -> bytes:  # noqa: ANN401 - pikepdf's own kinds of instruction
    if operator_of(instruction) == "TJ":
        return _shown(instruction.operands[0])
    digits = _DIGITS_OF_COLOUR if operator_of(instruction) in _COLOURS else _DIGITS
    operands = [
        part.quantize(digits).normalize() if isinstance(part, Decimal) else part
        for part in instruction.operands
    ]
    short = pikepdf.ContentStreamInstruction(operands, instruction.operator)
    return pikepdf.unparse_content_stream([short])


def _shown(parts: pikepdf.Object) -> bytes:
    """Return the operator that shows text, with the glyphs between two moves in one string."""
    runs: list[tuple[float, bytes]] = []
    move = Decimal(0)
    for part in parts:
        if isinstance(part, pikepdf.String):
            runs.append((float(move), bytes(part)))
            move = Decimal(0)
        else:
            move += Decimal(str(part))
    return show_glyphs(runs)


def show_glyphs(runs: Iterable[tuple[float, bytes]]) -> bytes:
    """Return the operator that shows runs of glyphs, each after a move back in thousandths of the size."""
    joined: list[tuple[int, bytes]] = []
    waiting = 0.0
    for move, glyphs in runs:
        waiting += move
        if not glyphs:
            continue
        before, waiting = _MOVE * round(waiting / _MOVE), 0.0
        if joined and not before:
            joined[-1] = (joined[-1][0], joined[-1][1] + glyphs)
        else:
            joined.append((before, glyphs))
    return b"[%s]TJ" % b"".join(
        (b"%d" % move if move else b"") + b"(%s)" % _escaped(glyphs) for move, glyphs in joined
    )


def _escaped(glyphs: bytes) -> bytes:
    """Write bytes as a literal string (ISO 32000-1, 7.3.4.2)."""
    return re.sub(rb"([\\()])", rb"\\\1", glyphs).replace(b"\r", rb"\r")
