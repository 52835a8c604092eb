"""One file to paragraphs, whichever kind it is. Call it through `guard`: files are made to break what reads them."""

from dataclasses import replace

from sources.importing.kinds import Kind, kind_of
from sources.importing.likeness import sketch
from sources.importing.shapes import Reading, UnreadableError, check_length


def read(data: bytes, *, charset: str = "", url: str = "") -> Reading:
    """Return what a file says; `charset` is what a server said of it and `url` where it was. Raises UnreadableError."""
    reading = _read(kind_of(data), data, charset, url)
    texts = [row.text for row in reading.paragraphs if not row.is_furniture]
    if not any(character.isalnum() for text in texts for character in text):
        raise UnreadableError("empty")
    check_length([row.text for row in reading.paragraphs])
    return replace(reading, likeness=sketch(texts))


def _read(kind: Kind, data: bytes, charset: str, url: str) -> Reading:
    # Each reader loads libraries of its own, and a child process needs one of them.
    match kind:
        case Kind.HTML:
            from sources.importing.pages import read_page  # noqa: PLC0415 - see above

            return read_page(data, declared=charset, url=url)
        case Kind.PDF:
            from sources.importing.pdfs import read_pdf  # noqa: PLC0415 - see above

            return read_pdf(data)
        case Kind.DOCX:
            from sources.importing.word import read_docx  # noqa: PLC0415 - see above

            return read_docx(data)
        case Kind.EML:
            from sources.importing.mails import read_mail  # noqa: PLC0415 - see above

            return read_mail(data)
        case Kind.TEXT:
            from sources.importing.texts import read_text  # noqa: PLC0415 - see above

            return read_text(data, declared=charset)
