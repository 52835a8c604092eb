"""Reading by keyboard alone: twenty cited claims; moving, editing, undo; furniture."""

import time
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from sources.models import Claim, Document, Person, Suggestion
from sources.services.suggestions import suggest_in
from tests.browser.evidence.helpers import Keyboard, cited, open_document
from tests.factories.sources import CitationFactory
from tests.parts import ROOT
from tests.sources.reading_pages import make_document, passage_of, suggest, suggest_everything

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]

EXAMPLE = ROOT / "examples" / "kazakhstan-2022"
WANTED = 20


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
    call_command("load_campaign", EXAMPLE, documents=seeds, verbosity=0)
    document = Document.objects.exclude(paragraphs=None).order_by("-paragraphs")[0]
    suggest_in(document)

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
