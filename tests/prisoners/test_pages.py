"""The list of cases with its filters, and the page of a case."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from campaigns.models import Campaign
from prisoners.models import Case, CaseEvent, Fact
from sources.models import PublicationState
from tests.factories.campaigns import CampaignCaseFactory, CampaignFactory, LetterFactory, PicketFactory
from tests.factories.prisoners import (
    CaseEventFactory,
    CaseFactory,
    ConsentFactory,
    EpisodeFactory,
    FactFactory,
    StorySentenceFactory,
)
from tests.factories.sources import (
    ClaimFactory,
    NameFactory,
    PersonFactory,
    PlaceFactory,
    PositionFactory,
)
from tests.pages import problems_of

pytestmark = pytest.mark.django_db


def page(client: Client, path: str, **headers: str) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200
    assert response.cookies == {}
    return response.content.decode()


@pytest.fixture
def counted_case() -> Case:
    """Somebody in solitary confinement since about the middle of September 2021, in a record of 21 January 2022."""
    case: Case = CaseFactory(
        person=PersonFactory(name__text="Ada Sample"),
        checked_on=date(2022, 1, 21),
        status_as_of="2021-12-15",
        count_text="alone in a cell",
    )
    case.count_from = CaseEventFactory(case=case, kind=CaseEvent.Kind.SOLITARY, date="2021-09-15", circa=True)
    case.count_from.claims.add(ClaimFactory())
    case.save()
    CampaignCaseFactory(case=case, campaign=CampaignFactory(as_of=date(2022, 1, 21)))
    return case


@pytest.mark.parametrize("rows", [1, 3])
def test_case_list_takes_the_same_queries_for_any_number(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    country = PlaceFactory()
    for _ in range(rows):
        CaseFactory(country=country, home=PlaceFactory())
    page(client, "/en/cases/")  # Django looks up content types once a process
    with django_assert_num_queries(5):
        html = page(client, "/en/cases/")
    assert f'role="status">{rows} case' in html
    assert problems_of(html) == []


@pytest.mark.parametrize("spelling", ["Elshibayev", "Yelshibaev", "Ельшибаев", "Елшібаев"])
def test_case_list_finds_a_name_in_any_spelling(client: Client, spelling: str) -> None:
    person = PersonFactory(name__text="Erzhan Elshibayev")
    NameFactory(person=person, text="Ержан Елшібаев", language="kk", script="Cyrl")
    CaseFactory(person=person)
    CaseFactory()
    html = page(client, f"/en/cases/?q={spelling}")
    assert 'role="status">1 case<' in html
    assert "Erzhan Elshibayev" in html


def test_case_list_counts_what_each_filter_would_show(client: Client) -> None:
    here, there = PlaceFactory(slug="here"), PlaceFactory(slug="there")
    CaseFactory(country=here, status="imprisoned")
    CaseFactory(country=there, status="imprisoned")
    CaseFactory(country=there, status="released")
    html = page(client, "/en/cases/?country=there")
    assert 'role="status">2 cases<' in html
    assert '<a href="?country=there&amp;status=imprisoned"' in html
    assert "In prison <span>1</span>" in html
    assert "Released <span>1</span>" in html
    assert "All <span>3</span>" in html


def test_case_list_answers_htmx_with_the_results_alone(client: Client) -> None:
    CaseFactory()
    response = client.get("/en/cases/", headers={"HX-Request": "true"})
    assert "HX-Request" in response["Vary"]
    assert '<div id="results">' in response.content.decode()
    assert "<html" not in response.content.decode()
    assert "HX-Request" in client.get("/en/cases/")["Vary"]


@pytest.mark.parametrize(
    "query", ["status=nonsense", "country=no%00where", "kind=%F0", "q=" + "x" * 200, "q=%00"]
)
def test_case_list_drops_a_filter_that_it_does_not_understand(client: Client, query: str) -> None:
    CaseFactory()
    assert 'role="status">1 case<' in page(client, f"/en/cases/?{query}")


@pytest.mark.parametrize(
    "state", [PublicationState.DRAFT, PublicationState.REVIEW, PublicationState.WITHDRAWN]
)
def test_case_that_is_not_published_is_nowhere(client: Client, state: PublicationState) -> None:
    case = CaseFactory(person=PersonFactory(name__text="A Canary"))
    claim = ClaimFactory()
    StorySentenceFactory(case=case, claim=claim)
    document = claim.citations.get().passage.document
    pages = ["/en/cases/", f"/en/sources/{document.slug}/"]
    assert [path for path in pages if "A Canary" in page(client, path)] == pages
    Case.objects.update(state=state)
    assert [path for path in pages if "A Canary" in page(client, path)] == []
    assert client.get(f"/en/cases/{case.slug}/").status_code == 404


def test_case_page_counts_days_up_to_the_day_of_the_record(client: Client, counted_case: Case) -> None:
    html = page(client, f"/en/cases/{counted_case.slug}/")
    assert problems_of(html) == []
    assert "about <b>128</b> days" in html
    assert 'aria-label="about 128 days, from about 15 September 2021 to 21 January 2022"' in html
    assert "A record as of 21 January 2022." in html
    assert "Today <small>21 January 2022</small>" in html
    assert "last report, 15 Dec" in html


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_case_page_draws_the_tally_alike_in_every_language(
    client: Client, counted_case: Case, language: str
) -> None:
    drawn = page(client, f"/en/cases/{counted_case.slug}/").count('<path class="tally-')
    html = page(client, f"/{language}/cases/{counted_case.slug}/")
    assert html.count('<path class="tally-') == drawn
    assert problems_of(html) == []


def test_case_page_shows_expected_facts_as_unknown(client: Client) -> None:
    case = CaseFactory()
    FactFactory(case=case, label=Fact.Label.SENTENCE, value="Five years").claims.add(ClaimFactory())
    html = page(client, f"/en/cases/{case.slug}/")
    assert "Five years" in html
    # charge, held since, last reported, which prison, health
    assert html.count('<dd class="unknown">') == 5


def test_case_page_shows_health_only_with_consent(client: Client) -> None:
    case = CaseFactory()
    FactFactory(case=case, label=Fact.Label.HEALTH, value="A canary of health").claims.add(ClaimFactory())
    assert "canary" not in page(client, f"/en/cases/{case.slug}/")
    consent = ConsentFactory(case=case, covers_health=True)
    assert "canary" in page(client, f"/en/cases/{case.slug}/")
    consent.withdrawn_on = date(2020, 1, 1)
    consent.save()
    assert "canary" not in page(client, f"/en/cases/{case.slug}/")


def test_case_page_of_someone_who_died_has_no_today(client: Client) -> None:
    case = CaseFactory(status=Case.Status.DIED)
    CaseEventFactory(case=case, kind=CaseEvent.Kind.DEATH, date="2021-11-24", title="Dies in hospital")
    html = page(client, f"/en/cases/{case.slug}/")
    assert "plate--died" in html
    assert 'class="today"' not in html


def test_case_page_never_counts_past_a_death(client: Client, counted_case: Case) -> None:
    CaseEventFactory(case=counted_case, kind=CaseEvent.Kind.DEATH, date="2021-11-24")
    Case.objects.update(status=Case.Status.DIED)
    html = page(client, f"/en/cases/{counted_case.slug}/")
    assert "about <b>70</b> days" in html
    assert 'class="tally-today"' not in html


def test_case_page_stops_counting_when_nobody_has_checked(client: Client, counted_case: Case) -> None:
    Campaign.objects.update(as_of=None)
    html = page(client, f"/en/cases/{counted_case.slug}/")
    assert "at least <b>128</b> days" in html
    assert "Not checked since." in html
    assert 'class="tally-today"' not in html


def test_case_page_draws_a_sentence_that_is_being_served(client: Client, counted_case: Case) -> None:
    EpisodeFactory(case=counted_case, arrested_on="2019", sentence_months=60)
    html = page(client, f"/en/cases/{counted_case.slug}/")
    assert "60 months" in html
    # four months of 2021 and the key
    assert html.count('class="held alone"') == 5
    Case.objects.update(status=Case.Status.UNKNOWN)
    assert "60 months" not in page(client, f"/en/cases/{counted_case.slug}/")


def test_case_page_places_a_step_without_a_date_after_the_one_before_it(client: Client) -> None:
    case = CaseFactory()
    CaseEventFactory(case=case, date="2019", title="The arrest", position=1)
    CaseEventFactory(case=case, date="", title="The sentence", position=2)
    CaseEventFactory(case=case, date="2017", title="The attack", position=3)
    html = page(client, f"/en/cases/{case.slug}/")
    assert html.index("The attack") < html.index("The arrest") < html.index("The sentence")


def test_case_page_leads_to_what_can_be_done_and_to_open_questions(client: Client) -> None:
    case = CaseFactory()
    sentence = StorySentenceFactory(case=case)
    question = PositionFactory(claim=sentence.claim).question
    letter = LetterFactory(case=case)
    picket = PicketFactory()
    picket.cases.add(case)
    html = page(client, f"/en/cases/{case.slug}/")
    for row in (question, letter, picket):
        assert f'href="{row.get_absolute_url()}"' in html
    assert problems_of(html) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_case_page_takes_the_same_queries_for_any_number_of_facts(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, counted_case: Case, rows: int
) -> None:
    for n in range(rows):
        StorySentenceFactory(case=counted_case, position=n)
        FactFactory(case=counted_case, label=list(Fact.Label)[n]).claims.add(ClaimFactory())
        CaseEventFactory(case=counted_case).claims.add(ClaimFactory())
        LetterFactory(case=counted_case)
    page(client, f"/en/cases/{counted_case.slug}/")  # Django looks up content types once a process
    with django_assert_num_queries(39):
        page(client, f"/en/cases/{counted_case.slug}/")
