"""The sample campaign: a made-up one that uses every file and key, with the texts of its two documents."""

import shutil
from pathlib import Path

import pytest

from tests.campaigns.exchange.samples import SAMPLE


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """Return a copy of the sample campaign that a test may break."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "port-sella"))
