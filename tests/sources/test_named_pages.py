"""Pages of people, organisations and places: what is on them, who has none, and what each costs."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sources.models import NameKind, PublicationState
from sources.name_links import name_links
from sources.public_names import public_people
from tests.factories.prisoners import CaseFactory
from tests.factories.sources import (
    ClaimFactory,
    DocumentFactory,
    EventFactory,
    NameFactory,
    OrganisationFactory,
    PersonFactory,
    PlaceFactory,
    TieFactory,
)
from tests.pages import problems_of

pytestmark = pytest.mark.django_db

# Of each kind: its factory, the field of claims that names it, and its addresses.
KINDS: dict[str, tuple[Any, str]] = {
    "people": (PersonFactory, "people"),
    "organisations": (OrganisationFactory, "organisations"),
    "places": (PlaceFactory, "places"),
}


def shown(kind: str, **claim: object) -> Any:  # noqa: ANN401 - a row of any of the three
    """Return somebody or a place that a public claim names."""
    factory, field = KINDS[kind]
    row = factory.create()
    getattr(ClaimFactory.create(**claim), field).add(row)
    return row


def page(client: Client, path: str) -> str:
    """Return a page that is there."""
    answer = client.get(path)
    assert (path, answer.status_code) == (path, 200)
    return answer.content.decode()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_the_same_queries_for_any_number(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, kind: str, rows: int
) -> None:
    for _ in range(rows):
        shown(kind)
    page(client, f"/en/{kind}/")  # Django looks up content types once a process
    with django_assert_num_queries(3):
        html = page(client, f"/en/{kind}/")
    assert html.count(f'<li><a href="/en/{kind}/{KINDS[kind][0]._meta.model._meta.model_name}-') == rows
    assert problems_of(html) == []


@pytest.mark.parametrize(("kind", "queries"), [("people", 23), ("organisations", 22), ("places", 16)])
@pytest.mark.parametrize("rows", [1, 3])
def test_page_takes_the_same_queries_for_any_number_of_claims_and_ties(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, kind: str, queries: int, rows: int
) -> None:
    row = shown(kind)
    for _ in range(rows):
        claim = ClaimFactory()
        getattr(claim, KINDS[kind][1]).add(row)
        claim.people.add(PersonFactory())
        if kind == "people":
            ClaimFactory(said_by_person=row)
            TieFactory(subject_person=row, state="published").claims.add(claim)
        elif kind == "organisations":
            ClaimFactory(said_by_organisation=row)
            TieFactory(object_organisation=row, state="published").claims.add(claim)
        else:
            EventFactory().claims.add(claim)
            event = EventFactory()
            event.places.add(row)
            event.claims.add(claim)
            part = PlaceFactory(within=row)
            ClaimFactory().places.add(part)
    page(client, row.get_absolute_url())
    with django_assert_num_queries(queries):
        html = page(client, row.get_absolute_url())
    assert problems_of(html) == []


def test_person_page_shows_spellings_claims_sayings_ties_and_case(client: Client) -> None:
    person = PersonFactory(slug="ada", name__text="Ada Sample")
    NameFactory(
        person=person, text="Ада Образцова", language="ru", script="Cyrl", kind=NameKind.TRANSLITERATION
    )
    NameFactory(person=person, text="Ada Smaple", kind=NameKind.SLIP)
    named = ClaimFactory(text="Ada Sample was arrested.")
    named.people.add(person)
    ClaimFactory(text="The strike goes on.", said_by_person=person, said_on="2022-01-06")
    tie = TieFactory(
        subject_person=person, object_organisation__name__text="The Sample Company", state="published"
    )
    tie.claims.add(ClaimFactory(text="She heads the company."))
    DocumentFactory(author=person, title="What she wrote")
    html = page(client, "/en/people/ada/")
    for text in (
        'Ада Образцова</span> <small class="note">Our transliteration',
        'Ada Smaple</span> <small class="note">Printed slip',
        "Ada Sample was arrested.",
        "The strike goes on.",
        "6 January 2022",
        "The Sample Company</a>",
        "directs",
        "She heads the company.",
        "What she wrote",
        'href="#source-',
    ):
        assert text in html
    other_end = page(client, tie.object.get_absolute_url())
    assert 'href="/en/people/ada/"' in other_end
    assert "She heads the company." in other_end
    # Once she has a case, her page leads there, and the ties are gone: see test_public_roles.py.
    case = CaseFactory(person=person)
    html = page(client, "/en/people/ada/")
    assert f'href="{case.get_absolute_url()}"' in html
    assert "The Sample Company" not in html


def test_place_page_shows_what_happened_and_what_lies_within(client: Client) -> None:
    country, town = PlaceFactory(name__text="Sampleland"), PlaceFactory(name__text="Sampletown")
    town.within = country
    town.save()
    claim = ClaimFactory(text="A strike began in Sampletown.")
    claim.places.add(country, town)
    event = EventFactory(title="A strike", date="2021-05")
    event.claims.add(claim)
    event.places.add(town)
    html = page(client, country.get_absolute_url())
    assert f'href="{town.get_absolute_url()}"' in html
    html = page(client, town.get_absolute_url())
    assert "Within Sampleland" in html
    assert '<h3 class="cited">A strike' in html


@pytest.mark.parametrize("state", [PublicationState.DRAFT, PublicationState.REVIEW])
def test_who_is_named_in_drafts_only_has_no_page(client: Client, state: PublicationState) -> None:
    row = shown("people", state=state)
    assert client.get(row.get_absolute_url()).status_code == 404


def test_who_is_named_in_nothing_but_withdrawn_claims_is_gone(client: Client) -> None:
    row = shown("people", state=PublicationState.WITHDRAWN)
    answer = client.get(row.get_absolute_url())
    assert answer.status_code == 410
    assert row.display_name not in answer.content.decode()


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (PublicationState.DRAFT, 404),
        (PublicationState.REVIEW, 404),
        (PublicationState.WITHDRAWN, 410),
        (PublicationState.PUBLISHED, 200),
    ],
)
def test_whose_case_is_not_published_has_no_page(
    client: Client, state: PublicationState, status: int
) -> None:
    row = shown("people")
    CaseFactory(person=row, state=state)
    assert client.get(row.get_absolute_url()).status_code == status
    assert public_people().filter(pk=row.pk).exists() is (status == 200)


def test_names_in_a_claim_are_links_once_each_and_escaped() -> None:
    person = PersonFactory(slug="ada", name__text="Ada Sample")
    NameFactory(person=person, text="Дарья Образцова", language="ru", script="Cyrl")
    union = OrganisationFactory(slug="union", name__text="Sample Union <of> Workers")
    claim = ClaimFactory()
    claim.people.add(person)
    claim.organisations.add(union)
    links = name_links([claim])
    assert links.link_in(claim, "Sample led the Sample Union <of> Workers; Sample & others.") == (
        '<a class="named" href="/en/people/ada/">Sample</a> led the '
        '<a class="named" href="/en/organisations/union/">Sample Union &lt;of&gt; Workers</a>; Sample &amp; others.'
    )
    assert links.link_in(claim, "Слово Дарьи Образцовой.") == (
        'Слово <a class="named" href="/en/people/ada/">Дарьи Образцовой</a>.'
    )
    assert links.link_in(claim, "Resampled, nobody.") == "Resampled, nobody."


def test_names_without_a_page_are_no_links(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    person = PersonFactory(name__text="Ada Sample")
    CaseFactory(person=person, state=PublicationState.DRAFT)
    claims = [ClaimFactory() for _ in range(3)]
    for claim in claims:
        claim.people.add(person)
    with django_assert_num_queries(1):
        links = name_links(claims)
    assert links.link_in(claims[0], "Ada Sample spoke.") == "Ada Sample spoke."
    assert name_links([]).urls == {}


def test_document_page_links_whom_it_names(client: Client) -> None:
    person = PersonFactory(slug="ada", name__text="Ada Sample")
    claim = ClaimFactory(text="Ada Sample was arrested.")
    claim.people.add(person)
    document = claim.citations.get().passage.document
    document.author = person
    document.save()
    html = page(client, document.get_absolute_url())
    assert html.count('href="/en/people/ada/"') == 2
    assert problems_of(html) == []


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_lists_stand_in_the_order_of_the_readers_alphabet(client: Client, language: str) -> None:
    for name in ("Яковлев", "Қасымов", "Ёлкин", "Жанов"):
        row = PersonFactory(name__text=name, name__language=language, name__script="Cyrl")
        ClaimFactory().people.add(row)
    html = page(client, f"/{language}/people/")
    names = re.findall(r'<li><a href="/[a-z]+/people/person-\d+/">(.+?)</a>', html)
    assert names == ["Ёлкин", "Жанов", "Қасымов", "Яковлев"]
