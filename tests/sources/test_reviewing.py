"""Suggestions accepted, dismissed, made into claims; each step written down, and taken back exactly."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError

from accounts.models import User
from sources.models import Citation, Claim, Document, Name, NameKind, Passage, Person, ReviewStep, Suggestion
from sources.reading.drafts import ClaimDraft
from sources.services.review_steps import NotUndone, last_step, undo_review
from sources.services.reviewing import Edit, accept_suggestions, dismiss_suggestions, make_claim_from
from tests.desk import history_of
from tests.factories.accounts import UserFactory
from tests.factories.sources import (
    CitationFactory,
    DocumentFactory,
    PassageFactory,
    PersonFactory,
    PlaceFactory,
    SuggestionFactory,
)

pytestmark = pytest.mark.django_db

TEXT = "On 3 May a court in Sampletown sentenced Bota Samplova to five years, her lawyer said on Thursday."


@pytest.fixture
def passage() -> Passage:
    row: Passage = PassageFactory.create(
        document=DocumentFactory.create(slug="sample", language="en"), text=TEXT
    )
    return row


def suggest(passage: Passage, kind: str, words: str, **fields: object) -> Suggestion:
    start = passage.text.index(words)
    fields.setdefault("proposal", {"name": words})
    row: Suggestion = SuggestionFactory.create(
        passage=passage, kind=kind, start=start, end=start + len(words), **fields
    )
    return row


def states() -> list[str]:
    return list(Suggestion.objects.order_by("pk").values_list("state", flat=True))


def test_an_unknown_name_becomes_a_new_person_with_the_spelling_met(
    passage: Passage, organiser: User
) -> None:
    suggestion = suggest(passage, "person", "Bota Samplova")

    result = accept_suggestions([suggestion.pk], by=organiser)

    suggestion.refresh_from_db()
    person = Person.objects.get()
    name = person.names.get()
    assert (name.text, name.language, name.script, name.kind) == ("Bota Samplova", "en", "Latn", "preferred")
    assert (suggestion.state, suggestion.person, suggestion.handled_by) == ("accepted", person, organiser)
    assert result.made == [person, name]
    assert (history_of(person), history_of(suggestion)) == (["Added."], ["Changed state: accepted."])
    assert {entry.user for entry in LogEntry.objects.all()} == {organiser}


def test_a_new_spelling_of_a_known_person_is_added_to_it(passage: Passage, organiser: User) -> None:
    person = PersonFactory.create(name__text="Bota Samplowa")
    suggestion = suggest(passage, "person", "Bota Samplova", person=person)

    accept_suggestions([suggestion.pk], by=organiser)

    assert [(name.text, name.kind) for name in person.names.all()] == [
        ("Bota Samplowa", NameKind.PREFERRED),
        ("Bota Samplova", NameKind.VARIANT),
    ]
    assert Person.objects.count() == 1


def test_a_part_of_a_known_spelling_is_no_new_one(passage: Passage, organiser: User) -> None:
    person = PersonFactory.create(name__text="Bota Samplova")

    accept_suggestions([suggest(passage, "person", "Samplova", person=person).pk], by=organiser)

    assert person.names.count() == 1


def test_names_alike_in_one_document_are_one_person(passage: Passage, organiser: User) -> None:
    other = PassageFactory.create(document=passage.document, text=TEXT)
    first, second = suggest(passage, "person", "Bota Samplova"), suggest(other, "person", "Bota Samplova")
    waiting = suggest(PassageFactory.create(document=passage.document, text=TEXT), "person", "Bota Samplova")

    accept_suggestions([first.pk, second.pk], by=organiser)

    waiting.refresh_from_db()
    person = Person.objects.get()
    assert (person.names.count(), waiting.state, waiting.person) == (1, "open", person)


def test_a_name_can_be_changed_and_linked_before_it_is_accepted(passage: Passage, organiser: User) -> None:
    known = PersonFactory.create(name__text="Bota Samplova")
    suggestion = suggest(passage, "person", "Samplova")

    accept_suggestions([suggestion.pk], by=organiser, edit=Edit({"name": "B. Samplova"}, known))

    suggestion.refresh_from_db()
    assert (suggestion.person, suggestion.proposal["name"]) == (known, "B. Samplova")
    assert sorted(known.names.values_list("text", flat=True)) == ["B. Samplova", "Bota Samplova"]


@pytest.mark.parametrize("kind", ["date", "figure", "case_cue"])
def test_a_date_a_figure_and_a_cue_are_noted(passage: Passage, organiser: User, kind: str) -> None:
    suggestion = suggest(passage, kind, "On 3 May", proposal={"date": "2022-05-03"})

    assert accept_suggestions([suggestion.pk], by=organiser).made == []
    assert states() == ["accepted"]


def claim_suggestion(passage: Passage, **changes: object) -> Suggestion:
    proposal = {
        "text": "Bota Samplova was sentenced on 3 May 2022.",
        "cue": "sentenced",
        "date": {"date": "2022-05-03", "inferred": "the year is that of the article"},
        "figure": {"operator": "exactly", "value": "5", "unit": "years"},
        "people": [PersonFactory.create().pk, 99999],
        "places": [PlaceFactory.create().pk],
        "said_by": "her lawyer",
        **changes,
    }
    return suggest(passage, "claim", "a court in Sampletown sentenced", proposal=proposal)


def test_a_claim_is_drafted_with_its_citation(passage: Passage, organiser: User) -> None:
    suggestion = claim_suggestion(passage)

    accept_suggestions([suggestion.pk], by=organiser)

    claim = Claim.objects.get()
    suggestion.refresh_from_db()
    assert (suggestion.claim, claim.state, claim.slug) == (
        claim,
        "draft",
        "bota-samplova-was-sentenced-on-3-may-2022",
    )
    assert (claim.date, claim.inferred, claim.said_by_label) == (
        "2022-05-03",
        {"date": "the year is that of the article"},
        "her lawyer",
    )
    assert (claim.figure_operator, claim.figure_value, claim.figure_unit) == ("exactly", Decimal(5), "years")
    assert (claim.people.count(), claim.places.count()) == (1, 1)
    assert [(citation.passage, citation.stance) for citation in claim.citations.all()] == [
        (passage, "supports")
    ]
    assert history_of(claim) == ["Added."]


@pytest.mark.parametrize("at_once", [True, False])
def test_a_claim_names_whom_somebody_has_accepted_in_its_passage(
    passage: Passage, organiser: User, *, at_once: bool
) -> None:
    names = [suggest(passage, "person", "Bota Samplova"), suggest(passage, "person", "her lawyer")]
    suggestion = claim_suggestion(passage, people=[])

    keys = [row.pk for row in names]
    for step in [[suggestion.pk, *keys]] if at_once else [keys, [suggestion.pk]]:
        accept_suggestions(step, by=organiser)

    claim = Claim.objects.get()
    assert [str(person) for person in claim.people.all()] == ["Bota Samplova"]
    assert (str(claim.said_by_person), claim.said_by_label) == ("her lawyer", "")


@pytest.mark.parametrize(
    "changes",
    [
        {"text": TEXT},
        {"text": ""},
        {"date": {"date": "2022-13-40"}},
        {"figure": {"operator": "between", "value": "9", "high": "3"}},
    ],
)
def test_a_claim_that_may_not_stand_stays_open_and_leaves_nothing(
    passage: Passage, organiser: User, changes: dict[str, Any]
) -> None:
    bad, good = claim_suggestion(passage, **changes), suggest(passage, "person", "Bota Samplova")

    result = accept_suggestions([bad.pk, good.pk], by=organiser)

    assert ([row.pk for row, _why in result.refused], [row.pk for row in result.done]) == (
        [bad.pk],
        [good.pk],
    )
    assert (Claim.objects.count(), Citation.objects.count()) == (0, 0)
    assert states() == ["open", "accepted"]


def test_what_somebody_has_handled_is_told_and_left_alone(passage: Passage, organiser: User) -> None:
    suggestion = suggest(passage, "person", "Bota Samplova")
    dismiss_suggestions([suggestion.pk], by=UserFactory.create())

    result = accept_suggestions([suggestion.pk], by=organiser)

    assert ([row.pk for row in result.taken], result.done, result.steps) == ([suggestion.pk], [], [])
    assert (states(), Person.objects.count()) == (["dismissed"], 0)


def test_dismissing_makes_nothing_and_is_in_the_history(passage: Passage, organiser: User) -> None:
    suggestion = suggest(passage, "person", "Bota Samplova")

    dismiss_suggestions([suggestion.pk], by=organiser)

    assert (states(), Person.objects.count()) == (["dismissed"], 0)
    assert history_of(suggestion) == ["Changed state: dismissed."]


def test_a_claim_is_made_from_several_passages(passage: Passage, organiser: User) -> None:
    other = PassageFactory.create(document=passage.document)
    draft = ClaimDraft("She is in prison.", {"directness": "reported"})

    claim, step = make_claim_from([passage, other], draft=draft, by=organiser, stance="disputes")

    assert [(citation.passage, citation.stance) for citation in claim.citations.all()] == [
        (passage, "disputes"),
        (other, "disputes"),
    ]
    assert (step.kind, step.passage_number) == ("made", passage.number)


def test_a_claim_in_the_words_of_the_passage_needs_to_be_called_a_quotation(
    passage: Passage, organiser: User
) -> None:
    draft = ClaimDraft(TEXT)

    with pytest.raises(ValidationError, match="in our own words"):
        make_claim_from([passage], draft=draft, by=organiser)
    assert Claim.objects.count() == 0
    make_claim_from([passage], draft=draft, by=organiser, is_quotation=True)
    assert Claim.objects.count() == 1


def test_furniture_is_not_cited(passage: Passage, organiser: User) -> None:
    passage.is_furniture = True
    passage.save()

    with pytest.raises(ValidationError, match="Furniture"):
        make_claim_from([passage], draft=ClaimDraft("A menu."), by=organiser)


# --- taking back ---


def everything() -> list[Any]:
    rows: list[Any] = []
    for model in (Person, Name, Claim, Citation):
        rows += list(model.objects.order_by("pk").values())
    return rows + list(Suggestion.objects.order_by("pk").values())


def test_undo_takes_back_exactly_what_was_made(passage: Passage, organiser: User) -> None:
    known = PersonFactory.create(name__text="Bota Samplowa")
    rows = [
        suggest(passage, "person", "Bota Samplova", person=known),
        suggest(passage, "person", "her lawyer"),
        suggest(passage, "date", "On 3 May"),
        claim_suggestion(passage),
    ]
    before = everything()
    accept_suggestions([row.pk for row in rows], by=organiser)
    assert everything() != before
    step = last_step(passage.document, organiser)
    assert step is not None

    undo_review(step, by=organiser)

    assert everything() == before
    assert history_of(rows[0]) == ["Changed state: accepted.", "Changed state: open."]
    assert last_step(passage.document, organiser) is None


def change_it(claim: Claim) -> None:
    claim.note = "Somebody added this."
    claim.save()


def name_another(claim: Claim) -> None:
    claim.people.add(PersonFactory.create())


def cite_another(claim: Claim) -> None:
    CitationFactory.create(claim=claim)


def translate(claim: Claim) -> None:
    claim.translations.create(field="text", language="ru", text="Пример")


def describe_by_it(claim: Claim) -> None:
    PersonFactory.create(description_claim=claim)


@pytest.mark.parametrize("then", [change_it, name_another, cite_another, translate, describe_by_it])
def test_undo_refuses_what_was_changed_or_used_since(
    passage: Passage, organiser: User, then: Callable[[Claim], None]
) -> None:
    claim, step = make_claim_from([passage], draft=ClaimDraft("She is in prison."), by=organiser)
    then(claim)
    before = everything()

    with pytest.raises(NotUndone, match="since"):
        undo_review(step, by=organiser)

    assert everything() == before


def test_undo_refuses_a_person_who_was_linked_elsewhere_since(passage: Passage, organiser: User) -> None:
    accept_suggestions([suggest(passage, "person", "Bota Samplova").pk], by=organiser)
    step = last_step(passage.document, organiser)
    assert step is not None
    person = Person.objects.get()
    other = suggest(PassageFactory.create(text=TEXT), "person", "Samplova", person=person)
    accept_suggestions([other.pk], by=UserFactory.create())

    with pytest.raises(NotUndone, match="used since"):
        undo_review(step, by=organiser)
    assert Person.objects.count() == 1


def test_undo_is_for_ones_own_last_step(passage: Passage, organiser: User) -> None:
    first, second = suggest(passage, "person", "Bota Samplova"), suggest(passage, "date", "On 3 May")
    dismiss_suggestions([first.pk], by=organiser)
    step = last_step(passage.document, organiser)
    assert step is not None

    with pytest.raises(NotUndone):
        undo_review(step, by=UserFactory.create())
    dismiss_suggestions([second.pk], by=organiser)
    with pytest.raises(NotUndone):
        undo_review(step, by=organiser)
    for _ in range(2):
        step = last_step(passage.document, organiser)
        assert step is not None
        undo_review(step, by=organiser)
    assert states() == ["open", "open"]


def test_a_step_of_several_documents_is_one_for_each(passage: Passage, organiser: User) -> None:
    other = PassageFactory.create(text=TEXT)
    rows = [suggest(passage, "date", "On 3 May"), suggest(other, "date", "On 3 May")]

    result = dismiss_suggestions([row.pk for row in rows], by=organiser)

    assert {step.document for step in result.steps} == {passage.document, other.document}
    assert (ReviewStep.objects.count(), Document.objects.count()) == (2, 2)
