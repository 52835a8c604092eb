"""Where samples lie, and how a test breaks or mends them."""

from pathlib import Path

from tests.parts import ROOT

SAMPLES = ROOT / "tests" / "samples"
SAMPLE = SAMPLES / "port-sella"
DOCUMENTS = SAMPLES / "documents"
EXAMPLE = ROOT / "examples" / "kazakhstan-2022"


def replace(folder: Path, file: str, old: str, new: str) -> int:
    """Replace the one place where `old` stands in a file; return the line on which it began."""
    path = folder / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def read_files(folder: Path) -> dict[str, bytes]:
    """Return every file under the folder by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
