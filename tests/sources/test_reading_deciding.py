"""The reading view: suggestions accepted, edited and dismissed, and steps taken back."""

from typing import Any

import pytest
from django.test import Client

from sources.models import Claim, Document, Person
from sources.services.reviewing import dismiss_suggestions
from tests.factories.accounts import UserFactory
from tests.factories.sources import (
    PersonFactory,
)
from tests.sources.reading_pages import (
    address,
    fill,
    make_document,
    passage_of,
    states,
    suggest,
    suggest_everything,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    return make_document()


def decide(desk: Client, document: Document, do: str, **data: object) -> str:
    answer = desk.post(address(document, "review"), {"do": do, "passage": 1, **data}, follow=True)
    assert (answer.status_code, answer.redirect_chain[0][0]) == (200, f"{address(document)}?passage=1#p1")
    return answer.content.decode()


def test_one_several_and_all_of_a_kind_are_decided(desk: Client, document: Document) -> None:
    rows = suggest_everything(passage_of(document))
    rows.append(suggest(passage_of(document), "person", "her lawyer"))
    elsewhere = suggest(passage_of(document, 2), "person", "Bota Samplova")

    assert "Date accepted: On 3 May." in decide(desk, document, f"accept:{rows[0].pk}")
    keys = [rows[1].pk, rows[2].pk]
    assert "2 suggestions dismissed." in decide(desk, document, "dismiss:selected", suggestion=keys)
    assert "2 suggestions accepted." in decide(desk, document, "accept:kind-person")
    assert "Nothing is selected." in decide(desk, document, "accept:selected")
    assert states() == ["accepted", "dismissed", "dismissed", "accepted", "open", "open", "accepted", "open"]
    assert elsewhere.pk == rows[-1].pk + 1


def test_deciding_with_htmx_changes_the_passage_and_says_so(desk: Client, document: Document) -> None:
    row = suggest_everything(passage_of(document))[3]

    answer = desk.post(
        address(document, "review"), {"do": f"accept:{row.pk}", "passage": 1}, headers={"HX-Request": "true"}
    )

    content = answer.content.decode()
    assert (answer.headers["HX-Trigger-After-Swap"], answer.headers["HX-Reswap"]) == ("reading-done", "none")
    assert "Person accepted: Bota Samplova." in content
    assert (content.count("<article"), content.count('class="suggestion"')) == (1, 5)
    assert "Undo: Accepted, paragraph 1" in content


def test_somebody_who_comes_second_is_told_who_was_first(desk: Client, document: Document) -> None:
    row = suggest(passage_of(document), "person", "Bota Samplova")
    dismiss_suggestions([row.pk], by=UserFactory.create(nickname="Aru"))

    page = decide(desk, document, f"accept:{row.pk}")

    assert "1 had been handled already, by Aru." in page
    assert states() == ["dismissed"]


@pytest.mark.parametrize("do", ["", "accept", "accept:x", "delete:1", "accept:kind-'", "accept:9" * 9])
def test_what_is_not_understood_changes_nothing(desk: Client, document: Document, do: str) -> None:
    suggest_everything(passage_of(document))
    answer = desk.post(address(document, "review"), {"do": do, "passage": 1})
    assert answer.status_code == 422
    assert set(states()) == {"open"}


def test_a_suggestion_of_another_document_is_out_of_reach(desk: Client, document: Document) -> None:
    row = suggest(passage_of(make_document()), "person", "Bota Samplova")

    decide(desk, document, f"accept:{row.pk}")

    assert states() == ["open"]
    assert desk.get(address(document, "edit", row.pk)).status_code == 404


def test_undo_in_the_page(desk: Client, document: Document) -> None:
    row = suggest(passage_of(document, 2), "person", "Bota Samplova")
    decide(desk, document, f"accept:{row.pk}")

    page = desk.post(address(document, "undo"), {"passage": 3}, follow=True).content.decode()

    assert "Taken back: Accepted, paragraph 2." in page
    assert (states(), Person.objects.count()) == (["open"], 0)
    page = desk.post(address(document, "undo"), {"passage": "x"}, follow=True).content.decode()
    assert "There is nothing to take back." in page


# --- editing ---


def test_a_name_is_edited_and_accepted(desk: Client, document: Document) -> None:
    known = PersonFactory.create(name__text="Bota Samplova")
    row = suggest(passage_of(document), "person", "Samplova")

    answer = fill(desk, address(document, "edit", row.pk), known="bota samplova", name="B. Samplova")

    row.refresh_from_db()
    assert "Person accepted: Bota Samplova." in answer.content.decode()
    assert (row.person, row.state) == (known, "accepted")


def test_a_name_that_nobody_has_is_told(desk: Client, document: Document) -> None:
    row = suggest(passage_of(document), "person", "Samplova")

    answer = fill(desk, address(document, "edit", row.pk), known="Nobody")

    assert answer.status_code == 422
    assert "Nobody and nothing known is called “Nobody”." in answer.content.decode()
    assert states() == ["open"]


@pytest.mark.parametrize(
    ("place", "changes", "expected"),
    [
        (0, {"date": "2021", "circa": "on"}, {"date": "2021", "date_end": "", "circa": True}),
        (4, {"operator": "between", "value": "5", "high": "7"}, {"operator": "between", "high": "7"}),
        (2, {"cue": "released"}, {"cue": "released"}),
    ],
)
def test_a_date_a_figure_and_a_cue_are_edited(
    desk: Client, document: Document, place: int, changes: dict[str, str], expected: dict[str, Any]
) -> None:
    row = suggest_everything(passage_of(document))[place]

    fill(desk, address(document, "edit", row.pk), **changes)

    row.refresh_from_db()
    assert {name: row.proposal[name] for name in expected} == expected
    assert row.state == "accepted"


def test_a_claim_is_edited_and_accepted(desk: Client, document: Document) -> None:
    row = suggest_everything(passage_of(document))[5]

    fill(desk, address(document, "edit", row.pk), text="She got five years.", date="2022-05")

    row.refresh_from_db()
    claim = Claim.objects.get()
    assert (row.claim, row.state, claim.text, claim.date) == (
        claim,
        "accepted",
        "She got five years.",
        "2022-05",
    )
