"""What can be set is documented, and what is documented can be set."""

import ast
import re

import pytest

from tests.parts import ROOT

READERS = {"text", "text_or_file", "choice", "flag", "number", "zone", "names", "url", "mailer", "secret"}
# Readers that also take NAME_FILE.
WITH_FILE = {"text_or_file", "url", "mailer", "secret"}
# Read by scripts and tests rather than by the settings; PUBLIC_URL_FILE is possible and useless.
ELSEWHERE = {"CI", "SEEDS_DIR", "TEST_POSTGRESQL_URL", "TEST_REDIS_URL"}
USELESS = {"PUBLIC_URL_FILE"}


def variables_read(source: str) -> set[str]:
    """Return every variable that a module reads through config.env."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if not (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS
        ):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "env"):
            continue
        name = ast.literal_eval(node.args[0])
        found |= {name, f"{name}_FILE"} if node.func.attr in WITH_FILE else {name}
    return found


def variables_documented(text: str) -> set[str]:
    """Return the names in the first column of the tables of variables."""
    return set(re.findall(r"^\| `([A-Z][A-Z_]+)` \|", text, re.MULTILINE))


def test_every_variable_is_documented_and_exists() -> None:
    read = variables_read((ROOT / "config" / "settings.py").read_text())
    documented = variables_documented((ROOT / "docs" / "configuration.md").read_text())
    assert "DATABASE_URL" in read
    assert documented == (read - USELESS) | ELSEWHERE


def test_settings_read_the_environment_in_one_way_only() -> None:
    assert re.findall(r"os\.environ|getenv", (ROOT / "config" / "settings.py").read_text()) == []


@pytest.mark.parametrize(
    "call", ['env.text("NEW_ONE")', 'env.secret("NEW_ONE", PATH)', 'int(env.number("NEW_ONE", 1))']
)
def test_an_undocumented_variable_is_found(call: str) -> None:
    """The control."""
    assert "NEW_ONE" in variables_read(f"X = {call}")


def test_every_command_is_documented() -> None:
    commands = {
        path.stem
        for path in ROOT.glob("*/management/commands/*.py")
        if path.stem != "__init__" and ".venv" not in path.parts
    }
    documents = "".join(
        path.read_text() for path in [*(ROOT / "docs").glob("*.md"), ROOT / "CONTRIBUTING.md"]
    )
    assert sorted(name for name in commands if not re.search(rf"\b{name}\b", documents)) == []


def test_every_make_target_says_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    declared = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert declared is not None
    assert re.findall(r"^([a-z]+): ## .+$", makefile, re.MULTILINE) == declared[1].split()
