"""Reading by mouse, without scripts, and two people at once."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from sources.models import Claim, Person, Suggestion
from sources.services.reviewing import dismiss_suggestions
from tests.browser.evidence.helpers import open_document, sign_in
from tests.factories.accounts import UserFactory
from tests.sources.reading_pages import make_document, passage_of, suggest, suggest_everything

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]


def test_the_same_by_mouse(desk: Page, live_server: LiveServer) -> None:
    document = make_document(2)
    rows = suggest_everything(passage_of(document))
    open_document(desk, live_server, document)

    desk.get_by_role("link", name="6 suggestions").click()
    desk.locator(f"#s{rows[5].pk}").get_by_role("button", name="Accept").click()
    expect(desk.locator("#said")).to_have_text("Claim accepted: Bota Samplova got five years (1).")
    expect(desk.locator("#p1 .cited")).to_contain_text("Bota Samplova got five years (1).")
    desk.get_by_role("button", name="Undo").click()
    expect(desk.locator("#said")).to_contain_text("Taken back")
    assert Claim.objects.count() == 0
    desk.locator("#p1 [data-make=claim]").click()
    desk.get_by_label("Sentence, in our words").fill("She got five years.")
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator("#p1 .cited")).to_contain_text("She got five years.")


def test_the_same_without_scripts(browser: Browser, live_server: LiveServer, organiser: User) -> None:
    document = make_document(2)
    rows = suggest_everything(passage_of(document))
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server, organiser)
    open_document(page, live_server, document)

    page.get_by_role("link", name="6 suggestions").click()
    page.locator(f"#s{rows[5].pk}").get_by_role("button", name="Accept").click()
    expect(page.locator(".messagelist")).to_contain_text("Claim accepted: Bota Samplova got five years (1).")
    page.locator("#p1 .passage-head input").check()
    page.locator("#p2 .passage-head input").check()
    page.locator("#cite").get_by_role("button", name="Claim").click()
    page.get_by_label("Sentence, in our words").fill("She got five years.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".messagelist")).to_contain_text("Claim made: She got five years.")
    assert [
        cite.passage.number for cite in Claim.objects.get(text="She got five years.").citations.all()
    ] == [1, 2]
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".messagelist")).to_contain_text("Taken back")
    assert Claim.objects.count() == 1
    page.locator("#p2 .number").click()
    page.get_by_role("button", name="Mark as furniture of the page").click()
    expect(page.locator(".messagelist")).to_contain_text("Paragraph 2 is furniture of the page now.")
    page.get_by_role("link", name="Hide furniture of the page").or_(
        page.get_by_role("link", name="Show furniture of the page")
    ).click()
    expect(page.locator("#p2")).to_be_visible()
    page.get_by_role("button", name="Mark as text").click()
    expect(page.locator(".messagelist")).to_contain_text("Paragraph 2 is text now.")
    page.get_by_role("link", name="Split into texts").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Split into texts")
    context.close()


def test_of_two_people_the_second_is_told(desk: Page, live_server: LiveServer) -> None:
    document = make_document(2)
    row = suggest(passage_of(document), "person", "Bota Samplova")
    open_document(desk, live_server, document)
    desk.keyboard.press("n")
    expect(desk.locator(f"#s{row.pk}")).to_be_focused()
    dismiss_suggestions([row.pk], by=UserFactory.create(nickname="Aru"))

    desk.keyboard.press("a")

    expect(desk.locator("#said")).to_have_text("1 had been handled already, by Aru.")
    expect(desk.locator("#p1")).to_be_focused()
    assert (Person.objects.count(), Suggestion.objects.get().state) == (0, "dismissed")
