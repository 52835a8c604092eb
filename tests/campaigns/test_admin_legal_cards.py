"""Legal cards in the admin: publishing what fits its paper, and recording who checked it."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from campaigns.models import LegalCard
from campaigns.printing.legal_card import languages_too_long
from sources.models import PublicationState
from tests.campaigns.cards import LAWYER, check, make_card, stored
from tests.desk import add, address, history_of, send, text_of
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import LegalCardFactory
from tests.forms import fields_of

pytestmark = pytest.mark.django_db

LONG = "\n".join(["A point of quite some length that needs more than one line of a card."] * 12)


def check_page(card: LegalCard) -> str:
    """Return where a check is recorded."""
    return address(card).replace("/change/", "/check/")


def record(desk: Client, card: LegalCard, **given: str) -> tuple[int, str]:
    """Fill in the page as it stands; return status and page that follow."""
    shown = text_of(desk.get(check_page(card)))
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', shown)
    assert digest is not None
    answer = desk.post(check_page(card), {"digest": digest[1], **given}, follow=True)
    return answer.status_code, text_of(answer)


def test_admin_records_who_checked_it_and_says_so_in_the_history(desk: Client) -> None:
    card = make_card()
    status, page = record(desk, card, checked_by=LAWYER, checked_on="2026-03-02")
    row = stored(card)
    assert (status, row.checked_by, row.checked_on, row.is_checked) == (200, LAWYER, date(2026, 3, 2), True)
    assert "The check is recorded." in page
    assert "Checked by Sample &amp; Partners on 2 March 2026." in page
    assert history_of(card) == ["Changed check: recorded."]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"checked_by": LAWYER},
        {"checked_on": "2026-03-02"},
        {"checked_by": " ", "checked_on": "2026-03-02"},
        {"checked_by": LAWYER, "checked_on": "9999-01-01"},
        {"checked_by": LAWYER, "checked_on": "yesterday"},
        {"checked_by": "x" * 121, "checked_on": "2026-03-02"},
        {"checked_by": "A\x00b", "checked_on": "2026-03-02"},
    ],
)
def test_admin_asks_for_both_name_and_day(desk: Client, given: dict[str, str]) -> None:
    card = make_card()
    status, page = record(desk, card, **given)
    assert (status, "errorlist" in page) == (422, True)
    assert (stored(card).checked_on, history_of(card)) == (None, [])


def test_admin_refuses_a_check_of_words_that_changed_meanwhile(desk: Client) -> None:
    card = make_card()
    LegalCard.objects.update(phone="1")
    given = {"checked_by": LAWYER, "checked_on": "2026-03-02", "digest": "0" * 64}
    answer = desk.post(check_page(card), given)
    assert (answer.status_code, stored(card).checked_on) == (422, None)
    assert "The card was changed meanwhile." in text_of(answer)


def test_admin_page_of_a_check_is_for_who_may_change_cards(client: Client) -> None:
    card = make_card()
    viewer = UserFactory.create(is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_legalcard"))
    client.force_login(viewer)
    given = {"checked_by": LAWYER, "checked_on": "2026-03-02", "digest": stored(card).digest()}
    answers = [client.get(check_page(card)).status_code, client.post(check_page(card), given).status_code]
    assert (answers, stored(card).checked_on) == ([403, 403], None)


@pytest.mark.parametrize("field", ["title", "text", "phone"])
def test_admin_takes_the_check_back_when_a_word_changes_and_says_so(desk: Client, field: str) -> None:
    card = check(make_card())
    page = send(desk, card, **{field: "Other"})
    row = stored(card)
    assert (row.checked_by, row.checked_on) == ("", None)
    assert "the card says again: not checked." in page
    label = {"title": "Title", "text": "Text", "phone": "Number to call"}[field]
    assert history_of(card) == ["Changed check: taken back, the words changed.", f"Changed {label}."]


def test_admin_takes_the_check_back_when_a_translation_changes(desk: Client) -> None:
    card = check(make_card())
    form = fields_of(desk.get(address(card)), "legalcard_form")
    name = next(key for key, value in form.items() if "Сізді тоқтатса" in value)
    page = send(desk, card, **{name: "Сізді ұстаса"})
    assert (stored(card).checked_on, "the card says again: not checked." in page) == (None, True)


def test_admin_keeps_the_check_when_no_word_changes(desk: Client) -> None:
    card = check(make_card())
    page = send(desk, card, is_sample="on")
    assert (stored(card).is_checked, stored(card).is_sample) == (True, True)
    assert "the card says again" not in page


def test_admin_saves_points_without_white_space_around_them(desk: Client) -> None:
    add(desk, LegalCard, title="Card", slug="card", text=" Ask why. \r\n\r\nCall.\r\n", phone="1")
    card = LegalCard.objects.get()
    assert (card.text, card.state, card.is_sample) == ("Ask why.\nCall.", "draft", True)


def test_admin_refuses_a_second_card_of_a_country_in_plain_words(desk: Client) -> None:
    LegalCardFactory.create(country=None)
    page = text_of(add(desk, LegalCard, title="Card", slug="card", text="Ask.", phone="1"))
    assert "There is a card for this country already; change that one." in page
    assert LegalCard.objects.count() == 1


@pytest.mark.needs("pango")
def test_admin_publishes_a_card_that_fits_its_paper(desk: Client) -> None:
    card = make_card(state=PublicationState.DRAFT)
    send(desk, card, "_publish")
    assert stored(card).is_published


@pytest.mark.needs("pango")
def test_admin_does_not_publish_a_text_too_long_for_a_card(desk: Client) -> None:
    card = make_card(state=PublicationState.DRAFT)
    card.translations.filter(language="kk", field="text").update(text=LONG)
    page = send(desk, card, "_publish")
    assert not stored(card).is_published
    assert (
        "<li>The text does not fit a card of 85 by 54 mm in this language: Қазақша. Shorten it.</li>" in page
    )


@pytest.mark.needs("pango")
def test_admin_refuses_to_make_a_public_card_too_long_and_keeps_what_was_typed(desk: Client) -> None:
    card = make_card()
    page = send(desk, card, text=LONG)
    assert "It is public, so nothing was saved." in page
    assert "in this language: English. Shorten it." in page
    assert (LONG.splitlines()[0] in page, stored(card).text == card.text) == (True, True)


@pytest.mark.needs("pango")
def test_admin_refuses_a_name_with_which_the_card_does_not_fit(desk: Client) -> None:
    card = LegalCardFactory.create()
    # As many points as fit below the short line that says that nobody checked them.
    for points in range(12, 0, -1):
        LegalCard.objects.update(text="\n".join(["A point of a few words."] * points))
        if not languages_too_long(card):
            break
    status, page = record(desk, card, checked_by="W" * 120, checked_on="2026-03-02")
    assert (status, stored(card).checked_on) == (422, None)
    assert "With this name the text does not fit the card." in page
