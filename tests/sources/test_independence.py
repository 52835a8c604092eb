"""Whether answers rest on one source: by what is recorded, and nothing else."""

import pytest
from pytest_django import DjangoAssertNumQueries

from sources.independence import Independence, independence_of
from sources.models import Document, Position, Question
from sources.querysets import questions_with_positions
from tests.factories.sources import (
    CitationFactory,
    ClaimFactory,
    DocumentFactory,
    OrganisationFactory,
    PassageFactory,
    PersonFactory,
    PositionFactory,
    QuestionFactory,
)

pytestmark = pytest.mark.django_db


def answer(question: Question, document: Document, **claim: object) -> Position:
    quoted_from = claim.pop("quoted_from", None)
    stance = claim.pop("stance", "supports")
    made = ClaimFactory(citation=None, **claim)
    passage = PassageFactory(document=document, quoted_from=quoted_from)
    CitationFactory(claim=made, passage=passage, stance=stance)
    if stance != "supports":
        CitationFactory(claim=made)
    return PositionFactory(question=question, claim=made, position=question.positions.count())


def found(question: Question) -> Independence:
    return independence_of(list(questions_with_positions().get(pk=question.pk).positions.all()))


def told(question: Question) -> list[tuple[int, list[str]]]:
    return [(len(group.positions), group.reasons) for group in found(question).groups]


def test_documents_that_nothing_joins_are_separate_sources() -> None:
    question = QuestionFactory()
    for _ in range(3):
        answer(question, DocumentFactory())
    independence = found(question)
    assert told(question) == [(1, []), (1, []), (1, [])]
    assert independence.joined == []
    assert independence.sentence == (
        "As far as is recorded, these answers rest on 3 sources that repeat no other."
    )


def test_answers_in_one_document_rest_on_it() -> None:
    question, document = QuestionFactory(), DocumentFactory(title="One text")
    answer(question, document)
    answer(question, document)
    assert told(question) == [(2, ["They stand in the same document: “One text”."])]
    assert found(question).sentence == (
        "As far as is recorded, these answers rest on 1 source that repeats no other."
    )


def test_reproduction_joins_over_several_steps_and_through_a_common_original() -> None:
    first = DocumentFactory(title="First")
    second = DocumentFactory(title="Second", reproduced_from=first)
    third = DocumentFactory(title="Third", reproduced_from=second)
    other = DocumentFactory(title="Other", reproduced_from=second)
    direct, common = QuestionFactory(), QuestionFactory()
    answer(direct, first)
    answer(direct, third)
    answer(common, third)
    answer(common, other)
    assert told(direct) == [(2, ["“Third” reproduces “First”."])]
    assert told(common) == [(2, ["“Third” and “Other” both reproduce “Second”."])]


def test_reproduction_in_a_circle_ends() -> None:
    question, one = QuestionFactory(), DocumentFactory(title="One")
    two = DocumentFactory(title="Two", reproduced_from=one)
    Document.objects.filter(pk=one.pk).update(reproduced_from=two)
    answer(question, one)
    answer(question, two)
    assert told(question) == [(2, ["“One” reproduces “Two”."])]


def test_quotation_joins_with_the_words_of_the_holder_not_with_its_other_guests() -> None:
    holder = DocumentFactory(title="Holder")
    guest = DocumentFactory(title="Guest", held_in=holder)
    stranger = DocumentFactory(title="Stranger", held_in=holder)
    joined, apart = QuestionFactory(), QuestionFactory()
    answer(joined, holder)
    answer(joined, holder, quoted_from=guest)
    answer(apart, holder, quoted_from=guest)
    answer(apart, holder, quoted_from=stranger)
    assert told(joined) == [(2, ["“Holder” quotes or holds “Guest”."])]
    assert told(apart) == [(1, []), (1, [])]


def test_same_speaker_author_or_publisher_joins() -> None:
    person, body = PersonFactory(name__text="Somebody"), OrganisationFactory(name__text="A body")
    said, written, printed = QuestionFactory(), QuestionFactory(), QuestionFactory()
    for question, document, claim in (
        (said, {}, {"said_by_person": person}),
        (written, {"author": person}, {}),
        (printed, {"publisher": body}, {}),
    ):
        answer(question, DocumentFactory(**document), **claim)
        answer(question, DocumentFactory(**document), **claim)
    assert told(said) == [(2, ["They are said by the same: Somebody."])]
    assert told(written) == [(2, ["Their documents have the same author: Somebody."])]
    assert told(printed) == [(2, ["Their documents have the same publisher: A body."])]


def test_words_for_a_speaker_and_disputes_join_nothing() -> None:
    question, document = QuestionFactory(), DocumentFactory()
    answer(question, document, said_by_label="media reports")
    answer(question, DocumentFactory(), said_by_label="media reports")
    answer(question, document, stance="disputes")
    assert [len(group.positions) for group in found(question).groups] == [1, 1, 1]


@pytest.mark.parametrize("rows", [1, 3])
def test_independence_takes_the_same_queries_for_any_number(
    django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    question = QuestionFactory()
    for _ in range(rows):
        document = DocumentFactory(
            author=PersonFactory(), publisher=OrganisationFactory(), reproduced_from=DocumentFactory()
        )
        answer(question, document)
    positions = list(questions_with_positions().get(pk=question.pk).positions.all())
    with django_assert_num_queries(3):
        independence_of(positions)
