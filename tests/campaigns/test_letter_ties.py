"""Why a letter goes to this addressee: claims, and the ties of who it is, each with its footnote."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sources.models import Tie
from tests.factories.campaigns import LetterFactory, TargetFactory
from tests.factories.sources import ClaimFactory, OrganisationFactory, PersonFactory, TieFactory
from tests.pages import problems_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 3])
def test_letter_page_shows_the_ties_of_its_target(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    person = PersonFactory(name__text="Ada Sample")
    union = OrganisationFactory(name__text="The Sample Company")
    letter = LetterFactory(target=TargetFactory(person=person))
    for _ in range(rows):
        tie = TieFactory(
            subject_person=person,
            object_organisation=union,
            kind=Tie.Kind.OWNS,
            since="2019",
            state="published",
        )
        tie.claims.add(ClaimFactory())
    TieFactory(subject_person=person, object_organisation__name__text="Canaryname")
    client.get(letter.get_absolute_url())
    with django_assert_num_queries(15):
        html = client.get(letter.get_absolute_url()).content.decode()
    assert html.count(f'<a href="{person.get_absolute_url()}">Ada Sample</a> owns') == rows
    assert "since 2019" in html
    assert "Canaryname" not in html
    assert problems_of(html) == []
