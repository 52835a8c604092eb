"""A PDF that is written object after object (ISO 32000-1, 7.5): only where each lies is kept in memory."""

import hashlib
import zlib
from array import array
from typing import BinaryIO

# The place in an object stream is written with one byte.
_IN_A_STREAM = 150


class Writer:
    """Numbers objects, writes them and remembers where each lies."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        # Where object n lies: its place in the file, or its place in the object stream that holds it.
        self._where, self._holder = array("Q", [0]), array("L", [0])
        self._at = 0
        self._digest = hashlib.sha256()
        self._waiting: list[tuple[int, bytes]] = []
        # What several pages show, by the hash of its content.
        self.shared: dict[bytes, int] = {}
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def number(self) -> int:
        """Return the number of an object that will be written."""
        self._where.append(0)
        self._holder.append(0)
        return len(self._where) - 1

    def put(self, number: int, content: bytes) -> None:
        """Write an object that is no stream: it goes with others into an object stream."""
        self._waiting.append((number, content))
        if len(self._waiting) >= _IN_A_STREAM:
            self._flush()

    def put_stream(self, number: int, entries: bytes, data: bytes) -> None:
        """Write a stream, whose other entries are given without the brackets around them."""
        self._where[number] = self._at
        self._write(b"%d 0 obj\n<<%s/Length %d>>stream\n" % (number, entries, len(data)))
        self._write(data)
        self._write(b"\nendstream\nendobj\n")

    def put_compressed(self, number: int, entries: bytes, data: bytes) -> None:
        """Write a stream as `put_stream` does, compressed."""
        self.put_stream(number, b"%s/Filter/FlateDecode" % entries, zlib.compress(data))

    def finish(self, catalog: int, info: int) -> None:
        """Write where each object lies, and the end."""
        self._flush()
        table = self.number()
        start = self._at
        self._where[table] = start
        wide = (start.bit_length() + 7) // 8
        rows = [bytes(wide + 2)]
        for number in range(1, len(self._where)):
            where, holder = self._where[number], self._holder[number]
            if holder:
                rows.append(b"\x02" + holder.to_bytes(wide) + where.to_bytes(1))
            else:
                rows.append(b"\x01" + where.to_bytes(wide) + b"\0")
        # A name of the file that says nothing but what is in it.
        name = self._digest.hexdigest()[:16].encode()
        entries = b"/Type/XRef/Size %d/W[1 %d 1]/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]" % (
            len(self._where),
            wide,
            catalog,
            info,
            name,
            name,
        )
        self.put_compressed(table, entries, b"".join(rows))
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)

    def _write(self, data: bytes) -> None:
        self._target.write(data)
        self._digest.update(data)
        self._at += len(data)

    def _flush(self) -> None:
        if not self._waiting:
            return
        holder = self.number()
        heads, bodies, at = [], [], 0
        for place, (number, content) in enumerate(self._waiting):
            self._where[number], self._holder[number] = place, holder
            heads.append(b"%d %d" % (number, at))
            bodies.append(content)
            at += len(content) + 1
        head = b" ".join(heads) + b"\n"
        entries = b"/Type/ObjStm/N %d/First %d" % (len(self._waiting), len(head))
        self._waiting = []
        self.put_compressed(holder, entries, head + b"\n".join(bodies))
