"""Reading in a real browser: twenty cited claims by keyboard alone; by mouse; without scripts; undo; two people."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from sources.models import Citation, Claim, Document, Person, Suggestion
from sources.services.reviewing import dismiss_suggestions
from tests.browser.test_organiser import PASSWORD, REPORT_VIOLATIONS, Watch
from tests.browser.waiting import wait_until
from tests.factories.accounts import UserFactory
from tests.factories.sources import CitationFactory
from tests.parts import ROOT
from tests.sources.reading_pages import TEXT, make_document, passage_of, suggest, suggest_everything

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]

EXAMPLE = ROOT / "examples" / "kazakhstan-2022"
WANTED = 20


@pytest.fixture(scope="module", autouse=True)
def _static_files() -> None:
    """Put style sheets and scripts where the test server looks for them."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture
def organiser() -> User:
    """An organiser with a password of her own."""
    return User.objects.create_superuser("dana@example.org", PASSWORD, nickname="Dana")


@pytest.fixture
def desk(page: Page, live_server: LiveServer, organiser: User) -> Iterator[Page]:
    """The browser, signed in; nothing may be complained of at the end."""
    watch = Watch(live_server.url)
    page.context.add_init_script(REPORT_VIOLATIONS)
    watch.listen(page)
    sign_in(page, live_server, organiser)
    yield page
    # A form that is not right yet is answered so.
    assert [problem for problem in watch.problems if "422" not in problem] == []


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


def read_by_keyboard(
    desk: Page, live_server: LiveServer, document: Document, wanted: int
) -> tuple[int, int, float]:
    """Reach so many more cited claims; return how many were suggested, the keys pressed and the seconds taken."""
    open_document(desk, live_server, document)
    before, began, keys = cited(document), time.monotonic(), Keyboard(desk)
    said = desk.locator("#said")
    current = desk.locator(".suggestion[aria-current]")
    while cited(document) - before < wanted:
        if not current.count():
            keys.press("n")
            expect(current.or_(said.filter(has_text="That was the last one."))).to_be_visible()
            if not current.count():
                break
        is_claim = current.get_attribute("data-kind") == "claim"
        keys.press("Enter" if is_claim and keys.pressed % 2 else "a" if is_claim else "Shift+A")
        expect(said).not_to_be_empty()
        if "accepted" not in said.inner_text():
            # It repeats the words of its passage.
            keys.press("d")
            expect(said).to_contain_text("dismissed")
    suggested = cited(document) - before
    number = 0
    while cited(document) - before < wanted:
        number += 1
        keys.press("j", "c")
        expect(desk.locator("#sheet")).to_be_visible()
        keys.type(f"SAMPLE sentence in our own words, {number}.")
        keys.press("Control+Enter")
        expect(desk.locator("#sheet")).to_be_hidden()
        expect(said).to_contain_text(f"own words, {number}.")
    return suggested, keys.pressed, time.monotonic() - began


def test_twenty_cited_claims_without_leaving_the_keyboard(
    desk: Page, live_server: LiveServer, capsys: pytest.CaptureFixture[str]
) -> None:
    document = make_document(8, title="A fictional document")
    for passage in document.passages.all():
        suggest_everything(passage)
        suggest(
            passage,
            "claim",
            "her lawyer said on Thursday",
            proposal={"text": f"Her lawyer spoke ({passage.number}).", "cue": "sentenced"},
        )

    suggested, keys, seconds = read_by_keyboard(desk, live_server, document, WANTED)

    with capsys.disabled():
        print(f"\n{WANTED} claims, {suggested} of them suggested: {keys} keys, {seconds:.1f} s")  # noqa: T201 - the figures that the test is for
    assert (cited(document), Person.objects.count()) == (WANTED, 1)
    assert Claim.objects.filter(state="draft").count() == WANTED
    expect(desk.locator("#progress")).to_contain_text("20 claims are cited from it.")


@pytest.mark.needs("seeds")
def test_twenty_cited_claims_from_a_document_of_the_example(
    desk: Page, live_server: LiveServer, seeds: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    suggestions = pytest.importorskip("sources.services.suggestions", reason="there are no rules yet")
    call_command("load_campaign", EXAMPLE, documents=seeds, verbosity=0)
    document = Document.objects.exclude(paragraphs=None).order_by("-paragraphs")[0]
    suggestions.suggest_in(document)

    before = cited(document)
    suggested, keys, seconds = read_by_keyboard(desk, live_server, document, WANTED)

    with capsys.disabled():
        print(f"\n{WANTED} claims from a seed, {suggested} of them suggested: {keys} keys, {seconds:.1f} s")  # noqa: T201 - the figures that the test is for
    assert cited(document) - before == WANTED


def test_keys_move_select_edit_dismiss_and_undo(desk: Page, live_server: LiveServer) -> None:
    document = make_document(3)
    rows = suggest_everything(passage_of(document, 2))
    other = suggest(passage_of(document, 2), "person", "her lawyer")
    open_document(desk, live_server, document)
    keys = Keyboard(desk)
    said = desk.locator("#said")

    keys.press("j", "j", "k", "ArrowDown")
    expect(desk.locator("#p2")).to_be_focused()
    expect(desk.locator("#p2 .suggestion")).to_have_count(7)
    # Faster than the server answers: all is done in order, and the focus stays in the queue.
    keys.press("n", "d", "d", "x", "n", "n", "x", "Shift+A")
    expect(said).to_have_text("2 suggestions accepted.")
    expect(desk.locator("#p2 .suggestion")).to_have_count(3)
    expect(desk.locator("#p2 .suggestion[aria-current]")).to_be_focused()
    keys.press("u", "u")
    expect(said).to_contain_text("Taken back: Dismissed")
    expect(desk.locator("#p2 .suggestion")).to_have_count(6)
    keys.press("Escape")
    expect(desk.locator("#p2")).to_be_focused()

    # All of a kind in the paragraph; editing first.
    desk.locator(f"#s{other.pk} .what").click()
    expect(desk.locator(f"#s{other.pk}")).to_be_focused()
    keys.press("e")
    name = desk.get_by_label("Name", exact=True)
    expect(name).to_be_focused()
    # Nothing fires while one types, and Escape leaves, at the second time when something is typed.
    keys.type("jkanpdxcu?")
    keys.press("Escape")
    expect(desk.locator("#sheet-said")).to_contain_text("not saved")
    keys.press("Escape")
    expect(desk.locator("#sheet")).to_be_hidden()
    expect(desk.locator(f"#s{other.pk}")).to_be_focused()
    keys.press("e")
    expect(name).to_be_focused()
    keys.press("Control+A")
    keys.type("The lawyer")
    keys.press("Control+Enter")
    expect(said).to_have_text("Person accepted: The lawyer.")
    keys.press("?")
    expect(desk.locator("#keys")).to_be_visible()
    keys.press("Escape")
    expect(desk.locator("#keys")).to_be_hidden()
    assert Person.objects.get().names.get().text == "The lawyer"
    assert Suggestion.objects.get(pk=rows[0].pk).state == "dismissed"


def select_words(page: Page, number: int, start: int, end: int) -> None:
    page.evaluate(
        """([number, start, end]) => {
          const words = document.querySelector(`#p${number} .words`);
          const nodes = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
          const place = [];
          for (let node = nodes.nextNode(), at = 0; node; at += node.length, node = nodes.nextNode())
            for (const wanted of [start, end])
              if (at <= wanted && wanted < at + node.length) place.push(node, wanted - at);
          getSelection().setBaseAndExtent(...place);
        }""",
        [number, start, end],
    )


def selected_words(page: Page) -> str:
    return str(page.evaluate("getSelection().toString()"))


def test_words_that_are_selected_go_into_the_sheet(desk: Page, live_server: LiveServer) -> None:
    document = make_document(2)
    open_document(desk, live_server, document)
    desk.locator("#p1 .number").click()
    # It is there once the answer is.
    expect(desk.locator("#p1 [data-make=claim]")).to_be_visible()
    select_words(desk, 1, 9, 30)
    desk.keyboard.press("c")
    expect(desk.locator("#sheet .quoted p")).to_have_text(f"… {TEXT[9:30]} …")

    # The passage's own sentence is not taken for ours.
    desk.keyboard.type(TEXT)
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#sheet .errorlist")).to_contain_text("Say it in our own words.")
    expect(desk.get_by_label("Sentence, in our words")).to_have_value(TEXT)
    desk.get_by_label("It is a quotation").check()
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator("#p1 .cited")).to_contain_text(TEXT)


def let_go(desk: Page, held: list[Route]) -> None:
    """Let a request go on that is held, or will be in a moment: the browser tells of it before it is held."""
    wait_until(desk, lambda: held, "a request that is held")
    held.pop().continue_()


def test_words_that_are_selected_while_an_answer_is_on_its_way_stay_selected(
    desk: Page, live_server: LiveServer
) -> None:
    document = make_document(3)
    row = suggest(passage_of(document, 2), "person", "Bota Samplova")
    open_document(desk, live_server, document)
    held: list[Route] = []
    desk.route(re.compile(r"part=focus|/review/"), lambda route: held.append(route))  # noqa: PLW0108 - Playwright writes on what it calls

    # The paragraph comes into focus late: what was selected in it meanwhile is still there.
    with desk.expect_request(re.compile("part=focus")):
        desk.locator("#p2 .number").click()
    select_words(desk, 2, 9, 30)
    let_go(desk, held)
    expect(desk.locator("#p2 [data-make=claim]")).to_be_visible()
    assert selected_words(desk) == TEXT[9:30]

    # The paragraph itself is put anew, with its marks: the words are selected again.
    with desk.expect_request(re.compile("/review/")):
        desk.locator(f"#s{row.pk}").get_by_role("button", name="Accept").click()
    select_words(desk, 2, 14, 60)
    let_go(desk, held)
    desk.unroute_all()
    expect(desk.locator("#said")).to_contain_text("Person accepted")
    assert selected_words(desk) == TEXT[14:60]
    desk.locator("#p2 [data-make=claim]").click()
    expect(desk.locator("#sheet .quoted p")).to_have_text(f"… {TEXT[14:60]} …")


def test_a_decision_by_mouse_is_shown_although_one_goes_on_at_once(
    desk: Page, live_server: LiveServer
) -> None:
    document = make_document(3)
    row = suggest(passage_of(document), "person", "Bota Samplova")
    open_document(desk, live_server, document)
    held: list[Route] = []
    desk.route("**/review/", lambda route: held.append(route))  # noqa: PLW0108 - as above
    desk.get_by_role("link", name="1 suggestion").click()

    with desk.expect_request("**/review/"):
        desk.locator(f"#s{row.pk}").get_by_role("button", name="Accept").click()
    desk.locator("#p2 .number").click()
    let_go(desk, held)
    desk.unroute_all()

    expect(desk.locator("#said")).to_have_text("Person accepted: Bota Samplova.")
    expect(desk.locator("#p2")).to_be_focused()
    expect(desk.locator("#p1 .found")).to_have_class(re.compile("is-accepted"))
    expect(desk.locator("#p2 [data-make=claim]")).to_be_visible()
    expect(desk.locator(".make")).to_have_count(1)


def test_words_of_another_paragraph_are_selected_by_mouse(desk: Page, live_server: LiveServer) -> None:
    document = make_document(3)
    open_document(desk, live_server, document)
    desk.locator("#p1 .number").click()
    expect(desk.locator("#p1 [data-make=claim]")).to_be_visible()

    # Dragging ends with a click, which brings the paragraph into focus.
    box = desk.locator("#p2 .words").bounding_box()
    assert box is not None
    desk.mouse.move(box["x"] + 40, box["y"] + 22)
    desk.mouse.down()
    desk.mouse.move(box["x"] + 200, box["y"] + 22, steps=4)
    desk.mouse.up()
    expect(desk.locator("#p2 [data-make=claim]")).to_be_visible()
    words = selected_words(desk)
    assert words
    desk.locator("#p2 [data-make=claim]").click()
    expect(desk.locator("#sheet .quoted p")).to_have_text(f"… {words.strip()} …")


def test_furniture_is_shown_hidden_marked_and_unmarked(desk: Page, live_server: LiveServer) -> None:
    document = make_document(4)
    document.passages.filter(number=2).update(is_furniture=True)
    CitationFactory.create(passage=passage_of(document, 4))
    open_document(desk, live_server, document)
    keys = Keyboard(desk)
    said = desk.locator("#said")

    # Folded away it is passed over; shown it is a paragraph like others.
    keys.press("j", "j")
    expect(desk.locator("#p3")).to_be_focused()
    keys.press("h", "k")
    expect(desk.locator("#p2")).to_be_focused()
    expect(desk.locator("#p2").get_by_role("button", name="Mark as text")).to_be_visible()
    keys.press("f")
    expect(said).to_contain_text("Paragraph 2 is text now.")
    expect(desk.locator("#p2 [data-make=claim]")).to_be_visible()
    keys.press("f")
    expect(said).to_have_text("Paragraph 2 is furniture of the page now.")
    keys.press("u")
    expect(said).to_contain_text("Taken back: Marked as furniture of the page, paragraph 2.")
    keys.press("u")
    expect(said).to_contain_text("Taken back: Marked as text, paragraph 2.")
    desk.get_by_role("link", name="Hide furniture of the page").click()
    expect(desk.locator("#p2")).to_be_hidden()
    # What was in focus is folded away: on from where it was.
    keys.press("j")
    expect(desk.locator("#p3")).to_be_focused()

    # By mouse; what is cited is refused.
    desk.locator("#p4 .number").click()
    desk.locator("#p4").get_by_role("button", name="Mark as furniture of the page").click()
    expect(said).to_have_text("It is cited, so it is no furniture of the page.")
    keys.press("s")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Split into texts")
    assert list(document.passages.filter(is_furniture=True).values_list("number", flat=True)) == [2]


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
