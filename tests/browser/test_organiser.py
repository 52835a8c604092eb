"""An organiser at work in a real browser, under the strict content security policy."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.db.models import Model
from django.urls import reverse
from playwright.sync_api import ConsoleMessage, Page, Request, Response, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from campaigns.models import Picket
from prisoners.models import Case
from sources.models import Claim, Translation
from tests.browser.waiting import wait_until
from tests.desk import address
from tests.factories.campaigns import LetterFactory, ShiftFactory, SignUpFactory
from tests.factories.prisoners import CaseEventFactory, CaseFactory, StorySentenceFactory
from tests.factories.sources import (
    CitationFactory,
    ClaimFactory,
    DocumentFactory,
    PassageFactory,
    QuestionFactory,
    TranslationFactory,
)
from tests.parts import is_there
from tests.test_admin_pages import NOT_ADDED, NOT_DELETED, REGISTERED, make

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]

PASSWORD = "correct horse battery staple"
# Tells the console of each thing that the policy keeps from running, which Chromium alone may only count.
REPORT_VIOLATIONS = (
    "document.addEventListener('securitypolicyviolation',"
    " event => console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI))"
)


@dataclass
class Watch:
    """What went wrong on the pages that were opened."""

    base: str
    problems: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Note what a page, and each window that it opens, complains of."""
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on("request", self._on_request)
        page.on("response", self._on_response)
        page.on("popup", self.listen)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.problems.append(f"{message.location.get('url')}: {message.text}")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((self.base, "data:", "about:")):
            self.problems.append(f"request to another host: {request.url}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400:
            self.problems.append(f"{response.status}: {response.url}")


@pytest.fixture(scope="module", autouse=True)
def _static_files() -> None:
    """Put style sheets and scripts where the test server looks for them."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture
def organiser() -> User:
    """An organiser with a password of her own."""
    return User.objects.create_superuser("dana@example.org", PASSWORD, nickname="Dana")


@pytest.fixture
def case() -> Case:
    """A public case with a story, a step and a letter."""
    case: Case = CaseFactory.create(slug="elshibayev", person__name__text="Erzhan Elshibayev")
    StorySentenceFactory.create(case=case)
    CaseEventFactory.create(case=case, title="Arrested").claims.add(ClaimFactory.create())
    LetterFactory.create(case=case, title="To the ambassador")
    return case


@pytest.fixture
def watch(page: Page, live_server: LiveServer) -> Iterator[Watch]:
    """Listen to all that the browser complains of; nothing may be left at the end."""
    watch = Watch(live_server.url)
    page.context.add_init_script(REPORT_VIOLATIONS)
    watch.listen(page)
    yield watch
    assert watch.problems == []


@pytest.fixture
def desk(page: Page, live_server: LiveServer, organiser: User, watch: Watch) -> Page:
    """The browser, signed in through the form."""
    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("E-mail address").fill(organiser.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What needs you today")
    return page


def pages_of(model: type[Model], row: Model) -> list[str]:
    """Return the addresses of all pages of a model's admin."""
    label = f"{model._meta.app_label}_{model._meta.model_name}"
    pages = [reverse(f"admin:{label}_changelist"), address(row), address(row, "history")]
    pages += [] if model._meta.label in NOT_ADDED else [reverse(f"admin:{label}_add")]
    pages += [] if model._meta.label in NOT_DELETED else [address(row, "delete")]
    return pages


def try_widgets(page: Page) -> None:
    """Open what a form has: closed parts, another row of each inline, a search box, a calendar and a clock."""
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    page.evaluate("document.querySelectorAll('.add-row a').forEach(link => link.click())")
    boxes = page.locator(".select2-selection:visible")
    if boxes.count():
        boxes.last.click()
        page.locator(".select2-results__option").first.wait_for()
        page.keyboard.press("Escape")
    for icon in (".date-icon:visible", ".clock-icon:visible"):
        if page.locator(icon).count():
            page.locator(icon).first.click()
            page.keyboard.press("Escape")


@pytest.mark.long
def test_admin_keeps_to_the_policy_on_every_page(desk: Page, live_server: LiveServer, watch: Watch) -> None:
    rows = {model: make(model) for model in REGISTERED}
    picket = rows[Picket]
    visited = 0
    for model, row in rows.items():
        for path in pages_of(model, row):
            answer = desk.goto(live_server.url + path)
            assert answer is not None
            assert "'unsafe" not in answer.headers["content-security-policy"]
            visited += 1
            if path.endswith(("/add/", "/change/")):
                try_widgets(desk)
    for path in ("/admin/password_change/", reverse("admin:campaigns_picket_roster", args=[picket.pk])):
        desk.goto(live_server.url + path)
        visited += 1

    assert watch.problems == []
    assert visited >= 4 * len(admin.site._registry)


def test_admin_policy_is_really_in_force(desk: Page, watch: Watch) -> None:
    """The control: what the policy forbids is noticed by the watch."""
    desk.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))"
    )
    desk.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">red</p>')")
    desk.evaluate("document.body.append(Object.assign(new Image(), {src: 'https://example.org/pixel.png'}))")
    for directive in ("script-src-elem", "style-src-attr", "img-src"):
        told = f"policy: {directive}"
        wait_until(desk, lambda told=told: any(told in problem for problem in watch.problems), told)  # type: ignore[misc]  # bound at once
    assert desk.evaluate("window.ran") is None
    watch.problems.clear()


def test_organiser_adds_a_cited_step_publishes_it_and_prints(
    desk: Page, live_server: LiveServer, case: Case
) -> None:
    document = DocumentFactory.create(title="The revolt")
    PassageFactory.create(document=document, number=12)
    desk.goto(live_server.url + address(case))

    # A new row, and in it a new claim with its citation, in a window of its own.
    desk.get_by_role("button", name="Add another Case event").click()
    desk.locator("#id_events-1-kind").select_option("transfer")
    desk.locator("#id_events-1-title").fill("Moved to Atbasar")
    desk.locator("#id_events-1-date").fill("2022-05")
    with desk.expect_popup() as opened:
        desk.locator("#add_id_events-1-claims").click()
    popup = opened.value
    popup.get_by_label("Sentence, in our words").press_sequentially("In May 2022 he was moved to Atbasar.")
    expect(popup.locator("#id_slug")).to_have_value("in-may-2022-he-was-moved-to-atbasar")
    popup.locator("#citations-0 .select2-selection").click()
    popup.locator(".select2-dropdown .select2-search__field").fill("revolt 12")
    popup.get_by_role("option", name="The revolt, paragraph 12").click()
    with popup.expect_event("close"):
        popup.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator("#events-1 .select2-selection__choice")).to_contain_text("moved to Atbasar")
    desk.get_by_role("button", name="Save and publish").click()

    expect(desk.locator(".messagelist")).to_contain_text("Case event published: Moved to Atbasar")
    expect(desk.locator(".messagelist")).to_contain_text(
        "Claim published: In May 2022 he was moved to Atbasar."
    )
    claim = Claim.objects.get(slug="in-may-2022-he-was-moved-to-atbasar")
    assert [str(citation.passage) for citation in claim.citations.all()] == ["The revolt, paragraph 12"]

    # Readers see it with its footnote; the sheets can be printed in each language, the letter in that it is in.
    desk.get_by_role("link", name="View on site").click()
    expect(desk.locator("main")).to_contain_text("Moved to Atbasar")
    expect(desk.locator("main")).to_contain_text("The revolt")
    desk.goto(live_server.url + address(case))
    sheets = desk.locator(".print-row a")
    links = [link.get_attribute("href") or "" for link in sheets.all()]
    assert len(links) == 7
    if is_there("pango"):
        for link in links:
            answer = desk.request.get(live_server.url + link)
            assert (link, answer.status, answer.body()[:5]) == (link, 200, b"%PDF-")


def test_organiser_is_told_what_is_missing_and_loses_no_typing(
    desk: Page, live_server: LiveServer, case: Case
) -> None:
    sentence = case.story.get()
    desk.goto(live_server.url + address(sentence.claim))
    desk.get_by_label("Sentence, in our words").fill("A sentence that took an hour to write.")
    desk.locator("#id_citations-0-DELETE").check()
    desk.get_by_role("button", name="Save", exact=True).click()

    expect(desk.locator(".errorlist.nonfield").first).to_contain_text("It is public, so nothing was saved.")
    expect(desk.get_by_label("Sentence, in our words")).to_have_value(
        "A sentence that took an hour to write."
    )
    sentence.claim.refresh_from_db()
    assert sentence.claim.text != "A sentence that took an hour to write."

    desk.get_by_role("button", name="Withdraw at once").click()
    expect(desk.locator(".messagelist")).to_contain_text("Claim withdrawn")
    expect(desk.get_by_role("button", name="Save and publish")).to_be_visible()


def test_organiser_sees_who_signed_up(desk: Page, live_server: LiveServer) -> None:
    shift = ShiftFactory.create(title="Handing out leaflets")
    SignUpFactory.create(shift=shift, name="Aigerim", phone="+44 20 7946 0000")
    desk.goto(f"{live_server.url}/admin/")

    desk.get_by_role("link", name="Roster", exact=True).click()

    expect(desk.get_by_role("row", name="Aigerim")).to_contain_text("+44 20 7946 0000")
    with desk.expect_download() as download:
        desk.get_by_role("button", name="Roster as a table (CSV)").click()
    assert download.value.suggested_filename == f"{shift.picket.slug}.csv"


def test_organiser_switches_the_language_and_keeps_it(
    desk: Page, live_server: LiveServer, organiser: User
) -> None:
    desk.goto(f"{live_server.url}/admin/sources/claim/")
    desk.get_by_role("button", name="Қазақша").click()

    expect(desk.locator("html")).to_have_attribute("lang", "kk")
    assert desk.url == f"{live_server.url}/admin/sources/claim/"
    assert {cookie.get("name") for cookie in desk.context.cookies()} == {"session", "csrf"}
    organiser.refresh_from_db()
    assert organiser.language == "kk"


@pytest.mark.parametrize("width", [360, 390, 1280])
def test_admin_pages_fit_the_window(desk: Page, live_server: LiveServer, case: Case, width: int) -> None:
    shift = ShiftFactory.create(title="Handing out leaflets")
    SignUpFactory.create(shift=shift)
    TranslationFactory.create(subject=QuestionFactory.create(title="How many were killed?"))
    claim = CitationFactory.create().claim
    desk.set_viewport_size({"width": width, "height": 800})
    lists = [
        reverse(f"admin:{name}_changelist")
        for name in ("prisoners_case", "sources_claim", "campaigns_signup")
    ]
    roster = reverse("admin:campaigns_picket_roster", args=[shift.picket.pk])
    forms = [address(case), address(claim), address(shift.picket), reverse("admin:sources_claim_add")]
    rest = ["/admin/", roster, address(case, "history"), address(case, "delete"), "/admin/password_change/"]
    wide = {}
    for path in [*rest, *lists, *forms, address(Translation.objects.get())]:
        desk.goto(live_server.url + path)
        beyond = desk.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if beyond > 0:
            wide[path] = beyond

    assert wide == {}
