"""Merge fields take published, cited facts only; a sentence without its fact is left out, never filled."""

from datetime import date

import pytest
from django.utils.translation import override

from campaigns.merge_fields import FIELDS, facts_of, merge, needs_case, unknown_fields
from prisoners.models import Case
from sources.models import PublicationState
from tests.campaigns.printed import NAMES, make_case
from tests.factories.prisoners import (
    ChargeFactory,
    EpisodeFactory,
    PrisonFactory,
    StayFactory,
)
from tests.factories.sources import ClaimFactory, PlaceFactory

FACTS = {"case": "Ada Sample", "days": "about 128 days", "today": "21 January 2022"}


def test_fields_are_filled_in() -> None:
    merged = merge("{case}, {days}.\n\n1. Release {case}.", FACTS)
    assert (merged.text, merged.missing) == ("Ada Sample, about 128 days.\n\n1. Release Ada Sample.", [])


def test_sentence_without_its_fact_is_left_out_and_said_to_be() -> None:
    text = "I write about {case}. The sentence is {sentence}. Release {case}.\n\n{charges}\n\nYours."
    merged = merge(text, FACTS)
    assert merged.text == "I write about Ada Sample. Release Ada Sample.\n\nYours."
    assert merged.missing == ["charges", "sentence"]


def test_list_is_numbered_anew_without_its_missing_line() -> None:
    merged = merge("I ask you:\n\n1. Tell why {charges}.\n2. Release {case}.\n3. Answer.", FACTS)
    assert merged.text == "I ask you:\n\n1. Release Ada Sample.\n2. Answer."


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Dr. {place} is far. Stay.", "Stay."),
        ("Она в {place}, ул. Мира. Жду.", "Жду."),
        ("A. B. wrote of {charges}! Then he left.", "Then he left."),
        ("“Free in {place}?” She asked.", "She asked."),
        ("{charges}", ""),
    ],
)
def test_sentences_end_where_they_end(text: str, left: str) -> None:
    assert merge(text, FACTS).text == left


def test_nothing_is_invented_for_any_subset_of_facts() -> None:
    text = " ".join(f"Part {{{name}}} said." for name in FIELDS)
    for kept in range(len(FIELDS) + 1):
        facts = {name: f"fact of {name}" for name in list(FIELDS)[:kept]}
        merged = merge(text, facts).text
        assert merged == " ".join(f"Part fact of {name} said." for name in facts)


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("{case} {days} {today} {sentence} {charges} {place}", []),
        ("{name} and {Case} and {}", ["name", "Case", ""]),
        ("a { b", ["{"]),
        ("a } b", ["}"]),
        ("{{case}}", ["{"]),
    ],
)
def test_unknown_fields_are_found(text: str, unknown: list[str]) -> None:
    assert unknown_fields(text) == unknown


def test_only_the_day_needs_no_case() -> None:
    assert (needs_case("On {today}."), needs_case("For {case}."), needs_case("Plain.")) == (
        False,
        True,
        False,
    )


def _case_with_facts(*, cited: bool = True, state: PublicationState = PublicationState.PUBLISHED) -> Case:
    case = make_case()
    episode = EpisodeFactory(case=case, arrested_on="2019", sentence_text="five years")
    ChargeFactory(episode=episode, text="asking for wages", article="art. 1")
    stay = StayFactory(
        episode=episode, prison=PrisonFactory(place=PlaceFactory(name__text="Sample Town")), until=""
    )
    if cited:
        episode.claims.add(ClaimFactory(state=state))
        stay.claims.add(ClaimFactory(state=state))
    return case


@pytest.mark.django_db
def test_facts_of_a_case_are_those_with_public_claims() -> None:
    case = _case_with_facts()
    with override("en"):
        assert facts_of(case, case.campaigns.get()) == {
            "today": "21 January 2022",
            "case": NAMES["en"],
            "days": "about 128 days",
            "sentence": "five years",
            "charges": "asking for wages (art. 1)",
            "place": "Sample Town",
        }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cited", "state"), [(False, PublicationState.PUBLISHED), (True, PublicationState.DRAFT)]
)
def test_facts_without_a_public_claim_are_not_there(*, cited: bool, state: PublicationState) -> None:
    case = _case_with_facts(cited=cited, state=state)
    with override("en"):
        assert set(facts_of(case, case.campaigns.get())) == {"today", "case", "days"}
    case.count_from.claims.clear()  # type: ignore[union-attr]  # it has one
    with override("en"):
        assert set(facts_of(case, case.campaigns.get())) == {"today", "case"}


@pytest.mark.django_db
def test_facts_of_a_case_that_is_not_published_are_not_there() -> None:
    case = _case_with_facts()
    campaign = case.campaigns.get()
    Case.objects.update(state=PublicationState.WITHDRAWN)
    assert set(facts_of(case, campaign)) == {"today"}


@pytest.mark.django_db
def test_fact_that_is_not_there_in_the_language_is_missing() -> None:
    case = _case_with_facts()
    with override("kk"):
        facts = facts_of(case, case.campaigns.get())
    assert (facts["case"], "sentence" in facts, "charges" in facts) == (NAMES["kk"], False, False)


@pytest.mark.django_db
def test_day_of_a_live_campaign_is_today() -> None:
    case = make_case(as_of=None, checked_on=date(2022, 1, 21))
    with override("en"):
        assert facts_of(case, case.campaigns.get())["days"] == "at least 128 days"
