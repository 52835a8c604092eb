"""Some cases of a campaign on one sheet, and the answers to a question side by side."""

from datetime import date

import pytest
from django.test import Client

from campaigns.models import PrintedMatter
from campaigns.printing.options import Options
from campaigns.printing.studio import FORMS, reference_of
from sources.models import PublicationState
from tests.campaigns.printed import COUNTS, make_case, make_claim, read
from tests.factories.campaigns import CampaignCaseFactory
from tests.factories.prisoners import CaseEventFactory, CaseFactory
from tests.factories.sources import PersonFactory, PositionFactory

pytestmark = [pytest.mark.needs("pango"), pytest.mark.django_db]


def test_chosen_cases_stand_on_the_sheet_and_no_other(client: Client) -> None:
    lead = make_case()
    campaign = lead.campaigns.get()
    others = []
    for name in ("Dana Sample", "Berik Sample"):
        case = CaseFactory.create(person=PersonFactory.create(name__text=name), checked_on=date(2022, 1, 21))
        event = CaseEventFactory.create(case=case, date="2022-01-11")
        event.claims.add(make_claim(COUNTS))
        case.count_from = event
        case.save()
        CampaignCaseFactory.create(campaign=campaign, case=case)
        others.append(case)
    query = {"form": "leaflet", "about": reference_of(campaign), "case": [lead.slug, others[0].slug]}
    text = read(client.get("/en/print/own.pdf", query).content)
    assert ("Aigerim Sadykova" in text, "Dana Sample 10 days" in text, "Berik" in text) == (True, True, False)
    page = client.get("/en/print/", query).content.decode()
    assert page.count('name="case"') == 3
    assert page.count('type="checkbox" name="case" value="') - page.count("checked> ") == 1
    assert not PrintedMatter.objects.exists()
    others[0].state = PublicationState.WITHDRAWN
    others[0].save()
    gone = client.get("/en/print/own.pdf", query)
    assert (gone.status_code, "not there any more" in gone.content.decode()) == (422, True)


def test_cases_are_for_a_campaign_and_for_forms_that_list_them(client: Client) -> None:
    case = make_case()
    other = CaseFactory.create()
    campaign = case.campaigns.get()
    CampaignCaseFactory.create(campaign=campaign, case=CaseFactory.create())
    placard = {"form": "placard", "about": reference_of(campaign), "case": case.slug}
    refused = client.get("/en/print/", placard)
    assert (refused.status_code, "lists no cases" in refused.content.decode()) == (422, True)
    # Of a case by itself, or of another campaign: as if nothing had been chosen.
    for about, chosen in ((reference_of(case), case.slug), (reference_of(campaign), other.slug)):
        client.get("/en/print/", {"form": "leaflet", "about": about, "case": chosen})
    assert PrintedMatter.objects.count() == 2


def test_htmx_gets_the_cases_when_the_subject_becomes_a_campaign_only(client: Client) -> None:
    campaign = make_case().campaigns.get()
    query = {"form": "leaflet", "about": reference_of(campaign)}
    texts = [
        client.get("/en/print/", {**query, "of": shown}, headers={"HX-Request": "true"}).content.decode()
        for shown in ("", reference_of(campaign))
    ]
    assert ['id="cases" hx-swap-oob="true"' in text for text in texts] == [True, False]


def test_answers_to_a_question_stand_together_or_not_at_all() -> None:
    position = PositionFactory.create(answer="14", who="A sample paper")
    for number in range(15, 20):
        PositionFactory.create(
            question=position.question, claim=make_claim(COUNTS), answer=str(number), who="Another paper"
        )
    sheet = read(FORMS["leaflet"].make(position.question, Options("en")).render())
    small = read(FORMS["a6"].make(position.question, Options("en")).render())
    assert [sheet.count(f"{number} A") for number in range(14, 20)] == [1] * 6
    assert "Another paper" not in small
