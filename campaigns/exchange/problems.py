"""What is wrong with a campaign file, each with its place and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

# A file that is broken all through says so in one screen; the rest waits for the next run.
SHOWN_AT_ONCE = 50


@dataclass(frozen=True, order=True)
class Problem:
    """One line for a person: the file, the line (counted from 1), what is wrong and what to do."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


def summarise_problems(problems: Iterable[Problem], *, shown: int = SHOWN_AT_ONCE) -> list[str]:
    """Return the problems as lines in the order of files and lines, at most `shown` and a count of the rest."""
    unique = sorted(set(problems))
    lines = [str(problem) for problem in unique[:shown]]
    if len(unique) > shown:
        lines.append(f"... and {len(unique) - shown} more; mend these first and run again.")
    return lines


class CampaignFileError(Exception):
    """A campaign file that cannot be used; `problems` says why, each with its place."""

    def __init__(self, folder: Path, problems: Iterable[Problem]) -> None:
        self.folder = folder
        self.problems = sorted(set(problems))
        super().__init__("\n".join(summarise_problems(self.problems)))
