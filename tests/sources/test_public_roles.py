"""The map is of elites and their enablers: who is on it by an organiser's word, and who never is."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.test import Client

from sources import public_names
from sources.models import Claim, Organisation, Person, PublicRole, Tie
from sources.public_names import why_not_mapped
from sources.services.merging import merge_named, undo_merge
from tests.factories.prisoners import CaseFactory
from tests.factories.sources import (
    ClaimFactory,
    DocumentFactory,
    NameFactory,
    OrganisationFactory,
    PersonFactory,
)
from tests.parts import ROOT

pytestmark = pytest.mark.django_db

CANARY = "Canaryname"
SAFE = {"public_role": PublicRole.NONE}
ENDS = {f"{side}_{what}": None for side in ("subject", "object") for what in ("person", "organisation")}


def tie(start: Person | Organisation, kind: str, end: Person | Organisation) -> Tie:
    """Return a published tie on a public claim that names both ends."""
    sides = {"subject": start, "object": end}
    ends = {
        f"{side}_{'person' if isinstance(row, Person) else 'organisation'}": row
        for side, row in sides.items()
    }
    row = Tie.objects.create(
        slug=f"{start.slug}-{kind}-{end.slug}", kind=kind, state="published", **{**ENDS, **ends}
    )
    claim = ClaimFactory(text="A sentence without names.")
    row.claims.add(claim)
    claim.people.add(*(end for end in sides.values() if isinstance(end, Person)))
    claim.organisations.add(*(end for end in sides.values() if isinstance(end, Organisation)))
    return row


def plant() -> dict[str, Tie]:
    """Plant ties that may not be shown, each for one reason alone, beside two that may; return them by the reason."""
    minister, company = PersonFactory(slug="minister"), OrganisationFactory(slug="company")
    union = Organisation.objects.create(slug="canaryname-union")
    NameFactory(person=None, organisation=union, text=f"{CANARY}_union")
    people = {}
    for name, fields in {
        "activist": SAFE,
        "unsaid": {},
        "endangered": {"public_role": PublicRole.AT_RISK},
        "prisoner": {"public_role": PublicRole.POWER},
        "daughter": {"public_role": PublicRole.POWER},
    }.items():
        people[name] = Person.objects.create(slug=f"canaryname-{name}", **fields)
        NameFactory(person=people[name], text=f"{CANARY}_{name}")
        # Of what they wrote and said there is no page either.
        DocumentFactory(author=people[name])
    CaseFactory(person=people["prisoner"])
    shown = {
        "": tie(minister, "directs", company),
        " ": tie(company, "finances", PersonFactory(slug="lobbyist")),
    }
    return shown | {
        "activist": tie(people["activist"], "directs", company),
        "unsaid": tie(company, "employs", people["unsaid"]),
        "endangered": tie(people["endangered"], "advises", minister),
        "prisoner": tie(people["prisoner"], "directs", company),
        "union": tie(company, "finances", union),
        "family": tie(minister, "family", people["daughter"]),
        "member": tie(people["daughter"], "member_of", company),
    }


def seen(client: Client) -> dict[str, set[str]]:
    """Return the names planted that stand on each page or in each file, by its address."""
    claims = Claim.objects.published()
    paths = [
        "/en/ties/",
        "/en/ties/?of=person:minister",
        "/en/ties/ties.csv",
        "/en/ties/ties.ftm.json",
        "/en/people/",
    ]
    paths += ["/en/people/minister/", "/en/organisations/company/"]
    paths += [
        citation.passage.document.get_absolute_url() for claim in claims for citation in claim.citations.all()
    ]
    texts = {path: client.get(path).content.decode() for path in paths}
    found = {path: set(re.findall(rf"{CANARY}_([a-z]+)", text)) for path, text in texts.items()}
    return {path: names for path, names in found.items() if names}


def test_nobody_is_mapped_but_by_the_word_of_an_organiser(client: Client) -> None:
    planted = plant()
    # The daughter holds power herself, by an organiser’s word, so she has a page; no tie of hers is one of power.
    assert seen(client) == {"/en/people/": {"daughter"}, "/en/ties/ties.ftm.json": {"daughter"}}
    shown = set(public_names.public_ties())
    assert shown == {planted[""], planted[" "]}
    # The list of ties in the admin tells why, and agrees with what is shown.
    reasons = {name: why_not_mapped(row) for name, row in planted.items()}
    assert {name for name, reason in reasons.items() if not reason} == {"", " "}
    assert reasons["prisoner"] == f"{CANARY}_prisoner has a case here."
    assert reasons["endangered"] == f"{CANARY}_endangered is at risk."
    assert reasons["unsaid"] == f"{CANARY}_unsaid has no public role."
    assert reasons["union"] == f"{CANARY}_union has no public role."
    assert reasons["family"] == reasons["member"]


@pytest.mark.parametrize(
    ("rule", "off", "names"),
    [
        ("_traces_power", Q(), {"activist", "unsaid", "endangered", "union", "daughter"}),
        ("_has_no_prisoner", Q(), {"prisoner"}),
    ],
)
def test_with_a_rule_off_the_names_are_on_the_map(
    client: Client, monkeypatch: pytest.MonkeyPatch, rule: str, off: Q, names: set[str]
) -> None:
    """The control."""
    plant()
    monkeypatch.setattr(public_names, rule, lambda: off)
    found = seen(client)
    assert found["/en/ties/"] == names
    assert found["/en/ties/ties.csv"] == names


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 404),
        (SAFE, 404),
        ({"public_role": PublicRole.AT_RISK}, 404),
        ({"public_role": PublicRole.POWER}, 200),
    ],
)
def test_a_private_person_has_no_page_whatever_is_said(
    client: Client, fields: dict[str, str], status: int
) -> None:
    person = Person.objects.create(slug="ada", **fields)
    claim = ClaimFactory(said_by_person=person, text="Ada said so.")
    claim.people.add(person)
    NameFactory(person=person, text="Ada")
    path = "/en/people/ada/"
    assert client.get(path).status_code == status
    document = claim.citations.get().passage.document
    assert (f'href="{path}"' in client.get(document.get_absolute_url()).content.decode()) is (status == 200)
    assert (path in client.get("/en/people/").content.decode()) is (status == 200)
    # Withdrawn claims of a private person do not tell that there was anything.
    Claim.objects.update(state="withdrawn")
    assert client.get(path).status_code == {200: 410, 404: 404}[status]


def test_who_has_a_case_has_a_page_without_ties_unless_at_risk(client: Client) -> None:
    person = PersonFactory(slug="ada", **SAFE)
    CaseFactory(person=person)
    ClaimFactory().people.add(person)
    assert client.get("/en/people/ada/").status_code == 200
    assert 'href="/en/people/ada/"' not in client.get("/en/people/").content.decode()
    Person.objects.update(public_role=PublicRole.AT_RISK)
    assert client.get("/en/people/ada/").status_code == 404
    body = OrganisationFactory(slug="union", **SAFE)
    ClaimFactory().organisations.add(body)
    assert client.get("/en/organisations/union/").status_code == 200
    Organisation.objects.update(public_role=PublicRole.AT_RISK)
    assert client.get("/en/organisations/union/").status_code == 404


def test_the_default_is_the_safe_side_and_other_words_are_refused() -> None:
    assert (Person().public_role, Organisation().public_role) == (PublicRole.NONE, PublicRole.NONE)
    for model in (Person, Organisation):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(slug="x", public_role="famous")


def test_who_is_at_risk_stays_so_when_joined_and_is_apart_again() -> None:
    known = PersonFactory(slug="known")
    hidden = PersonFactory(slug="hidden", public_role=PublicRole.AT_RISK)
    merge = merge_named(known, hidden, by=None)
    known.refresh_from_db()
    assert known.public_role == PublicRole.AT_RISK
    # A merge of before the field was there is taken apart, with the default.
    del merge.moved["row"]["values"]["public_role"]
    merge.save()
    assert undo_merge(merge, by=None).public_role == PublicRole.NONE  # type: ignore[attr-defined]  # a person
    known.refresh_from_db()
    assert known.public_role == PublicRole.POWER


def test_pages_and_files_read_ties_by_the_rule_alone() -> None:
    allowed = {
        "sources/public_names.py",  # the rule
        "sources/models/ties.py",
        "sources/models/claims.py",
    }
    rooms = ("admin", "exchange", "services", "migrations", "reading")  # the desk's, for staff
    paths = [path for app in ("sources", "prisoners", "campaigns") for path in (ROOT / app).rglob("*.py")]
    names = {str(path.relative_to(ROOT)): path for path in paths if not set(rooms) & set(path.parts)}
    pattern = re.compile(r"\bTie\.objects\b|\.ties\.(all|filter|published)|\.ties_in\.|Tie\._default_manager")
    found = {name for name, path in names.items() if pattern.search(path.read_text())}
    assert found - allowed == set()
    assert "sources/public_names.py" in found
    templates = {path.name for path in (ROOT / "templates").rglob("*.html") if ".ties." in path.read_text()}
    assert templates == set()
