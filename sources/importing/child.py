"""The process that reads one file: limits first, then the file from its input, then one line of JSON to its output.

Run as `python -m sources.importing.child MEMORY CPU_SECONDS`. It has no settings, no keys and no database; it can
write no file. What the limits do to it, `guard` sees from outside.
"""

import json
import os
import re
import resource
import sys
from contextlib import suppress
from pathlib import Path

_TOO_MUCH = 3
# What a library may say that was given no more memory.
_FOR_WANT_OF_MEMORY = {"empty", "broken", "pictures"}
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


def _limit(which: int, value: int) -> None:
    # Some systems know a limit by name only.
    with suppress(OSError, ValueError):
        resource.setrlimit(which, (value, value))


def main() -> None:
    """Read, answer, and leave without tidying up: what is left behind goes with the process."""
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_CPU, seconds)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NOFILE, 64)
    head, _line, data = sys.stdin.buffer.read().partition(b"\n")
    try:
        answer = _answer(data, **json.loads(head))
        if answer.get("problem") in _FOR_WANT_OF_MEMORY and peak_memory(os.getpid()) > memory // 2:
            answer = {"problem": "bomb"}
    except MemoryError:
        os._exit(_TOO_MUCH)
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    os._exit(0)


def peak_memory(pid: int) -> int:
    """Return how many bytes a process held at most so far; 0 where the system does not tell."""
    try:
        found = _PEAK.search(Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(found[1]) * 1024 if found else 0


def _answer(data: bytes, *, charset: str, url: str) -> dict[str, object]:
    from sources.importing.reading import read  # noqa: PLC0415 - after the limits
    from sources.importing.shapes import UnreadableError  # noqa: PLC0415 - after the limits

    try:
        return {"reading": read(data, charset=charset, url=url).as_json()}
    except UnreadableError as error:
        return {"problem": error.problem}
    except RecursionError:
        return {"problem": "broken"}


if __name__ == "__main__":
    main()
