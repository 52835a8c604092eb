"""The home page, campaigns, pickets, statements, letters and printed matter as readers see them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from campaigns.demand_groups import group_demands, totals_of
from campaigns.models import Campaign, DemandState, Letter, Picket, Statement
from campaigns.querysets import statements_for_pages
from prisoners.models import Case, CaseEvent
from sources.models import Document, PublicationState, Question
from tests.campaigns.exchange.samples import SAMPLE
from tests.factories.campaigns import (
    AfterActionFactory,
    CampaignCaseFactory,
    CampaignFactory,
    DemandFactory,
    DemandStepFactory,
    IncidentFactory,
    IssuerFactory,
    LetterFactory,
    ParticipantFactory,
    PicketFactory,
    ReportSentenceFactory,
    ShiftFactory,
    SignatureFactory,
    StatementDemandFactory,
    StatementFactory,
)
from tests.factories.prisoners import CaseEventFactory, CaseFactory
from tests.factories.sources import (
    ClaimFactory,
    EventFactory,
    NameFactory,
    OrganisationFactory,
    PersonFactory,
    PositionFactory,
)
from tests.pages import problems_of

pytestmark = pytest.mark.django_db

LANGUAGES = ["en", "ru", "kk"]
LISTS = ["", "cases/", "pickets/", "statements/", "questions/", "sources/", "print/", "about/", "privacy/"]
LISTS += ["people/", "organisations/", "places/", "ties/"]


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_without_any_content_are_whole(client: Client, language: str) -> None:
    found = {path: problems_of(page(client, f"/{language}/{path}")) for path in LISTS}
    assert {path: problems for path, problems in found.items() if problems} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_sample_campaign_is_whole_and_sets_no_cookie(client: Client, language: str) -> None:
    call_command("load_campaign", str(SAMPLE), verbosity=0)
    ShiftFactory(picket__campaign=Campaign.objects.get())
    paths = list(LISTS)
    for model in (Case, Picket, Statement, Question, Document, Campaign, Letter):
        rows: list[Any] = list(model.objects.all())
        assert rows, f"the sample campaign has no {model.__name__}"
        with override("en"):
            paths += [row.get_absolute_url().removeprefix("/en/") for row in rows]
    found, cookies = {}, {}
    for path in paths:
        response = client.get(f"/{language}/{path}")
        assert response.status_code == 200, path
        found[path] = problems_of(response.content.decode())
        cookies[path] = dict(response.cookies)
    assert {path: problems for path, problems in found.items() if problems} == {}
    assert {path for path, set_there in cookies.items() if set_there} == set()


def test_checks_of_a_page_find_what_is_wrong() -> None:
    """The control: a page with each fault."""
    html = """<!doctype html><html lang="en"><head><title>x</title></head><body>
    <main id="a"><h2 id="a" style="color:red">x</h2><h4>y</h4><a href="#b">z</a><script>run()</script>
    <img src="https://elsewhere.example/x.png" onclick="run()" alt=""></span></main></body></html>"""
    assert len(problems_of(html)) == 11


def test_home_leads_with_the_case_that_the_campaign_chose(client: Client) -> None:
    case = CaseFactory(person=PersonFactory(name__text="Ada Sample"), checked_on=date(2022, 1, 21))
    case.count_from = CaseEventFactory(case=case, kind=CaseEvent.Kind.SOLITARY, date="2021-09-15", circa=True)
    case.count_from.claims.add(ClaimFactory())
    case.save()
    campaign = CampaignFactory(as_of=date(2022, 1, 21), lead_case=case)
    CampaignCaseFactory(case=case, campaign=campaign)
    CampaignFactory(title="Another campaign")
    LetterFactory(case=case, campaign=campaign, title="Write to the ambassador")
    PositionFactory()
    html = page(client, "/en/")
    assert problems_of(html) == []
    for shown in (
        '<h1 class="name">Ada Sample</h1>',
        "about <b>128</b> days",
        "Write to the ambassador",
        "A record as of 21 January 2022.",
        "Another campaign",
    ):
        assert shown in html


def test_home_shows_no_case_that_is_not_published(client: Client) -> None:
    case = CaseFactory(person=PersonFactory(name__text="A Canary"))
    campaign = CampaignFactory(lead_case=case)
    CampaignCaseFactory(case=case, campaign=campaign)
    paths = ["/en/", campaign.get_absolute_url(), "/en/print/list/"]
    assert [path for path in paths if "A Canary" in page(client, path)] == paths
    Case.objects.update(state=PublicationState.WITHDRAWN)
    assert [path for path in paths if "A Canary" in page(client, path)] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_home_takes_the_same_queries_for_any_number(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    campaign = CampaignFactory()
    for _ in range(rows):
        case = CaseFactory()
        CampaignCaseFactory(campaign=campaign, case=case)
        ShiftFactory(picket__campaign=campaign)
        PositionFactory()
    Campaign.objects.update(lead_case=case)
    page(client, "/en/")  # Django looks up content types once a process
    with django_assert_num_queries(22):
        page(client, "/en/")


@pytest.mark.parametrize("rows", [1, 3])
def test_picket_list_takes_the_same_queries_for_any_number(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _ in range(rows):
        ShiftFactory()
        AfterActionFactory(picket=PicketFactory(stage=Picket.Stage.OVER))
    page(client, "/en/pickets/")  # Django looks up content types once a process
    with django_assert_num_queries(4):
        html = page(client, "/en/pickets/")
    assert html.count("Take a shift") == rows
    assert html.count("between 20 and 30 people") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_statement_list_takes_the_same_queries_for_any_number(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _ in range(rows):
        statement = StatementFactory()
        IssuerFactory(statement=statement)
        StatementDemandFactory(statement=statement)
        SignatureFactory(statement=statement)
    page(client, "/en/statements/")  # Django looks up content types once a process
    with django_assert_num_queries(4):
        html = page(client, "/en/statements/")
    assert (html.count("1 demand"), html.count("1 signature")) == (rows, rows)


def test_statement_list_begins_with_the_latest(client: Client) -> None:
    for day in ("2022-01-04", "2011", "2022-01-06"):
        StatementFactory(issued_on=day, title=f"Of {day}")
    html = page(client, "/en/statements/")
    assert html.index("Of 2022-01-06") < html.index("Of 2022-01-04") < html.index("Of 2011")


@pytest.mark.parametrize("rows", [1, 3])
def test_print_list_takes_the_same_queries_for_any_number(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    campaign = CampaignFactory()
    for _ in range(rows):
        case = CaseFactory()
        CampaignCaseFactory(campaign=campaign, case=case)
        LetterFactory(campaign=campaign, case=case)
    page(client, "/en/print/list/")  # Django looks up content types once a process
    with django_assert_num_queries(11):
        html = page(client, "/en/print/list/")
    assert html.count("leaflet.pdf") == 3 * rows


@pytest.mark.parametrize("rows", [1, 3])
def test_campaign_page_takes_the_same_queries_for_any_number(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    campaign = CampaignFactory()
    for _ in range(rows):
        claim = ClaimFactory()
        campaign.documents.add(claim.citations.get().passage.document)
        EventFactory().claims.add(claim)
        CampaignCaseFactory(campaign=campaign)
        numbered = StatementDemandFactory(statement__campaign=campaign)
        DemandStepFactory(demand=numbered.demand).claims.add(ClaimFactory())
        numbered.demand.cases.add(CaseFactory())
    page(client, campaign.get_absolute_url())  # Django looks up content types once a process
    with django_assert_num_queries(31):
        html = page(client, campaign.get_absolute_url())
    assert problems_of(html) == []
    assert html.count("Sample event") == rows


def test_campaign_page_tells_events_of_its_own_documents_only(client: Client) -> None:
    campaign = CampaignFactory()
    EventFactory(title="Told elsewhere").claims.add(ClaimFactory())
    assert "Told elsewhere" not in page(client, campaign.get_absolute_url())
    campaign.documents.set(Document.objects.all())
    assert "Told elsewhere" in page(client, campaign.get_absolute_url())


def test_picket_page_shows_shifts_in_the_pickets_own_zone(client: Client) -> None:
    picket = PicketFactory(time_zone="Asia/Almaty", starts_at=datetime(2099, 7, 1, 7, tzinfo=UTC))
    ShiftFactory(picket=picket, places_taken=2)
    html = page(client, picket.get_absolute_url())
    assert problems_of(html) == []
    assert '<span class="hour">12:00–13:00</span>' in html
    assert "12:00 to 16:00, Almaty" in html
    assert html.count('<i class="taken">') == 2
    assert "1 needed" in html


def test_picket_page_offers_a_place_in_reserve_when_a_shift_is_full(client: Client) -> None:
    shift = ShiftFactory(places_needed=2, places_taken=2)
    html = page(client, shift.picket.get_absolute_url())
    assert 'class="shift shift--full"' in html
    assert "Full. Be a reserve" in html


def test_picket_page_hides_a_private_meeting_point(client: Client) -> None:
    picket = PicketFactory(meeting_point="Under the canary sign", meeting_point_is_private=True)
    assert "canary" not in page(client, picket.get_absolute_url())
    Picket.objects.update(meeting_point_is_private=False)
    assert "canary" in page(client, picket.get_absolute_url())


def test_picket_page_tells_what_happened_and_who_took_part(client: Client) -> None:
    picket = PicketFactory(stage=Picket.Stage.OVER)
    ReportSentenceFactory(after__picket=picket, claim__text="Fifty people came.")
    ParticipantFactory(picket=picket, label="Sample campaigners")
    html = page(client, picket.get_absolute_url())
    assert problems_of(html) == []
    assert "Fifty people came." in html
    assert "Sample campaigners" in html
    assert "<form" not in html


def test_picket_page_shows_an_incident_only_when_it_rests_on_public_claims(client: Client) -> None:
    picket = PicketFactory(stage=Picket.Stage.OVER)
    incident = IncidentFactory(picket=picket, text="A canary was arrested.")
    claim = ClaimFactory(state=PublicationState.DRAFT)
    incident.claims.add(claim)
    assert "canary" not in page(client, picket.get_absolute_url())
    claim.state = PublicationState.PUBLISHED
    claim.save()
    assert "canary" in page(client, picket.get_absolute_url())


@pytest.mark.parametrize(
    "state", [PublicationState.DRAFT, PublicationState.REVIEW, PublicationState.WITHDRAWN]
)
def test_pages_of_what_is_not_published_are_not_found(client: Client, state: PublicationState) -> None:
    rows: list[Any] = [
        CampaignFactory(state=state),
        PicketFactory(state=state),
        StatementFactory(state=state),
        LetterFactory(state=state),
    ]
    assert [client.get(row.get_absolute_url()).status_code for row in rows] == [404] * 4


def test_statement_page_shows_what_became_of_each_demand(client: Client) -> None:
    statement = StatementFactory(campaign=CampaignFactory(as_of=date(2022, 1, 21)))
    for number, state in enumerate((DemandState.MET, DemandState.PARTLY_MET, DemandState.UNMET), 1):
        demand = DemandFactory(state=state, text=f"Demand in state {state}")
        StatementDemandFactory(statement=statement, demand=demand, number=number)
        if state != DemandState.UNMET:
            step = DemandStepFactory(demand=demand, state=state, text="The cabinet went.")
            step.claims.add(ClaimFactory())
    body = OrganisationFactory(name=None)
    NameFactory(person=None, organisation=body, text="Sample Union")
    SignatureFactory(statement=statement, organisation=body, note={"en": "Executive Committee"})
    html = page(client, statement.get_absolute_url())
    assert problems_of(html) == []
    for shown in ("1 met", "1 partly", "1 unmet", "The cabinet went.", "Sample Union", "Executive Committee"):
        assert shown in html
    assert html.count("No source reports any step.") == 1
    assert "As of 21 January 2022." in html


def test_totals_count_a_demand_of_several_statements_once() -> None:
    demand = DemandFactory()
    for _ in range(2):
        StatementDemandFactory(demand=demand)
    totals = totals_of(group_demands(statements_for_pages()))
    assert [(total.state, total.count) for total in totals] == [(DemandState.UNMET, 1)]


def test_letter_page_numbers_its_demands_and_never_shows_an_address(client: Client) -> None:
    letter = LetterFactory(target__email="canary@example.org")
    html = page(client, letter.get_absolute_url())
    assert problems_of(html) == []
    assert "<li>Release the prisoners.</li>" in html
    assert "canary" not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_of_a_wrong_address_is_whole_and_leads_on(client: Client, language: str) -> None:
    response = client.get(f"/{language}/cases/nobody-of-this-name/")
    assert response.status_code == 404
    assert response.cookies == {}
    assert problems_of(response.content.decode()) == []
    assert f'href="/{language}/cases/"' in response.content.decode()


def test_page_of_our_own_mistake_needs_no_request() -> None:
    assert problems_of(render_to_string("500.html")) == []
