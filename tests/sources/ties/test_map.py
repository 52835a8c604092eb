"""The page of the map: the table, the filters, the queries, and what may be published."""

import csv
import io
import re
import time

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sources.models import PublicationState, Tie
from sources.public_names import ties_for_pages
from sources.services.publishing import publish
from sources.ties.choosing import MOST, part_to_draw
from sources.ties.graph import WIDE, draw
from sources.ties.rows import rows_of
from tests.factories.sources import (
    ClaimFactory,
    OrganisationFactory,
    PersonFactory,
    TieFactory,
)
from tests.pages import problems_of
from tests.sources.ties.helpers import many_ties, page, tie

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 3])
def test_map_takes_the_same_queries_for_any_number(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _ in range(rows):
        tie()
        tie(
            subject_person=None,
            subject_organisation=OrganisationFactory(),
            object_organisation=None,
            object_person=PersonFactory(),
        )
    page(client)
    with django_assert_num_queries(10):
        html = page(client)
    assert html.count('<tbody id="tie-') == 2 * rows
    assert problems_of(html) == []


def test_map_says_the_same_twice_and_every_part_is_a_link(client: Client) -> None:
    ada = PersonFactory(name__text="Ada Sample")
    row = tie(
        subject_person=ada,
        kind=Tie.Kind.DIRECTS,
        object_organisation__name__text="The Sample Union",
        since="2021-09",
    )
    html = page(client)
    drawings = re.findall(r"<svg class=\"tie-map-.*?</svg>", html, re.DOTALL)
    assert len(drawings) == 2
    for drawing in drawings:
        assert (
            drawing.count(f'<a href="#tie-{row.slug}"><title>Ada Sample directs The Sample Union</title>')
            == 1
        )
        assert drawing.count(f'<a href="{ada.get_absolute_url()}"><title>Ada Sample</title>') == 1
        assert (
            drawing.count(f'<a href="{row.object.get_absolute_url()}"><title>The Sample Union</title>') == 1
        )
        assert len(re.findall(r"<title id=.*?</title>\s*<desc id=", drawing)) == 1
    assert f'<tbody id="tie-{row.slug}"' in html
    assert "September 2021" in html


def test_empty_map_says_so(client: Client) -> None:
    html = page(client)
    assert "No ties yet." in html
    assert problems_of(html) == []


def test_filters_of_the_map(client: Client) -> None:
    ada, union = PersonFactory(slug="ada"), OrganisationFactory(slug="union")
    old = tie(subject_person=ada, kind=Tie.Kind.ADVISES, object_organisation=union, until="2019")
    new = tie(subject_person=ada, kind=Tie.Kind.DIRECTS, since="2021-09")
    other = tie(kind=Tie.Kind.DIRECTS)

    def shown(query: str) -> set[str]:
        return set(re.findall(r'<tbody id="tie-([\w-]+)"', page(client, f"/en/ties/?{query}")))

    assert shown("") == {old.slug, new.slug, other.slug}
    assert shown("kind=directs") == {new.slug, other.slug}
    assert shown("of=person:ada") == {old.slug, new.slug}
    assert shown("of=organisation:union") == {old.slug}
    assert shown("of=person:ada&on=2019-12-31") == {old.slug}
    assert shown("of=person:ada&on=2020-01-01") == set()
    assert shown("of=person:ada&on=2021-08-31") == set()
    assert shown("of=person:ada&on=2021-09-01") == {new.slug}
    assert shown("of=nobody&kind=loves&on=yesterday&%00") == {old.slug, new.slug, other.slug}
    table = client.get("/en/ties/ties.csv?of=organisation:union").content.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(table)))) == 2


def test_five_hundred_ties_show_a_neighbourhood_and_the_whole_table(client: Client) -> None:
    many_ties(500)
    rows = rows_of(ties_for_pages())
    part = part_to_draw(rows)
    assert part.around is not None
    assert len(part.rows) == MOST
    began = time.monotonic()
    draw(part.rows, WIDE)
    assert time.monotonic() - began < 1
    html = page(client)
    assert html.count('<tbody id="tie-') == 500
    assert f"It shows {MOST} ties of {part.around.display_name}; the table below it has all." in html
    chosen = rows[-1].subject
    html = page(client, f"/en/ties/?of=person:{chosen.slug}")
    assert "These are too many" not in html
    assert problems_of(html) == []


def test_a_tie_is_published_on_a_cited_claim_only() -> None:
    row = TieFactory()
    with pytest.raises(ValidationError, match="It rests on no claim"):
        publish(row)
    claim = ClaimFactory(citation=None, state=PublicationState.DRAFT)
    row.claims.add(claim)
    with pytest.raises(ValidationError, match="has no citation"):
        publish(row)
