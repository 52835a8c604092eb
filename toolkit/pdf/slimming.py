"""Make a tagged PDF of one page smaller, with the same look, text and tags.

WeasyPrint writes for speed: fonts hold every variant of a letter that a feature of the font could ask for, each
glyph is an operand of its own, each line of text has a tag. A file that is set once and sent a thousand times may
take longer to make.
"""

import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import batched
from typing import Any

import pikepdf
import zopfli.zlib
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.ttLib.tables._g_l_y_f import Glyph

# Units in the height of a letter: at 14 points one is 15 micrometres, a third of the dot of a printer.
_UNITS = 340
# Tables of a font that a PDF does not need (ISO 32000-1, 9.9): names, metrics of screens, how to shape.
_NOT_NEEDED = {"GDEF", "GPOS", "GSUB", "OS/2", "cmap", "gasp", "name", "post"}
# A thousandth of a CSS pixel is a quarter of a micrometre.
_DIGITS = Decimal("0.001")
# Of Zopfli: more take longer and gain a few bytes.
_ROUNDS = 5
# What a block of a character map may hold (Adobe Technical Note 5411, 1.4.1).
_MOST_ROWS = 100


def characters_of(font: pikepdf.Object) -> dict[int, str]:
    """Return the glyphs of a font that can be read back, each with its letters as UTF-16 in hexadecimal digits."""
    text = font.ToUnicode.read_bytes().decode("ascii")
    rows = re.findall(r"^<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>$", text, flags=re.MULTILINE)
    # Glyph 0 stands for all that the font lacks; the same row is how a map tells its range.
    return {int(glyph, 16): letters for glyph, letters in rows if int(glyph, 16)}


def slim_fonts(pdf: pikepdf.Pdf) -> None:
    """Keep of the fonts of the first page the outlines of the letters that can be read back, in fewer units."""
    for font in dict(pdf.pages[0].Resources.Font).values():
        stream: Any = font.DescendantFonts[0].FontDescriptor.FontFile2
        characters = characters_of(font)
        data = _slim_font(stream.read_bytes(), characters)
        stream.write(data)
        stream.Length1 = len(data)
        font.ToUnicode = pdf.make_stream(_character_map(characters))


def _slim_font(data: bytes, wanted: Collection[int]) -> bytes:
    with TTFont(io.BytesIO(data)) as font:
        for table in _NOT_NEEDED & set(font.keys()):
            del font[table]
        glyphs, order = font["glyf"], font.getGlyphOrder()
        kept = {order[0], *(order[number] for number in wanted)}
        waiting = list(kept)
        while waiting:
            # An accented letter may be made of two others.
            parts = set(glyphs[waiting.pop()].getComponentNames(glyphs)) - kept
            kept |= parts
            waiting += parts
        for name in set(order) - kept:
            glyphs[name] = Glyph()
            font["hmtx"][name] = (0, 0)
        scale_upem(font, _UNITS)
        file = io.BytesIO()
        font.save(file, reorderTables=False)
    return file.getvalue()


def _character_map(characters: Mapping[int, str]) -> bytes:
    """Return a character map in the order of the glyphs, which is what can be compressed best."""
    rows = [f"<{glyph:04x}> <{characters[glyph]}>" for glyph in sorted(characters)]
    blocks = [
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar"
        for block in batched(rows, _MOST_ROWS, strict=False)
    ]
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        + "\n".join(blocks)
        + "\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")


def short_content(instructions: Iterable[Any]) -> bytes:
    """Write a piece of content with joined glyphs and no more digits than a printer can show."""
    return b"\n".join(_short(instruction) for instruction in instructions)


def _short(instruction: Any) -> bytes:  # noqa: ANN401 - pikepdf's own kinds of instruction
    operator = str(instruction.operator)
    if operator == "TJ":
        return _shown(instruction.operands[0])
    operands = [_rounded(part) for part in instruction.operands]
    return pikepdf.unparse_content_stream([pikepdf.ContentStreamInstruction(operands, instruction.operator)])


def _shown(parts: pikepdf.Object) -> bytes:
    """Return the operator that shows text, with the glyphs between two moves in one string."""
    runs: list[tuple[int, bytes]] = []
    move = Decimal(0)
    for part in parts:
        if not isinstance(part, pikepdf.String):
            move += Decimal(str(part))
            continue
        glyphs = bytes(part)
        # In thousandths of the size of the text: less than one cannot be seen.
        before = round(move)
        if runs and not before:
            runs[-1] = (runs[-1][0], runs[-1][1] + glyphs)
        elif glyphs:
            runs.append((before, glyphs))
        move = Decimal(0) if glyphs else move
    return show_glyphs(runs)


def show_glyphs(runs: Iterable[tuple[int, bytes]]) -> bytes:
    """Return the operator that shows runs of glyphs, each after a move back in thousandths of the size."""
    written = [(b"%d" % move if move else b"") + b"(%s)" % _escaped(glyphs) for move, glyphs in runs]
    return b"[%s]TJ" % b"".join(written)


def _escaped(glyphs: bytes) -> bytes:
    """Write bytes as a literal string (ISO 32000-1, 7.3.4.2)."""
    return re.sub(rb"([\\()])", rb"\\\1", glyphs).replace(b"\r", rb"\r")


def _rounded(part: Any) -> Any:  # noqa: ANN401 - pikepdf's own kinds of number
    return part.quantize(_DIGITS).normalize() if isinstance(part, Decimal) else part


def join_tags(pdf: pikepdf.Pdf) -> None:
    """Take out tags that say nothing: a line of a paragraph (Span), a box (Div, NonStruct), what holds nothing.

    What was in them goes, in its order, to the tag around them. The file has one page.
    """
    page, root = pdf.pages[0].obj, pdf.Root.StructTreeRoot
    owners: dict[tuple[int, int], pikepdf.Object] = {}
    for child in root.K if isinstance(root.K, pikepdf.Array) else [root.K]:
        _join(child, page, owners)
    numbers = root.ParentTree.Nums
    for index in range(1, len(numbers), 2):
        if isinstance(numbers[index], pikepdf.Array):
            numbers[index] = pikepdf.Array([owners.get(owner.objgen, owner) for owner in numbers[index]])


def _join(
    element: pikepdf.Object, page: pikepdf.Object, owners: dict[tuple[int, int], pikepdf.Object]
) -> None:
    """Join the tags below one, and note to whom the content of each tag that goes belongs now."""
    kept: list[Any] = []
    for child in _children(element):
        if not isinstance(child, pikepdf.Dictionary) or "/S" not in child:
            kept.append(child)
            continue
        _join(child, page, owners)
        below = _children(child)
        if not _says_nothing(child, below, element):
            kept.append(child)
            continue
        owners |= {key: element for key, owner in owners.items() if owner.objgen == child.objgen}
        owners[child.objgen] = element
        for part in below:
            if isinstance(part, pikepdf.Dictionary):
                part.P = element
        kept += below
    if any(isinstance(part, int) for part in kept):
        element.Pg = page
    element.K = pikepdf.Array(kept)


def _children(element: pikepdf.Object) -> list[Any]:
    children = element.get("/K", pikepdf.Array())
    return list(children) if isinstance(children, pikepdf.Array) else [children]


def _says_nothing(child: pikepdf.Object, below: Sequence[Any], parent: pikepdf.Object) -> bool:
    if not set(child.keys()) <= {"/K", "/P", "/Pg", "/S", "/Type"}:
        return False
    # An item of a list holds a label and a body, and no content of its own.
    boxes = {"/Div", "/NonStruct"} if parent.S == "/LI" else {"/Div", "/NonStruct", "/Span"}
    return not below or child.S in boxes


def compress(pdf: pikepdf.Pdf) -> None:
    """Compress each stream once more, as well as it can be; saving must not do it again."""
    for each in pdf.objects:
        if isinstance(each, pikepdf.Stream):
            data = zopfli.zlib.compress(each.read_bytes(), numiterations=_ROUNDS)
            each.write(data, filter=pikepdf.Name.FlateDecode)
