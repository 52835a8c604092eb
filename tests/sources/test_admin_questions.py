"""Questions and links in the admin: answers put together, a preview, warnings, dead links."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from sources.models import LinkCheck, Position, PublicationState, Question
from sources.querysets import positions_of
from sources.question_warnings import warnings_of
from tests.factories.sources import ClaimFactory, DocumentFactory, PositionFactory, QuestionFactory

pytestmark = pytest.mark.django_db


def figure(value: int, unit: str = "killed", **more: Any) -> Position:  # noqa: ANN401 - fields of a claim
    claim = ClaimFactory(figure_operator="exactly", figure_value=value, figure_unit=unit, **more)
    return PositionFactory.build(claim=claim, who=f"Source of {value}")


def put(question: Question, *positions: Position) -> None:
    for number, position in enumerate(positions):
        position.question, position.position = question, number
        position.save()


def test_warnings_name_what_is_odd_and_nothing_else() -> None:
    question = QuestionFactory()
    put(question, figure(14), figure(15))
    assert warnings_of(list(positions_of(question))) == []
    hidden = figure(16, state=PublicationState.DRAFT)
    put(
        question,
        figure(17, unit="victims"),
        PositionFactory.build(claim=ClaimFactory(), who="Nobody"),
        hidden,
    )
    assert warnings_of(list(positions_of(question))) == [
        "Nobody: the claim has no figure, so it is not drawn.",
        "The units differ, so there is a plot for each: killed, victims.",
        "Source of 16: the claim is not published, so the answer is not shown.",
    ]


def test_change_page_previews_what_readers_see(desk: Client) -> None:
    question = QuestionFactory()
    put(question, figure(14), figure(15), figure(999, state=PublicationState.DRAFT))
    html = desk.get(reverse("admin:sources_question_change", args=[question.pk])).content.decode()
    drawings = "".join(re.findall(r'<svg class="plot.*?</svg>', html, re.DOTALL))
    assert drawings.count("<circle") == 4
    assert "999" not in drawings
    assert "Source of 999: the claim is not published" in html
    assert "css/questions.css" in html
    assert desk.get(reverse("admin:sources_question_add")).status_code == 200


@pytest.mark.parametrize("chosen", ["answer", "other"])
def test_only_one_of_the_answers_can_be_chosen(desk: Client, chosen: str) -> None:
    question = QuestionFactory()
    put(question, figure(14), figure(15))
    positions = list(question.positions.all())
    claim = positions[0].claim if chosen == "answer" else ClaimFactory()
    form = {"slug": question.slug, "title": question.title, "position": "0"}
    form |= {"chosen": str(claim.pk), "choice_reason": "It names them."}
    form |= {"positions-TOTAL_FORMS": "2", "positions-INITIAL_FORMS": "2"}
    prefix = "sources-translation-content_type-object_id"
    form |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    for number, row in enumerate(positions):
        values = {"id": row.pk, "question": question.pk, "claim": row.claim_id, "who": row.who}
        form |= {f"positions-{number}-{name}": str(value) for name, value in values.items()}
        form[f"positions-{number}-position"] = str(number)
    response = desk.post(reverse("admin:sources_question_change", args=[question.pk]), form)
    question.refresh_from_db()
    if chosen == "answer":
        assert (response.status_code, question.chosen) == (302, claim)
    else:
        assert "The chosen answer is none of the positions below." in response.content.decode()
        assert question.chosen is None


@pytest.mark.parametrize(
    ("term", "found"),
    [("16", ["a"]), ("victims", ["b"]), ("16 killed", ["a"]), ("2011-12", ["b"]), ("17", []), ("inf", [])],
)
def test_claims_are_found_by_figure_unit_and_date(desk: Client, term: str, found: list[str]) -> None:
    shared = {"text": "They died.", "figure_operator": "exactly"}
    ClaimFactory(slug="a", figure_value=16, figure_unit="killed", **shared)
    ClaimFactory(slug="b", figure_value=160, figure_unit="victims", date="2011-12", **shared)
    response = desk.get(reverse("admin:sources_claim_changelist"), {"q": term})
    assert [claim.slug for claim in response.context["cl"].result_list] == found


def dead_link(**more: Any) -> LinkCheck:  # noqa: ANN401 - fields of a document
    document = DocumentFactory(url="https://site.example/page", **more)
    return LinkCheck.objects.create(
        document=document,
        which="address",
        url=document.url,
        outcome="gone",
        status=404,
        failures=3,
        checked_at=timezone.now() - timedelta(days=1),
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_dead_links_takes_the_same_queries_for_any_number(
    desk: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    for _ in range(rows):
        dead_link()
    address = reverse("admin:sources_linkcheck_changelist")
    desk.get(address)
    with django_assert_num_queries(5):
        html = desk.get(address, {"standing": "dead"}).content.decode()
    assert html.count("Dead (404)") == rows
    assert 'href="https://web.archive.org/save/https://site.example/page"' in html
    assert "Dead (404)" not in desk.get(address, {"standing": "there"}).content.decode()


def test_first_page_of_the_admin_counts_dead_links(desk: Client) -> None:
    assert "links are dead" not in desk.get(reverse("admin:index")).content.decode()
    dead_link()
    dead_link()
    assert "Links are dead" in desk.get(reverse("admin:index")).content.decode()


def test_archived_address_is_put_in_and_checked(desk: Client) -> None:
    row = dead_link(sha256="a" * 64)
    address = reverse("admin:sources_linkcheck_change", args=[row.pk])
    html = desk.get(address).content.decode()
    assert "Only its text and its SHA-256 aaaaaaaaaaaaaaaa; the file is not here." in html
    wrong = desk.post(address, {"archived_url": "https://web.archive.org/save/https://site.example/page"})
    assert "This is not a copy kept by the Wayback Machine" in wrong.content.decode()
    copy = "https://web.archive.org/web/20220108/https://site.example/page"
    assert desk.post(address, {"archived_url": copy}).status_code == 302
    row.document.refresh_from_db()
    assert row.document.archived_url == copy


def test_check_now_asks_a_worker_once_for_all(
    desk: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,  # noqa: ANN401 - a fixture
) -> None:
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr("sources.admin.links.ask_for_task", lambda *args: asked.append(args))
    rows = [dead_link(), dead_link()]
    form = {"action": "check_now", "_selected_action": [row.pk for row in rows], "index": "0"}
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(reverse("admin:sources_linkcheck_changelist"), form)
    assert len(asked) == 1
    task, links, _asked_at = asked[0]
    assert task == "sources.tasks.check_links_task"
    assert sorted(links.split()) == sorted(f"{row.document_id}:address" for row in rows)
