"""Arrests and injuries: who sees what of them, how one becomes a case, and that nothing sealed gets out."""

from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from campaigns.admin.incidents import IncidentAdmin
from campaigns.exchange.dump import dump_campaign
from campaigns.models import Incident, LegalNote, Membership, Picket
from campaigns.services.incidents import add_legal_note, legal_campaigns, make_case_of, take_back_incident
from prisoners.models import Case, CaseEvent
from sources.models import Place, PublicationState
from tests.campaigns.test_sign_up_canaries import _database as database_as_it_is
from tests.desk import add, address, history_of, send, text_of
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import (
    CampaignFactory,
    IncidentFactory,
    LegalNoteFactory,
    MembershipFactory,
    ObservationFactory,
    PicketFactory,
)
from tests.factories.sources import ClaimFactory, PlaceFactory
from tests.forms import fields_of

pytestmark = pytest.mark.django_db

CANARY = "Canarina was taken to Sample Road station"
ROLES = ["coordinator", "editor", "steward", "superuser", "legal elsewhere", "nobody"]


@pytest.fixture
def incident() -> Incident:
    """An arrest on which there is a legal note."""
    incident = IncidentFactory.create(picket__stage=Picket.Stage.OVER)
    LegalNoteFactory.create(incident=incident, text=CANARY)
    return incident


def organiser(role: str, picket: Picket) -> User:
    """Return an organiser with a role; all but "nobody" may do with Django's permissions what there is to do."""
    user = UserFactory.create(is_staff=True, is_superuser=role == "superuser", language="en")
    if role not in {"superuser", "nobody"}:
        user.user_permissions.set(Permission.objects.all())
    if role == "legal elsewhere":
        MembershipFactory.create(user=user, role=Membership.Role.LEGAL)
    elif role in Membership.Role:
        MembershipFactory.create(user=user, campaign=picket.campaign, role=role)
    return user


def signed_in(role: str, picket: Picket) -> Client:
    """Sign in somebody with a role."""
    client = Client()
    client.force_login(organiser(role, picket))
    return client


def add_url() -> str:
    """Return where an incident is written down."""
    return reverse("admin:campaigns_incident_add")


def list_url() -> str:
    """Return the list of incidents."""
    return reverse("admin:campaigns_incident_changelist")


def case_url(incident: Incident) -> str:
    """Return where an incident becomes a case."""
    return reverse("admin:campaigns_incident_make_case", args=[incident.pk])


# --- who sees what -----------------------------------------------------------------------------


def test_the_legal_role_reads_notes_and_what_stewards_noted(incident: Incident) -> None:
    ObservationFactory.create(picket=incident.picket, note="Two vans came.", is_incident=True)
    ObservationFactory.create(picket=incident.picket, note="It rained.")
    legal = signed_in("legal", incident.picket)
    page = text_of(legal.get(address(incident)))
    assert (CANARY in page, "Two vans came." in page, "It rained." in page) == (True, True, False)
    listed = text_of(legal.get(list_url()))
    assert (str(incident.picket) in listed, CANARY in listed, "searchbar" in listed) == (True, False, False)
    assert f'href="{list_url()}"' in text_of(legal.get("/admin/"))


@pytest.mark.parametrize("role", ROLES)
def test_everybody_else_finds_nothing(incident: Incident, role: str) -> None:
    client = signed_in(role, incident.picket)
    for page in ("change", "history", "delete"):
        url = address(incident, page)
        assert (page, client.get(url).status_code, client.post(url, {}).status_code) == (page, 404, 404)
    assert client.post(case_url(incident)).status_code == 404
    assert Case.objects.count() == 0
    listed = client.get(list_url())
    expected = 200 if role == "legal elsewhere" else 403
    assert (listed.status_code, client.get(add_url()).status_code) == (expected, expected)
    assert (str(incident.picket) in text_of(listed), "Canarina" in text_of(listed)) == (False, False)
    index = text_of(client.get("/admin/"))
    assert (f'href="{list_url()}"' in index) == (role == "legal elsewhere")


def test_control_without_the_role_being_asked_for_others_see_it(
    incident: Incident, monkeypatch: pytest.MonkeyPatch
) -> None:
    everywhere = [incident.picket.campaign_id]
    monkeypatch.setattr("campaigns.admin.incidents.legal_campaigns", lambda _: everywhere)
    for role in ROLES:
        assert (role, CANARY in text_of(signed_in(role, incident.picket).get(address(incident)))) == (
            role,
            True,
        )


def test_a_stranger_is_sent_to_sign_in(client: Client, incident: Incident) -> None:
    for url in (list_url(), add_url(), address(incident), case_url(incident)):
        assert client.get(url).headers["Location"] == f"/admin/login/?next={url}"


def test_a_role_that_is_lost_is_lost_at_once(incident: Incident) -> None:
    legal = signed_in("legal", incident.picket)
    assert legal.get(address(incident)).status_code == 200
    Membership.objects.all().delete()
    assert legal.get(address(incident)).status_code == 404
    assert legal_campaigns(UserFactory.create(is_superuser=True)) == []


def test_a_legal_role_needs_no_permission_of_django(incident: Incident) -> None:
    user = UserFactory.create(is_staff=True)
    MembershipFactory.create(user=user, campaign=incident.picket.campaign, role=Membership.Role.LEGAL)
    client = Client()
    client.force_login(user)
    assert CANARY in text_of(client.get(address(incident)))
    User.objects.update(is_staff=False)
    assert client.get(address(incident)).status_code == 302


@pytest.mark.parametrize("role", [role for role in ROLES if role != "nobody"])
def test_the_page_of_a_picket_shows_others_only_what_rests_on_claims(incident: Incident, role: str) -> None:
    public = IncidentFactory.create(picket=incident.picket, text="Known to all.")
    public.claims.add(ClaimFactory.create())
    LegalNoteFactory.create(incident=public, text=CANARY)
    Incident.objects.filter(pk=incident.pk).update(text="Canarina was there.")
    page = text_of(signed_in(role, incident.picket).get(address(incident.picket)))
    assert ("Known to all." in page, "Canarina" in page, "happened_at" in page) == (True, False, False)

    page = text_of(signed_in("legal", incident.picket).get(address(incident.picket)))
    assert ("Canarina was there." in page, CANARY in page) == (True, False)


def test_others_write_down_only_what_a_claim_backs(incident: Incident) -> None:
    editor, claim = signed_in("editor", incident.picket), ClaimFactory.create()
    given = {"incidents-TOTAL_FORMS": "1", "incidents-0-kind": "injury", "incidents-0-text": "One fell."}
    assert "This field is required." in send(editor, incident.picket, **given)
    assert Incident.objects.count() == 1
    send(editor, incident.picket, **given, **{"incidents-0-claims": [str(claim.pk)]})
    added = Incident.objects.exclude(pk=incident.pk).get()
    assert (added.kind, added.text, list(added.claims.all())) == ("injury", "One fell.", [claim])


def test_taking_a_public_part_back_takes_nothing_from_the_legal_role(incident: Incident) -> None:
    claim = ClaimFactory.create()
    incident.claims.add(claim)
    plain = IncidentFactory.create(picket=incident.picket, position=1)
    plain.claims.add(claim)
    editor = signed_in("editor", incident.picket)

    send(editor, incident.picket, **{"incidents-0-DELETE": "on", "incidents-1-DELETE": "on"})

    kept = Incident.objects.get()
    assert (kept.pk, kept.text, kept.claims.count(), kept.legal_notes.count()) == (incident.pk, "", 0, 1)
    take_back_incident(kept)
    assert LegalNote.objects.count() == 1


def test_a_picket_with_incidents_is_not_deleted_by_others(incident: Incident) -> None:
    Picket.objects.update(state=PublicationState.DRAFT)
    page = signed_in("superuser", incident.picket).post(address(incident.picket, "delete"), {"post": "yes"})
    assert (page.status_code, LegalNote.objects.count()) == (403, 1)


# --- writing -----------------------------------------------------------------------------------


def test_the_legal_role_adds_notes_and_changes_none(incident: Incident) -> None:
    user = organiser("legal", incident.picket)
    client = Client()
    client.force_login(user)
    opened = client.get(address(incident))
    form = fields_of(opened, "incident_form")
    assert [name for name in form if name.startswith("legal_notes-0-")] == [
        "legal_notes-0-id",
        "legal_notes-0-incident",
    ]

    send(
        client, incident, **{"legal_notes-1-text": "The lawyer has called.", "legal_notes-0-text": "Altered"}
    )

    notes = {note.text: note.written_by for note in incident.legal_notes.all()}
    assert (list(notes), notes["The lawyer has called."]) == ([CANARY, "The lawyer has called."], user)
    (told,) = history_of(incident)
    assert (told.startswith("Added legal note"), "lawyer" in told) == (True, False)
    send(client, incident, **{"legal_notes-0-DELETE": "on"})
    assert incident.legal_notes.count() == 2
    # What somebody else wrote does not go with the incident, either.
    assert client.post(address(incident, "delete"), {"post": "yes"}).status_code == 403


def test_the_legal_role_writes_down_an_incident_of_its_own_campaigns_only() -> None:
    picket, foreign = PicketFactory.create(title="Ours"), PicketFactory.create(title="Theirs")
    noted = ObservationFactory.create(picket=picket, note="Somebody was led away.", is_incident=True)
    ObservationFactory.create(picket=foreign, note="Canary", is_incident=True)
    legal = signed_in("legal", picket)
    listed = text_of(legal.get(list_url()))
    assert (noted.note in listed, "Canary" in listed) == (True, False)
    assert f'href="{add_url()}?picket={picket.pk}"' in listed
    opened = text_of(legal.get(f"{add_url()}?picket={picket.pk}"))
    assert ("Ours" in opened, "Theirs" in opened) == (True, False)

    def write(of: Picket) -> str:
        given = {"happened_at_0": "2026-07-04", "happened_at_1": "12:30", "legal_notes-0-text": CANARY}
        return text_of(add(legal, Incident, picket=of.pk, kind="arrest", **given))

    write(picket)
    incident = Incident.objects.get()
    assert incident.happened_at is not None
    assert f"{incident.happened_at:%H:%M}" == "11:30"  # half past twelve in London
    assert [note.text for note in incident.legal_notes.all()] == [CANARY]
    assert noted.note not in text_of(legal.get(list_url()))
    assert "Select a valid choice" in write(foreign)
    assert Incident.objects.count() == 1


def test_own_notes_go_with_an_incident_that_was_a_mistake(incident: Incident) -> None:
    user = organiser("legal", incident.picket)
    mistake = IncidentFactory.create(picket=incident.picket)
    add_legal_note(mistake, text="A mistake.", by=user)
    client = Client()
    client.force_login(user)
    client.post(address(mistake, "delete"), {"post": "yes"})
    assert list(Incident.objects.all()) == [incident]


def test_notes_have_no_page_of_their_own_and_are_not_searched() -> None:
    admin.autodiscover()
    assert (LegalNote in admin.site._registry, list(IncidentAdmin.search_fields)) == (False, [])
    with pytest.raises(TypeError, match="is encrypted"):
        list(LegalNote.objects.filter(text=CANARY))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_row_and_three(
    django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    picket = PicketFactory.create()
    for _ in range(rows):
        make_case_of(IncidentFactory.create(picket=picket))
        ObservationFactory.create(picket__campaign=picket.campaign, is_incident=True)
    legal = signed_in("legal", picket)
    legal.get(list_url())
    with django_assert_num_queries(9):
        page = text_of(legal.get(list_url()))
    assert page.count('name="_selected_action"') == rows


# --- a case of it ------------------------------------------------------------------------------


def test_an_arrest_becomes_a_draft_case_with_date_and_place(incident: Incident) -> None:
    country = PlaceFactory.create(kind=Place.Kind.COUNTRY)
    gate = PlaceFactory.create(kind=Place.Kind.SITE, within=PlaceFactory.create(kind="city", within=country))
    Picket.objects.update(place=gate, title="Picket at the gate", date="2026-07-04")
    claim = ClaimFactory.create()
    Incident.objects.update(text="One was taken.")
    incident.claims.add(claim)

    case = make_case_of(incident)

    incident.refresh_from_db()
    assert incident.case == case
    assert (case.state, case.kind, case.person, case.title) == (
        PublicationState.DRAFT, Case.Kind.GROUP, None, "Arrest: Picket at the gate",
    )  # fmt: skip
    assert (case.country, case.status, case.status_as_of, case.summary) == (
        country, Case.Status.DETAINED, "2026-07-04", "One was taken.",
    )  # fmt: skip
    event = case.events.get()
    assert (event.kind, event.date, event.place, event.state, list(event.claims.all())) == (
        CaseEvent.Kind.ARREST, "2026-07-04", gate, PublicationState.DRAFT, [claim],
    )  # fmt: skip
    case.full_clean()
    # It is in no roll, so no campaign file has it.
    assert case.campaigns.count() == 0


def test_an_incident_becomes_one_case_however_often_the_button_is_pressed(incident: Incident) -> None:
    legal = signed_in("legal", incident.picket)
    assert "Make a case of it" in text_of(legal.get(address(incident)))
    assert legal.get(case_url(incident)).status_code == 405
    for _ in range(2):
        answer = legal.post(case_url(incident), follow=True)
        assert (answer.status_code, "Nothing that is sealed was copied." in text_of(answer)) == (200, True)
    case = Case.objects.get()
    assert case == Incident.objects.get().case
    assert (history_of(incident), history_of(case)) == (["Changed case: made of it."], ["Added."])
    assert "Make a case of it" not in text_of(legal.get(address(incident)))
    # A second incident of the same picket gets an address of its own.
    assert make_case_of(IncidentFactory.create(picket=incident.picket)).slug == f"{case.slug}-2"


@pytest.mark.parametrize(
    ("kind", "status"), [("arrest", "detained"), ("injury", "unknown"), ("other", "unknown")]
)
def test_a_case_holds_nothing_that_is_sealed(incident: Incident, kind: str, status: str) -> None:
    Incident.objects.update(kind=kind, text="Canarina without a public claim")
    ObservationFactory.create(picket=incident.picket, note="Canarina was seen", is_incident=True)
    case = make_case_of(incident)
    rows = [*Case.objects.values(), *CaseEvent.objects.values()]
    assert (case.status, "Canarina" in str(rows), case.translations.count()) == (status, False, 0)


# --- nothing gets out --------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_legal_note_is_nowhere_but_with_the_legal_role(
    client: Client, tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    picket = PicketFactory.create(campaign=CampaignFactory.create(slug="sealed"))
    public = IncidentFactory.create(picket=picket, text="Known to all.")
    public.claims.add(ClaimFactory.create())
    legal = signed_in("legal", picket)
    send(legal, public, **{"legal_notes-0-text": CANARY})
    legal.post(case_url(public))
    ObservationFactory.create(picket=picket, note=f"{CANARY}, too", is_incident=True)
    refused = send(legal, public, kind="", **{"legal_notes-1-text": f"{CANARY} again"})
    # Where it has to be, it is: the canary was really on its way.
    assert CANARY in text_of(legal.get(address(public)))
    assert f"{CANARY} again" in refused

    assert b"Canarina" not in database_as_it_is()
    dump_campaign(picket.campaign, tmp_path / "dump")
    files = [path.read_text() for path in (tmp_path / "dump").rglob("*.yaml")]
    assert ("Known to all." in "".join(files), "Canarina" in "".join(files)) == (True, False)
    told = str(list(LogEntry.objects.values_list("object_repr", "change_message")))
    assert ("legal note" in told, "Canarina" in told) == (True, False)
    assert "Canarina" not in "".join(capfd.readouterr()) + caplog.text
    with pytest.raises(Exception, match="encrypted"):
        call_command("dumpdata", "campaigns.LegalNote", stdout=(tmp_path / "data.json").open("w"))
    for language in ("en", "ru", "kk"):
        page = client.get(f"/{language}/pickets/{picket.slug}/")
        assert ("Known to all." in page.text, "Canarina" in page.text) == (True, False)


@pytest.mark.django_db(transaction=True)
def test_control_a_note_in_a_plain_column_is_found() -> None:
    incident = IncidentFactory.create(text=CANARY)
    assert connection.vendor in {"sqlite", "postgresql"}
    assert CANARY.encode() in database_as_it_is()
    incident.claims.add(ClaimFactory.create())
    assert incident.text == CANARY
