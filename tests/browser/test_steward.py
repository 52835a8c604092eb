"""A steward on the day, on a phone of 390 px: without script, and with script on a connection that comes and goes."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from campaigns.models import Observation, Picket, Shift, SignUp, StewardAction, StewardLink
from tests.browser.test_organiser import REPORT_VIOLATIONS, Watch
from tests.factories.campaigns import PicketFactory, ShiftFactory, SignUpFactory, StewardLinkFactory, in_days

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TOKEN = "SampleTokenOf22Letters"
NAMES = ["Aigerim", "Botagoz", "Dinara", "Zarina"]
PHONE, EMAIL = "+44 20 7946 0321", "canary.address@example.org"

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


@pytest.fixture(scope="module", autouse=True)
def _static_files() -> None:
    """Put style sheets and scripts where the test server looks for them."""
    call_command("collectstatic", interactive=False, verbosity=0)


@dataclass
class Day:
    """A picket with four people, and the address of the steward's page."""

    picket: Picket
    people: dict[str, SignUp]
    url: str
    contexts: list[BrowserContext] = field(default_factory=list)

    def state(self, name: str) -> str:
        """Return the state that is stored."""
        return SignUp.objects.get(pk=self.people[name].pk).state


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


type Phone = Callable[..., Page]


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


def test_steward_works_without_script(phone: Phone, day: Day) -> None:
    page = phone(java_script_enabled=False)
    page.goto(day.url)
    check_in(page, "Dinara")
    expect(button(page, "Dinara", "Undo")).to_be_visible()
    expect(button(page, "Dinara")).to_be_hidden()
    assert page.url == f"{day.url}#p-{day.people['Dinara'].pk}"
    check_in(page, "Botagoz")
    button(page, "Botagoz", "Undo").click()

    page.get_by_role("button", name="One more").click()
    page.get_by_label("How many are here now?").fill("45")
    page.get_by_role("button", name="Write the number down").click()
    expect(page.locator("#heads")).to_contain_text("45")
    page.get_by_label("Note").fill("The police asked for the chair.")
    page.get_by_label("It is about an arrest").check()
    page.get_by_role("button", name="Send the note").click()
    expect(page.locator("#counts")).to_contain_text("1 of 4 have come.")

    page.get_by_label("Find a name").fill("zar")
    page.get_by_role("button", name="Find").click()
    expect(page.locator("[data-person]")).to_have_count(1)
    page.get_by_role("link", name="Zarina").click()
    expect(page.get_by_role("link", name=PHONE)).to_be_visible()

    assert [day.state(name) for name in NAMES] == ["confirmed", "confirmed", "checked_in", "confirmed"]
    assert StewardAction.objects.filter(kind="walk_in").count() == 1
    assert [(one.headcount, one.is_incident) for one in Observation.objects.all()] == [
        (45, False),
        (None, True),
    ]


def test_check_ins_without_a_connection_arrive_once(phone: Phone, day: Day) -> None:
    page = phone()
    open_ready(page, day)
    page.context.set_offline(True)
    # A page that is loaded anew has a connection for a moment, until the browser is told again that there is none.
    page.context.route("**/actions/", lambda route: route.abort())
    for name in NAMES[:3]:
        check_in(page, name)
    page.get_by_role("button", name="One more").click()
    expect(page.locator("[data-say=pending]")).to_have_text("4 not sent yet")

    page.reload()
    expect(page.get_by_role("heading", name="Who is expected")).to_be_visible()
    expect(page.locator("[data-say=offline]")).to_contain_text("This is the list as it was at")
    expect(page.locator("[data-say=pending]")).to_have_text("4 not sent yet")
    expect(page.locator("[data-state=checked_in]")).to_have_count(3)
    expect(page.locator("#walk-ins")).to_have_text("1")
    assert StewardAction.objects.count() == 0
    page.get_by_label("Find a name").fill("zar")
    expect(page.locator("[data-person]:visible")).to_have_count(1)
    check_in(page, "Zarina")
    expect(page.locator("[data-say=pending]")).to_have_text("5 not sent yet")

    page.context.unroute_all(behavior="wait")
    page.context.set_offline(False)
    expect(page.locator("[data-say=pending]")).to_be_hidden()
    expect(page.locator("[data-say=offline]")).to_be_hidden()
    expect(page.locator("#walk-ins")).to_have_text("1")
    assert [day.state(name) for name in NAMES] == ["checked_in"] * 4
    assert StewardAction.objects.filter(kind="check_in").count() == 4
    page.reload()
    expect(page.locator("[data-state=checked_in]")).to_have_count(4)
    expect(page.locator("[data-say=pending]")).to_be_hidden()
    assert StewardAction.objects.count() == 5


def test_answer_that_is_lost_makes_no_second_check_in(phone: Phone, day: Day) -> None:
    page = phone()
    open_ready(page, day)
    lost: list[str] = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().text())
        route.abort()

    page.context.route("**/actions/", lose)
    check_in(page, "Aigerim")
    page.get_by_role("button", name="One more").click()
    expect(page.locator("[data-say=pending]")).to_have_text("2 not sent yet")
    expect(page.locator("[data-say=offline]")).to_be_visible()
    # The server has taken the first of them; the phone does not know.
    assert StewardAction.objects.count() >= 1
    assert lost
    page.context.unroute_all(behavior="wait")
    page.evaluate("dispatchEvent(new Event('online'))")

    expect(page.locator("[data-say=pending]")).to_be_hidden()
    assert [action.kind for action in StewardAction.objects.order_by("kind")] == ["check_in", "walk_in"]
    expect(page.locator("#walk-ins")).to_have_text("1")


def test_control_without_the_key_it_would_be_done_twice(phone: Phone, day: Day) -> None:
    """The control: a phone that makes a new key each time it sends counts one person twice."""
    page = phone()
    open_ready(page, day)

    def lose_and_forget_the_key(route: Route) -> None:
        sent = json.loads(route.request.post_data or "")
        for action in sent["actions"]:
            action["id"] = page_key(len(keys))
            keys.append(action["id"])
        route.fetch(post_data=json.dumps(sent))
        route.abort()

    keys: list[str] = []
    page.context.route("**/actions/", lose_and_forget_the_key)
    page.get_by_role("button", name="One more").click()
    expect(page.locator("[data-say=offline]")).to_be_visible()
    page.context.unroute_all(behavior="wait")
    page.evaluate("dispatchEvent(new Event('online'))")

    expect(page.locator("[data-say=pending]")).to_be_hidden()
    assert StewardAction.objects.count() == 2


def page_key(number: int) -> str:
    """Return a key of an action."""
    return f"00000000-0000-4000-8000-{number:012d}"


def test_two_stewards_do_not_get_in_each_others_way(phone: Phone, day: Day) -> None:
    first, second = phone(), phone()
    open_ready(first, day)
    open_ready(second, day)
    second.context.set_offline(True)
    check_in(second, "Aigerim")
    check_in(second, "Botagoz")
    check_in(first, "Aigerim")
    check_in(first, "Dinara")
    expect(first.locator("[data-say=pending]")).to_be_hidden()

    second.context.set_offline(False)
    expect(second.locator("[data-state=checked_in]")).to_have_count(3)
    expect(second.locator("[data-say=pending]")).to_be_hidden()
    assert [day.state(name) for name in NAMES] == ["checked_in"] * 3 + ["confirmed"]


def test_what_is_refused_is_told(phone: Phone, day: Day) -> None:
    page = phone()
    open_ready(page, day)
    page.context.set_offline(True)
    check_in(page, "Aigerim")
    SignUp.objects.filter(pk=day.people["Aigerim"].pk).update(state="cancelled")
    page.context.set_offline(False)

    expect(page.locator("[data-say=refused] li")).to_have_text(
        "Aigerim gave the place back. Count them among those who came without signing up."
    )
    expect(page.locator("[data-person]")).to_have_count(3)
    page.get_by_role("button", name="I have read it").click()
    expect(page.locator("[data-say=refused]")).to_be_hidden()


def test_copy_holds_no_contact_and_is_sealed(phone: Phone, day: Day) -> None:
    page = phone()
    open_ready(page, day)
    page.get_by_role("link", name="Aigerim").click()
    expect(page.get_by_role("link", name=PHONE)).to_be_visible()
    page.goto(day.url)
    page.context.set_offline(True)
    page.get_by_label("Note").fill("CANARYNOTE")
    page.get_by_role("button", name="Send the note").click()
    expect(page.locator("[data-say=pending]")).to_have_text("1 not sent yet")

    kept, opened = kept_on(page), page.evaluate(OPENED, TOKEN)
    contacts = (PHONE, "7946", "canary.address", "@example.org")
    assert [canary in opened for canary in contacts] == [False] * 4
    # The control: names are in the copy, so a contact would have been found there.
    assert [name in opened for name in NAMES] == [True] * 4
    assert page.evaluate(OPENED, "x" * 22) == ""
    secrets = (*contacts, *NAMES, "CANARYNOTE", TOKEN)
    assert [canary in kept for canary in secrets] == [False] * len(secrets)
    assert ["steward.copies" in kept, "steward.actions" in kept, "cache steward" in kept] == [True] * 3


def test_copy_is_gone_when_its_time_is_over(phone: Phone, day: Day) -> None:
    page = phone()
    page.clock.install(time=timezone.now())
    open_ready(page, day)
    page.context.set_offline(True)
    check_in(page, "Aigerim")
    expect(page.locator("[data-say=pending]")).to_have_text("1 not sent yet")
    # The control: an hour before, all is there, after a reload too.
    left = StewardLink.objects.get().expires_at - timezone.now()
    page.clock.fast_forward(int((left - timedelta(hours=1)).total_seconds() * 1000))
    page.reload()
    expect(page.locator("[data-state=checked_in]")).to_have_count(1)
    assert "steward.copies" in kept_on(page)

    page.clock.fast_forward(61 * 60 * 1000)

    expect(page.locator("[data-say=over]")).to_contain_text("The list is deleted from this phone.")
    expect(page.locator("[data-say=over]")).to_contain_text("1 could not be sent.")
    expect(page.locator("body")).not_to_contain_text("Aigerim")
    expect_nothing_kept(page)


def test_copy_is_gone_when_the_page_is_opened_too_late(phone: Phone, day: Day) -> None:
    page = phone()
    page.clock.install(time=timezone.now())
    open_ready(page, day)
    page.context.set_offline(True)
    page.goto("about:blank")
    page.clock.set_fixed_time(StewardLink.objects.get().expires_at)
    page.goto(day.url)

    expect(page.locator("[data-say=none]")).to_contain_text("This page is not kept on this phone.")
    assert ["Aigerim" in page.content(), "Who is expected" in page.content()] == [False, False]
    assert page.evaluate(OPENED, TOKEN) == ""


@pytest.mark.parametrize("how", ["a tap", "opening the page"])
def test_copy_is_gone_when_the_link_is_revoked(phone: Phone, day: Day, how: str) -> None:
    page = phone()
    open_ready(page, day)
    assert "steward.copies" in kept_on(page)
    StewardLink.objects.update(revoked_at=timezone.now())
    if how == "a tap":
        check_in(page, "Aigerim")
        expect(page.locator("[data-say=over]")).to_contain_text("1 could not be sent.")
    else:
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("This link does not open anything")

    expect_nothing_kept(page)
    assert day.state("Aigerim") == "confirmed"


def test_person_who_is_gone_deletes_nothing_on_the_phone(phone: Phone, day: Day) -> None:
    page = phone()
    open_ready(page, day)
    SignUp.objects.filter(pk=day.people["Zarina"].pk).update(state="cancelled")
    page.goto(f"{day.url}people/{day.people['Zarina'].pk}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("This person is not on the list any more.")
    page.wait_for_timeout(500)

    assert "steward.copies" in kept_on(page)
    assert "Aigerim" in page.evaluate(OPENED, TOKEN)


def test_answer_of_a_portal_deletes_nothing(phone: Phone, day: Day) -> None:
    """A café's portal answers everything with a page of its own, 404 included."""
    page = phone()
    open_ready(page, day)
    asked: list[int] = []

    def portal(route: Route) -> None:
        asked.append([200, 404, 503][len(asked) % 3])
        route.fulfill(status=asked[-1], body="<p>Pay</p>")

    page.context.route("**/actions/", portal)
    for number in range(3):
        page.evaluate("dispatchEvent(new Event('online'))")
        while len(asked) <= number:
            page.wait_for_timeout(50)
    expect(page.locator("[data-say=offline]")).to_be_visible()
    assert "steward.copies" in kept_on(page)
    page.context.unroute_all(behavior="wait")
    check_in(page, "Aigerim")

    expect(page.locator("[data-say=pending]")).to_be_hidden()
    assert day.state("Aigerim") == "checked_in"


def test_double_tap_does_not_take_back(phone: Phone, day: Day) -> None:
    page = phone()
    open_ready(page, day)
    button(page, "Aigerim").dblclick()
    expect(button(page, "Aigerim", "Undo")).to_be_visible()
    expect(page.locator("[data-say=pending]")).to_be_hidden()

    assert (day.state("Aigerim"), StewardAction.objects.count()) == ("checked_in", 1)


def test_page_works_where_nothing_can_be_kept(phone: Phone, day: Day) -> None:
    page = phone()
    page.add_init_script("Object.defineProperty(globalThis, 'indexedDB', {value: undefined})")
    page.goto(day.url)
    page.get_by_label("Find a name").fill("aig")
    expect(page.locator("[data-person]:visible")).to_have_count(1)
    check_in(page, "Aigerim")

    expect(button(page, "Aigerim", "Undo")).to_be_visible()
    assert day.state("Aigerim") == "checked_in"


def test_rest_is_marked_absent_without_a_connection(phone: Phone, day: Day) -> None:
    over = in_days(-0.01)
    Shift.objects.update(starts_at=over - timedelta(hours=1), ends_at=over)
    page = phone()
    open_ready(page, day)
    page.context.set_offline(True)
    check_in(page, "Aigerim")
    page.get_by_role("button", name="Mark the rest as absent").click()
    expect(page.locator("[data-state=absent]")).to_have_count(3)
    page.context.set_offline(False)

    expect(page.locator("[data-say=pending]")).to_be_hidden()
    assert [day.state(name) for name in NAMES] == ["checked_in"] + ["absent"] * 3


@pytest.mark.parametrize("width", [360, 390, 1280])
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_page_keeps_to_the_policy_and_fits(phone: Phone, day: Day, width: int, language: str) -> None:
    SignUp.objects.filter(pk=day.people["Zarina"].pk).update(brought_by=day.people["Aigerim"], email_index="")
    page = phone()
    watch = Watch(day.url.split("/en/")[0])
    page.context.add_init_script(REPORT_VIOLATIONS)
    watch.listen(page)
    page.set_viewport_size({"width": width, "height": 844})
    url = day.url.replace("/en/", f"/{language}/")
    for address in (url, f"{url}people/{day.people['Zarina'].pk}/"):
        page.goto(address)
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (address, beyond) == (address, 0)
        small = page.evaluate(
            "[...document.querySelectorAll('main button, main .who, main summary')]"
            ".filter(e => e.offsetParent && e.getBoundingClientRect().height < 44).map(e => e.textContent)"
        )
        assert small == []
    assert watch.problems == []
