"""Suggestions of a document: kept when handled, made anew when the names or rules change."""

import pytest
from pytest_django import DjangoAssertNumQueries

from sources.models import Document, Passage, Suggestion
from sources.services.suggestions import suggest_in
from sources.suggesting.reading import VERSION
from tests.factories.sources import DocumentFactory, NameFactory, PassageFactory, PersonFactory

pytestmark = pytest.mark.django_db

TEXT = "On 7 January 2022 Olena Sampleton was arrested in Minsk with 14 others."


@pytest.fixture
def document() -> Document:
    document = DocumentFactory(published_on="2022-01-10", language="en")
    PassageFactory(document=document, number=1, text=TEXT)
    PassageFactory(document=document, number=2, text="About us: call Olena Sampleton.", is_furniture=True)
    PassageFactory(document=document, number=3, text="Sampleton is ill.")
    return document


def _rows(document: Document) -> list[tuple[int, str, str, str]]:
    return [
        (one.passage.number, one.kind, one.passage.text[one.start : one.end], one.state)
        for one in Suggestion.objects.of(document).select_related("passage")
    ]


def test_suggestions_are_made_for_every_passage_that_is_not_furniture(document: Document) -> None:
    assert suggest_in(document) == 7
    assert [row[:3] for row in _rows(document)] == [
        (1, "claim", TEXT),
        (1, "date", "7 January 2022"),
        (1, "person", "Olena Sampleton"),
        (1, "case_cue", "arrested"),
        (1, "place", "Minsk"),
        (1, "figure", "14"),
        (3, "person", "Sampleton"),
    ]
    document.refresh_from_db()
    assert document.read_with == VERSION


@pytest.mark.parametrize("rows", [1, 3])
def test_reading_again_changes_nothing_in_a_literal_number_of_queries(
    document: Document, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for number in range(rows):
        PassageFactory(document=document, number=10 + number, text=TEXT)
    count = suggest_in(document)
    before = list(Suggestion.objects.of(document).values())
    # Savepoint and its release, the lock, the passages, the suggestions, the names.
    with django_assert_num_queries(6):
        assert suggest_in(document) == count
    assert list(Suggestion.objects.of(document).values()) == before


def test_what_was_handled_stays_and_is_not_proposed_again(document: Document) -> None:
    suggest_in(document)
    Suggestion.objects.filter(kind="place").update(state=Suggestion.State.DISMISSED)
    Suggestion.objects.filter(kind="date").update(state=Suggestion.State.ACCEPTED)
    # A person has chosen fewer words than the rules propose.
    Suggestion.objects.filter(kind="person", passage__number=1).update(
        state=Suggestion.State.ACCEPTED, start=24
    )
    assert suggest_in(document) == 4
    assert [row[1:] for row in _rows(document) if row[3] != "open"] == [
        ("date", "7 January 2022", "accepted"),
        ("person", "Sampleton", "accepted"),
        ("place", "Minsk", "dismissed"),
    ]


def test_names_added_later_are_linked_by_reading_again(document: Document) -> None:
    suggest_in(document)
    assert Suggestion.objects.exclude(person=None).count() == 0
    person = PersonFactory(name__text="Olena Sampleton")
    NameFactory(person=person, text="Олена Семплтон", language="ru", script="Cyrl", kind="transliteration")
    assert suggest_in(document) == 7
    assert list(Suggestion.objects.filter(kind="person").values_list("person", flat=True)) == [
        person.pk,
        person.pk,
    ]
    assert Suggestion.objects.get(kind="claim").proposal["people"] == [person.pk]


def test_suggestions_of_a_passage_that_became_furniture_go_unless_handled(document: Document) -> None:
    suggest_in(document)
    Suggestion.objects.filter(kind="place").update(state=Suggestion.State.ACCEPTED)
    Passage.objects.filter(number=1, document=document).update(is_furniture=True)
    # The bare surname goes too: no passage that is read gives the name in full any more.
    assert suggest_in(document) == 0
    assert [row[1:] for row in _rows(document)] == [("place", "Minsk", "accepted")]


def test_relative_dates_of_a_quoted_text_are_reckoned_from_its_own_publication(document: Document) -> None:
    quoted = DocumentFactory(published_on="2021-12-15", held_in=document)
    PassageFactory(document=document, number=20, text="They met last week.", quoted_from=quoted)
    suggest_in(document)
    assert Suggestion.objects.get(passage__number=20).proposal["date"] == "2021-12-06"


def test_he_is_whom_the_passage_before_ended_with_in_the_same_text_alone(document: Document) -> None:
    quoted = DocumentFactory(published_on="2021-12-15", held_in=document)
    PassageFactory(document=document, number=4, text="The teacher Olena Sampleton lives in Minsk.")
    PassageFactory(document=document, number=5, text="She was released in May 2020.")
    PassageFactory(document=document, number=6, text="She was charged in May 2020.", quoted_from=quoted)
    suggest_in(document)
    claims = Suggestion.objects.of(document).filter(kind="claim", passage__number__gt=3)
    assert [one.proposal["text"] for one in claims] == ["In May 2020, Olena Sampleton was released."]
