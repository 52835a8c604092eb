"""Lists of words as they are written: one after another."""


def listed(text: str) -> frozenset[str]:
    """Return the words of a text that are set apart by white space."""
    return frozenset(text.split())
