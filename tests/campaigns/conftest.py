"""What the tests of pickets share."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from campaigns.models import Shift
from campaigns.services.sign_ups import SignUpResult, sign_up
from tests.factories.campaigns import ShiftFactory

type SignUpFunction = Callable[..., SignUpResult]


@pytest.fixture
def shift() -> Shift:
    """A shift with three places, ten days from now."""
    return ShiftFactory.create()


@pytest.fixture
def join() -> SignUpFunction:
    """Sign somebody up; only the address need be said."""

    def join(shift: Shift, email: str = "aigerim@example.org", **changes: object) -> SignUpResult:
        given: dict[str, Any] = {
            "name": "Aigerim",
            "phone": "",
            "language": "en",
            "agreed_to_calls": False,
            "now": datetime.now(UTC),
        }
        return sign_up(shift, email=email, **{**given, **changes})

    return join


@pytest.fixture
def mail_folder(settings: Settings, tmp_path: Path) -> Path:
    """Write mail to an empty folder of this test, as a development server does."""
    folder = tmp_path / "mail"
    settings.MAILERS = {
        "default": {
            "BACKEND": "toolkit.mail_backends.FolderBackend",
            "OPTIONS": {"file_path": str(folder)},
        }
    }
    return folder
