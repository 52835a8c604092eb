"""How a text is cut into the passages that citations count."""


def split_passages(text: str) -> tuple[str, ...]:
    """Return the paragraphs that are counted: one a line, lines of white space only (no-break spaces too) left out."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return tuple(line for line in lines if line.strip())
