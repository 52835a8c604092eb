"""Pairs that may be one: found across scripts and quickly, never joined by themselves; what is said of them is kept."""

import random
import time

import pytest
from django.test import Client
from django.urls import reverse

from sources.likely_pairs import LIKELY, find_pairs, likely_pairs
from sources.models import Merge, NotTheSame, Person
from sources.services.pairs import say_two, take_back_two
from tests.desk import run_action
from tests.factories.accounts import UserFactory
from tests.factories.sources import ClaimFactory, NameFactory, PersonFactory, PlaceFactory
from tests.forms import fields_of
from toolkit.names import fold

# One person, written in two ways. The names are invented.
VARIANTS = [
    ("Yerlan Sampleyev", "Ерлан Самплеев"),
    ("Erzhan Obraztsov", "Yerzhan Obrazcov"),
    ("Zhanna Primerova", "Жанна Примерова"),
    ("Khalid Sampleuly", "Халид Самплеулы"),
    ("Sampleyev Yerlan", "Yerlan Sampleyev"),
    ("Qairat Example", "Kairat Example"),
]
# Two people, whose names are as near.
LOOK_ALIKES = [
    ("Yerlan Sampleyev", "Yerlan Sampleyeva"),
    ("Marat Primerov", "Murat Primerov"),
    ("Aigul Obraztsova", "Aigiul Obraztsova"),
    ("Alina Primerova", "Alima Primerova"),
]


def scored(one: str, other: str) -> int:
    """Return the score of two names; 0 where they are not proposed."""
    pairs = find_pairs("person", [(1, one, fold(one)), (2, other, fold(other))], least=LIKELY)
    return pairs[0].score if pairs else 0


def test_spellings_of_one_name_are_found_and_so_are_look_alikes() -> None:
    """Real different names score as near as spellings do: that is why nothing is joined by itself."""
    variants = {pair: scored(*pair) for pair in VARIANTS}
    others = {pair: scored(*pair) for pair in LOOK_ALIKES}
    assert [pair for pair, score in variants.items() if score < LIKELY] == []
    assert [pair for pair, score in others.items() if score < LIKELY] == []
    # No threshold parts them: the nearest of those who are two is nearer than the furthest spelling of one.
    assert max(others.values()) > min(variants.values())


@pytest.mark.parametrize(
    ("one", "other"), [("Yerlan Sampleyev", "Marat Primerov"), ("Ada", "Bea"), ("Ada Sample", "Bea Sample")]
)
def test_names_that_have_little_in_common_are_not_proposed(one: str, other: str) -> None:
    assert scored(one, other) == 0


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("Ada Sample", "Ada Sample", "The same name, letter for letter."),
        ("Ерлан Самплеев", "Erlan Sampleev", "The same name in another spelling or script."),
        ("Ada Sample", "Sample, Ada", "The same words in another order."),
        ("A. Primerov", "Armangeldy Primerov", "The same surname, and the initial fits."),
        ("Marat Primerov", "Murat Primerov", "The names are 92 of 100 alike."),
    ],
)
def test_each_pair_says_why(one: str, other: str, why: str) -> None:
    (pair,) = find_pairs("person", [(7, other, fold(other)), (3, one, fold(one))])
    assert (pair.first, pair.second, pair.names, pair.why) == (3, 7, (one, other), why)


def test_ten_thousand_people_take_seconds() -> None:
    pick = random.Random(1)  # noqa: S311 - no secret
    parts = ["ba", "der", "khan", "lo", "mir", "nur", "pol", "sar", "tem", "vla", "zhan", "gul"]
    given = ["".join(pick.choices(parts, k=2)).title() for _ in range(80)]
    names = [
        (n, f"{pick.choice(given)} {''.join(pick.choices(parts, k=4)).title()}ov") for n in range(10_000)
    ]
    names.append((10_000, names[0][1].replace("Zh", "J").replace("kh", "h")))
    rows = [(row, text, fold(text)) for row, text in names]
    began = time.monotonic()
    pairs = find_pairs("person", rows)
    took = time.monotonic() - began
    assert took < 30
    assert (0, 10_000) in {(pair.first, pair.second) for pair in pairs}


@pytest.mark.django_db
def test_pairs_are_proposed_and_nothing_is_joined() -> None:
    people = [PersonFactory(name__text=text) for text in ("Marat Primerov", "Murat Primerov")]
    NameFactory(person=people[0], text="Марат Примеров", language="ru", script="Cyrl")
    PlaceFactory(name__text="Marat Primerov")
    (pair,) = likely_pairs("person")
    assert (pair.first, pair.second) == tuple(row.pk for row in people)
    assert (Person.objects.count(), Merge.objects.count()) == (2, 0)


@pytest.mark.django_db
def test_that_two_are_two_is_remembered_and_taken_back() -> None:
    one, two = (PersonFactory(name__text="Ada Sample") for _ in range(2))
    pair = say_two("person", two.pk, one.pk, by=None)
    assert say_two("person", one.pk, two.pk, by=None) == pair
    assert likely_pairs("person") == []
    take_back_two(pair)
    assert len(likely_pairs("person")) == 1


LIKELY_PAGE = "/admin/sources/merge/likely/"


@pytest.mark.django_db
def test_page_of_pairs_says_two_and_takes_it_back(desk: Client) -> None:
    one, two = (PersonFactory(name__text=text) for text in ("Marat Primerov", "Murat Primerov"))
    html = desk.get(LIKELY_PAGE).content.decode()
    assert "The names are 92 of 100 alike." in html
    assert "Murat Primerov" not in desk.get(f"{LIKELY_PAGE}?least=95").content.decode()
    assert "Murat Primerov" not in desk.get(f"{LIKELY_PAGE}?kind=place").content.decode()
    sent = {"kind": "person", "one": two.pk, "other": one.pk}
    assert desk.post(LIKELY_PAGE, {**sent, "two": "1"}).status_code == 302
    assert list(NotTheSame.objects.values_list("first", "second")) == [(one.pk, two.pk)]
    assert "Murat Primerov" not in desk.get(LIKELY_PAGE).content.decode()
    assert "Murat Primerov" in desk.get(f"{LIKELY_PAGE}?known=on").content.decode()
    desk.post(LIKELY_PAGE, {**sent, "take_back": "1"})
    assert NotTheSame.objects.count() == 0
    assert desk.post(LIKELY_PAGE, {"kind": "person", "one": "x"}).status_code == 404
    assert desk.post(LIKELY_PAGE, {**sent, "one": 999_999, "two": "1"}).status_code == 404


@pytest.mark.django_db
def test_two_are_selected_compared_joined_and_taken_apart(desk: Client) -> None:
    one, two = (PersonFactory(name__text=text) for text in ("Marat Primerov", "Murat Primerov"))
    ClaimFactory().people.add(two)
    assert "Select two." in run_action(desk, Person, "join_two", one).content.decode()
    page = run_action(desk, Person, "join_two", one, two)
    html = page.content.decode()
    assert "Murat Primerov" in html
    assert "claims: 1" in html
    fields = fields_of(page, "join_form")
    assert fields["kept"] == [str(two.pk)]

    answer = desk.post("/admin/sources/merge/join/", fields, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("admin:sources_person_change", args=[two.pk])
    assert not Person.objects.filter(pk=one.pk).exists()
    history = desk.get(reverse("admin:sources_person_history", args=[two.pk])).content.decode()
    assert history.count("Marat Primerov → Murat Primerov") == 2
    merge = Merge.objects.get()
    apart = run_action(desk, Merge, "take_apart", merge).content.decode()
    assert "“Marat Primerov” is there again." in apart
    assert Person.objects.filter(pk=one.pk).exists()
    assert "It was taken apart already." in run_action(desk, Merge, "take_apart", merge).content.decode()


@pytest.mark.django_db
def test_a_refused_join_says_why_and_keeps_the_choice(desk: Client) -> None:
    one, two = PersonFactory(), PersonFactory()
    say_two("person", one.pk, two.pk, by=None)
    sent: dict[str, str | int] = {"kind": "person", "one": one.pk, "other": two.pk, "kept": two.pk}
    answer = desk.post("/admin/sources/merge/join/", sent)
    assert answer.status_code == 422
    assert "Somebody said that these are two. Take that back first." in answer.content.decode()
    assert fields_of(answer, "join_form")["kept"] == [str(two.pk)]
    assert (
        "Say which of the two stays."
        in desk.post("/admin/sources/merge/join/", {**sent, "kept": ""}).content.decode()
    )
    for wrong in ({"other": one.pk}, {"other": 999_999}, {"kind": "claim"}, {"one": "x"}):
        assert desk.get("/admin/sources/merge/join/", {**sent, **wrong}).status_code == 404


@pytest.mark.django_db
def test_nobody_without_the_right_joins(client: Client) -> None:
    one, two = PersonFactory(), PersonFactory()
    client.force_login(UserFactory.create(is_staff=True))
    sent: dict[str, str | int] = {"kind": "person", "one": one.pk, "other": two.pk, "kept": two.pk}
    assert client.get(LIKELY_PAGE).status_code == 403
    assert client.post(LIKELY_PAGE, sent).status_code == 403
    assert client.get("/admin/sources/merge/join/", sent).status_code == 403
    assert client.post("/admin/sources/merge/join/", sent).status_code == 403
    assert Person.objects.count() == 2
