"""What must be on no page, in no file and in no drawing."""

import pytest
from django.db.models import Q
from django.test import Client

from sources import public_names
from sources.models import Claim, Organisation, Person, PublicationState
from sources.ties import follow_the_money as follow_the_money_file
from tests.factories.prisoners import CaseFactory
from tests.factories.sources import (
    ClaimFactory,
    NameFactory,
    PersonFactory,
    PlaceFactory,
    TieFactory,
)
from tests.sources.ties.helpers import tie

pytestmark = pytest.mark.django_db


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
