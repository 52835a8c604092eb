"""What reading each hostile or broken file takes: the table of docs/evidence.md.

    .venv/bin/python -m benchmarks.importing

It needs no installation and no database.
"""

import sys

from sources.importing.guard import read_guarded
from sources.importing.shapes import UnreadableError, Used
from tests.sources.importing.corpus import SAMPLES, Sample


def main() -> int:
    """Measure and print the table. Returns 1 when a verdict is not the expected one."""
    rows = ["| file | verdict | peak memory of the child | seconds |", "|---|---|--:|--:|"]
    wrong = 0
    for sample in SAMPLES:
        problem, used = measure(sample)
        wrong += problem != sample.problem
        rows.append(
            f"| {sample.name} | {problem or 'brought in'} | {used.memory / 2**20:.0f} MB | {used.seconds:.1f} |"
        )
    sys.stdout.write("\n".join(rows) + f"\n\n{len(SAMPLES)} files, {wrong} unexpected verdicts\n")
    return int(wrong > 0)


def measure(sample: Sample) -> tuple[str, Used]:
    """Return the verdict of a file and what its child used."""
    try:
        _reading, used = read_guarded(sample.make())
    except UnreadableError as error:
        return error.problem, error.used or Used(0, 0.0)
    return "", used


if __name__ == "__main__":
    sys.exit(main())
