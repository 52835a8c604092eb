"""Pages of documents and of the questions that sources answer differently."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sources.drawn import Standing, drawn_claims
from sources.footnotes import marks_of, sources_of
from sources.models import Claim, PublicationState, Review
from sources.querysets import claims_drawn_from
from tests.factories.sources import (
    CitationFactory,
    ClaimFactory,
    DocumentFactory,
    PassageFactory,
    PositionFactory,
    QuestionFactory,
    TranslationFactory,
)
from tests.pages import problems_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 3])
def test_document_list_takes_the_same_queries_for_any_number(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _ in range(rows):
        CitationFactory(claim=ClaimFactory(citation=None))
    client.get("/en/sources/")  # Django looks up content types once a process
    with django_assert_num_queries(2):
        response = client.get("/en/sources/")
    assert response.content.decode().count('class="number"') == rows
    assert problems_of(response.content.decode()) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_question_list_takes_the_same_queries_for_any_number(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _ in range(rows):
        question = QuestionFactory()
        PositionFactory(question=question, answer="yes")
        PositionFactory(question=question, answer="no")
    client.get("/en/questions/")  # Django looks up content types once a process
    with django_assert_num_queries(6):
        response = client.get("/en/questions/")
    assert response.content.decode().count("2 answers.") == rows
    assert problems_of(response.content.decode()) == []


def test_document_page_shows_claims_in_order_of_passages(client: Client) -> None:
    document = DocumentFactory()
    for number, text in [(31, "The later one."), (4, "The earlier one.")]:
        claim = ClaimFactory(text=text, citation=None)
        CitationFactory(claim=claim, passage=PassageFactory(document=document, number=number))
    html = client.get(f"/en/sources/{document.slug}/").content.decode()
    assert problems_of(html) == []
    assert html.index("The earlier one.") < html.index("The later one.")


def test_document_page_of_a_contained_text_shows_its_own_claims_only(client: Client) -> None:
    holder = DocumentFactory()
    quoted = DocumentFactory(held_in=holder, held_passages="4-5", title="A quoted text")
    own = ClaimFactory(citation=None)
    CitationFactory(claim=own, passage=PassageFactory(document=holder, number=1))
    told = ClaimFactory(citation=None)
    CitationFactory(claim=told, passage=PassageFactory(document=holder, number=4, quoted_from=quoted))
    assert list(claims_drawn_from(holder)) == [own]
    assert list(claims_drawn_from(quoted)) == [told]
    assert "A quoted text" in client.get(f"/en/sources/{holder.slug}/").content.decode()


@pytest.mark.parametrize(
    "state", [PublicationState.DRAFT, PublicationState.REVIEW, PublicationState.WITHDRAWN]
)
def test_pages_of_what_is_not_published_are_not_found(client: Client, state: PublicationState) -> None:
    document, question = DocumentFactory(state=state), QuestionFactory(state=state)
    assert client.get(f"/en/sources/{document.slug}/").status_code == 404
    assert client.get(f"/en/questions/{question.slug}/").status_code == 404
    assert document.title not in client.get("/en/sources/").content.decode()
    assert question.title not in client.get("/en/questions/").content.decode()


def test_claims_that_are_not_published_stay_off_every_page(client: Client) -> None:
    document, question = DocumentFactory(), QuestionFactory()
    hidden = ClaimFactory(text="A canary in a draft.", state=PublicationState.DRAFT, citation=None)
    CitationFactory(claim=hidden, passage=PassageFactory(document=document))
    PositionFactory(question=question, claim=hidden, answer="A canary in an answer")
    pages = [f"/en/sources/{document.slug}/", f"/en/questions/{question.slug}/", "/en/questions/"]
    assert [page for page in pages if "canary" in client.get(page).content.decode()] == []
    Claim.objects.update(state=PublicationState.PUBLISHED)
    assert [page for page in pages if "canary" in client.get(page).content.decode()] == pages


def test_standing_of_a_claim_says_whether_sources_agree() -> None:
    document = DocumentFactory()

    def claim_in_document(slug: str) -> Claim:
        claim: Claim = ClaimFactory(slug=slug, citation=None)
        CitationFactory(claim=claim, passage=PassageFactory(document=document))
        return claim

    claim_in_document("alone")
    CitationFactory(claim=claim_in_document("borne-out"))
    CitationFactory(claim=claim_in_document("disputed"), stance="disputes")
    PositionFactory(claim=claim_in_document("in-question"))
    drawn = drawn_claims(claims_drawn_from(document), document)
    assert {item.claim.slug: item.standing for item in drawn} == {
        "alone": Standing.ONE,
        "borne-out": Standing.AGREE,
        "disputed": Standing.DISAGREE,
        "in-question": Standing.DISAGREE,
    }


def test_question_page_shows_every_answer_side_by_side(client: Client) -> None:
    question = QuestionFactory()
    numbers = ClaimFactory(figure_operator="at_least", figure_value=4400, figure_unit="arrested")
    words = ClaimFactory(figure_operator="open", figure_words="thousands")
    PositionFactory(question=question, claim=numbers, position=1)
    PositionFactory(question=question, claim=words, position=2)
    PositionFactory(question=question, answer="nobody knows", position=3)
    html = client.get(f"/en/questions/{question.slug}/").content.decode()
    assert problems_of(html) == []
    for shown in ("<small>at least</small> 4,400", "thousands", "nobody knows", 'class="open"'):
        assert shown in html


def test_mark_gathers_the_passages_of_one_document() -> None:
    document = DocumentFactory(number=7)
    claim = ClaimFactory(citation=None)
    for number in (31, 4):
        CitationFactory(claim=claim, passage=PassageFactory(document=document, number=number))
    CitationFactory(claim=claim, passage=PassageFactory(document=DocumentFactory(number=2)))
    marks = marks_of(Claim.objects.with_citations())
    assert [(mark.label, mark.is_second_hand) for mark in marks] == [("2", False), ("7", False)]
    assert marks[1].passages == [4, 31]


def test_sources_name_the_document_that_holds_a_quoted_one() -> None:
    holder = DocumentFactory()
    quoted = DocumentFactory(held_in=holder)
    claim = ClaimFactory(citation=None)
    CitationFactory(claim=claim, passage=PassageFactory(document=holder, quoted_from=quoted))
    sources = sources_of(Claim.objects.with_citations())
    assert [(source.document, source.holders) for source in sources] == [(quoted, [holder])]


@pytest.mark.parametrize(("review", "said"), [(Review.UNREAD, True), (Review.READ, False)])
def test_page_says_when_no_native_speaker_has_read_it(client: Client, review: Review, said: bool) -> None:  # noqa: FBT001 - a parameter of the test
    question = QuestionFactory()
    TranslationFactory(subject=question, text="Вопрос?", review=review)
    html = client.get(f"/ru/questions/{question.slug}/").content.decode()
    assert "Вопрос?" in html
    assert ('class="record"' in html) is said
    assert 'class="record"' not in client.get(f"/en/questions/{question.slug}/").content.decode()


def test_fallback_text_is_marked_with_its_language(client: Client) -> None:
    question = QuestionFactory(title="Only in English?")
    html = client.get(f"/kk/questions/{question.slug}/").content.decode()
    assert '<span lang="en">Only in English?</span>' in html
