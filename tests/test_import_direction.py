"""The rooms and the one direction of their imports (docs/architecture.md)."""

import ast
from pathlib import Path

import pytest

from tests.parts import ROOT

# Each may import those after it.
ROOMS = ["config", "campaigns", "prisoners", "sources", "accounts", "toolkit"]


def imported_modules(tree: ast.AST, package: list[str]) -> list[tuple[int, str]]:
    """Return line and full name of everything imported, inside functions and for type checking included."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            parents = package[: len(package) - node.level + 1] if node.level else []
            found.append((node.lineno, ".".join([*parents, *filter(None, [node.module])])))
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in {"import_module", "__import__", "import_string"}:
                found.append((node.lineno, str(node.args[0].value)))
    return found


def wrong_imports(root: Path) -> list[str]:
    """Return each import in the tree that goes against the direction, as file, line and module."""
    wrong = []
    for rank, room in enumerate(ROOMS):
        for path in sorted((root / room).rglob("*.py")):
            place = path.relative_to(root)
            for line, module in imported_modules(ast.parse(path.read_text()), list(place.parent.parts)):
                target = module.split(".")[0]
                if target == "tests" or (target in ROOMS and ROOMS.index(target) < rank):
                    wrong.append(f"{place}:{line} imports {module}")
    return wrong


def test_imports_go_one_way() -> None:
    assert wrong_imports(ROOT) == []


def test_every_room_is_looked_at() -> None:
    assert [room for room in ROOMS if not list((ROOT / room).rglob("*.py"))] == []


@pytest.mark.parametrize(
    "wrong",
    [
        "from campaigns.models import Campaign",
        "import config.settings",
        "def late() -> None:\n    from prisoners import models",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from campaigns.models import Picket",
        "from ..prisoners import models",
        "import importlib\nimportlib.import_module('campaigns.models')",
        "from tests.factories import CaseFactory",
    ],
)
def test_a_wrong_import_is_found(tmp_path: Path, wrong: str) -> None:
    """The control: the check fails on what it is there to refuse."""
    (tmp_path / "sources").mkdir()
    good = tmp_path / "sources" / "models.py"
    good.write_text("from accounts.models import User\nfrom toolkit import tokens\nimport os\n")
    assert wrong_imports(tmp_path) == []
    bad = tmp_path / "sources" / "wrong.py"
    bad.write_text(wrong + "\n")
    (found,) = wrong_imports(tmp_path)
    assert found.startswith("sources/wrong.py:")
