"""Legal cards in a campaign file: a load puts nothing in the place of words that a lawyer has checked."""

from pathlib import Path

import pytest

from campaigns.exchange.dump import dump_campaign
from campaigns.exchange.load import load_campaign
from campaigns.models import Campaign, LegalCard
from sources.models import Place, PublicationState
from tests.campaigns.cards import check
from tests.campaigns.exchange.samples import EXAMPLE, SAMPLE, read_files, replace
from tests.factories.campaigns import LegalCardFactory

pytestmark = pytest.mark.django_db

FILE = "legal-cards.yaml"
WARNED = "vellmark-card is left as it is: a lawyer has checked what it says here"


def test_example_brings_a_card_that_says_sample_and_that_nobody_checked() -> None:
    load_campaign(EXAMPLE)
    card = LegalCard.objects.get()
    assert (card.country, card.is_sample, card.is_checked, card.state) == (None, True, False, "published")
    assert card.languages() == ["en", "ru", "kk"]
    # One of the numbers that Ofcom keeps for fiction.
    assert card.phone == "+44 20 7946 0000"


def test_load_alters_a_card_that_nobody_checked_back(sample: Path) -> None:
    load_campaign(sample)
    LegalCard.objects.update(text="Ours")
    report = load_campaign(sample)
    assert (report.changed, LegalCard.objects.get().text) == (1, "Ask why.\nCall the number below.")


@pytest.mark.parametrize("prune", [False, True])
def test_load_leaves_a_checked_card_as_it_is_and_says_so(sample: Path, *, prune: bool) -> None:
    load_campaign(sample)
    LegalCard.objects.update(text="Ours", is_sample=False)
    check(LegalCard.objects.get())
    report = load_campaign(sample, prune=prune)
    card = LegalCard.objects.get()
    assert (report.changed, card.text, card.is_checked) == (0, "Ours", True)
    assert [str(warning) for warning in report.warnings if "lawyer" in str(warning)] == [
        f"{sample}/{FILE}:1: {WARNED}"
    ]


def test_load_says_nothing_of_a_checked_card_that_it_does_not_alter(sample: Path) -> None:
    load_campaign(sample)
    check(LegalCard.objects.get())
    report = load_campaign(sample)
    assert (report.added, report.changed, [w for w in report.warnings if "lawyer" in str(w)]) == (0, 0, [])


def test_prune_removes_a_card_but_not_a_checked_one(sample: Path) -> None:
    load_campaign(sample)
    check(LegalCard.objects.get())
    (sample / FILE).unlink()
    report = load_campaign(sample, prune=True)
    kept = (report.left, LegalCard.objects.count())
    LegalCard.objects.update(checked_by="", checked_on=None, checked_words="")
    report = load_campaign(sample, prune=True)
    assert kept == ({"legal-cards": ["vellmark-card"]}, 1)
    assert (report.removed, LegalCard.objects.count()) == ({"legal-cards": ["vellmark-card"]}, 0)


def test_load_adds_no_second_card_for_a_country(sample: Path) -> None:
    load_campaign(sample)
    LegalCard.objects.update(slug="ours")
    report = load_campaign(sample)
    text = "vellmark-card is left out: ours is the card of the same country here"
    assert [str(warning) for warning in report.warnings if "left out" in str(warning)] == [
        f"{sample}/{FILE}:1: {text}"
    ]
    assert LegalCard.objects.get().slug == "ours"


def test_withdrawn_card_stays_withdrawn(sample: Path) -> None:
    load_campaign(sample)
    LegalCard.objects.update(state=PublicationState.WITHDRAWN)
    replace(sample, FILE, "Ask why.", "Ask why and by whom.")
    load_campaign(sample)
    card = LegalCard.objects.get()
    assert (card.state, card.text.splitlines()[0]) == ("withdrawn", "Ask why and by whom.")


def test_dump_holds_cards_of_the_countries_it_names_and_no_check(tmp_path: Path) -> None:
    load_campaign(SAMPLE)
    check(LegalCard.objects.get())
    LegalCardFactory.create()
    dump_campaign(Campaign.objects.get(slug="port-sella"), tmp_path / "dump")
    assert read_files(tmp_path / "dump") == read_files(SAMPLE)
    LegalCardFactory.create(slug="anywhere", country=None)
    Place.objects.filter(slug="norhaven").update(kind="country")
    LegalCardFactory.create(slug="norhaven-card", country=Place.objects.get(slug="norhaven"))
    dump_campaign(Campaign.objects.get(slug="port-sella"), tmp_path / "dump")
    text = read_files(tmp_path / "dump")[FILE].decode()
    assert [line for line in text.splitlines() if "slug" in line] == [
        "- slug: anywhere",
        "- slug: norhaven-card",
        "- slug: vellmark-card",
    ]
