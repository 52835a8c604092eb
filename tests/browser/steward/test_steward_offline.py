"""A steward on a connection that comes and goes: what is tapped arrives once, or is told."""

import json
from datetime import timedelta

import pytest
from playwright.sync_api import Route, expect

from campaigns.models import Shift, SignUp, StewardAction
from tests.browser.steward.helpers import (
    NAMES,
    Day,
    Phone,
    button,
    check_in,
    kept_on,
    open_ready,
)
from tests.factories.campaigns import in_days

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
        if keys:
            # The page goes on trying; to lose one answer is enough.
            route.abort()
            return
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
    assert [day.state(name) for name in NAMES] == ["checked_in", "confirmed", "checked_in", "confirmed"]

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
