"""A new name that is known by now: it is offered, never joined by itself, and nobody is made twice."""

import time
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from accounts.models import User
from sources.models import Document, Organisation, Person, Place, Suggestion
from sources.services import review_names
from sources.services.reviewing import Reviewed, accept_suggestions
from tests.campaigns.races import all_at_once
from tests.factories.accounts import UserFactory
from tests.factories.sources import PersonFactory
from tests.sources.reading_pages import address, fill, make_document, passage_of, suggest
from toolkit.turns import take_turns

PEOPLE = 4
MODELS: dict[str, Any] = {"person": Person, "organisation": Organisation, "place": Place}
OFFER = (
    "“Bota Samplova” is known by now, and linked here to Bota Samplova. Accept once more if the two are one; if not, "
    "edit it and say that it is another."
)


# One name: each folds to the same.
SPELLINGS = ["Yermek Samplov", "Ermek Samplov", "Iermek Samplov", "Jermek Samplov"]


def suggest_it(kind: str = "person", words: str = "Bota Samplova", name: str = "") -> Suggestion:
    return suggest(passage_of(make_document(1)), kind, words, proposal={"name": name or words})


@pytest.mark.django_db
def test_what_became_known_since_is_offered_and_then_accepted(organiser: User) -> None:
    first, second = suggest_it(), suggest_it()
    accept_suggestions([first.pk], by=organiser)

    told = accept_suggestions([second.pk], by=UserFactory.create())

    assert [(row.pk, why) for row, why in told.refused] == [(second.pk, OFFER)]
    second.refresh_from_db()
    assert (told.done, second.state, second.person) == ([], "open", Person.objects.get())
    accept_suggestions([second.pk], by=organiser)
    second.refresh_from_db()
    assert (second.state, Person.objects.count()) == ("accepted", 1)


@pytest.mark.django_db
def test_it_is_offered_in_any_spelling(organiser: User) -> None:
    known = PersonFactory.create(name__text="Бота Самплова")
    row = suggest_it()

    accept_suggestions([row.pk], by=organiser)

    row.refresh_from_db()
    assert (row.state, row.person, Person.objects.count()) == ("open", known, 1)


@pytest.mark.django_db
def test_of_several_of_that_name_none_is_offered(organiser: User) -> None:
    PersonFactory.create(name__text="Bota Samplova")
    PersonFactory.create(name__text="Bota Samplova")
    row = suggest_it()

    told = accept_suggestions([row.pk], by=organiser)

    assert [why for _row, why in told.refused] == [
        "Several are known as “Bota Samplova”: edit it, and say which it is."
    ]
    row.refresh_from_db()
    assert (row.person, row.state) == (None, "open")


@pytest.mark.django_db
def test_a_namesake_is_made_by_saying_so(desk: Client) -> None:
    known = PersonFactory.create(name__text="Bota Samplova")
    row = suggest_it()
    url = address(row.passage.document, "edit", row.pk)

    refused = fill(desk, url)
    assert (refused.status_code, Person.objects.count()) == (422, 1)
    content = refused.content.decode()
    assert "Accept once more if the two are one" in content
    # What is offered stands in the form, and pressing again takes it.
    assert f'name="known" value="{known.slug}"' in content

    fill(desk, url, is_another="on")

    row.refresh_from_db()
    assert (row.state, Person.objects.count(), row.person == known) == ("accepted", 2, False)


@pytest.mark.django_db
def test_the_same_name_twice_in_one_step_is_one_person(organiser: User) -> None:
    document = make_document(3)
    rows = [suggest(passage, "person", "Bota Samplova") for passage in document.passages.all()]

    result = accept_suggestions([row.pk for row in rows], by=organiser)

    assert (len(result.done), result.refused, Person.objects.count()) == (3, [], 1)


# --- at the same moment ---


def race(kind: str, names: list[str]) -> tuple[list[Reviewed], int]:
    """Accept new names, each in a document of its own, at the same moment; return what was told, and how many made."""
    pairs = [(suggest_it(kind, name=name), UserFactory.create()) for name in names]
    found = all_at_once(lambda pair: accept_suggestions([pair[0].pk], by=pair[1]), pairs)
    assert [one for one in found if isinstance(one, Exception)] == []
    return [one for one in found if isinstance(one, Reviewed)], MODELS[kind].objects.count()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["person", "organisation", "place"])
def test_the_same_new_name_in_several_documents_is_made_once(kind: str) -> None:
    told, made = race(kind, ["Bota Samplova"] * PEOPLE)

    assert made == 1
    assert sorted(len(one.done) for one in told) == [0] * (PEOPLE - 1) + [1]
    assert [why for one in told for _row, why in one.refused] == [OFFER] * (PEOPLE - 1)
    # It is offered to the others, and nothing was joined by itself.
    assert Suggestion.objects.filter(**{kind: MODELS[kind].objects.get()}).count() == PEOPLE
    assert Suggestion.objects.filter(state="open").count() == PEOPLE - 1


@pytest.mark.django_db(transaction=True)
def test_spellings_of_one_new_name_are_one_person() -> None:
    told, made = race("person", SPELLINGS)

    assert (made, sorted(len(one.refused) for one in told)) == (1, [0, 1, 1, 1])


@pytest.mark.django_db(transaction=True)
def test_the_same_button_pressed_several_times_makes_one() -> None:
    row = suggest_it()
    found = all_at_once(lambda who: accept_suggestions([row.pk], by=who), [UserFactory.create()] * PEOPLE)

    assert sorted((len(one.done), len(one.taken)) for one in found if isinstance(one, Reviewed)) == [
        (0, 1)
    ] * (PEOPLE - 1) + [(1, 0)]
    assert Person.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_names_in_two_orders_wait_for_each_other_without_end_never() -> None:
    def document(words: list[str]) -> list[int]:
        return [suggest_it(words=word).pk for word in words]

    words = ["Sampletown", "Bota Samplova", "her lawyer", "On 3 May", "five years"]
    for _n in range(5):
        there, back = document(words), document(words[::-1])
        who = UserFactory.create()
        found = all_at_once(partial(accept_suggestions, by=who), [there, back])
        assert [one for one in found if isinstance(one, Exception)] == []
    assert Person.objects.count() == len(words)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one transaction write at a time")
def test_control_without_turns_it_is_made_several_times(monkeypatch: pytest.MonkeyPatch) -> None:
    look = review_names._offer_known

    def look_and_dawdle(suggestion: Suggestion, document: Document, text: str) -> None:
        look(suggestion, document, text)
        time.sleep(0.3)

    monkeypatch.setattr(review_names, "_offer_known", look_and_dawdle)
    assert race("person", SPELLINGS)[1] == 1
    monkeypatch.setattr(review_names, "take_turns", list)
    assert race("organisation", SPELLINGS)[1] > 1


@pytest.mark.django_db(transaction=True)
def test_turns_are_taken_within_a_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        take_turns(["sample"])
