"""A steward's day and phones, for the tests of this folder."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from campaigns.models import Picket, Shift
from tests.browser.steward.helpers import EMAIL, NAMES, PHONE, TOKEN, Day, Phone
from tests.factories.campaigns import PicketFactory, ShiftFactory, SignUpFactory, StewardLinkFactory, in_days


@pytest.fixture(scope="module", autouse=True)
def _static_files() -> None:
    """Put style sheets and scripts where the test server looks for them."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture
def day(live_server: LiveServer) -> Day:
    """A picket that is going on."""
    picket: Picket = PicketFactory(starts_at=in_days(-0.05))
    StewardLinkFactory(picket=picket, token=TOKEN)
    shift: Shift = ShiftFactory(picket=picket, places_needed=10)
    people = {
        name: SignUpFactory(shift=shift, name=name, phone=PHONE, email=f"{name}.{EMAIL}") for name in NAMES
    }
    base = live_server.url.replace("127.0.0.1", "localhost")
    return Day(picket, people, f"{base}/en/steward/{TOKEN}/")


@pytest.fixture
def phone(browser: Browser) -> Iterator[Phone]:
    """Return what opens another phone's browser."""
    contexts = []

    def open_phone(**options: Any) -> Page:  # noqa: ANN401 - Playwright's own
        context = browser.new_context(viewport={"width": 390, "height": 844}, **options)
        contexts.append(context)
        return context.new_page()

    yield open_phone
    for context in contexts:
        assert context.cookies() == []
        context.close()
