"""Which kind of file it is, told by its content; names and what a server says are not asked."""

import re
from enum import StrEnum

from sources.importing.encodings import decode
from sources.importing.shapes import UnreadableError

_HEAD = 4096


class Kind(StrEnum):
    """The kinds that are read."""

    HTML = "html"
    TEXT = "text"
    PDF = "pdf"
    DOCX = "docx"
    EML = "eml"


# Pictures, programs, archives, old Office files, sound and film: by the first bytes of each.
_OTHERS = (
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\0", b"MM\0*", b"BM", b"\0\0\1\0"),
    *(b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\0asm"),
    *(b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd"),
    *(b"{\\rtf", b"OggS", b"fLaC", b"ID3", b"SQLite format", b"%!PS", b"wOFF", b"wOF2"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_TAGS = re.compile(
    r"<(?:p|div|br|table|h[1-6]|ul|span|script|meta|title|a\s+href)\b[^<>]{0,500}>", re.IGNORECASE
)
_XML = re.compile(r"\s*(?:<\?xml|<!doctype\s+(?!html)|<svg[\s>])", re.IGNORECASE)
_FIELD = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,50}):")
_MAIL_FIELDS = {
    *(b"from", b"to", b"subject", b"date", b"received", b"message-id", b"mime-version"),
    *(b"return-path", b"delivered-to", b"reply-to", b"content-type"),
}


def kind_of(data: bytes) -> Kind:
    """Return the kind of a file. Raises UnreadableError: "empty", "kind", "encrypted" or "encoding"."""
    if not data.strip(b"\0\t\r\n\x0c \xef\xbb\xbf\xfe\xff"):
        raise UnreadableError("empty")
    if b"%PDF-" in data[:1024]:
        return Kind.PDF
    if data.startswith(b"PK\x03\x04"):
        return Kind.DOCX
    if data.startswith(_OLE):
        # A DOCX with a password is packed so.
        raise UnreadableError("encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "kind")
    if data.startswith((*_OTHERS, b"PK")) or data[4:8] == b"ftyp":
        raise UnreadableError("kind")
    if _is_mail(data):
        return Kind.EML
    return _kind_of_text(decode(data))


def _is_mail(data: bytes) -> bool:
    """Return whether it begins with the header of a message."""
    found, lines = set(), data[:65536].lstrip().splitlines()
    if lines and lines[0].startswith(b"From "):
        lines = lines[1:]
    for line in lines[:200]:
        match = _FIELD.match(line)
        if match:
            found.add(match[1].lower())
        elif not line.strip() or not line.startswith((b" ", b"\t")):
            break
    return len(found & _MAIL_FIELDS) >= 3


def _kind_of_text(text: str) -> Kind:
    head = text[:_HEAD]
    if _XML.match(head) and not _HTML.search(head):
        raise UnreadableError("kind")
    if _HTML.search(head) or len(_TAGS.findall(head)) >= 3:
        return Kind.HTML
    return Kind.TEXT
