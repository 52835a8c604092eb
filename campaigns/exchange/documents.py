"""The documents' own texts: found by their hash, cut into numbered passages."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from campaigns.exchange.problems import Problem
from campaigns.exchange.reading import Table, rows_of
from sources.passages import split_passages

LARGEST_TEXT = 20 * 1024 * 1024


@dataclass(frozen=True)
class HeldText:
    """The text of one held document: its passages by number, from 1."""

    slug: str
    passages: tuple[str, ...]

    def passage(self, number: int) -> str | None:
        """Return a passage; None when there is none of that number."""
        return self.passages[number - 1] if 1 <= number <= len(self.passages) else None


def find_texts(whole: Table, folder: Path, problems: list[Problem]) -> dict[str, HeldText]:
    """Return the text of each held document by slug, found in the folder by SHA-256 whatever its name.

    A text that is absent, unreadable, not UTF-8 or of another number of paragraphs is added to `problems`.
    """
    files, unreadable = _hash_files(folder)
    texts = {}
    for document in rows_of(whole, "documents"):
        if "sha256" not in document:
            continue
        data = files.get(document["sha256"])
        if data is None:
            also = f" (not readable there: {', '.join(unreadable)})" if unreadable else ""
            text = f"no file in {folder} has this SHA-256; put the text of {document['slug']} there{also}"
            problems.append(document.problem(text, "sha256"))
            continue
        try:
            passages = split_passages(data.decode("utf-8"))
        except UnicodeDecodeError as error:
            text = f"the text of {document['slug']} is not UTF-8 at byte {error.start}; hold a UTF-8 text"
            problems.append(document.problem(text, "sha256"))
            continue
        if len(passages) != document["paragraphs"]:
            text = f"says {document['paragraphs']}, but the text has {len(passages)} paragraphs; correct it"
            problems.append(document.problem(text, "paragraphs"))
        texts[document["slug"]] = HeldText(document["slug"], passages)
    return texts


def _hash_files(folder: Path) -> tuple[dict[str, bytes], list[str]]:
    files: dict[str, bytes] = {}
    unreadable = []
    for path in sorted(folder.iterdir()):
        if not path.is_file():
            continue
        try:
            if path.stat().st_size > LARGEST_TEXT:
                unreadable.append(path.name)
                continue
            data = path.read_bytes()
        except OSError:
            unreadable.append(path.name)
            continue
        files[hashlib.sha256(data).hexdigest()] = data
    return files, unreadable
