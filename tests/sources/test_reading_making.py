"""The reading view: what is made from passages, and the claims of a document as a file."""

import pytest
from django.test import Client

from accounts.models import User
from sources.models import Claim, Document, Position, Suggestion, Tie
from tests.factories.sources import (
    CitationFactory,
    ClaimFactory,
    OrganisationFactory,
    PersonFactory,
    QuestionFactory,
)
from tests.forms import fields_of
from tests.sources.reading_pages import TEXT, address, fill, make_document, passage_of, suggest_everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    return make_document()


def test_a_claim_begins_with_what_was_found(desk: Client, document: Document) -> None:
    person = PersonFactory.create(name__text="Bota Samplova")
    passage = passage_of(document)
    for row in suggest_everything(passage):
        Suggestion.objects.filter(pk=row.pk, kind="person").update(person=person)

    form = fields_of(desk.get(f"{address(document, 'make', 'claim')}?passage=1"), "sheet-form")

    expected = {
        "date": ["2022-05-03"],
        "figure_operator": ["exactly"],
        "figure_value": ["5"],
        "named": [f"person:{person.pk}"],
        "directness": ["reported"],
        "stance": ["supports"],
    }
    assert {name: form[name] for name in expected} == expected


def test_a_claim_is_made_with_its_citation(desk: Client, document: Document, organiser: User) -> None:
    known = OrganisationFactory.create(name__text="Sample Union")
    person = PersonFactory.create(name__text="Bota Samplova")
    answer = fill(
        desk,
        f"{address(document, 'make', 'claim')}?passage=1&passage=3",
        text="She is in prison.",
        said_by="sample union",
        also="Bota Samplova, Sample Union",
        stance="mentions",
    )

    claim = Claim.objects.get()
    assert "Claim made: She is in prison." in answer.content.decode()
    assert (claim.state, claim.said_by_organisation, claim.said_by_label) == ("draft", known, "")
    assert (list(claim.people.all()), list(claim.organisations.all())) == ([person], [known])
    cited = claim.citations.values_list("passage__number", "stance")
    assert list(cited) == [(1, "mentions"), (3, "mentions")]


def test_a_claim_in_the_passages_words_needs_a_tick(desk: Client, document: Document) -> None:
    url = f"{address(document, 'make', 'claim')}?passage=1"

    answer = fill(desk, url, text=TEXT)

    assert answer.status_code == 422
    assert "Say it in our own words." in answer.content.decode()
    assert fields_of(answer, "sheet-form")["text"] == [TEXT]
    assert Claim.objects.count() == 0
    fill(desk, url, text=TEXT, is_quotation="on")
    assert Claim.objects.count() == 1


@pytest.mark.parametrize("query", ["", "?passage=99", "?passage=1&passage=99", "?passage=x"])
def test_nothing_is_made_from_no_passage(desk: Client, document: Document, query: str) -> None:
    assert desk.get(f"{address(document, 'make', 'claim')}{query}").status_code == 404
    assert desk.get(f"{address(document, 'make', 'nothing')}?passage=1").status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": ""}, "This field is required."),
        ({"date": "2022-13"}, "Write a year"),
        (
            {"figure_operator": "between", "figure_value": "9", "figure_high": "3"},
            "A figure needs an operator",
        ),
        ({"date": "2022", "date_end": "2021"}, "The second date is before the first."),
        ({"figure_value": "NaN"}, "Enter a number."),
        ({"also": "Nobody at all"}, "Nobody and nothing known"),
    ],
)
def test_a_claim_that_is_wrong_loses_no_typing(
    desk: Client, document: Document, changes: dict[str, str], words: str
) -> None:
    url = f"{address(document, 'make', 'claim')}?passage=1"

    answer = fill(desk, url, **{"text": "She is in prison.", "said_by": "her friends", **changes})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert fields_of(answer, "sheet-form")["said_by"] == ["her friends"]
    assert Claim.objects.count() == 0


def test_a_position_is_made(desk: Client, document: Document) -> None:
    question = QuestionFactory.create()

    fill(
        desk,
        f"{address(document, 'make', 'position')}?passage=1",
        text="She got five years.",
        question=question.pk,
        who="Her lawyer",
        answer="five",
    )

    position = Position.objects.get()
    assert (position.question, position.claim, position.who) == (question, Claim.objects.get(), "Her lawyer")


def test_a_tie_is_made_and_taken_back(desk: Client, document: Document) -> None:
    person, body = PersonFactory.create(), OrganisationFactory.create()
    url = f"{address(document, 'make', 'tie')}?passage=1"
    given = {"text": "He directs it.", "subject": str(person), "object": str(body), "tie_kind": "directs"}
    answer = fill(desk, url, **{**given, "object": str(person)})
    assert (answer.status_code, Claim.objects.count()) == (422, 0)

    fill(desk, url, **given)

    tie = Tie.objects.get()
    assert (tie.subject, tie.object, list(tie.claims.all())) == (person, body, [Claim.objects.get()])
    desk.post(address(document, "undo"), {"passage": 1})
    assert (Tie.objects.count(), Claim.objects.count()) == (0, 0)


def test_export_neutralises_cells(desk: Client, document: Document) -> None:
    claim = ClaimFactory.create(
        text="=2+2", citation=None, figure_operator="exactly", figure_value=5, figure_unit="years"
    )
    CitationFactory.create(claim=claim, passage=passage_of(document))

    answer = desk.get(address(document, "claims_csv"))

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith('"1","supports","\'=2+2","Published"')
    assert '"exactly","5","","years"' in lines[1]
