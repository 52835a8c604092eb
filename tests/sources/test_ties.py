"""The map of ties: the drawing, the table, the filters, the files, and what must be in none of them."""

import csv
import io
import itertools
import json
import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db.models import Q
from django.test import Client
from followthemoney import model as follow_the_money
from followthemoney.exc import InvalidData
from pytest_django import DjangoAssertNumQueries

from sources import public_names
from sources.models import Claim, Document, Organisation, Person, PublicationState, Tie
from sources.public_names import ties_for_pages
from sources.services.publishing import publish
from sources.ties import follow_the_money as follow_the_money_file
from sources.ties import graph
from sources.ties.choosing import MOST, part_to_draw
from sources.ties.follow_the_money import entities
from sources.ties.graph import NARROW, WIDE, draw
from sources.ties.rows import numbered, rows_of
from tests.factories.prisoners import CaseFactory
from tests.factories.sources import (
    ClaimFactory,
    NameFactory,
    OrganisationFactory,
    PersonFactory,
    PlaceFactory,
    TieFactory,
)
from tests.pages import problems_of

pytestmark = pytest.mark.django_db


def tie(**fields: object) -> Tie:
    """Return a public tie on a claim that names both ends."""
    row = TieFactory.create(**{"state": PublicationState.PUBLISHED, **fields})
    row.claims.add(ClaimFactory())
    return row


def page(client: Client, path: str = "/en/ties/") -> str:
    """Return a page that is there."""
    answer = client.get(path)
    assert (path, answer.status_code) == (path, 200)
    return answer.content.decode()


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


def overlaps(layout: object) -> list[tuple[str, str]]:
    """Return boxes of a drawing that cover one another."""
    boxes = layout.boxes  # type: ignore[attr-defined]  # a drawing
    width = layout.layout.box  # type: ignore[attr-defined]  # a drawing
    return [
        (one.key, other.key)
        for place, one in enumerate(boxes)
        for other in boxes[place + 1 :]
        if abs(one.x - other.x) < width and one.y < other.y + other.height and other.y < one.y + one.height
    ]


def many_ties(count: int) -> list[Tie]:
    """Return so many ties among a fifth as many people and organisations, a circle and a hub among them."""
    people = [PersonFactory() for _ in range(max(3, count // 5))]
    bodies = [OrganisationFactory() for _ in range(max(3, count // 10))]
    claim = ClaimFactory()
    ties = []
    for n in range(count):
        start, end = people[n * 7 % len(people)], people[(n * 7 + 1 + n // len(people)) % len(people)]
        ends = (
            {"object_organisation": bodies[n % len(bodies) if n % 5 else 0]}
            if n % 3 or start == end
            else {"object_organisation": None, "object_person": end}
        )
        ties.append(TieFactory(subject_person=start, state="published", **ends))
    Tie.claims.through.objects.bulk_create(Tie.claims.through(tie=row, claim=claim) for row in ties)
    return ties


@pytest.mark.parametrize("count", [1, 5, 60])
@pytest.mark.parametrize("layout", [WIDE, NARROW], ids=lambda layout: layout.name)
def test_drawing_is_the_same_each_time_and_its_boxes_lie_apart(count: int, layout: object) -> None:
    many_ties(count)
    rows = numbered(rows_of(ties_for_pages()))
    first, second = draw(rows, layout), draw(rows, layout)  # type: ignore[arg-type]  # one of two layouts
    assert [(box.key, box.x, box.y) for box in first.boxes] == [
        (box.key, box.x, box.y) for box in second.boxes
    ]
    assert [line.path for line in first.lines] == [line.path for line in second.lines]
    assert overlaps(first) == []
    assert max(box.y + box.height for box in first.boxes) <= first.height
    assert min(box.y for box in first.boxes) >= 1


def covered(layout: object) -> list[tuple[str, str]]:
    """Return the ties whose lines run over a box that is neither of their ends."""
    found = []
    for line in layout.lines:  # type: ignore[attr-defined]  # a drawing
        points = [tuple(map(float, pair.split())) for pair in re.findall(r"[-\d.]+ [-\d.]+", line.path)]
        for (x1, y1), (x2, y2) in itertools.pairwise(points):
            for step in range(1, 20):
                x, y = x1 + (x2 - x1) * step / 20, y1 + (y2 - y1) * step / 20
                for box in layout.boxes:  # type: ignore[attr-defined]  # a drawing
                    is_end = box in (line.start, line.end)
                    inside = (
                        box.x < x < box.x + layout.layout.box  # type: ignore[attr-defined]  # a drawing
                        and box.y < y < box.y + box.height
                    )
                    if inside and not is_end:
                        found.append((line.row.tie.slug, box.key))
    return sorted(set(found))


def test_a_line_past_a_column_touches_no_box_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it seems to lead to that box: a tie that nobody has told of."""
    first, last = PersonFactory(slug="first"), OrganisationFactory(slug="last")
    middle = [OrganisationFactory(slug=f"middle-{n}") for n in range(3)]
    for body in middle:
        tie(subject_person=first, object_organisation=body)
        tie(subject_person=None, subject_organisation=body, kind="owns", object_organisation=last)
    tie(subject_person=first, object_organisation=last)
    rows = numbered(rows_of(ties_for_pages()))
    drawing = draw(rows, WIDE)
    assert [box.rank for box in drawing.boxes if box.key in {"person:first", "organisation:last"}] == [0, 2]
    assert covered(drawing) == []
    assert overlaps(drawing) == []
    assert covered(draw(rows, NARROW)) == []
    # The control: without its room the line runs over a box.
    monkeypatch.setattr(graph, "_rooms", lambda _lines: [])
    assert len(covered(draw(rows, WIDE))) == 1


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


BODIES = ("company", "government", "party")


@pytest.mark.parametrize("kind", Tie.TRACED)
def test_every_kind_of_tie_between_all_ends_is_valid_follow_the_money(kind: str) -> None:
    ends = [
        ("person", PersonFactory()),
        *(("organisation", OrganisationFactory(kind=body)) for body in BODIES),
    ]
    nobody = {f"{side}_{what}": None for side in ("subject", "object") for what in ("person", "organisation")}
    for (what, one), (whom, other) in itertools.product(ends, ends):
        if one != other:
            fields = {**nobody, f"subject_{what}": one, f"object_{whom}": other}
            tie(kind=kind, since="2021-09", until="2022", note="A sample.", **fields)
    Document.objects.update(url="https://example.org/a?b=1", published_on="2022-01")
    assert problems_of_entities(entities()) == []


def problems_of_entities(found: Sequence[Mapping[str, Any]]) -> list[str]:
    """Hold entities against the package: schema, required and unknown properties, values, and what they lead to."""
    schemata = {str(entity["id"]): follow_the_money.get(str(entity["schema"])) for entity in found}
    problems = [] if len(schemata) == len(found) else ["an identifier stands twice"]
    for entity in found:
        schema, properties = schemata[str(entity["id"])], entity["properties"]
        assert schema is not None
        assert isinstance(properties, dict)
        try:
            schema.validate({"properties": properties})
        except InvalidData as error:
            problems.append(f"{schema.name}: {error.errors}")
        if schema.abstract:
            problems.append(f"{schema.name} is abstract")
        for name, values in properties.items():
            prop = schema.get(name)
            if prop is None:
                problems.append(f"{schema.name} has no {name}")
                continue
            for value in values:
                if prop.type.name == "entity":
                    other = schemata.get(value)
                    if other is None or prop.range is None or not other.is_a(prop.range):
                        problems.append(f"{schema.name}.{name} leads to {other}")
                elif prop.type.clean(value) is None:
                    problems.append(f"{schema.name}.{name} is not {prop.type.name}: {value}")
        problems += [f"{schema.name} lacks {name}" for name in schema.required if not properties.get(name)]
    return problems


def test_the_check_of_entities_finds_what_is_wrong() -> None:
    """The control: an end that the schema does not allow, an unknown property, a date that is none."""
    broken = [
        {"id": "a", "schema": "Person", "properties": {"name": ["A"], "colour": ["red"]}},
        {
            "id": "b",
            "schema": "Ownership",
            "properties": {"owner": ["a"], "asset": ["a"], "startDate": ["soon"]},
        },
    ]
    assert problems_of_entities(broken) == [
        "Person has no colour",
        "Ownership: {'properties': {'startDate': 'Invalid value'}}",
        "Ownership.asset leads to <Schema('Person')>",
        "Ownership.startDate is not date: soon",
    ]


def test_example_is_exported_whole_and_valid(tmp_path: Path) -> None:
    call_command("load_example", verbosity=0)
    for kind in ("ftm", "csv"):
        call_command("export_ties", format=kind, output=tmp_path / kind, verbosity=0)
    found = [json.loads(line) for line in (tmp_path / "ftm").read_text().splitlines()]
    assert problems_of_entities(found) == []
    by_id = {entity["id"]: entity for entity in found}
    assert by_id["unforgotten-tie-kazmunaigaz-ozenmunaigaz"]["schema"] == "Ownership"
    assert by_id["unforgotten-person-tony-blair"]["properties"]["name"] == ["Tony Blair"]
    lines = list(csv.reader(io.StringIO((tmp_path / "csv").read_text("utf-8-sig"))))
    # Of the ties of the example those of power alone: none of who stood at the picket, of the poet or of the movement.
    assert [(line[0], line[1], line[2]) for line in lines[1:]] == [
        ("Kassym-Jomart Tokayev", "directs", "Government of Kazakhstan"),
        ("Kassym-Jomart Tokayev", "directs", "Security Council of Kazakhstan"),
        ("Kazmunaigaz", "owns", "Ozenmunaigaz"),
        ("Nursultan Nazarbayev", "directs", "National Security Committee"),
        ("Nursultan Nazarbayev", "directs", "Security Council of Kazakhstan"),
        ("Tony Blair", "advises", "Nursultan Nazarbayev"),
    ]
    people = {key.removeprefix("unforgotten-person-") for key in by_id if "-person-" in key}
    assert people == set(Person.objects.filter(public_role="power", case=None).values_list("slug", flat=True))
    assert not people & {"erzhan-elshibayev", "aron-atabek", "ainur-kurmanov", "paul-mason", "chris-ford"}
    # A head of the intelligence services, and yet somebody with a case here: since his arrest he is not mapped.
    assert Person.objects.filter(slug="karim-masimov", public_role="power", case__isnull=False).exists()


def test_a_file_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="cannot be written: No such file or directory"):
        call_command("export_ties", format="csv", output=tmp_path / "nowhere" / "ties.csv")


def test_cells_of_the_table_are_no_formulas(client: Client) -> None:
    tie(subject_person=PersonFactory(name__text="=cmd|'x'!A1"))
    assert "\"'=cmd|" in client.get("/en/ties/ties.csv").content.decode()


CANARY = "Canaryname"


def plant_canaries() -> None:
    """Plant names and texts that nobody may see, beside something public."""
    person = PersonFactory(slug="shown")
    shown = tie(subject_person=person)
    claim = shown.claims.get()
    claim.people.add(person)
    claim.places.add(PlaceFactory())
    # Somebody whose case was withdrawn, or is a draft, though public claims and ties name them.
    for state in (PublicationState.WITHDRAWN, PublicationState.DRAFT):
        hidden = PersonFactory(name__text=f"{CANARY} {state}", slug=f"canaryname-{state}")
        CaseFactory(person=hidden, state=state)
        claim.people.add(hidden)
        tie(subject_person=hidden, object_organisation=shown.object_organisation)
        tie(subject_person=shown.subject_person, object_person=hidden, object_organisation=None)
    # A draft claim, and who is named in it alone.
    draft = ClaimFactory(text=f"{CANARY} in a draft.", state=PublicationState.DRAFT)
    named = PersonFactory(name__text=f"{CANARY} Draft")
    NameFactory(person=named, text=f"{CANARY} other spelling", kind="variant")
    draft.people.add(person, named)
    shown.claims.add(draft)
    # A tie that is a draft, and a public one that rests on a draft alone.
    TieFactory(subject_person=shown.subject_person, object_organisation__name__text=f"{CANARY} Union")
    backed = TieFactory(
        object_organisation__name__text=f"{CANARY} Party", state="published", note=f"{CANARY} note"
    )
    backed.claims.add(draft)
    # A description that rests on a draft.
    Person.objects.filter(slug="shown").update(description=f"{CANARY} description", description_claim=draft)


def where_canaries_are(client: Client) -> set[str]:
    """Return the pages and files that hold a canary."""
    bodies = [row.get_absolute_url() for row in Organisation.objects.all()]
    documents = [
        c.passage.document.get_absolute_url() for claim in Claim.objects.all() for c in claim.citations.all()
    ]
    paths = ["/en/ties/", "/en/ties/ties.csv", "/en/ties/ties.ftm.json", "/en/people/", "/en/organisations/"]
    paths += [*bodies, "/en/people/shown/", *documents, "/en/sources/", "/en/ties/?of=person:shown"]
    return {
        path
        for path in paths
        if CANARY in (text := client.get(path).content.decode()) or CANARY.lower() in text
    }


def test_canaries_are_on_no_page_in_no_file_and_no_drawing(client: Client) -> None:
    plant_canaries()
    assert where_canaries_are(client) == set()


def test_without_the_filters_the_canaries_are_seen(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with each defence switched off, they are on the map, in its files and on the pages."""
    plant_canaries()
    monkeypatch.setattr(public_names, "_without_hidden_case", lambda _prefix: Q())
    monkeypatch.setattr(public_names, "_has_no_prisoner", Q)
    monkeypatch.setattr(follow_the_money_file, "mapped_people", public_names.public_people)
    seen = where_canaries_are(client)
    assert seen >= {
        "/en/ties/",
        "/en/ties/ties.csv",
        "/en/ties/ties.ftm.json",
        "/en/people/shown/",
    }
    Claim.objects.update(state=PublicationState.PUBLISHED)
    assert len(where_canaries_are(client)) > len(seen)
