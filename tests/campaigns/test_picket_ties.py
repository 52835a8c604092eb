"""Why a picket is held against its target: the public ties of who that is, on the page, at the desk and in files."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from campaigns.exchange.dump import dump_campaign
from campaigns.exchange.load import load_campaign
from campaigns.exchange.problems import CampaignFileError
from campaigns.models import Campaign, Picket, Target
from campaigns.services.picket_copies import copy_picket
from sources import public_names
from sources.models import Tie
from sources.services.publishing import withdraw
from tests.campaigns.exchange.samples import EXAMPLE, SAMPLE, read_files, replace
from tests.desk import send
from tests.factories.campaigns import PicketFactory, TargetFactory
from tests.factories.prisoners import CaseFactory
from tests.factories.sources import ClaimFactory, OrganisationFactory, PersonFactory, TieFactory
from tests.pages import problems_of

pytestmark = pytest.mark.django_db


def picket_against(**target: object) -> Picket:
    """Return a picket whose target is of its own campaign."""
    picket = PicketFactory.create()
    picket.target = TargetFactory.create(campaign=picket.campaign, **target)
    picket.save()
    return picket


def cited(**tie: object) -> Tie:
    """Return a published tie with a claim."""
    found = TieFactory.create(**{"state": "published", "kind": Tie.Kind.OWNS, **tie})
    found.claims.add(ClaimFactory.create())
    return found


def page_of(client: Client, picket: Picket) -> str:
    """Return the page of a picket."""
    return client.get(picket.get_absolute_url()).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_picket_page_says_in_words_why_here(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    person = PersonFactory.create(name__text="Ada Sample")
    company = OrganisationFactory.create(name__text="The Sample Company")
    picket = picket_against(person=person)
    for _ in range(rows):
        cited(subject_person=person, object_organisation=company, since="2019", until="2021-09")
    page_of(client, picket)
    with django_assert_num_queries(17):
        html = page_of(client, picket)
    who = f'<a href="{person.get_absolute_url()}">Ada Sample</a>'
    whom = f'<a href="{company.get_absolute_url()}">The Sample Company</a>'
    assert html.count(f"{who} owns {whom}, since 2019, until September 2021.") == rows
    assert (html.count('<h2 id="why">'), html.count(f'<p class="lead">{who}</p>')) == (1, 1)
    claims = [claim for tie in Tie.objects.all() for claim in tie.claims.all()]
    documents = [citation.passage.document for claim in claims for citation in claim.citations.all()]
    assert [html.count(f'id="source-{document.slug}"') for document in documents] == [1] * rows
    assert problems_of(html) == []


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ({}, "Ada Sample owns The Works."),
        ({"since": "2019"}, "Ada Sample owns The Works, since 2019."),
        ({"until": "2021-09-01"}, "Ada Sample owns The Works, until 1 September 2021."),
    ],
)
def test_picket_page_says_of_dates_what_sources_give(
    client: Client, dates: dict[str, str], words: str
) -> None:
    person = PersonFactory.create(name__text="Ada Sample")
    works = OrganisationFactory.create(name__text="The Works")
    cited(subject_person=person, object_organisation=works, **dates)
    html = page_of(client, picket_against(person=person))
    links = {end.get_absolute_url(): end.display_name for end in (person, works)}
    for url, name in links.items():
        words = words.replace(name, f'<a href="{url}">{name}</a>')
    assert words in html


def test_names_in_a_tie_are_escaped(client: Client) -> None:
    person = PersonFactory.create(name__text="Ada <b>{who}</b> 100% Sample")
    cited(subject_person=person)
    assert escape("Ada <b>{who}</b> 100% Sample") + "</a> owns" in page_of(
        client, picket_against(person=person)
    )


def hidden_ties(client: Client) -> str:
    """Return the page of a picket whose target has a public tie, and ties that readers may not see."""
    person = PersonFactory.create()
    cited(subject_person=person, object_organisation__name__text="Known Company")
    draft = TieFactory.create(subject_person=person, object_organisation__name__text="Canary draft")
    draft.claims.add(ClaimFactory.create())
    cited(subject_person=person, object_organisation__name__text="Canary withdrawn", state="withdrawn")
    unbacked = TieFactory.create(
        subject_person=person, object_organisation__name__text="Canary unbacked", state="published"
    )
    unbacked.claims.add(ClaimFactory.create(state="draft"))
    return page_of(client, picket_against(person=person))


def test_ties_that_are_not_public_are_not_on_the_page(client: Client) -> None:
    html = hidden_ties(client)
    assert ("Known Company" in html, "Canary" in html) == (True, False)


def test_control_without_the_filter_they_would_be(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_names, "public_ties", Tie.objects.all)
    assert hidden_ties(client).count("Canary") == 3


def test_withdrawn_tie_is_gone_at_once(client: Client) -> None:
    person = PersonFactory.create()
    tie = cited(subject_person=person)
    picket = picket_against(person=person)
    assert '<h2 id="why">' in page_of(client, picket)
    withdraw(tie)
    assert '<h2 id="why">' not in page_of(client, picket)


def test_nothing_is_said_without_a_tie_or_of_whom_a_reader_may_not_see(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    hidden = PersonFactory.create()
    cited(subject_person=hidden)
    CaseFactory.create(person=hidden, state="withdrawn")
    body = OrganisationFactory.create()
    pickets = [PicketFactory.create(), *(picket_against(**of) for of in ({}, {"organisation": body}))]
    pickets.append(picket_against(person=hidden))
    assert ['id="why"' in page_of(client, picket) for picket in pickets] == [False] * 4
    # A picket without a target asks nothing more of the database.
    with django_assert_num_queries(9):
        page_of(client, pickets[0])


def test_desk_saves_a_target_and_refuses_that_of_another_campaign(desk: Client) -> None:
    picket = PicketFactory.create()
    own, other = TargetFactory.create(campaign=picket.campaign), TargetFactory.create()
    refused = send(desk, picket, target=str(other.pk), title="A new title")
    assert "This is a target of another campaign. Choose one of this campaign." in refused
    # What was typed stays.
    assert 'value="A new title"' in refused
    unknown = send(desk, picket, target="987654")
    assert "Select a valid choice." in unknown
    picket.refresh_from_db()
    assert (picket.target_id, picket.title) == (None, "Picket at the embassy")
    send(desk, picket, target=str(own.pk))
    picket.refresh_from_db()
    assert picket.target == own
    query = {"app_label": "campaigns", "model_name": "picket", "field_name": "target", "term": own.title}
    found = desk.get(reverse("admin:autocomplete"), query).json()["results"]
    assert str(own.pk) in [row["id"] for row in found]


def test_target_of_a_picket_is_not_deleted_at_the_desk(desk: Client) -> None:
    target = picket_against().target
    assert target is not None
    url = reverse("admin:campaigns_target_delete", args=[target.pk])
    page = desk.post(url, {"post": "yes"}).content.decode()
    assert ("would require deleting" in page, Target.objects.count()) == (True, 1)


def test_copies_carry_the_target_over() -> None:
    picket = picket_against()
    assert copy_picket(picket, day=date(2030, 3, 2)).target == picket.target


def test_campaign_file_carries_the_target(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SAMPLE, tmp_path / "port-sella"))
    replace(
        folder,
        "pickets.yaml",
        "  date: '2021-03-15'\n  place: norhaven\n",
        ("  date: '2021-03-15'\n  place: norhaven\n  target: harbour-director\n"),
    )
    load_campaign(folder)
    vigil = Picket.objects.get(slug="norhaven-vigil")
    assert vigil.target is not None
    assert vigil.target.slug == "harbour-director"
    dump_campaign(Campaign.objects.get(), tmp_path / "dump")
    assert read_files(tmp_path / "dump") == read_files(folder)
    # The control: without the target the dump differs.
    Picket.objects.update(target=None)
    dump_campaign(Campaign.objects.get(), tmp_path / "dump")
    assert read_files(tmp_path / "dump") != read_files(folder)


def test_campaign_file_with_an_unknown_target_is_refused(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SAMPLE, tmp_path / "port-sella"))
    line = replace(
        folder,
        "pickets.yaml",
        "  counts_as_range: true\n",
        "  counts_as_range: true\n  target: harbour-directors\n",
    )
    with pytest.raises(CampaignFileError) as caught:
        load_campaign(folder)
    words = "harbour-directors is not in targets.yaml; did you mean harbour-director?"
    assert [str(problem) for problem in caught.value.problems] == [
        f"{folder}/pickets.yaml:{line + 1}: {words}"
    ]
    assert Picket.objects.count() == 0


def test_example_sets_the_target_of_the_picket_at_the_embassy() -> None:
    load_campaign(EXAMPLE)
    found = Picket.objects.exclude(target=None).values_list("slug", "target__slug")
    assert list(found) == [("london-embassy-picket", "ambassador-of-kazakhstan-london")]
