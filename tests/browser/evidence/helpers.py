"""What tests at the evidence desk share."""

from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from sources.models import Citation, Document
from tests.browser.test_organiser import PASSWORD


def sign_in(page: Page, live_server: LiveServer, user: User) -> None:
    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What needs you today")


class Keyboard:
    """A keyboard whose keys are counted; the page has nothing else to go by."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.pressed += len(text)


def open_document(page: Page, live_server: LiveServer, document: Document) -> None:
    page.goto(live_server.url + reverse("admin:sources_document_read", args=[document.pk]))
    expect(page.locator(".passage").first).to_be_visible()


def cited(document: Document) -> int:
    return Citation.objects.filter(passage__document=document).values("claim").distinct().count()
