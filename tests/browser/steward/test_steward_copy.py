"""What a steward's phone keeps: no contact, nothing that can be read, and nothing when its time is over."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from campaigns.models import SignUp, StewardLink
from tests.browser.steward.helpers import (
    NAMES,
    OPENED,
    PHONE,
    TOKEN,
    Day,
    Phone,
    button,
    check_in,
    expect_nothing_kept,
    kept_on,
    open_ready,
    open_without_connection,
)

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
    # A page that is loaded anew has a connection for a moment.
    page.context.route("**/actions/", lambda route: route.abort())
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
    open_without_connection(page, day)
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
        # It shows as done only until the answer is there, which may be at once.
        button(page, "Aigerim").click()
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
