"""What is wrong is said in one line that tells what to do, with an exit code that is not zero."""

import os
import resource
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.parts import ROOT
from tests.run.serving import environment, free_port, make_secrets, manage, serving, wait_until


def refused(var: Path, *arguments: str, **changes: str) -> str:
    """Return the one line with which a start is refused."""
    changes.setdefault("PORT", str(free_port()))
    result = manage(var, "serve", *arguments, **changes)
    assert result.returncode == 1, result.stdout + result.stderr
    (line,) = result.stderr.splitlines()
    return line


def test_a_taken_port(var: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert refused(var, PORT=str(port)) == (
            f"Cannot start: port {port} is taken; stop what uses it or choose another: PORT={port + 1} make run"
        )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "eighty", "PORT is 'eighty'; write a whole number from 1 to 65535."),
        ("PORT", "70000", "PORT is '70000'; write a whole number from 1 to 65535."),
        ("DEBUG", "maybe", "DEBUG is 'maybe'; write yes or no."),
        ("LOG_LEVEL", "loud", "LOG_LEVEL is 'LOUD'; write one of DEBUG, INFO, WARNING, ERROR."),
        ("PUBLIC_URL", "example.org", "PUBLIC_URL must begin with one of http://, https://."),
        ("PUBLIC_URL", "https://", "PUBLIC_URL names no host."),
        ("REDIS_URL", "amqp://localhost", "REDIS_URL must begin with one of redis://, rediss://, unix://."),
        ("EMAIL_URL", "pigeon://x", "EMAIL_URL must begin with one of console://, file://, smtp://, submission://."),
        ("EMAIL_URL", "smtp://mail:99999", "EMAIL_URL is not understood: Port out of range 0-65535."),
        ("DATABASE_URL", "mysql://localhost/x", "DATABASE_URL must begin with sqlite:/// or postgresql://."),
    ],
)  # fmt: skip
def test_a_wrong_variable(var: Path, name: str, value: str, said: str) -> None:
    result = manage(var, "serve", **{name: value})
    assert (result.returncode, result.stderr) == (1, f"Configuration: {said}\n")


def test_a_database_url_that_is_no_url(var: Path) -> None:
    result = manage(var, "serve", DATABASE_URL="unforgotten")
    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith("Configuration: DATABASE_URL ")


def test_a_missing_secret_key(var: Path) -> None:
    result = manage(var, "serve", SECRET_KEY_FILE="/nowhere")
    said = "SECRET_KEY is not set and /nowhere cannot be read (No such file or directory); run make setup."
    assert (result.returncode, result.stderr) == (1, f"Configuration: {said}\n")


def test_missing_field_keys(var: Path) -> None:
    (var / "secrets" / "field_keys").unlink()
    assert "FIELD_KEYS_FILE" in refused(var)


def test_a_database_that_does_not_answer(var: Path) -> None:
    line = refused(var, DATABASE_URL="postgresql://nobody:secret@127.0.0.1:1/none")
    assert line.startswith("Cannot start: the database of DATABASE_URL does not answer: ")
    assert "secret" not in line


def test_a_broker_that_does_not_answer(var: Path) -> None:
    assert refused(var, REDIS_URL="redis://127.0.0.1:1/0").startswith(
        "Cannot start: the broker of REDIS_URL does not answer: "
    )


def test_a_database_without_tables(tmp_path: Path) -> None:
    make_secrets(tmp_path / "var")
    assert refused(tmp_path / "var") == (
        "Cannot start: the database lacks migrations; run manage.py migrate, or serve --prepare."
    )


def test_a_folder_that_is_a_file(var: Path, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    line = refused(
        var, VAR_DIR=str(file), SECRET_KEY="x" * 50, FIELD_KEYS_FILE=str(var / "secrets" / "field_keys")
    )
    assert line == f"Cannot start: VAR_DIR {file} cannot be made (File exists); set another one."


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_disk_without_room(var: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(disk)], check=False)
    if mounted.returncode:
        pytest.skip("this machine does not let root mount")
    try:
        small = Path(shutil.copytree(var, disk / "var"))
        assert refused(small, "--prepare").endswith("MB left; free 200 or set VAR_DIR.")
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_writes_that_fail_half_way_leave_nothing_that_hinders(tmp_path: Path) -> None:
    """As on a disk that fills up while the tables are made: one line, and the next start goes on from there."""
    var = tmp_path / "var"
    make_secrets(var)
    result = subprocess.run(
        [sys.executable, "manage.py", "serve", "--prepare"],
        cwd=ROOT,
        env=environment(var, PORT=str(free_port())),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)),
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert result.returncode == 1, result.stdout
    (line,) = result.stderr.splitlines()
    assert line.startswith("Cannot start: the database cannot be written: ")
    assert (var / "unforgotten.sqlite3").exists()
    assert manage(var, "migrate", "--verbosity", "0").returncode == 0


def test_a_broker_that_does_not_start_stops_the_rest(var: Path, tmp_path: Path) -> None:
    broken = tmp_path / "bin" / "valkey-server"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\necho 'Bad directive in configuration'\nexit 1\n")
    broken.chmod(0o755)
    with serving(var, PATH=f"{broken.parent}:{os.environ['PATH']}") as served:
        assert served.end() == 1
        wait_until(lambda: not served.everything(), "an end of all processes", seconds=5)
        assert served.output().splitlines()[-1] == (
            "Cannot start: The embedded broker does not start. Its last words: Bad directive in configuration"
        )
