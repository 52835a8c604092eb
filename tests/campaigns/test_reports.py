"""Reports of pickets: what was counted, publishing, what became of demands, and the public page."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from campaigns.models import AfterAction, DemandState, Picket, SignUp
from campaigns.services.erasing import erase_expired_sign_ups
from campaigns.services.reports import Counted, add_demand_step, count_turnout, publish_report
from campaigns.services.stewards import count_walk_ins
from sources.models import Claim, PublicationState, Translation
from sources.services.publishing import withdraw
from tests.desk import add, address, history_of, run_action, send, text_of
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import (
    AfterActionFactory,
    DemandFactory,
    DemandStepFactory,
    IncidentFactory,
    ObservationFactory,
    ParticipantFactory,
    PhotographFactory,
    PicketFactory,
    ReportSentenceFactory,
    ShiftFactory,
    SignUpFactory,
    StewardActionFactory,
)
from tests.factories.prisoners import CaseFactory
from tests.factories.sources import ClaimFactory
from tests.forms import fields_of
from tests.pages import problems_of

pytestmark = pytest.mark.django_db

START = datetime(2026, 7, 4, 11, tzinfo=UTC)


@pytest.fixture
def picket() -> Picket:
    """A picket in London that is over."""
    return PicketFactory.create(stage=Picket.Stage.OVER, starts_at=START)


def page(client: Client, picket: Picket, language: str = "en") -> str:
    """Return the public page of a picket, which has nothing wrong with it."""
    answer = client.get(f"/{language}/pickets/{picket.slug}/")
    assert answer.status_code == 200
    assert problems_of(answer.text) == []
    return str(answer.text)


# --- what was counted --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headcounts", "let_in", "low", "high"),
    [
        ((), 0, None, None),
        ((), 12, 12, None),
        ((40,), 0, 40, 40),
        ((30, 55, 20), 12, 20, 55),
        ((20, 55), 31, 31, 55),
        ((20, 25), 31, 31, 31),
        ((0,), 0, 0, 0),
    ],
)
def test_the_range_goes_from_the_lowest_to_the_highest_count(
    headcounts: tuple[int, ...], let_in: int, low: int | None, high: int | None
) -> None:
    counted = Counted(headcounts, let_in)
    assert (counted.low, counted.high) == (low, high)


def test_turnout_is_counted_from_headcounts_check_ins_and_those_let_in(picket: Picket) -> None:
    for minutes, heads in ((90, 55), (0, 20), (30, None)):
        ObservationFactory.create(
            picket=picket, observed_at=START + timedelta(minutes=minutes), headcount=heads
        )
    shift = ShiftFactory.create(picket=picket)
    for state in (SignUp.State.CHECKED_IN, SignUp.State.CHECKED_IN, SignUp.State.ABSENT):
        SignUpFactory.create(shift=shift, state=state)
    StewardActionFactory.create(picket=picket)
    ObservationFactory.create(headcount=999)
    assert count_walk_ins(picket) == 1

    assert count_turnout(picket) == Counted(headcounts=(20, 55), checked_in=3)


# --- publishing --------------------------------------------------------------------------------


def test_a_report_is_published_with_its_draft_claims(picket: Picket) -> None:
    after = AfterActionFactory.create(picket=picket, state=PublicationState.DRAFT)
    claim = ReportSentenceFactory.create(after=after, claim__state=PublicationState.DRAFT).claim

    assert [str(row) for row in publish_report(after)] == [str(claim), str(after)]

    assert Claim.objects.published().filter(pk=claim.pk).exists()
    assert publish_report(after) == []


def test_a_report_says_everything_that_is_missing() -> None:
    picket = PicketFactory.create(state=PublicationState.DRAFT)
    after = AfterActionFactory.create(
        picket=picket, state=PublicationState.DRAFT, turnout_low=None, turnout_high=None
    )
    with pytest.raises(ValidationError) as caught:
        publish_report(after)
    assert caught.value.messages == ["It says nothing yet.", "The picket itself is not published."]

    uncited = ClaimFactory.create(text="Nobody says so.", citation=None, state=PublicationState.DRAFT)
    gone = ClaimFactory.create(text="It was taken back.", state=PublicationState.WITHDRAWN)
    for position, claim in enumerate((uncited, gone)):
        ReportSentenceFactory.create(after=after, claim=claim, position=position)
    with pytest.raises(ValidationError) as caught:
        publish_report(after)
    assert caught.value.messages == [
        "This claim has no citation: “Nobody says so.”",
        "This claim was withdrawn: “It was taken back.”",
        "The picket itself is not published.",
    ]
    after.refresh_from_db()
    assert after.state == PublicationState.DRAFT


# --- demands -----------------------------------------------------------------------------------


def test_a_step_needs_a_date_and_a_claim_and_moves_the_demand() -> None:
    demand, claim = DemandFactory.create(), ClaimFactory.create()
    for date, claims in (("", [claim]), ("2026-07-04", [])):
        with pytest.raises(ValidationError, match="needs its date and at least one claim"):
            add_demand_step(demand, state="met", date=date, text="So.", claims=claims)
    with pytest.raises(ValidationError):
        add_demand_step(demand, state="met", date="4 July", text="So.", claims=[claim])
    assert demand.steps.count() == 0

    step = add_demand_step(demand, state="partly_met", date="2026-07-04", text="So.", claims=[claim])
    assert (step.position, list(step.claims.all())) == (0, [claim])
    # One of an earlier day is told, and does not turn back what came of the demand since.
    add_demand_step(demand, state="refused", date="2026-07", text="Before.", claims=[claim])
    demand.refresh_from_db()
    assert (demand.state, [row.position for row in demand.steps.all()]) == ("partly_met", [0, 1])


def test_the_page_shows_the_demands_that_the_picket_moved_and_no_others(
    client: Client, picket: Picket
) -> None:
    after = AfterActionFactory.create(picket=picket)
    told = ReportSentenceFactory.create(after=after).claim
    of_report, of_day, other, elsewhere = (
        DemandFactory.create(text=f"Demand {name}.", state=DemandState.PARTLY_MET, campaign=picket.campaign)
        for name in ("of the report", "of the day", "of another day", "elsewhere")
    )
    elsewhere.campaign = DemandFactory.create().campaign
    elsewhere.save()
    DemandStepFactory.create(demand=of_report, date="2026-08", text="Told later.").claims.add(told)
    steps = (
        DemandStepFactory.create(demand=of_report, date="2026-09-01", text="Of something else."),
        DemandStepFactory.create(demand=of_day, date=picket.date, text="Told that day."),
        DemandStepFactory.create(demand=other, date="2026-07-03", text="Told the day before."),
        DemandStepFactory.create(demand=elsewhere, date=picket.date, text="Of another campaign."),
    )
    for step in steps:
        step.claims.add(ClaimFactory.create())
    DemandStepFactory.create(demand=of_day, date=picket.date, text="Cited by nobody.")

    html = page(client, picket)

    for text in ("Demand of the report.", "Demand of the day.", "Told later.", "Told that day."):
        assert html.count(text) == 1, text
    for text in ("of another day", "Of something else", "the day before", "Demand elsewhere"):
        assert html.count(text) == 0, text


# --- the public page ---------------------------------------------------------------------------


def test_the_page_tells_the_report_in_its_order(client: Client, picket: Picket) -> None:
    after = AfterActionFactory.create(
        picket=picket, text="We stood there <b>together</b>.\n\nTwo hours.", response="Nobody came out."
    )
    ReportSentenceFactory.create(after=after, claim__text="Banners were held.")
    PhotographFactory.create(after=after)
    IncidentFactory.create(picket=picket, text="One was held.").claims.add(ClaimFactory.create())
    ParticipantFactory.create(picket=picket)
    DemandStepFactory.create(demand=DemandFactory.create(campaign=picket.campaign), date=picket.date)

    html = page(client, picket)

    sections = ["turnout", "happened", "photographs", "response", "incidents", "who", "demands", "sources"]
    places = [html.index(f'<h2 id="{name}"') for name in sections]
    assert places == sorted(places)
    assert html.index("Banners were held.") < html.index("In the organisers’ words")
    assert "<p>We stood there &lt;b&gt;together&lt;/b&gt;.</p>\n<p>Two hours.</p>" in html
    campaign = picket.campaign.title
    assert f"This is what the organisers of the campaign “{campaign}” say themselves." in html
    assert "between 20 and 30 people" in html


def test_the_page_says_how_the_turnout_is_known(client: Client, picket: Picket) -> None:
    after = AfterActionFactory.create(picket=picket)
    assert "The organisers’ own estimate; nobody counted." in page(client, picket)

    claim = ReportSentenceFactory.create(
        after=after, claim__figure_operator="between", claim__figure_value=20, claim__figure_high=30
    ).claim
    html = page(client, picket)
    assert "As the sources say." in html
    assert html.count(f'#claim-{claim.slug}"') == 2
    Claim.objects.update(figure_high=31)
    assert "The organisers’ own estimate; nobody counted." in page(client, picket)

    ObservationFactory.create(picket=picket, observed_at=START, headcount=20)
    assert "A steward counted once, at 12:00." in page(client, picket)
    ObservationFactory.create(picket=picket, observed_at=START + timedelta(minutes=75), headcount=30)
    ObservationFactory.create(picket=picket, observed_at=START + timedelta(hours=3), headcount=None)
    assert "Stewards counted 2 times, between 12:00 and 13:15." in page(client, picket)


@pytest.mark.parametrize(
    "state", [PublicationState.DRAFT, PublicationState.REVIEW, PublicationState.WITHDRAWN]
)
def test_the_page_shows_nothing_of_a_report_that_is_not_public(
    client: Client, picket: Picket, state: PublicationState
) -> None:
    after = AfterActionFactory.create(
        picket=picket,
        state=state,
        turnout_low=4321,
        turnout_high=4321,
        text="Canary one",
        response="Canary two",
    )
    ReportSentenceFactory.create(after=after, claim__text="Canary three")
    PhotographFactory.create(after=after, description="Canary four")
    html = page(client, picket)
    assert ("anary" in html, "4321" in html, 'id="report"' in html) == (False, False, False)
    AfterAction.objects.update(state=PublicationState.PUBLISHED)
    html = page(client, picket)
    assert (html.count("Canary"), "4321" in html) == (5, True)


def test_the_page_is_in_the_readers_language(client: Client, picket: Picket) -> None:
    after = AfterActionFactory.create(picket=picket, text="We stood there.", response="Nobody came out.")
    Translation.objects.create(subject=after, field="text", language="ru", text="Мы стояли там.")
    html = page(client, picket, "ru")
    assert "<p>Мы стояли там.</p>" in html
    assert '<p lang="en">Nobody came out.</p>' in html


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number(
    client: Client, picket: Picket, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    after = AfterActionFactory.create(picket=picket, text="So it was.")
    for position in range(rows):
        claim = ReportSentenceFactory.create(after=after, position=position).claim
        PhotographFactory.create(after=after)
        IncidentFactory.create(picket=picket).claims.add(claim)
        ParticipantFactory.create(picket=picket).claims.add(claim)
        demand = DemandFactory.create(campaign=picket.campaign)
        demand.cases.add(CaseFactory.create())
        DemandStepFactory.create(demand=demand, date=picket.date).claims.add(claim)
        picket.cases.add(CaseFactory.create())
    page(client, picket)  # Django looks up content types once a process
    with django_assert_num_queries(40):
        html = page(client, picket)
    assert html.count("<figure>") == rows


def test_nothing_of_a_volunteer_is_in_a_report_and_it_stays_when_they_are_erased(
    client: Client, picket: Picket
) -> None:
    AfterActionFactory.create(picket=picket, turnout_low=None, turnout_high=None)
    ObservationFactory.create(picket=picket, headcount=20)
    shift = ShiftFactory.create(picket=picket)
    SignUpFactory.create(shift=shift, name="Canary", state=SignUp.State.CHECKED_IN, erase_after=START)
    AfterAction.objects.update(turnout_low=20, turnout_high=30)
    before = page(client, picket)
    assert "Canary" not in before
    names = {field.related_model for field in AfterAction._meta.get_fields() if field.is_relation}
    assert SignUp not in names

    erase_expired_sign_ups(now=datetime.now(UTC))

    assert SignUp.objects.count() == 0
    assert page(client, picket) == before


# --- the organisers' pages ---------------------------------------------------------------------


def test_admin_suggests_what_was_counted_and_the_organiser_decides(desk: Client, picket: Picket) -> None:
    for hours, heads in enumerate((20, 55)):
        at = START + timedelta(hours=hours)
        ObservationFactory.create(picket=picket, observed_at=at, headcount=heads)
    url = f"{reverse('admin:campaigns_afteraction_add')}?picket={picket.pk}"
    assert f'href="{url}">Report</a>' in text_of(desk.get(address(picket)))
    form = fields_of(desk.get(url), "afteraction_form")
    assert (form["turnout_low"], form["turnout_high"], form["picket"]) == (["20"], ["55"], [str(picket.pk)])

    desk.post(url, {**form, "turnout_high": "60", "text": "So it was.", "_save": "1"})

    after = AfterAction.objects.get()
    assert (after.turnout_low, after.turnout_high, after.state) == (20, 60, "draft")
    opened = text_of(desk.get(address(after)))
    assert "Headcounts of the stewards: 20, 55. Checked in: 0. Suggested: 20 to 55." in opened
    assert f'href="{address(after)}">Report</a>' in text_of(desk.get(address(picket)))


def test_admin_publishes_and_withdraws_a_report(desk: Client, client: Client, picket: Picket) -> None:
    after = AfterActionFactory.create(
        picket=picket, state=PublicationState.DRAFT, turnout_low=None, turnout_high=None
    )
    refused = text_of(run_action(desk, AfterAction, "publish_selected", after))
    assert "It says nothing yet." in refused

    send(desk, after, "_publish", text="So it was.")
    assert "So it was." in page(client, picket)
    # A public report is checked again when it is saved.
    assert "so nothing was saved" in send(desk, after, text="")
    assert "So it was." in page(client, picket)

    send(desk, after, "_withdraw")
    assert "So it was." not in page(client, picket)
    assert history_of(after) == [
        "Changed Report, in the organisers' words.",
        "Changed state: published.",
        "Changed state: withdrawn.",
    ]


def test_admin_refuses_a_range_that_is_upside_down(desk: Client, picket: Picket) -> None:
    answer = add(desk, AfterAction, picket=picket.pk, turnout_low="30", turnout_high="20")
    assert "The higher number is below the lower one." in text_of(answer)
    assert AfterAction.objects.count() == 0


def test_admin_adds_a_step_of_a_demand_from_the_report(desk: Client, picket: Picket) -> None:
    after = AfterActionFactory.create(picket=picket)
    told = ReportSentenceFactory.create(after=after).claim
    stranger = ClaimFactory.create()
    demand = DemandFactory.create(campaign=picket.campaign)
    foreign = DemandFactory.create(text="Of another campaign.")
    url = reverse("admin:campaigns_afteraction_demand_step", args=[after.pk])
    opened = desk.get(url)
    form = fields_of(opened, "report_form")
    assert (form["date"], "Of another campaign" in text_of(opened)) == ([picket.date], False)
    given = {**form, "demand": demand.pk, "state": "refused", "text": "They said no.", "claims": [told.pk]}

    wrong: list[dict[str, object]] = [
        {"claims": []},
        {"date": "yesterday"},
        {"demand": foreign.pk},
        {"claims": [stranger.pk]},
        {"text": ""},
    ]
    for changes in wrong:
        answer = desk.post(url, {**given, **changes})
        assert (changes, answer.status_code, demand.steps.count()) == (changes, 422, 0)
    assert desk.post(url, given).headers["Location"] == address(after)

    step = demand.steps.get()
    assert (step.state, step.date, list(step.claims.all())) == ("refused", picket.date, [told])
    demand.refresh_from_db()
    assert demand.state == "refused"
    assert history_of(demand) == ["Added step of a demand “Refused: They said no.”."]


def test_admin_pages_of_a_report_are_for_those_who_may(client: Client, picket: Picket) -> None:
    after = AfterActionFactory.create(picket=picket)
    names = ("campaigns_afteraction_demand_step", "campaigns_afteraction_photograph")
    urls = [reverse(f"admin:{name}", args=[after.pk]) for name in names]
    assert [client.get(url).headers["Location"] for url in urls] == [
        f"/admin/login/?next={url}" for url in urls
    ]
    client.force_login(UserFactory.create(is_staff=True))
    assert [client.get(url).status_code for url in urls] == [403, 403]
    client.force_login(UserFactory.create(is_staff=True, is_superuser=True))
    gone = [reverse(f"admin:{name}", args=[after.pk + 1]) for name in names]
    assert [client.get(url).status_code for url in urls + gone] == [200, 200, 404, 404]


def test_withdrawing_a_claim_leaves_the_report_without_it(client: Client, picket: Picket) -> None:
    after = AfterActionFactory.create(picket=picket)
    for position, text in enumerate(("Stays.", "Goes away.")):
        ReportSentenceFactory.create(after=after, claim__text=text, position=position)
    withdraw(Claim.objects.get(text="Goes away."))
    html = page(client, picket)
    assert ("Stays." in html, "Goes away." in html) == (True, False)
