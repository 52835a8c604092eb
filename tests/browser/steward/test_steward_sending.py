"""What a steward's phone sends in an unlucky order: nothing is left behind, and the list comes within seconds."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, Route, expect

from tests.browser.steward.helpers import Day, Phone, button, check_in, open_ready
from tests.browser.waiting import wait_until
from tests.factories.campaigns import SignUpFactory

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCRIPT = Path(settings.BASE_DIR) / "static" / "js" / "steward.js"
# The phone is slow to write the second of two things that are tapped.
WRITE_SLOWLY = """() => {
  const add = StewardStore.prototype.add;
  const mayEnd = new Promise((resolve) => { globalThis.endWriting = resolve; });
  StewardStore.prototype.add = async function (action) {
    const kept = await add.call(this, action);
    globalThis.isWriting = true;
    await mayEnd;
    return kept;
  };
}"""
# Much less than the patience with a request, more than what is waited between two.
SECONDS = 12_000


def open_without(page: Page, day: Day, defence: str, control: str) -> None:
    """Open the page with a script in which a line is replaced."""
    script = SCRIPT.read_text("utf-8")
    assert script.count(defence) == 1
    page.context.route(
        re.compile(r"/steward\.[^/]*js$"),
        lambda route: route.fulfill(body=script.replace(defence, control), content_type="text/javascript"),
    )
    open_ready(page, day)


def check_in_and_hold(page: Page, name: str) -> Route:
    """Check somebody in; return what the phone sends, which does not go on by itself."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.context.route("**/actions/", hold, times=1)
    check_in(page, name)
    wait_until(page, lambda: held, "what is sent")
    return held[0]


def tap_while_sending(page: Page) -> None:
    """Check in Aigerim, and Dinara before the answer is there; Dinara is written to the disk after it."""
    held = check_in_and_hold(page, "Aigerim")
    page.evaluate(WRITE_SLOWLY)
    button(page, "Dinara").click()
    page.wait_for_function("globalThis.isWriting")
    with page.expect_response("**/actions/"):
        held.continue_()
    expect(page.locator("[data-say=pending]")).to_be_hidden()
    page.evaluate("endWriting()")


def test_tap_while_another_is_sent_is_sent_as_well(phone: Phone, day: Day) -> None:
    page = phone()
    open_ready(page, day)
    tap_while_sending(page)

    expect(button(page, "Dinara", "Undo")).to_be_visible()
    expect(page.locator("[data-say=pending]")).to_be_hidden()
    assert [day.state(name) for name in ("Aigerim", "Dinara")] == ["checked_in"] * 2


def test_control_what_joins_the_queue_of_before_is_left_behind(phone: Phone, day: Day) -> None:
    """The control: with the queue taken hold of before the phone has written, the second is not sent."""
    page = phone()
    defence = "const kept = await store.add(action);"
    early = "const before = queue; const kept = await store.add(action); if (before !== queue) continue;"
    open_without(page, day, defence, early)
    tap_while_sending(page)
    page.wait_for_timeout(1000)

    assert [day.state(name) for name in ("Aigerim", "Dinara")] == ["checked_in", "confirmed"]


@pytest.mark.parametrize("broken", ["sending", "the list"])
def test_what_fails_is_tried_again_without_being_told(phone: Phone, day: Day, broken: str) -> None:
    """No browser says that a server is there again, nor a network that never seemed to be away."""
    page = phone()
    open_ready(page, day)
    expect(page.locator("[data-say=offline]")).to_be_hidden()
    path = "**/actions/" if broken == "sending" else day.url
    page.context.route(path, lambda route: route.fulfill(status=503, body="<p>Away</p>"))
    check_in(page, "Aigerim")
    expect(page.locator("[data-say=offline]")).to_be_visible()
    SignUpFactory(shift=day.people["Aigerim"].shift, name="Yerlan")
    page.context.unroute_all(behavior="wait")

    expect(page.locator("[data-say=offline]")).to_be_hidden(timeout=SECONDS)
    expect(page.locator("[data-say=pending]")).to_be_hidden()
    expect(button(page, "Yerlan")).to_be_visible()
    expect(button(page, "Aigerim", "Undo")).to_be_visible()
    assert day.state("Aigerim") == "checked_in"


def test_request_without_an_answer_is_given_up_when_the_connection_is_back(phone: Phone, day: Day) -> None:
    page = phone()
    open_ready(page, day)
    check_in_and_hold(page, "Aigerim")
    page.evaluate("dispatchEvent(new Event('online'))")

    expect(page.locator("[data-say=pending]")).to_be_hidden(timeout=SECONDS)
    assert day.state("Aigerim") == "checked_in"
