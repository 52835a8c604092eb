"""What higher rooms make from passages: a case event, a demand; each with its claim, and taken back with it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import Demand, DemandStep, StatementDemand
from prisoners.models import CaseEvent
from sources.models import Claim, Document, PublicationState
from sources.reading.makers import makers
from tests.factories.campaigns import CampaignFactory, StatementFactory
from tests.factories.prisoners import CaseEventFactory, CaseFactory
from tests.factories.sources import SuggestionFactory
from tests.forms import fields_of
from tests.sources.reading_pages import make_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    return make_document(1)


def make(desk: Client, document: Document, key: str, **given: object) -> Any:  # noqa: ANN401 - an answer that knows its code
    url = f"{reverse('admin:sources_document_make', args=[document.pk, key])}?passage=1"
    return desk.post(url, {**fields_of(desk.get(url), "sheet-form"), **given})


def undo(desk: Client, document: Document) -> None:
    desk.post(reverse("admin:sources_document_undo", args=[document.pk]), {"passage": 1})


def test_makers_of_every_room_are_offered() -> None:
    assert [maker.key for maker in makers()] == ["claim", "position", "tie", "case-event", "demand"]


def test_a_case_event_is_a_draft_with_the_claims_date(desk: Client, document: Document) -> None:
    case = CaseFactory.create()
    CaseEventFactory.create(case=case, slug="sentenced")
    given = {"text": "She got five years.", "date": "2022-05", "case": case.pk, "event_kind": "sentence"}

    assert make(desk, document, "case-event", **given, title="Sentenced").status_code == 302

    event = CaseEvent.objects.get(title="Sentenced")
    assert (event.state, event.slug, event.date) == (PublicationState.DRAFT, "sentenced-2", "2022-05")
    claim = event.claims.get()
    assert (claim.state, claim.citations.get().passage) == (PublicationState.DRAFT, document.passages.get())
    undo(desk, document)
    assert (CaseEvent.objects.count(), Claim.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("cues", "people", "kind"),
    [(["sentenced"], 1, "sentence"), (["charged", "sentenced"], 1, ""), (["strike"], 2, ""), ([], 0, "")],
)
def test_a_case_event_begins_with_what_the_passage_tells(
    desk: Client, document: Document, cues: list[str], people: int, kind: str
) -> None:
    passage = document.passages.get()
    cases = CaseFactory.create_batch(2)
    for number, cue in enumerate(cues):
        SuggestionFactory.create(passage=passage, kind="case_cue", start=number, proposal={"cue": cue})
    for number, case in enumerate(cases[:people]):
        SuggestionFactory.create(
            passage=passage, kind="person", start=number, person=case.person, proposal={}
        )
    url = f"{reverse('admin:sources_document_make', args=[document.pk, 'case-event'])}?passage=1"

    form = fields_of(desk.get(url), "sheet-form")

    chosen = str(cases[0].pk) if people == 1 else ""
    assert (form["event_kind"], form["case"]) == ([kind], [chosen])


def test_a_demand_is_cited_and_numbered_under_a_draft(desk: Client, document: Document) -> None:
    campaign = CampaignFactory.create()
    statement = StatementFactory.create(campaign=campaign, state=PublicationState.DRAFT)
    given = {"text": "Her union demands her release.", "campaign": campaign.pk, "demand": "Release her."}

    make(desk, document, "demand", **given, statement=statement.pk)

    demand = Demand.objects.get()
    assert (demand.text, demand.steps.get().claims.get()) == ("Release her.", Claim.objects.get())
    assert list(StatementDemand.objects.values_list("statement", "demand", "number")) == [
        (statement.pk, demand.pk, 1)
    ]
    undo(desk, document)
    assert (Demand.objects.count(), DemandStep.objects.count(), Claim.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("is_signed", [True, False])
def test_a_statement_that_is_public_or_of_others_is_left_alone(
    desk: Client, document: Document, *, is_signed: bool
) -> None:
    campaign = CampaignFactory.create()
    public = StatementFactory.create(campaign=campaign, state=PublicationState.PUBLISHED)
    foreign = StatementFactory.create(state=PublicationState.DRAFT)
    given = {"text": "Her union demands it.", "campaign": campaign.pk, "demand": "Release her."}

    answer = make(desk, document, "demand", **given, statement=(public if is_signed else foreign).pk)

    assert (answer.status_code, Demand.objects.count(), Claim.objects.count()) == (422, 0, 0)
