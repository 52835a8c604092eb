"""Whether a text of ours repeats a document: runs of words that stand in both."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

# Shorter runs are common turns of phrase; from this length on a sentence has been copied.
RUN = 8

_WORD = re.compile(r"\w+")


def word_runs(text: str) -> Iterator[tuple[str, ...]]:
    """Yield each run of RUN words of the text, without case and punctuation."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    for start in range(len(words) - RUN + 1):
        yield tuple(words[start : start + RUN])


class CopyFinder:
    """Finds runs of words that a text has in common with the documents, names and titles excepted."""

    def __init__(self, texts: Iterable[str], allowed: Iterable[str]) -> None:
        self._runs = {run for text in texts for run in word_runs(text)}
        self._runs -= {run for text in allowed for run in word_runs(text)}

    def find(self, text: str) -> str:
        """Return the first run that is copied, as words; nothing when none is."""
        return next((" ".join(run) for run in word_runs(text) if run in self._runs), "")
