"""Passages marked as furniture of the page and as text: refused when cited, taken back, in the history."""

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import QuerySet
from django.test import Client

from accounts.models import User
from sources.models import Citation, Document, Passage, ReviewStep, Suggestion
from sources.reading.drafts import ClaimDraft
from sources.services.marking import mark_passage
from sources.services.review_steps import NotUndone, last_step, undo_review
from sources.services.reviewing import accept_suggestions, make_claim_from
from tests.campaigns.races import all_at_once
from tests.desk import history_of, send
from tests.factories.accounts import UserFactory
from tests.factories.sources import CitationFactory
from tests.sources.reading_pages import address, make_document, passage_of, suggest

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    return make_document()


def furniture(document: Document) -> list[int]:
    return list(document.passages.filter(is_furniture=True).values_list("number", flat=True))


def test_a_passage_is_marked_and_taken_back(document: Document, organiser: User) -> None:
    passage = passage_of(document, 2)
    row = suggest(passage, "person", "Bota Samplova")

    step = mark_passage(passage, is_furniture=True, by=organiser)

    assert step is not None
    assert (furniture(document), Suggestion.objects.open().count()) == ([2], 0)
    assert accept_suggestions([row.pk], by=organiser).refused == [
        (row, "It stands in furniture of the page.")
    ]
    # A second time is no step.
    assert mark_passage(passage, is_furniture=True, by=organiser) is None
    undo_review(step, by=organiser)
    assert (furniture(document), Suggestion.objects.open().count()) == ([], 1)
    assert history_of(passage) == [
        "Changed furniture of the page: yes.",
        "Changed furniture of the page: no.",
    ]


def test_what_is_cited_is_no_furniture(document: Document, organiser: User) -> None:
    passage = passage_of(document)
    Passage.objects.update(is_furniture=True)
    step = mark_passage(passage, is_furniture=False, by=organiser)
    CitationFactory.create(passage=passage)

    with pytest.raises(ValidationError, match="It is cited, so it is no furniture"):
        mark_passage(passage, is_furniture=True, by=organiser)
    # Nor is taking the mark back a way around it.
    assert step is not None
    with pytest.raises(NotUndone, match="It is cited"):
        undo_review(step, by=organiser)
    assert furniture(document) == [2, 3]
    assert (ReviewStep.objects.count(), last_step(document, organiser)) == (1, step)


def test_a_mark_that_somebody_changed_since_is_not_taken_back(document: Document, organiser: User) -> None:
    step = mark_passage(passage_of(document), is_furniture=True, by=organiser)
    mark_passage(passage_of(document), is_furniture=False, by=UserFactory.create())

    assert step is not None
    with pytest.raises(NotUndone, match="handled it anew"):
        undo_review(step, by=organiser)


def test_the_form_of_a_passage_refuses_it_too(desk: Client, document: Document) -> None:
    passage = passage_of(document)
    CitationFactory.create(passage=passage)

    assert "It is cited, so it is no furniture of the page." in send(desk, passage, is_furniture="on")

    assert furniture(document) == []


def test_the_reading_view_marks_unmarks_refuses_and_takes_back(desk: Client, document: Document) -> None:
    def post(page: str, **data: object) -> str:
        answer = desk.post(address(document, page), data, follow=True)
        assert answer.status_code == 200
        return str(answer.content.decode())

    CitationFactory.create(passage=passage_of(document, 3))

    page = post("mark", passage=2, mark="furniture")
    assert "Paragraph 2 is furniture of the page now." in page
    assert "Undo: Marked as furniture of the page, paragraph 2" in page
    assert "Paragraph 1 is furniture" in post("mark", passage=1, mark="furniture")
    assert "Paragraph 1 is text now." in post("mark", passage=1, mark="text")
    assert "It is cited, so it is no furniture" in post("mark", passage=3, mark="furniture")
    assert furniture(document) == [2]
    for _n in range(3):
        page = post("undo", passage=1)
    assert "Taken back: Marked as furniture of the page, paragraph 2." in page
    assert furniture(document) == []


def test_marking_with_htmx_changes_the_passage_in_place(desk: Client, document: Document) -> None:
    answer = desk.post(
        address(document, "mark"), {"passage": 2, "mark": "furniture"}, headers={"HX-Request": "true"}
    )

    content = answer.content.decode()
    assert 'class="passage is-focus is-furniture" id="p2"' in content
    assert (content.count("<article"), "0 of 2 paragraphs" in content) == (1, False)


@pytest.mark.parametrize(
    ("data", "status"),
    [({}, 422), ({"passage": 1, "mark": "menu"}, 422), ({"passage": 9, "mark": "text"}, 404)],
)
def test_what_is_not_understood_marks_nothing(
    desk: Client, document: Document, data: dict[str, object], status: int
) -> None:
    assert desk.post(address(document, "mark"), data).status_code == status
    assert furniture(document) == []


def test_marking_is_for_those_who_may_change_passages(client: Client, document: Document) -> None:
    reader = UserFactory.create(is_staff=True)
    client.force_login(reader)
    reader.user_permissions.add(Permission.objects.get(codename="view_document"))
    data = {"passage": 1, "mark": "furniture"}
    assert client.post(address(document, "mark"), data).status_code == 403
    assert "Mark as furniture" not in client.get(address(document) + "?passage=1").content.decode()
    reader.user_permissions.add(Permission.objects.get(codename="change_passage"))
    assert client.post(address(document, "mark"), data).status_code == 302
    assert furniture(document) == [1]


# --- at the same moment ---


def cite_and_mark(people: list[User]) -> tuple[int, int]:
    """Cite a passage and mark it as furniture at the same moment, ten times; return how often one, how often both."""
    found = []
    for _n in range(10):
        passage = passage_of(make_document(1))

        def act(who: User, passage: Passage = passage) -> object:
            if who == people[0]:
                return mark_passage(passage, is_furniture=True, by=who)
            return make_claim_from([passage], draft=ClaimDraft("She is in prison."), by=who)

        all_at_once(act, people)
        cited = Citation.objects.filter(passage=passage).exists()
        found.append(int(cited) + int(Passage.objects.get(pk=passage.pk).is_furniture))
    return found.count(1), found.count(2)


@pytest.mark.django_db(transaction=True)
def test_a_passage_is_cited_or_furniture_never_both() -> None:
    assert cite_and_mark(UserFactory.create_batch(2)) == (10, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one transaction write at a time")
def test_control_without_the_lock_it_is_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_options: rows)
    assert cite_and_mark(UserFactory.create_batch(2))[1] > 0
