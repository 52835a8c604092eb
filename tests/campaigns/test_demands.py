"""The tracker of demands: what counts as met, its filters, its pages, and the strips that lead to it."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from campaigns import demand_groups
from campaigns.demand_groups import state_of
from campaigns.models import Demand, DemandState, DemandStep
from campaigns.querysets import demands_with_steps
from sources.models import Claim, PublicationState
from sources.services.publishing import withdraw
from tests.factories.campaigns import (
    CampaignCaseFactory,
    CampaignFactory,
    DemandFactory,
    DemandStepFactory,
    IssuerFactory,
    StatementDemandFactory,
    TargetFactory,
)
from tests.factories.prisoners import CaseFactory
from tests.factories.sources import ClaimFactory
from tests.pages import problems_of

pytestmark = pytest.mark.django_db


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    assert not response.cookies
    return str(response.content.decode())


def step(demand: Demand, state: str, claim: Claim | None = None, **changes: object) -> DemandStep:
    """Add a step that a public claim backs, or the given one."""
    made = DemandStepFactory.create(demand=demand, state=state, **changes)
    made.claims.add(claim or ClaimFactory.create())
    return made


def shown(demand: Demand) -> DemandState:
    return state_of(demands_with_steps().get(pk=demand.pk))


def address(demand: Demand, language: str = "en") -> str:
    return f"/{language}/demands/{demand.campaign.slug}/{demand.slug}/"


# --- what counts ---


def test_demand_is_met_only_when_a_source_says_so() -> None:
    demand = DemandFactory.create(state=DemandState.MET)
    assert shown(demand) == DemandState.UNMET
    claim = ClaimFactory.create()
    step(demand, DemandState.MET, claim)
    assert shown(demand) == DemandState.MET
    withdraw(claim)
    assert shown(demand) == DemandState.UNMET


@pytest.mark.parametrize("state", [PublicationState.DRAFT, PublicationState.WITHDRAWN])
def test_step_without_a_public_claim_is_shown_nowhere_and_changes_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch, state: PublicationState
) -> None:
    demand = DemandFactory.create(state=DemandState.MET, text="A roof")
    demand.cases.add(case := CaseFactory.create())
    StatementDemandFactory.create(demand=demand, statement__campaign=demand.campaign)
    step(demand, DemandState.UNMET, text="Raised aloud", date="2022-01-01")
    DemandStepFactory.create(demand=demand, state=DemandState.MET, text="Canary of nobody", position=2)
    step(demand, DemandState.MET, ClaimFactory.create(state=state), text="Canary of a draft", position=3)

    pages = [address(demand), "/en/demands/", case.get_absolute_url(), demand.campaign.get_absolute_url()]
    pages.append(demand.statements.get().get_absolute_url())
    for path in pages:
        html = page(client, path)
        assert ("Canary" in html, "1 met" in html, "status--met" in html) == (False, False, False), path
        assert "status--unmet" in html, path

    # The control: were the claims not asked for, the page would say "met".
    monkeypatch.setattr(
        demand_groups, "public_steps", lambda found: list(DemandStep.objects.filter(demand=found))
    )
    assert shown(demand) == DemandState.MET


@pytest.mark.parametrize(
    ("dates", "state"),
    [
        (["2022-01-03", "2022-01-05"], DemandState.MET),
        (["2022-01", "2022-01-05"], DemandState.MET),
        (["2022-01-03", "2022"], DemandState.MET),
        (["2022-01-05", ""], DemandState.MET),
        (["2022-01-05", "2021"], DemandState.UNMET),
        (["2022-01-05", "2022-01-04"], DemandState.UNMET),
    ],
)
def test_last_step_counts_unless_it_is_surely_older(dates: list[str], state: DemandState) -> None:
    demand = DemandFactory.create()
    for position, (day, one) in enumerate(zip(dates, [DemandState.UNMET, DemandState.MET], strict=True)):
        step(demand, one, date=day, position=position)
    assert shown(demand) == state


# --- pages ---


def test_page_of_a_demand_tells_its_history_with_sources(client: Client) -> None:
    campaign = CampaignFactory.create(as_of=date(2022, 1, 21))
    target = TargetFactory.create(campaign=campaign, title="The Akim")
    demand = DemandFactory.create(campaign=campaign, addressed_to=target, text="Lower the price")
    case = CaseFactory.create(person__name__text="Named Person")
    hidden = CaseFactory.create(person__name__text="Hidden Person", state=PublicationState.DRAFT)
    demand.cases.add(case, hidden)
    numbered = StatementDemandFactory.create(
        demand=demand, statement__campaign=campaign, statement__title="Five demands", number=3
    )
    IssuerFactory.create(statement=numbered.statement, label="People of the town")
    StatementDemandFactory.create(
        demand=demand, statement__title="A draft of ours", statement__state=PublicationState.DRAFT
    )
    claim = ClaimFactory.create()
    step(demand, DemandState.UNMET, text="Raised", date="2022-01-04")
    step(demand, DemandState.REFUSED, claim, text="Said no", date="2022-01-06", position=1)
    for language in ("en", "ru", "kk"):
        assert problems_of(page(client, address(demand, language))) == []
    html = page(client, address(demand))
    for words in (
        "The Akim", "Named Person", "Five demands", "Number 3.", "People of the town", "Said no", "4 Jan 2022",
        f"#claim-{claim.slug}", "status--struck", "A record as of 21 January 2022.",
    ):  # fmt: skip
        assert words in html, words
    assert ("Hidden Person" in html, "A draft of ours" in html) == (False, False)


def test_list_is_filtered_by_state_campaign_and_who_raised_it(client: Client) -> None:
    one, two = CampaignFactory.create(slug="one"), CampaignFactory.create(slug="two")
    met = DemandFactory.create(campaign=one, text="Alpha")
    step(met, DemandState.MET)
    refused = DemandFactory.create(campaign=one, text="Beta")
    step(refused, DemandState.REFUSED)
    DemandFactory.create(campaign=two, text="Gamma")
    for demand, slug in ((met, "five"), (refused, "five"), (met, "six")):
        numbered = StatementDemandFactory.create(demand=demand, number=demand.pk, **_statement(slug, one.pk))
        if not numbered.statement.issuers.exists():
            IssuerFactory.create(statement=numbered.statement, label=f"Crowd {slug}")

    def found(query: str) -> list[str]:
        html = page(client, f"/en/demands/{query}")
        assert problems_of(html) == []
        return [text for text in ("Alpha", "Gamma", "Beta") if f">{text}<" in html]

    assert found("") == ["Alpha", "Gamma", "Beta"]
    html = page(client, "/en/demands/")
    assert html.index("Alpha") < html.index("Gamma") < html.index("Beta")
    assert [words in html for words in ("1 met", "1 unmet", "1 refused", "Crowd five")] == [True] * 4
    assert found("?state=met") == ["Alpha"]
    assert found("?state=refused&campaign=one") == ["Beta"]
    assert found("?campaign=two") == ["Gamma"]
    assert found("?by=five") == ["Alpha", "Beta"]
    assert found("?by=six&state=met") == ["Alpha"]
    assert found("?state=nothing") == found("?by=" + "x" * 500) == found("?campaign=%00") == []


def _statement(slug: str, campaign: int) -> dict[str, object]:
    known = Demand.objects.filter(statements__slug=slug).first()
    if known is not None:
        return {"statement": known.statements.get(slug=slug)}
    return {"statement__slug": slug, "statement__campaign_id": campaign}


@pytest.mark.parametrize("state", [PublicationState.DRAFT, PublicationState.WITHDRAWN])
def test_demand_of_a_campaign_that_is_not_public_is_nowhere(client: Client, state: str) -> None:
    demand = DemandFactory.create(text="A quiet wish", campaign__state=state)
    demand.cases.add(case := CaseFactory.create())
    assert client.get(address(demand)).status_code == 404
    assert ["A quiet wish" in page(client, path) for path in ("/en/demands/", case.get_absolute_url())] == [
        False,
        False,
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_the_same_queries_for_any_number(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    campaign = CampaignFactory.create()
    for number in range(rows):
        demand = DemandFactory.create(campaign=campaign, addressed_to=TargetFactory.create(campaign=campaign))
        demand.cases.add(CaseFactory.create())
        step(demand, DemandState.MET)
        statement = StatementDemandFactory.create(
            demand=demand, statement__campaign=campaign, number=number + 1
        )
        IssuerFactory.create(statement=statement.statement)
    page(client, "/en/demands/")
    with django_assert_num_queries(18):
        html = page(client, "/en/demands/")
    assert html.count('class="demand"') == rows


def test_strip_leads_to_the_tracker_from_campaign_and_case(client: Client) -> None:
    campaign = CampaignFactory.create()
    demand = DemandFactory.create(campaign=campaign)
    StatementDemandFactory.create(demand=demand, statement__campaign=campaign)
    alone = DemandFactory.create(campaign=campaign)
    CampaignCaseFactory.create(campaign=campaign, case=(case := CaseFactory.create()))
    demand.cases.add(case)
    step(demand, DemandState.MET)
    html = page(client, campaign.get_absolute_url())
    assert (html.count("1 met"), html.count("1 unmet")) == (1, 1)
    assert f'/en/demands/?campaign={campaign.slug}"' in html
    of_case = page(client, case.get_absolute_url())
    assert (of_case.count("1 met"), of_case.count("1 unmet")) == (1, 0)
    assert [address(one) in of_case for one in (demand, alone)] == [True, False]


def test_example_says_what_became_of_its_demands_with_sources(client: Client) -> None:
    call_command("load_campaign", str(Path(settings.BASE_DIR) / "examples" / "kazakhstan-2022"), verbosity=0)
    states = {demand.slug: state_of(demand) for demand in demands_with_steps()}
    assert states["government-resigns"] == DemandState.MET
    assert states["gas-for-50-tenge"] == DemandState.PARTLY_MET
    assert states["release-political-prisoners"] == DemandState.UNMET
    assert {demand.slug: demand.state for demand in Demand.objects.all()} == states
    assert not DemandStep.objects.exclude(claims__in=Claim.objects.published()).exists()
    html = page(client, "/en/demands/kazakhstan-2022/government-resigns/")
    assert ("The government went" in html, "status--met" in html) == (True, True)
