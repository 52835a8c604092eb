"""Each process alone, as in a container, with its health check."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parts import ROOT
from tests.run.serving import environment, free_port, make_secrets, manage, serving, wait_until
from toolkit.serving.broker import find_broker


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[str]:
    """Return the address of a broker of one's own."""
    path = tmp_path / "own.sock"
    command = [str(find_broker()), "--port", "0", "--unixsocket", str(path), "--save", ""]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=tmp_path)
    wait_until(path.is_socket, "a broker")
    yield f"unix://{path}"
    process.terminate()
    process.wait()


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_a_process_alone_is_healthy_until_it_stops(var: Path, broker: str, name: str) -> None:
    settings = {"PORT": str(free_port()), "REDIS_URL": broker}

    def healthy() -> bool:
        command = [sys.executable, "-m", "toolkit.serving.health", name]
        return (
            subprocess.run(command, cwd=ROOT, env=environment(var, **settings), check=False).returncode == 0
        )

    assert not healthy()
    with serving(var, "--only", name, **settings) as served:
        wait_until(healthy, f"a healthy {name}")
        served.process.terminate()
        assert served.end() in {0, -15}
    if name != "beat":
        assert not healthy()
    for schedule in (var / "run").glob("beat-schedule*"):
        # Beat is judged by the time of its last writing, so its end shows later.
        schedule.unlink()
    assert not healthy()


def test_a_process_alone_says_what_is_missing(tmp_path: Path, broker: str) -> None:
    make_secrets(tmp_path / "var")
    result = manage(tmp_path / "var", "serve", "--only", "worker", REDIS_URL=broker)
    assert result.returncode == 1
    assert (
        result.stderr
        == "Cannot start: the database lacks migrations; run manage.py migrate, or serve --prepare.\n"
    )
