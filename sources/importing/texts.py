"""Plain text: one paragraph a line, exactly as they stand, so that anybody with the file can count to each."""

from sources.importing.encodings import decode
from sources.importing.furniture import mark_lines
from sources.importing.proposals import propose
from sources.importing.shapes import Paragraph, Reading, check_length
from sources.passages import split_passages


def read_text(data: bytes, *, declared: str = "") -> Reading:
    """Return the paragraphs of a text file. Raises UnreadableError."""
    return reading_of_lines("text", split_passages(decode(data, declared=declared)))


def reading_of_lines(kind: str, lines: tuple[str, ...]) -> Reading:
    """Return the reading of lines that nothing else is known of. Raises UnreadableError."""
    check_length(lines)
    paragraphs = tuple(
        Paragraph(line, is_furniture) for line, is_furniture in zip(lines, mark_lines(lines), strict=True)
    )
    return Reading(kind, paragraphs, propose(paragraphs))
