"""Bytes to text: what is certain first, then what the file says of itself, then the likeliest."""

import codecs
import re

import charset_normalizer

from sources.importing.shapes import UnreadableError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w:.-]{2,40})""", re.IGNORECASE)
# So much of a file is looked at to guess.
_SAMPLE = 64 * 1024
# Of 1,000 characters so many may be broken, and the rest is text all the same.
_FEW = 10
# What no text holds: controls besides tab, line feed, form feed, carriage return and next line.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x84\x86-\x9f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_ACCENTS = re.compile(r"[\xc0-\xff]{4,}")
_SWAPPED_CASE = re.compile(r"\b[а-яё][А-ЯЁ]{2,}\b")


def decode(data: bytes, *, declared: str = "") -> str:
    """Return the text of a file, without NUL bytes, other controls and halves of characters.

    `declared` is what a server said. Raises UnreadableError "encoding" when no text can be made out.
    """
    text = _decode(data, declared)
    text = _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text).removeprefix("\ufeff")
    sample = text[: 4 * _SAMPLE]
    strange = len(_CONTROLS.findall(sample)) + sample.count("\N{REPLACEMENT CHARACTER}")
    if strange * 1000 > len(sample) * _FEW and strange > 1:
        raise UnreadableError("encoding")
    return _CONTROLS.sub("", text)


def _decode(data: bytes, declared: str) -> str:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    wide = _wide(data)
    if wide:
        return data.decode(wide, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for name in (declared, _said(data)):
        text = _as_said(data, name)
        if text:
            return text
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    if broken * 1000 <= len(text) * _FEW and any(
        character > "\x7f" for character in text if character != "\ufffd"
    ):
        return text
    best = charset_normalizer.from_bytes(data[:_SAMPLE]).best()
    if best is None:
        if broken * 1000 <= len(text) * _FEW:
            return text
        raise UnreadableError("encoding")
    return data.decode(best.encoding, errors="replace")


def _wide(data: bytes) -> str:
    """Return UTF-16 where every other byte of the beginning is like that of few alphabets; nothing elsewhere."""
    sample = data[: 2000 - len(data) % 2]
    if len(sample) < 8 or 0 not in sample:
        return ""
    for name, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if len(set(high)) <= len(high) // 4 + 1 and high.count(0) * 10 >= len(high):
            try:
                text = sample[: len(sample) // 2 * 2].decode(name, errors="strict")
            except UnicodeDecodeError:
                continue
            if text.isascii() or sum(
                character.isalnum() or character.isspace() for character in text
            ) * 2 > len(text):
                return name if not _CONTROLS.search(text) else ""
    return ""


def _said(data: bytes) -> str:
    match = _META.search(data[:_SAMPLE]) or _XML.search(data[:200])
    return match[1].decode("ascii", errors="replace") if match else ""


def _as_said(data: bytes, name: str) -> str:
    """Return the text in the encoding that was named, if it looks like text in it."""
    if not name:
        return ""
    # What browsers take these for.
    name = {"iso-8859-1": "windows-1252", "latin1": "windows-1252", "us-ascii": "windows-1252"}.get(
        name.lower(), name
    )
    try:
        if not codecs.lookup(name)._is_text_encoding:  # noqa: SLF001 - "zip" and "hex" are codecs too
            return ""
        text = data.decode(name, errors="strict")
    except (LookupError, UnicodeDecodeError, ValueError):
        return ""
    sample = text[:_SAMPLE]
    words = len(re.findall(r"[^\W\d_]{2,}", sample)) or 1
    # Cyrillic letters read as Latin ones come in rows of accents; KOI8-R read as windows-1251 has its cases swapped.
    strange = (
        len(_ACCENTS.findall(sample)) + len(_SWAPPED_CASE.findall(sample)) + len(_CONTROLS.findall(sample))
    )
    return text if strange * 5 < words else ""
