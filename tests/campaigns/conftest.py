"""What the tests of pickets share."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from campaigns.models import Shift
from campaigns.services.sign_ups import SignUpResult, sign_up
from tests.factories.campaigns import ShiftFactory

VOLUNTEER = {"name": "Aigerim", "email": "aigerim@example.org"}

type SignUpFunction = Callable[..., SignUpResult]


def form_url(shift: Shift, language: str = "en") -> str:
    """Return where the form to sign up for a shift is sent."""
    return f"/{language}/pickets/{shift.picket.slug}/sign-up/"


def post_sign_up(client: Client, of: Shift, language: str = "en", **changes: str) -> HttpResponse:
    """Send the form as a browser does; only what differs from VOLUNTEER need be said."""
    answer = client.post(form_url(of, language), {"shift": str(of.pk), **VOLUNTEER, **changes})
    return cast(HttpResponse, answer)


@pytest.fixture
def shift() -> Shift:
    """A shift with three places, ten days from now."""
    return ShiftFactory()


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
