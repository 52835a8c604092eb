"""A statement is signed as people do it: a real browser with scripts off, mails read from the mailbox."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from campaigns.models import Signature, Statement
from campaigns.services.outbox import sweep_outbox
from campaigns.services.versions import publish_version
from campaigns.signature_counts import Counts, counts_of
from tests.campaigns.mails import mails_in
from tests.campaigns.signing import draft, link_in, now, open_with_text

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def mail_folder(settings: Settings, tmp_path: Path) -> Path:
    """Write mail to an empty folder of this test."""
    folder = tmp_path / "mail"
    backend = {"BACKEND": "toolkit.mail_backends.FolderBackend", "OPTIONS": {"file_path": str(folder)}}
    settings.MAILERS = {"default": backend}
    return folder


@pytest.fixture
def statement() -> Statement:
    return open_with_text(("en", "ru"), goal=10)


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A phone without scripts; at the end it holds no cookie."""
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    yield context
    assert context.cookies() == []
    context.close()


@pytest.fixture(autouse=True)
def _hurried_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the browser be as fast as it is."""
    monkeypatch.setattr("campaigns.forms_signing.SHORTEST_READING", now() - now())


def _sign(page: Page, statement: Statement, language: str, name: str, address: str) -> None:
    page.goto(f"/{language}/statements/{statement.slug}/")
    page.locator('input[name="name"]').fill(name)
    page.locator('input[name="email"]').fill(address)
    page.locator('input[name="display"][value="full"]').check()
    page.locator('#sign-statement button[type="submit"]').click()
    page.wait_for_url("**/signed/")


def _link(folder: Path, address: str) -> str:
    sweep_outbox()
    return link_in(mails_in(folder, address)[-1].text)


def _press(page: Page, form: str) -> None:
    with page.expect_navigation():
        page.locator(f'form[action$="/{form}/"] button[type="submit"]').click()


def test_two_languages_one_count_a_new_version_and_a_withdrawal(
    phone: BrowserContext, statement: Statement, mail_folder: Path
) -> None:
    page = phone.new_page()
    people = {"en": ("Aigerim Sample", "aigerim@example.org"), "ru": ("Иван Пример", "ivan@example.org")}
    for language, (name, address) in people.items():
        _sign(page, statement, language, name, address)
        page.goto(_link(mail_folder, address))
        assert name in page.locator("main").inner_text()
        _press(page, "confirm")
        assert page.locator("html").get_attribute("lang") == language
    assert counts_of(statement) == Counts(people=2, organisations=0, paper=0, earlier=0)
    page.goto(f"/en/statements/{statement.slug}/")
    assert "2 have signed. Help us reach 10." in page.locator("main").inner_text()
    assert page.locator(".squares .taken").count() == 2

    draft(statement, 2, "en")
    draft(statement, 2, "ru", what_changed="Второй пункт новый.", text="Новый текст.")
    publish_version(statement, 2, now=now())
    link = _link(mail_folder, "ivan@example.org")
    assert counts_of(statement) == Counts(people=0, organisations=0, paper=0, earlier=2)
    page.goto(link)
    assert "Второй пункт новый." in page.locator("main").inner_text()
    _press(page, "confirm")
    assert counts_of(statement) == Counts(people=1, organisations=0, paper=0, earlier=1)

    _press(page, "withdraw")
    assert counts_of(statement) == Counts(people=0, organisations=0, paper=0, earlier=1)
    assert sorted(Signature.objects.values_list("state", flat=True)) == ["confirmed", "withdrawn"]
    events = list(statement.ledger.values_list("event", "count"))
    assert events == [("signed", 1), ("signed", 2), ("renewed", 2), ("withdrawn", 1)]


def test_a_mistake_keeps_what_was_typed_and_an_organisation_has_its_own_form(
    phone: BrowserContext, statement: Statement, mail_folder: Path
) -> None:
    page = phone.new_page()
    page.goto(f"/en/statements/{statement.slug}/")
    page.get_by_role("link", name="For an organisation").click()
    page.locator('input[name="organisation_name"]').fill("Sample Union")
    page.locator('input[name="name"]').fill("Dana Sample")
    page.locator('input[name="email"]').fill("office@union")
    page.locator('#sign-statement button[type="submit"]').click()
    assert "This address is missing its ending" in page.locator("main").inner_text()
    assert page.locator('input[name="organisation_name"]').input_value() == "Sample Union"

    page.locator('input[name="email"]').fill("office@union.example")
    page.locator('#sign-statement button[type="submit"]').click()
    page.wait_for_url("**/signed/")
    page.goto(_link(mail_folder, "office@union.example"))
    _press(page, "confirm")

    assert "An organiser looks at organisations" in page.locator("main").inner_text()
    assert counts_of(statement).total == 0
