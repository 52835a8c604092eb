"""The print studio in a real browser: choose, look at the picture, take the PDF; with scripts and without."""

import io
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from campaigns.services import printing
from prisoners.models import Case
from tests.campaigns.printed import NAMES, make_case

pytestmark = [
    pytest.mark.needs("chromium"),
    pytest.mark.needs("pango"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(scope="module", autouse=True)
def _static_files() -> None:
    """Put style sheets and scripts where the test server looks for them."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def _without_a_worker(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files go into a folder of the test, and the web process makes them after its patience."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.PRINT_ROOT = tmp_path / "print"
    monkeypatch.setattr(printing, "_wake_worker", lambda _key: None)


def title_of(page: Page, live_server: LiveServer) -> tuple[str, str]:
    """Return the title and the language of the PDF to which the page leads."""
    address = page.locator(".studio-get a.button--main").get_attribute("href")
    answer = page.request.get(f"{live_server.url}{address}")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    reader = PdfReader(io.BytesIO(answer.body()))
    assert reader.metadata is not None
    return str(reader.metadata.title), str(reader.trailer["/Root"]["/Lang"])  # type: ignore[index]  # a catalogue


def expect_picture(page: Page) -> None:
    """Wait until the sheet is made and its picture is drawn."""
    picture = page.locator("#preview .picture img")
    expect(picture).to_be_visible(timeout=20_000)
    expect(picture).to_have_js_property("complete", True)  # noqa: FBT003 - what the browser says
    assert picture.evaluate("image => image.naturalWidth") == 900


def test_form_and_language_are_chosen_and_the_pdf_is_of_them(
    browser: Browser, live_server: LiveServer
) -> None:
    case: Case = make_case()
    said: list[str] = []
    page = browser.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{live_server.url}/en/print/?about=case:{case.slug}&form=sign")
    expect_picture(page)
    before = page.locator("#preview .picture img").get_attribute("src")
    with page.expect_response(lambda answer: answer.request.headers.get("hx-request") == "true"):
        page.locator('input[name="language"][value="ru"]').check(force=True)
    page.locator('input[name="form"][value="a6"]').check()
    expect(page.locator("#preview .picture img")).not_to_have_attribute("src", str(before), timeout=20_000)
    expect_picture(page)
    title, language = title_of(page, live_server)
    assert (title.split(":")[0], language) == (NAMES["ru"], "ru")
    assert re.search(r"form=a6.*language=ru", page.url)
    # A campaign brings its cases with it, and they go with it.
    campaign = case.campaigns.get()
    page.locator("#id_about").select_option(f"campaign:{campaign.slug}")
    expect(page.locator('#cases input[name="case"]')).to_have_count(1, timeout=20_000)
    page.locator("#id_about").select_option(f"case:{case.slug}")
    expect(page.locator('#cases input[name="case"]')).to_have_count(0, timeout=20_000)
    assert (page.context.cookies(), [line for line in said if "Content Security Policy" in line]) == ([], [])


def test_studio_works_without_scripts(browser: Browser, live_server: LiveServer) -> None:
    case = make_case()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/en/print/?about=case:{case.slug}")
    page.locator('input[name="form"][value="sign"]').check()
    page.locator('input[name="language"][value="kk"]').check(force=True)
    page.get_by_role("button", name="Show me the sheet").click()
    # The page asks again by itself until the sheet is there.
    expect(page.locator("#preview .picture img")).to_be_visible(timeout=20_000)
    title, language = title_of(page, live_server)
    assert (title.split(":")[0], language) == (NAMES["kk"], "kk")
