"""A document on its way in, seen in a real browser: from waiting to done without a reload, and without scripts."""

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from sources.models import Document, Intake
from sources.tasks import run_intake_task
from tests.browser.evidence.helpers import sign_in
from tests.sources.importing.corpus import ENGLISH

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]
TEXT = "\n".join(["Sample statement of the committee", *(f"{ENGLISH} Number {n}." for n in range(3))])


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep originals apart; the worker is the test itself, when it says so."""
    monkeypatch.setattr(settings, "DOCUMENT_ROOT", tmp_path / "documents")
    monkeypatch.setattr("sources.services.intakes.ask_for_task", lambda *_: None)


def bring_in(page: Page, live_server: LiveServer, text: str) -> Intake:
    page.goto(live_server.url + reverse("admin:intakes"))
    page.get_by_label("Pasted text").fill(text)
    page.get_by_role("button", name="Bring in").click()
    expect(page.locator("#intakes")).to_contain_text("Waits for a worker")
    return Intake.objects.get()


def test_progress_is_shown_without_a_reload_and_then_stops(desk: Page, live_server: LiveServer) -> None:
    intake = bring_in(desk, live_server, TEXT)
    desk.evaluate("document.body.dataset.mark = 'the same page'")
    # What somebody types meanwhile stays.
    desk.get_by_label("Addresses").fill("https://site.example/")
    Intake.objects.update(state=Intake.State.AT_WORK, step=Intake.Step.READING)
    expect(desk.locator("#intakes")).to_contain_text("Is being read: Reading its text")
    Intake.objects.update(state=Intake.State.WAITING, step="")

    run_intake_task(str(intake.pk))

    expect(desk.locator("#intakes")).to_contain_text("Brought in")
    expect(desk.locator("#intakes h3")).to_have_text("Sample statement of the committee")
    expect(desk.locator("#intakes .figure")).to_contain_text("4")
    assert desk.evaluate("document.body.dataset.mark") == "the same page"
    expect(desk.get_by_label("Addresses")).to_have_value("https://site.example/")
    # Once nothing is on its way, nobody asks any more.
    expect(desk.locator("#intakes")).not_to_have_attribute("hx-get", "/admin/intakes/")
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))
    desk.wait_for_timeout(3_000)
    assert asked == []
    desk.get_by_role("link", name="Read it").click()
    expect(desk.locator(".passage")).to_have_count(4)
    assert Document.objects.get().passages.count() == 4


def test_failure_is_shown_without_a_reload(desk: Page, live_server: LiveServer) -> None:
    intake = bring_in(desk, live_server, "\u200b\n\u00a0")

    run_intake_task(str(intake.pk))

    expect(desk.locator("#intakes")).to_contain_text("There is no text in it.")


def test_progress_without_scripts_is_a_link(
    browser: Browser, live_server: LiveServer, organiser: User
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server, organiser)
    intake = bring_in(page, live_server, TEXT)

    run_intake_task(str(intake.pk))
    page.get_by_role("link", name="Reload").click()

    expect(page.locator("#intakes")).to_contain_text("Brought in")
    expect(page.get_by_role("link", name="Reload")).to_have_count(0)
    context.close()
