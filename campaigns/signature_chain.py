"""The chain of hashes over the signatures of a statement, and the check of an export of it.

Only the standard library is used: this file goes into every export as verify.py, so that whoever is handed the
signatures can check them without us. `python3 verify.py FILE.zip [--last HASH]` prints one line; the exit code is 0
when nothing was altered, removed, added or reordered and every shown name belongs to its hash, else 1.
"""

import argparse
import csv
import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

# What the first line is chained to.
BEGINNING = "0" * 64
# What is sealed of a signature, each part under a salt of its own, so that one can be opened without the others.
PARTS = ("name", "first_name", "town")
# One for all lines: eight hashes are reckoned for each signature.
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
# A text as that encoder writes it, in a fifth of the time.
_quoted = json.encoder.encode_basestring
LEDGER, SIGNATURES, NAMES, SUMMARY = "ledger.jsonl", "signatures.jsonl", "names.csv", "summary.json"


class TamperedError(Exception):
    """Something does not belong together. Its words say what and where."""


def hash_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256, as 64 hexadecimal digits, of a mapping as JSON with sorted keys and no spaces."""
    return _hash(_ENCODER.encode(content))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def salt_of(part: str, salt: str) -> str:
    """Return the salt of one part of a signature; it tells nothing of the salts of the others."""
    # What `hash_of` says of these two, as in the next one.
    return _hash(f'{{"part":{_quoted(part)},"salt":{_quoted(salt)}}}')


def sealed_part(part: str, value: str, part_salt: str) -> str:
    """Return the hash that stands for one part of a signature."""
    return _hash(f'{{"part":{_quoted(part)},"salt":{_quoted(part_salt)},"value":{_quoted(value)}}}')


def content_hash(signer: str, version: int, sealed: Mapping[str, str]) -> str:
    """Return the hash of what was signed, from the hashes of its parts."""
    return hash_of({"signer": signer, "version": version, **{part: sealed[part] for part in PARTS}})


def line_of(line: Mapping[str, Any]) -> str:
    """Return the hash that a line of the ledger must have."""
    at = datetime.fromisoformat(line["at"]).astimezone(UTC).isoformat(timespec="microseconds")
    kept = ("statement", "number", "event", "subject", "count", "content", "previous")
    return hash_of({**{name: line[name] for name in kept}, "at": at})


def follow_chain(
    lines: Iterable[Mapping[str, Any]], *, after: "Standing | None" = None
) -> Iterator[Mapping[str, Any]]:
    """Yield the lines of a ledger as they are read, the first or those after a standing that was reached before.

    Raises TamperedError at the first that does not follow.
    """
    begin = after or Standing()
    previous, count, statement = begin.last_hash, begin.count, None
    for number, line in enumerate(lines, start=begin.lines + 1):
        if line["number"] != number:
            raise TamperedError(f"line {number} of the ledger is missing, added or out of order")
        if statement not in {None, line["statement"]}:
            raise TamperedError(f"line {number} of the ledger is of another statement")
        if line["previous"] != previous or line_of(line) != line["hash"]:
            raise TamperedError(f"line {number} of the ledger was altered")
        if line["event"] == "signed" and line["count"] != count + 1:
            raise TamperedError(f"line {number} of the ledger counts wrongly")
        previous, count, statement = line["hash"], line["count"], line["statement"]
        yield line


class Standing:
    """What counts after the last line: signatures and sheets of paper, each with the hash of its content."""

    def __init__(self) -> None:
        self.signatures: dict[str, str] = {}
        self.sheets: dict[str, str] = {}
        self.count = 0
        self.last_hash = BEGINNING
        self.lines = 0

    def take(self, line: Mapping[str, Any]) -> None:
        """Follow one line. Raises TamperedError when it cannot follow those before it."""
        event, subject, content = line["event"], line["subject"], line["content"]
        change, known = line["count"] - self.count, self.sheets if "paper" in event else self.signatures
        if event in {"signed", "paper"}:
            fits = subject not in known and change > 0
            known[subject] = content
        elif event == "renewed":
            fits = subject in known and change == 0
            known[subject] = content
        elif event == "handed_over":
            fits = change == 0
        else:  # withdrawn, refused, paper_removed
            fits = subject in known and change < 0
            known.pop(subject, None)
        if not fits:
            raise TamperedError(f"line {line['number']} of the ledger does not follow from those before it")
        self.count, self.last_hash, self.lines = line["count"], line["hash"], line["number"]


def check_ledger(lines: Iterable[Mapping[str, Any]]) -> Standing:
    """Return what counts after the last line. Raises TamperedError."""
    standing = Standing()
    for line in follow_chain(lines):
        standing.take(line)
    return standing


def check_signature(row: Mapping[str, Any]) -> str:
    """Return the hash of a signature of an export. Raises TamperedError when a shown part is not what was signed."""
    if "sealed" not in row:
        return str(row["content"])
    for part, opened in row["opened"].items():
        if sealed_part(part, opened["value"], opened["salt"]) != row["sealed"][part]:
            raise TamperedError(f"a name that is shown is not the one that signed ({row['subject']})")
    return content_hash(row["signer"], row["version"], row["sealed"])


def check_export(archive: zipfile.ZipFile, *, last_hash: str = "") -> Standing:
    """Check a whole export; `last_hash` is the one printed elsewhere. Raises TamperedError, KeyError, ValueError."""
    standing = check_ledger(_lines(archive, LEDGER))
    summary = json.loads(archive.read(SUMMARY))
    if summary["last_hash"] != standing.last_hash or summary["count"] != standing.count:
        raise TamperedError("the ledger does not end as the summary says: lines were removed or added")
    if last_hash and last_hash != standing.last_hash:
        raise TamperedError("the ledger does not end with the hash that you gave")
    missing, sheets = dict(standing.signatures), dict(standing.sheets)
    paper, shown = 0, {}
    for row in _lines(archive, SIGNATURES):
        subject = row["subject"]
        if row.get("kind") == "sheet":
            for name in row["names"]:
                check_signature(name)
                shown[name["subject"]] = _values(name)
            sealed = {**row["sheet"], "names": [check_signature(name) for name in row["names"]]}
            if sheets.pop(subject, None) != hash_of(sealed):
                raise TamperedError(f"a sheet of paper is not the one that was entered ({subject})")
            paper += row["sheet"]["count"]
        elif missing.pop(subject, None) != check_signature(row):
            raise TamperedError(f"a signature is not the one in the ledger ({subject})")
        else:
            shown[subject] = _values(row)
    if missing or sheets:
        raise TamperedError("a signature that counts is not in the export")
    if len(standing.signatures) + paper != standing.count:
        raise TamperedError("signatures and paper do not add up to the count")
    _check_table(archive, shown)
    return standing


def _values(row: Mapping[str, Any]) -> list[str]:
    """Return what a row of the table shows: the name or the first name, and the town."""
    opened = {part: one["value"] for part, one in row.get("opened", {}).items()}
    return [opened.get("name", opened.get("first_name", "")), opened.get("town", "")]


def _check_table(archive: zipfile.ZipFile, shown: Mapping[str, list[str]]) -> None:
    """Raise TamperedError when the table for people says something else than the signatures."""
    rows = list(csv.reader(io.StringIO(archive.read(NAMES).decode("utf-8-sig"), newline="")))[1:]
    subjects = [row[0] for row in rows]
    if sorted(subjects) != sorted(shown):
        raise TamperedError(f"{NAMES} does not list the signatures that count, each once")
    for row in rows:
        for cell, value in zip(row[1:3], shown[row[0]], strict=True):
            # A quotation mark goes before what a spreadsheet would take for a formula.
            if cell not in {value, f"'{value}"}:
                raise TamperedError(f"{NAMES} shows another name than the one that signed ({row[0]})")


def _lines(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, Any]]:
    with archive.open(name) as file:
        for line in io.TextIOWrapper(file, "utf-8", "surrogatepass"):
            yield json.loads(line)


def check_file(path: str, *, last_hash: str = "") -> tuple[bool, str]:
    """Return whether an export is whole, and the one line that says so."""
    try:
        with zipfile.ZipFile(path) as archive:
            standing = check_export(archive, last_hash=last_hash)
    except TamperedError as error:
        return False, f"ALTERED: {error}."
    except OSError as error:
        return False, f"NOT CHECKED: {error}."
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, zipfile.BadZipFile) as error:
        return (
            False,
            f"ALTERED: the export is not complete or not in its form ({type(error).__name__}: {error}).",
        )
    words = f"{standing.count} signatures, {standing.lines} lines, last hash {standing.last_hash}"
    return True, f"NOT ALTERED: {words}. Compare the hash with the one that is printed."


def main() -> int:
    """Check the file that the command line names, and return the exit code."""
    parser = argparse.ArgumentParser(description="Check that nothing in an export of signatures was altered.")
    parser.add_argument("file", help="the ZIP file of the export")
    parser.add_argument("--last", default="", metavar="HASH", help="the last hash, as printed elsewhere")
    given = parser.parse_args()
    is_whole, words = check_file(given.file, last_hash=given.last)
    sys.stdout.write(f"{words}\n")
    return 0 if is_whole else 1


if __name__ == "__main__":
    sys.exit(main())
