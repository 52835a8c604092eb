"""A prepared installation, made once, that each test gets a copy of."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.run.serving import make_secrets, make_tables


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run these in one process, one after the other: they are about whole installations.

    They wait more than they work, so they begin first, and the others run beside them.
    """
    folder = Path(__file__).parent
    items.sort(key=lambda item: folder not in item.path.parents)
    for item in items:
        if folder in item.path.parents:
            item.add_marker(pytest.mark.run)
            item.add_marker(pytest.mark.xdist_group("run"))
            item.add_marker(
                pytest.mark.skipif(sys.platform != "linux", reason="reads /proc to see every process")
            )


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a VAR_DIR with keys and tables; not to be changed."""
    var = tmp_path_factory.mktemp("migrated") / "var"
    make_secrets(var)
    make_tables(var)
    return var


@pytest.fixture
def var(migrated: Path, tmp_path: Path) -> Path:
    """Return a VAR_DIR of the test's own, with keys and tables."""
    return Path(shutil.copytree(migrated, tmp_path / "var"))
