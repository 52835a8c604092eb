"""Become one of the supervisor's children.

`python -m toolkit.serving.child [--after SOCKET] COMMAND...` waits until something answers at the unix socket,
then turns into the command. On Linux the command is told to stop when its parent is gone, so that even a
killed supervisor leaves nothing behind.
"""

import contextlib
import ctypes
import os
import signal
import socket
import sys
import time

PR_SET_PDEATHSIG = 1
WAIT_SECONDS = 20.0


def stop_with_parent() -> None:
    """Ask the kernel for SIGTERM when the parent dies. Does nothing where there is no such thing."""
    if sys.platform != "linux":
        return
    parent = os.getppid()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit("The supervisor is gone.")


def wait_for(path: str) -> None:
    """Return as soon as the socket answers; exit with one line after WAIT_SECONDS."""
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as client:
            client.connect(path)
            return
        time.sleep(0.05)
    sys.exit(f"The broker does not answer at {path}.")


def main(arguments: list[str]) -> None:
    """Wait if asked to, then become the command."""
    stop_with_parent()
    if arguments[0] == "--after":
        wait_for(arguments[1])
        arguments = arguments[2:]
    os.execvp(arguments[0], arguments)  # noqa: S606 - a command that toolkit.serving.children wrote


if __name__ == "__main__":
    main(sys.argv[1:])
