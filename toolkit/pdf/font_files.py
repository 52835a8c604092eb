"""Tables of a TrueType font as a PDF needs them (OpenType 1.9; ISO 32000-1, 9.6.3)."""

from collections.abc import Mapping
from struct import pack, pack_into, unpack
from typing import Any

# In the map of a font with codes of its own they stand here (ISO 32000-1, 9.6.6.4).
_OWN = 0xF000
# What the sum of a font makes with its `checkSumAdjustment`.
_MAGIC, _SUM = 0x5F0F3CF5, 0xB1B0AFBA
_ADJUSTMENT_AT = 8
_MASK = 0xFFFFFFFF


def font_file(tables: Mapping[bytes, bytes]) -> bytes:
    """Return a font of tables that are given in the order of their names."""
    number = len(tables)
    power = number.bit_length() - 1
    head = pack(">I4H", 0x10000, number, 16 << power, power, 16 * number - (16 << power))
    rows, bodies, places, total = [], [], {}, 0
    at = 12 + 16 * number
    for name, table in tables.items():
        body = table + bytes(-len(table) % 4)
        checksum = _sum(body)
        rows.append(pack(">4s3I", name, checksum, at, len(table)))
        bodies.append(body)
        places[name] = at
        total += checksum
        at += len(body)
    directory = b"".join((head, *rows))
    data = bytearray(b"".join((directory, *bodies)))
    pack_into(">I", data, places[b"head"] + _ADJUSTMENT_AT, _SUM - total - _sum(directory) & _MASK)
    return bytes(data)


def characters_table(first: int, number: int) -> bytes:
    """Return a `cmap` in which codes from `first` on stand for the glyphs from 1 on (format 4, symbols)."""
    begin = _OWN + first
    ends, begins, deltas = (begin + number - 1, 0xFFFF), (begin, 0xFFFF), (1 - begin & 0xFFFF, 1)
    header = (0, 1, 3, 0, 12)
    return pack(">4HI7H9H", *header, 4, 32, 0, 4, 4, 1, 0, *ends, 0, *begins, *deltas, 0, 0)


def head_table(head: Any, units: int, scale: float) -> bytes:  # noqa: ANN401 - fontTools' tables have no types
    """Return the `head` of a font whose outlines are scaled."""
    version, flags, smallest, direction = 0x10000, 3, 6, 2
    box = [round(side * scale) for side in (head.xMin, head.yMin, head.xMax, head.yMax)]
    rest = (0, smallest, direction, 0, 0)
    return pack(">4I2H2Q4h2H3h", version, version, 0, _MAGIC, flags, units, 0, 0, *box, *rest)


def hhea_table(hhea: Any, scale: float) -> bytes:  # noqa: ANN401 - fontTools' tables have no types
    """Return the `hhea` of a font whose outlines are scaled, but for its last field, the number of glyphs."""
    high = [round(part * scale) for part in (hhea.ascent, hhea.descent, hhea.lineGap)]
    sides = (hhea.minLeftSideBearing, hhea.minRightSideBearing, hhea.xMaxExtent)
    widest, wide = round(hhea.advanceWidthMax * scale), [round(part * scale) for part in sides]
    return pack(">I3hH3h3h8xh", 0x10000, *high, widest, *wide, 1, 0, 0, 0)


def character_map(first: int, number: int, characters: str) -> bytes:
    """Return which letters the codes from `first` on stand for, each given as <UTF-16> (ISO 32000-1, 9.10.3)."""
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<00> <ff>\nendcodespacerange\n"
        f"1 beginbfrange\n<{first:02x}> <{first + number - 1:02x}> [{characters}]\nendbfrange\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")


def _sum(data: bytes) -> int:
    words: tuple[int, ...] = unpack(f">{len(data) // 4}I", data)
    return sum(words) & _MASK
