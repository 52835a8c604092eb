"""An organiser at the evidence desk, in a real browser."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.browser.evidence.helpers import sign_in
from tests.browser.test_organiser import PASSWORD, REPORT_VIOLATIONS, Watch


@pytest.fixture(scope="module", autouse=True)
def _static_files() -> None:
    """Put style sheets and scripts where the test server looks for them."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture
def organiser() -> User:
    """An organiser with a password of her own."""
    return User.objects.create_superuser("dana@example.org", PASSWORD, nickname="Dana")


@pytest.fixture
def desk(page: Page, live_server: LiveServer, organiser: User) -> Iterator[Page]:
    """The browser, signed in; nothing may be complained of at the end."""
    watch = Watch(live_server.url)
    page.context.add_init_script(REPORT_VIOLATIONS)
    watch.listen(page)
    sign_in(page, live_server, organiser)
    yield page
    # A form that is not right yet is answered so.
    assert [problem for problem in watch.problems if "422" not in problem] == []
