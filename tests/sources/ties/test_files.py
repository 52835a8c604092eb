"""Ties as files: for FollowTheMoney, checked with its package, and as a table."""

import csv
import io
import itertools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from followthemoney import model as follow_the_money
from followthemoney.exc import InvalidData

from sources.models import Document, Person, Tie
from sources.ties.follow_the_money import entities
from tests.factories.sources import OrganisationFactory, PersonFactory
from tests.sources.ties.helpers import tie

pytestmark = pytest.mark.django_db


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
