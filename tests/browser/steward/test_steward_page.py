"""The steward's page on a phone of 390 px: without script, where nothing can be kept, in every language."""

import pytest
from playwright.sync_api import expect

from campaigns.models import Observation, SignUp, StewardAction
from tests.browser.steward.helpers import NAMES, PHONE, Day, Phone, button, check_in
from tests.browser.test_organiser import REPORT_VIOLATIONS, Watch

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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


def test_page_works_where_nothing_can_be_kept(phone: Phone, day: Day) -> None:
    page = phone()
    page.add_init_script("Object.defineProperty(globalThis, 'indexedDB', {value: undefined})")
    page.goto(day.url)
    page.get_by_label("Find a name").fill("aig")
    expect(page.locator("[data-person]:visible")).to_have_count(1)
    check_in(page, "Aigerim")

    expect(button(page, "Aigerim", "Undo")).to_be_visible()
    assert day.state("Aigerim") == "checked_in"


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
