"""Two who decide at once: one wins, the other is told. The control takes the lock away."""

import time
from collections.abc import Callable

import pytest
from django.db import connection

from accounts.models import User
from sources.models import Document, Person, ReviewStep, Suggestion
from sources.reading.drafts import ClaimDraft
from sources.services import reviewing
from sources.services.review_steps import NotUndone, last_step, undo_review
from sources.services.reviewing import Reviewed, accept_suggestions, dismiss_suggestions, make_claim_from
from tests.campaigns.races import all_at_once
from tests.factories.accounts import UserFactory
from tests.sources.reading_pages import make_document, passage_of, suggest

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="what locks are for shows on PostgreSQL alone"
    ),
]
PEOPLE = 6


@pytest.fixture
def suggestion() -> Suggestion:
    return suggest(passage_of(make_document()), "person", "Bota Samplova")


@pytest.fixture
def people() -> list[User]:
    return UserFactory.create_batch(PEOPLE)


def race(suggestion: Suggestion, people: list[User]) -> list[Reviewed | Exception]:
    """Half of them accept, the other half dismiss, at the same moment."""

    def decide(who: User) -> Reviewed:
        service = accept_suggestions if who.pk % 2 else dismiss_suggestions
        return service([suggestion.pk], by=who)

    return all_at_once(decide, people)


def test_of_many_who_decide_at_once_one_wins_and_the_others_are_told(
    suggestion: Suggestion, people: list[User]
) -> None:
    found = race(suggestion, people)

    results = [one for one in found if isinstance(one, Reviewed)]
    assert sorted((len(one.done), len(one.taken)) for one in results) == [(0, 1)] * (PEOPLE - 1) + [(1, 0)]
    step = ReviewStep.objects.get()
    suggestion.refresh_from_db()
    assert (suggestion.handled_by, suggestion.state) == (step.by, step.kind)
    assert Person.objects.count() == (step.kind == "accepted")


def test_control_without_the_lock_several_win(
    suggestion: Suggestion, people: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlocked(keys: list[int], _result: Reviewed) -> dict[Document, list[Suggestion]]:
        rows = Suggestion.objects.filter(pk__in=keys, state="open").select_related("passage__document")
        found = list(rows)
        time.sleep(0.3)
        return {row.passage.document: [row] for row in found}

    monkeypatch.setattr(reviewing, "_lock", unlocked)
    race(suggestion, people)

    assert ReviewStep.objects.count() > 1


def test_the_same_new_name_accepted_at_once_is_one_person(people: list[User]) -> None:
    document = make_document(PEOPLE)
    rows = [suggest(passage, "person", "Bota Samplova") for passage in document.passages.all()]
    pairs = list(zip(rows, people, strict=True))

    found = all_at_once(lambda pair: accept_suggestions([pair[0].pk], by=pair[1]), pairs)

    assert [one for one in found if isinstance(one, Exception)] == []
    assert Person.objects.get().names.count() == 1
    assert set(Suggestion.objects.values_list("state", flat=True)) == {"accepted"}


def test_a_step_is_taken_back_once(people: list[User]) -> None:
    document = make_document()
    make_claim_from([passage_of(document)], draft=ClaimDraft("She is in prison."), by=people[0])
    step = last_step(document, people[0])
    assert step is not None
    undo: Callable[[int], ReviewStep] = lambda _n: undo_review(step, by=people[0])  # noqa: E731 - threads call it

    found = all_at_once(undo, range(PEOPLE))

    assert sorted(type(one) is NotUndone for one in found) == [False] + [True] * (PEOPLE - 1)
