"""Reading a file in a process of its own, with limits: a file made to break its reader breaks that process alone."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sources.importing.child import peak_memory
from sources.importing.shapes import Reading, UnreadableError, Used

MOST_BYTES = 20 * 1024 * 1024
_ROOT = Path(__file__).resolve().parent.parent.parent
# Three million characters as JSON, whatever they are escaped to.
_MOST_ANSWER = 64 * 1024 * 1024
_EVERY = 0.02
_TELL_EVERY = 1.0
_OUT_OF_MEMORY = 3
# How a library written in C ends itself when it is refused memory.
_REFUSED = {-signal.SIGABRT, -signal.SIGILL, -signal.SIGTRAP}
_KILOBYTE = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: bytes of address space, seconds of processor, and seconds of the clock."""

    # The largest honest file of the tests, 500 pages with pictures, takes a third of it.
    memory: int = 288 * 1024 * 1024
    cpu_seconds: int = 60
    seconds: float = 120.0


def read_guarded(
    data: bytes,
    *,
    charset: str = "",
    url: str = "",
    limits: Limits = Limits(),
    meanwhile: Callable[[], None] = lambda: None,
) -> tuple[Reading, Used]:
    """Return what a file says, read in a child process. Raises UnreadableError with what the child used as `used`.

    `meanwhile` is called each second as long as it reads; what it raises ends the child. A child that dies of its
    limits or crashes gives "bomb" for what is packed (PDF, DOCX, EML), else "too_large" or "broken".
    """
    if len(data) > MOST_BYTES:
        raise UnreadableError("too_large")
    begun = time.monotonic()
    command = [
        sys.executable,
        "-P",
        "-m",
        "sources.importing.child",
        str(limits.memory),
        str(limits.cpu_seconds),
    ]
    process = subprocess.Popen(  # noqa: S603 - our own module
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # None of ours: keys and passwords stand there.
        env={"PYTHONPATH": str(_ROOT), "PYTHONIOENCODING": "utf-8", "LANG": "C.UTF-8"},
        cwd="/",
        start_new_session=True,
    )
    answer = bytearray()
    head = json.dumps({"charset": charset, "url": url}).encode()
    threads = [
        threading.Thread(target=_write, args=(process.stdin, head, data)),
        threading.Thread(target=_read, args=(process.stdout, answer)),
    ]
    for thread in threads:
        thread.daemon = True
        thread.start()
    try:
        status, used = _wait(process, begun, limits, meanwhile)
    finally:
        if process.returncode is None:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
    for thread in threads:
        thread.join(10)
    try:
        return _judge(status, bytes(answer), data), used
    except UnreadableError as error:
        error.used = used
        raise


def _wait(
    process: subprocess.Popen[bytes], begun: float, limits: Limits, meanwhile: Callable[[], None]
) -> tuple[int, Used]:
    """Wait for the end of a child, and kill it when its time is up."""
    told, killed, most = begun, False, 0
    while True:
        most = max(most, peak_memory(process.pid))
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        now = time.monotonic()
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            # What the system counts includes what we ourselves held when the child began.
            return process.returncode, Used(most or usage.ru_maxrss * _KILOBYTE, now - begun)
        if now - begun > limits.seconds and not killed:
            os.kill(process.pid, signal.SIGKILL)
            killed = True
        if now - told > _TELL_EVERY:
            meanwhile()
            told = now
        time.sleep(_EVERY)


def _judge(status: int, answer: bytes, data: bytes) -> Reading:
    if status == 0 and answer:
        try:
            told = json.loads(answer)
        except ValueError:
            told = {}
        if "reading" in told:
            return Reading.from_json(told["reading"])
        raise UnreadableError(told.get("problem") or "broken")
    exhausted = status in {_OUT_OF_MEMORY, -signal.SIGKILL, -signal.SIGXCPU}
    packed = data.startswith(b"PK") or b"%PDF-" in data[:1024]
    if packed and (exhausted or status in _REFUSED):
        raise UnreadableError("bomb")
    raise UnreadableError("too_large" if exhausted else "broken")


def _write(pipe: BinaryIO, head: bytes, data: bytes) -> None:
    # An error means that the child is gone.
    with suppress(OSError):
        pipe.write(head + b"\n")
        pipe.write(data)
        pipe.close()


def _read(pipe: BinaryIO, answer: bytearray) -> None:
    while len(answer) < _MOST_ANSWER:
        part = pipe.read(65536)
        if not part:
            break
        answer += part
    pipe.close()
