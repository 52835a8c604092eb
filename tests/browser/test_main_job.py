"""The main job on the real campaign, as people do it: a real browser with scripts off, a real broker and worker."""

import email
import email.policy
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import icalendar
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route
from pypdf import PdfReader

from tests.run.serving import Served, make_secrets, make_tables, manage, serving, wait_until

LANGUAGES = ["en", "ru", "kk"]
NAMES = {"en": "Sample Volunteer", "ru": "Пробный Волонтёр", "kk": "Үлгі Ерікті"}
# What must stand on the leaflet: the name, the headline, what is asked. Kazakh letters included.
LEAFLET = {
    "en": ["Erzhan Elshibayev", "They asked for work.", "Release him now."],
    "ru": ["Ержан Елшибаев", "Они просили работу.", "Освободите его немедленно."],
    "kk": ["Ержан Елшібаев", "Олар жұмыс сұрады.", "Оны дереу босатыңдар."],
}

pytestmark = [
    pytest.mark.run,
    pytest.mark.xdist_group("run"),
    pytest.mark.needs("chromium", "broker", "pango"),
]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return the whole application with the example campaign and a sample picket that starts soon."""
    var = tmp_path_factory.mktemp("main-job") / "var"
    make_secrets(var)
    make_tables(var)
    with serving(var, "--prepare") as served:
        wait_until(served.ready, "a first start", seconds=240)
        made = manage(var, "make_sample_picket", "--soon", PORT=str(served.port))
        assert made.returncode == 0, made.stderr
        yield served


@contextmanager
def phone(browser: Browser, app: Served) -> Iterator[BrowserContext]:
    """Open a phone's browser without scripts; at the end it holds no cookie and has asked no other host."""
    context = browser.new_context(
        base_url=f"http://localhost:{app.port}",
        java_script_enabled=False,
        accept_downloads=True,
        viewport={"width": 390, "height": 844},
    )
    hosts: set[str | None] = set()
    context.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    context.route(re.compile(r"\.pdf(\?|$)"), save_instead_of_showing)
    yield context
    assert context.cookies() == []
    assert hosts == {"localhost"}
    context.close()


@pytest.fixture
def reader(browser: Browser, app: Served) -> Iterator[BrowserContext]:
    """Return a reader's phone."""
    with phone(browser, app) as context:
        yield context


@pytest.fixture(scope="module")
def volunteers(browser: Browser, app: Served) -> dict[str, str]:
    """Sign somebody up in each language; return their addresses. Together, so that one sweep reminds them all."""
    addresses = {language: f"volunteer-{language}@example.org" for language in LANGUAGES}
    for language, address in addresses.items():
        with phone(browser, app) as context:
            page = context.new_page()
            page.goto(f"/{language}/pickets/")
            page.locator(f'a[href^="/{language}/pickets/sample"]').first.click()
            page.locator('input[name="shift"]').first.check()
            page.locator('input[name="name"]').fill(NAMES[language])
            page.locator('input[name="email"]').fill(address)
            page.locator('form[action$="/sign-up/"] button[type="submit"]').first.click()
            assert "/sign-up/" in page.url
            assert page.locator("html").get_attribute("lang") == language
    return addresses


@pytest.mark.parametrize("language", LANGUAGES)
def test_volunteer_gets_a_confirmation_with_a_calendar_file(
    volunteers: dict[str, str], app: Served, language: str
) -> None:
    confirmation = wait_for_mail(app.var, volunteers[language], 1)[0]
    assert NAMES[language] in text_of(confirmation)
    assert private_link(confirmation, language)
    assert str(calendar_of(confirmation).events[0]["UID"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_volunteer_is_reminded_and_cancels(
    reader: BrowserContext, volunteers: dict[str, str], app: Served, language: str
) -> None:
    # Beat sweeps each minute: the reminder comes through the broker and the worker.
    confirmation, reminder = wait_for_mail(app.var, volunteers[language], 2)[:2]
    assert reminder["Subject"] != confirmation["Subject"]
    assert private_link(reminder, language) != private_link(confirmation, language)

    page = reader.new_page()
    page.goto(private_link(confirmation, language))
    assert NAMES[language] in page.locator("main").inner_text()
    page.locator('form[action$="/cancel/"] button[type="submit"]').click()
    assert page.locator('form[action$="/cancel/"]').count() == 0
    told = wait_for_mail(app.var, volunteers[language], 3)
    assert len(told) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_supporter_downloads_a_leaflet(reader: BrowserContext, language: str) -> None:
    page = reader.new_page()
    page.goto(f"/{language}/cases/")
    page.locator(f'a[href="/{language}/cases/erzhan-elshibayev/"]').first.click()
    text = read_pdf(
        follow_to_pdf(page, f'a[href="/{language}/cases/erzhan-elshibayev/leaflet.pdf"]'), language
    )
    for words in LEAFLET[language]:
        assert words in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_supporter_downloads_a_petition_letter_with_a_name(reader: BrowserContext, language: str) -> None:
    page = reader.new_page()
    page.goto(f"/{language}/letters/elshibayev-to-the-ambassador/")
    page.locator('input[name="name"]').fill(NAMES[language])
    with page.expect_download() as download:
        page.locator('form[method="post"] button[type="submit"]').first.click()
    text = read_pdf(download.value.path().read_bytes(), language)
    assert NAMES[language] in text
    assert LEAFLET[language][0].split()[1][:7] in text


def save_instead_of_showing(route: Route) -> None:
    """Pass a PDF on as a download: the browser would show it, and the test wants the file."""
    response = route.fetch()
    headers = {**response.headers, "content-disposition": "attachment"}
    route.fulfill(response=response, headers=headers)


def follow_to_pdf(page: Page, link: str) -> bytes:
    """Click a link that leads to a PDF and return the file."""
    with page.expect_download() as download:
        page.locator(link).first.click()
    return download.value.path().read_bytes()


def read_pdf(content: bytes, language: str) -> str:
    """Return the text of a PDF of one A4 page, lines joined; its language must be the one asked for."""
    pdf = PdfReader(io.BytesIO(content))
    assert len(pdf.pages) == 1
    assert [round(float(side)) for side in pdf.pages[0].mediabox[2:]] == [595, 842]
    assert str(pdf.root_object["/Lang"]) == language
    return " ".join(pdf.pages[0].extract_text().split())


def mails_to(var: Path, address: str) -> list[EmailMessage]:
    """Return what was sent to an address, the oldest first."""
    files = sorted((var / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    messages = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]
    return [message for message in messages if address in str(message["To"])]


def wait_for_mail(var: Path, address: str, count: int) -> list[EmailMessage]:
    """Return the mails to an address, the oldest first, as soon as there are so many."""
    wait_until(lambda: len(mails_to(var, address)) >= count, f"mail {count} to {address}", seconds=150)
    return mails_to(var, address)


def text_of(message: EmailMessage) -> str:
    """Return the text body."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def private_link(message: EmailMessage, language: str) -> str:
    """Return the path of the private link in a mail."""
    found = re.search(rf"https?://[^/\s]+(/{language}/sign-up/[\w-]+/)", text_of(message))
    assert found is not None, text_of(message)
    return found[1]


def calendar_of(message: EmailMessage) -> icalendar.Calendar:
    """Return the calendar file that is attached."""
    [part] = [part for part in message.iter_attachments() if part.get_content_type() == "text/calendar"]
    content = part.get_content()
    return icalendar.Calendar.from_ical(content if isinstance(content, str | bytes) else str(content))
