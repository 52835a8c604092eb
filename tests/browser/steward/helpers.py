"""What the tests of a steward's phone share: a picket that goes on, and looking at what is kept on the phone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from campaigns.models import Picket, SignUp

TOKEN = "SampleTokenOf22Letters"
NAMES = ["Aigerim", "Botagoz", "Dinara", "Zarina"]
PHONE, EMAIL = "+44 20 7946 0321", "canary.address@example.org"

type Phone = Callable[..., Page]

# Everything that this site keeps on the phone, as text: databases, caches with their addresses, and the rest.
KEPT = """async () => {
  const kept = [JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])];
  for (const {name} of await indexedDB.databases()) {
    const base = await new Promise((done) => { indexedDB.open(name).onsuccess = (e) => done(e.target.result); });
    for (const table of base.objectStoreNames) {
      const rows = await new Promise((done) => {
        base.transaction(table).objectStore(table).getAll().onsuccess = (e) => done(e.target.result);
      });
      const text = (key, value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
        ? new TextDecoder("latin1").decode(value) : value;
      kept.push(`${name}.${table}: ${JSON.stringify(rows, text)}`);
    }
    base.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const type = request.url.match(/woff2|png/) ? "" : await (await cache.match(request)).text();
      kept.push(`cache ${name} ${request.url} ${type}`);
    }
  }
  const workers = await navigator.serviceWorker.getRegistrations();
  return kept.concat(workers.map((worker) => `worker ${worker.scope}`));
}"""
# What a thief who has the address as well can open.
OPENED = "async (token) => (await (await StewardStore.open(token)).copy())?.html ?? ''"
IS_READY = """async () => {
  const cache = await caches.open("steward");
  return Boolean(navigator.serviceWorker.controller) && (await cache.keys()).length > 5;
}"""


@dataclass
class Day:
    """A picket with four people, and the address of the steward's page."""

    picket: Picket
    people: dict[str, SignUp]
    url: str

    def state(self, name: str) -> str:
        """Return the state that is stored."""
        return SignUp.objects.get(pk=self.people[name].pk).state


def button(page: Page, name: str, words: str = "Check in") -> Any:  # noqa: ANN401 - Playwright's locator
    """Return a button in somebody's row."""
    return page.get_by_role("button", name=f"{words}, {name}", exact=True)


def check_in(page: Page, name: str) -> None:
    """Check somebody in; from when it shows, it is kept on the phone."""
    button(page, name).click()
    expect(button(page, name, "Undo")).to_be_visible()


def open_ready(page: Page, day: Day) -> None:
    """Open the page and wait until it can do without a connection."""
    page.goto(day.url)
    wait_for(page, IS_READY)


def wait_for(page: Page, condition: str) -> None:
    """Wait until a function of the page promises something true; Playwright's own way does not await it."""
    for _ in range(300):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"waited in vain for {condition}")


def kept_on(page: Page) -> str:
    """Return everything that the site keeps on this phone."""
    return "\n".join(page.evaluate(KEPT))


def expect_nothing_kept(page: Page) -> None:
    """Wait until nothing at all is kept on this phone: no copy, no cache, no worker."""
    wait_for(page, f"async () => (await ({KEPT})()).length === 1")
    assert kept_on(page) == '[{},{},""]'


def open_without_connection(page: Page, day: Day) -> None:
    """Open the page that is kept on the phone.

    A page or worker that begins anew has a connection for a moment, until the browser is told again that there is none.
    """
    for _ in range(50):
        page.goto(day.url)
        if page.locator("#shell").count():
            return
        page.wait_for_timeout(200)
    pytest.fail("the page came from the server each time")
