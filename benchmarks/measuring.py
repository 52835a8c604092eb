"""Contenders take turns in one run, so that a busy machine slows all of them alike; medians are compared."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


def interleave(contenders: Mapping[str, Callable[[int], object]], *, rounds: int) -> dict[str, list[float]]:
    """Run each contender once a round, after one that does not count; return the seconds of each.

    A contender is given the number of the round, to do something that it has not done before.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, run in contenders.items():
            began = time.perf_counter()
            run(number)
            if number:
                seconds[name].append(time.perf_counter() - began)
    return seconds


def medians(seconds: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Return the median of each contender, in seconds."""
    return {name: statistics.median(values) for name, values in seconds.items()}


def peak_memory() -> float:
    """Return the most memory that this process ever held, its own and shared, in MiB (Linux counts in KiB).

    Not `ru_maxrss`: a child begins with that of the process that started it.
    """
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in [head, *rows]
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])
