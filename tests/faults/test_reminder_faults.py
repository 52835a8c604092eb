"""`make faults` at small size: real workers, brokers and beats killed, a database crashed, a mail server that fails."""

import re
import subprocess
import sys

import pytest

from tests.parts import ROOT

pytestmark = [
    pytest.mark.run,
    pytest.mark.xdist_group("faults"),
    pytest.mark.skipif(sys.platform != "linux", reason="kills processes that it finds through ps"),
]


def _run(*arguments: str) -> tuple[int, dict[str, str]]:
    """Run it; return the exit code and the table."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.reminders", "--hurry", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    rows = re.findall(r"^\| (.+?) +\| (.+?) \|$", done.stdout, re.MULTILINE)
    assert rows, done.stdout + done.stderr
    return done.returncode, {name.strip("*"): value.strip("*") for name, value in rows}


@pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))]
)
def test_nothing_comes_twice_and_nothing_is_lost(database: str) -> None:
    code, table = _run("--recipients", "240", "--kills", "6", "--database", database)
    assert (code, table["came twice"], table["lost without a word"]) == (0, "0", "0"), table
    # Everybody but who is refused for good, and who that is has been said.
    assert table["messages taken by the mail server"] == "239"
    assert (table["rows that say sent"], table["rows that say failed"]) == ("239", "1")
    assert sum(int(count) for what, count in table.items() if what.endswith(" killed")) == 6


def test_control_without_the_defence_messages_come_twice() -> None:
    code, table = _run("--recipients", "240", "--kills", "4", "--database", "sqlite", "--control")
    assert code == 1
    assert int(table["came twice"]) > 0
