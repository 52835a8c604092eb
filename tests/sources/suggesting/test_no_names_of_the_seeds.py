"""The rules know words, no names: nobody and nothing that the seeds name stands in a list or a gazetteer."""

import csv
import re
from collections.abc import Iterable
from pathlib import Path

from benchmarks.suggesting import labels
from sources.suggesting import gazetteer

RULES = Path(gazetteer.__file__).resolve().parent
# Names of places come from public collections (scripts/gazetteer.py), which know towns that the seeds name too.
PUBLIC_PLACES = {"countries.txt", "towns.txt"}


def _names() -> set[str]:
    """Return the people and bodies of the labelled seeds: names of several words, and acronyms."""
    names = {
        row["value"].strip()
        for path in (labels.HERE / "seeds").glob("*.csv")
        for row in csv.DictReader(
            line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
        )
        if row["kind"] in {"person", "organisation"}
    }
    return {name for name in names if " " in name or (name.isupper() and len(name) > 1)}


def _texts() -> dict[str, str]:
    files = [
        *RULES.glob("*.py"),
        *(path for path in (RULES / "data").glob("*.txt") if path.name not in PUBLIC_PLACES),
    ]
    return {path.name: path.read_text(encoding="utf-8") for path in files}


def _known(names: Iterable[str], texts: dict[str, str]) -> list[str]:
    """Return the names that a text holds, an acronym only as it is written."""
    return [
        f"{name} in {file}"
        for name in sorted(names)
        for file, text in texts.items()
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, 0 if name.isupper() else re.IGNORECASE)
    ]


def test_no_list_knows_a_name_of_the_seeds() -> None:
    assert len(_names()) > 70
    assert _known(_names(), _texts()) == []


def test_a_name_of_the_seeds_in_a_list_would_be_found() -> None:
    """The control: one person and one acronym put into a list of words."""
    names = _names()
    person = min(name for name in names if not name.isupper())
    acronym = min(name for name in names if name.isupper())
    texts = {"words_en.py": f"HEADS = {{{person.lower()!r}, {acronym!r}}}"}
    assert _known(names, texts) == sorted([f"{person} in words_en.py", f"{acronym} in words_en.py"])
