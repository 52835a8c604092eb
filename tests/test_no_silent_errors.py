"""The guards of conftest.py fail when they should: small tests are run, and expected to fail."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.template import Context, engines
from django.template.base import Origin, Template

from tests.parts import ROOT, is_there
from tests.template_variables import TEMPLATES, UnresolvedVariable

INNER = """\
import logging
import pytest

def test_logs():
    logging.getLogger("x").error("trouble")

@pytest.mark.logs_errors
def test_expects():
    logging.getLogger("x").error("trouble")

@pytest.mark.logs_errors
def test_expects_in_vain():
    pass

@pytest.mark.needs("postgresql")
def test_needs():
    pass

@pytest.mark.needs("seeds")
def test_needs_seeds():
    pass
"""


def outcomes(tmp_path: Path, *, ci: str) -> tuple[dict[str, str], str]:
    """Run the small tests under the real conftest.py, without PostgreSQL and seeds; return outcomes and output."""
    file = ROOT / "tests" / f"inner_{os.getpid()}.py"
    file.write_text(INNER)
    ours = ("TEST_", "PYTEST_", "DATABASE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    command = [sys.executable, "-m", "pytest", "-n", "0", "-v", "-p", "no:cacheprovider", str(file)]
    try:
        result = subprocess.run(
            command,
            cwd=ROOT,
            env={**kept, "CI": ci, "SEEDS_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
    finally:
        file.unlink()
    # A test that passes and then fails in its teardown is listed twice; the last word counts.
    found = dict(re.findall(r"::(test_\w+) (PASSED|FAILED|ERROR|SKIPPED)", result.stdout))
    return found, result.stdout


def test_logged_errors_and_missing_parts_fail_in_ci(tmp_path: Path) -> None:
    found, output = outcomes(tmp_path, ci="true")
    assert found == {
        "test_logs": "ERROR",
        "test_expects": "PASSED",
        "test_expects_in_vain": "ERROR",
        "test_needs": "ERROR",
        "test_needs_seeds": "SKIPPED",
    }
    assert "x: trouble" in output
    assert "the test expects a logged error, and none was logged" in output
    assert "CI=true and postgresql is missing" in output
    assert "1 skipped, as seeds is missing" in output


def test_missing_parts_are_counted_skips_elsewhere(tmp_path: Path) -> None:
    found, output = outcomes(tmp_path, ci="")
    assert (found["test_needs"], found["test_needs_seeds"]) == ("SKIPPED", "SKIPPED")
    assert "1 skipped, as postgresql is missing" in output


def test_a_part_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="no test may need 'luck'"):
        is_there("luck")


@pytest.mark.parametrize(("template", "found"), [("{{ known }}", []), ("{{ typo }}", ["typo in inner.html"])])
def test_variable_that_does_not_resolve_is_found(template: str, found: list[str]) -> None:
    engine = engines["django"].engine  # type: ignore[attr-defined]  # the stubs know the base class only
    Template(template, Origin(str(TEMPLATES / "inner.html")), engine=engine).render(Context({"known": 1}))
    assert UnresolvedVariable.found == found
    UnresolvedVariable.found.clear()
