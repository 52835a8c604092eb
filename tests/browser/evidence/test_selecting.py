"""Words that are selected in a document, while answers come and go."""

import re

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.evidence.helpers import open_document
from tests.browser.waiting import wait_until
from tests.sources.reading_pages import TEXT, make_document, passage_of, suggest

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]


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


def let_go(desk: Page, held: list[Route]) -> None:
    """Let a request go on that is held, or will be in a moment: the browser tells of it before it is held."""
    wait_until(desk, lambda: held, "a request that is held")
    held.pop().continue_()


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
