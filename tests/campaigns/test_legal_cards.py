"""Which legal card a picket gets, what it says, and how long a lawyer's check holds."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from campaigns.legal_cards import card_for, words_of
from campaigns.models import LegalCard
from campaigns.services.legal_cards import take_check_back
from sources.models import Place, PublicationState, Translation
from tests.campaigns.cards import DAY, LAWYER, POINTS, TITLES, check, make_card, stored
from tests.factories.campaigns import LegalCardFactory, PicketFactory
from tests.factories.sources import PlaceFactory

pytestmark = pytest.mark.django_db


def chain(*kinds: str) -> list[Place]:
    """Make places, each within the one before."""
    places: list[Place] = []
    for kind in kinds:
        places.append(PlaceFactory.create(kind=kind, within=places[-1] if places else None))
    return places


def test_picket_gets_the_card_of_the_country_around_its_place() -> None:
    country, _, city, site = chain("country", "region", "city", "site")
    card = LegalCardFactory.create(country=country)
    LegalCardFactory.create(country=None)
    LegalCardFactory.create(country=PlaceFactory.create(kind="country"))
    assert [LegalCard.objects.of_place(place.pk) for place in (country, city, site)] == [card, card, card]


def test_picket_gets_the_card_of_the_nearest_place_that_has_one() -> None:
    union, country, city = chain("country", "country", "city")
    LegalCardFactory.create(country=union)
    nearer = LegalCardFactory.create(country=country)
    assert LegalCard.objects.of_place(city.pk) == nearer


def test_picket_elsewhere_gets_the_card_without_a_country() -> None:
    LegalCardFactory.create()
    card = LegalCardFactory.create(country=None)
    city = chain("country", "city")[1]
    assert [LegalCard.objects.of_place(pk) for pk in (city.pk, None)] == [card, card]


def test_picket_gets_no_card_where_there_is_none() -> None:
    LegalCardFactory.create()
    LegalCardFactory.create(country=None, state=PublicationState.DRAFT)
    assert card_for(PicketFactory.create(place=PlaceFactory.create())) is None


def test_places_within_each_other_do_not_loop() -> None:
    outer, inner = chain("other", "other")
    Place.objects.filter(pk=outer.pk).update(within=inner)
    card = LegalCardFactory.create(country=None)
    assert LegalCard.objects.of_place(inner.pk) == card


@pytest.mark.parametrize("cards", [1, 3])
def test_finding_a_card_takes_three_queries(
    cards: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    places = chain("country", "region", "city")
    for place in places[:cards]:
        LegalCardFactory.create(country=place)
    with django_assert_num_queries(3):
        card = LegalCard.objects.of_place(places[-1].pk)
        assert card is not None
        assert not card.is_checked


def test_a_country_has_one_card_and_no_country_has_one_too() -> None:
    country = PlaceFactory.create()
    for place in (country, None):
        LegalCardFactory.create(country=place)
        with pytest.raises(IntegrityError), transaction.atomic():
            LegalCardFactory.create(country=place)
    assert LegalCard.objects.count() == 2


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_words_are_those_of_the_readers_language(language: str) -> None:
    card = make_card()
    with override(language):
        words = words_of(card)
    assert (words.title, words.points, words.language) == (TITLES[language], POINTS[language], language)


def test_words_fall_back_together_when_one_of_them_is_not_translated() -> None:
    card = make_card()
    card.translations.filter(language="ru", field="title").delete()
    with override("ru"):
        words = words_of(stored(card))
    assert (words.title, words.points, words.language) == (TITLES["en"], POINTS["en"], "en")
    assert stored(card).languages() == ["en", "kk"]


def test_points_lose_numbers_and_empty_lines() -> None:
    card = LegalCardFactory.create(text="1. Ask why.\r\n\r\n 2) Call.\r\n100 people wait.\n")
    assert words_of(card).points == ["Ask why.", "Call.", "100 people wait."]


def test_card_says_that_no_lawyer_checked_it_until_one_did() -> None:
    card = make_card()
    before = words_of(card)
    after = words_of(check(card))
    assert (before.check, before.is_checked) == ("Not checked by a lawyer.", False)
    assert (after.check, after.is_checked) == (f"Checked by {LAWYER} on 2 March 2026.", True)


@pytest.mark.parametrize("field", ["title", "text", "phone", "country"])
def test_check_ends_when_a_word_changes_by_whatever_way(field: str) -> None:
    card = check(make_card())
    new = PlaceFactory.create() if field == "country" else "Other words"
    LegalCard.objects.filter(pk=card.pk).update(**{field: new})
    assert words_of(stored(card)).check == "Not checked by a lawyer."


def test_check_ends_when_a_translation_changes_comes_or_goes() -> None:
    card = check(make_card())
    rows = card.translations.filter(language="kk")
    seen = []
    rows.filter(field="text").update(text="Басқа сөз")
    seen.append(stored(card).is_checked)
    rows.filter(field="text").update(text="\n".join(POINTS["kk"]))
    seen.append(stored(card).is_checked)
    row = card.translations.create(field="title", language="de", text="Wenn du angehalten wirst")
    seen.append(stored(card).is_checked)
    row.delete()
    rows.filter(field="title").delete()
    seen.append(stored(card).is_checked)
    assert seen == [False, True, False, False]


def test_check_stays_when_only_a_review_or_breaks_of_lines_change() -> None:
    card = check(make_card())
    Translation.objects.update(review="read")
    LegalCard.objects.update(text=stored(card).text.replace("\n", "\r\n"), is_sample=True)
    assert stored(card).is_checked


def test_check_is_taken_back_only_when_words_changed() -> None:
    card = check(make_card())
    taken = [take_check_back(card)]
    LegalCard.objects.update(phone="1")
    taken += [take_check_back(stored(card)), take_check_back(stored(card))]
    row = stored(card)
    assert taken == [False, True, False]
    assert (row.checked_by, row.checked_on, row.checked_words) == ("", None, "")


def test_check_of_words_that_changed_meanwhile_is_refused() -> None:
    card = make_card()
    read = stored(card).digest()
    card.translations.filter(language="ru", field="text").update(text="Другое")
    with pytest.raises(ValidationError, match="changed meanwhile"):
        check(card, digest=read)
    assert stored(card).checked_on is None


@pytest.mark.parametrize(
    "changes", [{"checked_by": "  "}, {"checked_on": timezone.localdate() + timedelta(days=2)}]
)
def test_check_needs_a_name_and_a_day_that_has_come(changes: dict[str, object]) -> None:
    card = make_card()
    with pytest.raises(ValidationError):
        check(card, **changes)
    assert (stored(card).checked_by, stored(card).checked_on) == ("", None)


def test_database_refuses_half_a_check() -> None:
    card = make_card()
    for half in (
        {"checked_by": LAWYER},
        {"checked_on": DAY},
        {"checked_by": LAWYER, "checked_on": DAY},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            LegalCard.objects.filter(pk=card.pk).update(**half)
