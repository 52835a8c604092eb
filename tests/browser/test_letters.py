"""A letter in a real browser: the mail program is asked for, and the page never held the address."""

import re
import time

import pytest
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Response
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from campaigns.models import LetterCount, Target
from campaigns.views import letters
from tests.browser.waiting import wait_until
from tests.campaigns.letters import CANARY
from tests.campaigns.printed import make_case, make_letter

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]

# Installed before any page: it writes down what a Content-Security-Policy stops.
WATCH = """
  document.addEventListener("securitypolicyviolation", (event) => console.log(`stopped: ${event.effectiveDirective}`));
"""


@pytest.fixture(scope="module", autouse=True)
def _static_files() -> None:
    """Put style sheets and scripts where the test server looks for them."""
    call_command("collectstatic", interactive=False, verbosity=0)


def _send(
    context: BrowserContext, live_server: LiveServer, *, is_stopped: bool = False
) -> tuple[list[tuple[int, str]], list[str], str]:
    """Send a letter to the mail program; return the answers to the post, what was stopped, and the page before."""
    letter = make_letter(make_case())
    Target.objects.update(email=CANARY)
    answers: list[tuple[int, str]] = []
    said: list[str] = []
    page = context.new_page()
    page.add_init_script(WATCH)
    page.on("console", lambda message: said.append(message.text))

    def note(response: Response) -> None:
        if response.request.method == "POST":
            answers.append((response.status, response.headers.get("location", "")))

    page.on("response", note)
    page.goto(f"{live_server.url}/en/letters/{letter.slug}/")
    html = page.content()
    page.locator('input[name="name"]').fill("Ada Sample")
    time.sleep(3.1)
    page.get_by_role("button", name="Open in my mail program").click(no_wait_after=True)

    def stopped() -> list[str]:
        return [line for line in said if "form-action" in line]

    wait_until(page, stopped if is_stopped else lambda: answers, "the answer, or that it was stopped")
    if not is_stopped:
        # Time to be stopped nevertheless.
        page.wait_for_timeout(1000)
    return answers, stopped(), html


@pytest.fixture
def reader(browser: "object", settings: Settings) -> "object":
    """Return a reader's browser without scripts of its own."""
    settings.ALLOWED_HOSTS = ["*"]
    return browser.new_context()  # type: ignore[attr-defined]  # a browser of playwright


def test_mail_program_is_asked_for_and_the_page_held_no_address(
    reader: BrowserContext, live_server: LiveServer
) -> None:
    answers, stopped, html = _send(reader, live_server)
    (status, address) = answers[0]
    assert (status, stopped, CANARY in html) == (303, [], False)
    assert re.fullmatch(
        rf"mailto:{re.escape(CANARY)}\?subject=[!-~]+&body=Your%20Excellency%2C%0D%0A[!-~]+Ada%20Sample[!-~]*",
        address,
    )
    assert LetterCount.objects.get().way == "mail"
    assert reader.cookies() == []


def test_control_under_the_usual_policy_the_browser_stops_it(
    reader: BrowserContext, live_server: LiveServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(letters.OPENS_MAIL, "form-action", ["'self'"])
    _answers, stopped, _html = _send(reader, live_server, is_stopped=True)
    assert stopped != []
