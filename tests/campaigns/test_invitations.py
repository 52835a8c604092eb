"""An organisation is asked by mail and answers by a link: nobody is named who has not agreed."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from campaigns.calendars import picket_calendar
from campaigns.models import Dispatch, Invitation, Participant, Picket
from campaigns.querysets import pickets_for_pages
from campaigns.services.invitations import (
    InvitationError,
    answer_invitation,
    ask_organisation,
    erase_expired_invitations,
    find_invitation,
)
from campaigns.services.outbox import sweep_outbox
from campaigns.services.pickets import cancel_picket
from campaigns.structured import event_data
from campaigns.tasks import erase_expired_invitations_task
from tests.factories.campaigns import InvitationFactory, ParticipantFactory, PicketFactory, in_days
from tests.factories.sources import OrganisationFactory
from tests.pages import problems_of
from toolkit.logs import without_tokens

pytestmark = pytest.mark.django_db

ADDRESS = "canary@organisation.example"


def now() -> datetime:
    return datetime.now(UTC)


def union(**changes: object) -> Participant:
    """Return an organisation that might support a picket."""
    organisation = OrganisationFactory.create(name__text="Canary Union")
    given = {"role": "supported_by", "organisation": organisation, "label": "", **changes}
    return ParticipantFactory.create(**given)


def ask(participant: Participant, **changes: object) -> Invitation:
    given = {"email": ADDRESS, "language": "en", "now": now()}
    return ask_organisation(participant, **{**given, **changes})  # type: ignore[arg-type]  # as given above


def link_in(folder: Path, number: int = -1) -> str:
    """Return the path of the link in a mail that was sent."""
    file = sorted(folder.glob("*.eml"))[number]
    part = message_from_bytes(file.read_bytes(), policy=policy.default).get_body(("plain",))
    assert part is not None
    line = next(line for line in str(part.get_content()).splitlines() if "/invitations/" in line)
    return "/" + line.split("/", 3)[3]


def named(picket: Picket, client: Client) -> dict[str, bool]:
    """Return where the organisation is named."""
    page = client.get(f"/en/pickets/{picket.slug}/")
    assert page.status_code == 200
    shown = pickets_for_pages().get(pk=picket.pk)
    return {
        "page": "Canary Union" in page.content.decode(),
        "calendar": b"Canary Union" in picket_calendar(shown),
        "data": "Canary Union" in str(event_data(shown)),
    }


def test_an_organisation_is_asked_by_mail_and_named_when_it_agrees(client: Client, mail_folder: Path) -> None:
    participant = union(role="called_by")
    picket = participant.picket
    assert named(picket, client)["page"] is True, "the control: before it is asked it is there to be shown"

    ask(participant)
    sweep_outbox()
    assert set(named(picket, client).values()) == {False}
    path = link_in(mail_folder)
    page = client.get(path)
    assert (page.status_code, problems_of(page.content.decode()), dict(page.cookies)) == (200, [], {})
    assert "no-store" in page.headers["Cache-Control"]
    assert "Canary Union" in page.content.decode()
    assert Participant.objects.get().consent == "asked", "looking answers nothing"

    answer = client.post(path, {"answer": "yes"})

    assert (answer.status_code, problems_of(answer.content.decode()), dict(answer.cookies)) == (200, [], {})
    assert Participant.objects.get().consent == "confirmed"
    assert named(picket, client)["page"] is True
    asked = Invitation.objects.get()
    assert (asked.email, asked.token_hash, asked.answered_at is not None) == ("", None, True)


def test_an_organisation_that_declines_is_named_nowhere(client: Client, mail_folder: Path) -> None:
    participant = union(role="called_by")
    ask(participant)
    sweep_outbox()
    page = client.post(link_in(mail_folder), {"answer": "no"}).content.decode()
    assert "Canary Union is not named." in page
    assert set(named(participant.picket, client).values()) == {False}
    with pytest.raises(InvitationError, match="There is an answer already"):
        ask(participant)


def test_links_that_do_not_work_are_answered_alike(client: Client) -> None:
    answered = InvitationFactory.create(token="answered")
    answer_invitation(answered, agrees=True, now=now())
    InvitationFactory.create(token="expired", expires_at=in_days(-0.01))
    InvitationFactory.create(token="cancelled", participant__picket__stage="cancelled")
    InvitationFactory.create(token="good")

    answers = {}
    for token in ("wrong", "answered", "expired", "cancelled"):
        for response in (
            client.get(f"/en/invitations/{token}/"),
            client.post(f"/en/invitations/{token}/", {"answer": "yes"}),
        ):
            answers[token] = (
                response.status_code,
                response.content.decode().replace(f"/{token}/", "/TOKEN/"),
            )
    assert {status for status, _body in answers.values()} == {404}
    assert len({body for _status, body in answers.values()}) == 1
    assert client.get("/en/invitations/good/").status_code == 200


def test_an_answer_that_is_none_is_asked_again(client: Client) -> None:
    asked = InvitationFactory.create(token="good")
    for data in ({}, {"answer": "maybe"}, {"answer": "\0"}, {"answer": "yes" * 10_000}):
        page = client.post("/en/invitations/good/", data)
        assert (page.status_code, "Press one of the two buttons." in page.content.decode()) == (422, True)
    asked.refresh_from_db()
    assert (asked.answered_at, asked.participant.consent) == (None, "asked")


def test_a_double_click_counts_once(client: Client) -> None:
    InvitationFactory.create(token="good")
    codes = [client.post("/en/invitations/good/", {"answer": answer}).status_code for answer in ("yes", "no")]
    assert (codes, Participant.objects.get().consent) == ([200, 404], "confirmed")


def test_of_two_answers_at_once_one_counts() -> None:
    asked = InvitationFactory.create()
    same = Invitation.objects.get(pk=asked.pk)
    answers = [
        answer_invitation(asked, agrees=True, now=now()),
        answer_invitation(same, agrees=False, now=now()),
    ]
    assert (answers, Participant.objects.get().consent) == ([True, False], "confirmed")


def test_a_post_from_another_site_is_refused(client: Client) -> None:
    InvitationFactory.create(token="good")
    answer = client.post("/en/invitations/good/", {"answer": "yes"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, Participant.objects.get().consent) == (403, "asked")


def test_asking_again_replaces_the_link_and_waits_a_little(mail_folder: Path) -> None:
    participant = union()
    ask(participant)
    with pytest.raises(InvitationError, match="a moment ago"):
        ask(participant)
    sweep_outbox()
    first = link_in(mail_folder).split("/")[-2]
    assert find_invitation(first, now=now()) is not None

    ask(participant, email="other@organisation.example", now=now() + timedelta(minutes=11))
    Dispatch.objects.update(due_at=now())
    assert find_invitation(first, now=now()) is None
    sweep_outbox()

    mails = sorted(mail_folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    assert len(mails) == 2
    assert Invitation.objects.count() == 1
    assert Invitation.objects.get().email == "other@organisation.example"


@pytest.mark.parametrize(
    "changes",
    [{"stage": "cancelled"}, {"stage": "over"}, {"starts_at": in_days(-0.1), "ends_at": in_days(1)}],
)
def test_nobody_is_asked_about_a_picket_that_is_past(changes: dict[str, object]) -> None:
    participant = union(picket=PicketFactory.create(**changes))
    with pytest.raises(InvitationError, match="nothing to ask"):
        ask(participant)
    assert (Invitation.objects.count(), Dispatch.objects.count()) == (0, 0)


def test_a_question_ends_when_the_picket_begins() -> None:
    soon = union(picket=PicketFactory.create(starts_at=in_days(3)))
    far = union(picket=PicketFactory.create(starts_at=in_days(90)))
    assert ask(soon).expires_at == soon.picket.starts_at
    assert now() + timedelta(days=29) < ask(far).expires_at < now() + timedelta(days=31)


def test_addresses_are_erased_when_the_time_is_up_and_nobody_counts_as_agreed() -> None:
    due = InvitationFactory.create(expires_at=in_days(-0.01), email=ADDRESS)
    kept = InvitationFactory.create(email="kept@organisation.example")
    erase_expired_invitations_task()
    due.refresh_from_db()
    kept.refresh_from_db()
    assert (due.email, due.token_hash, due.participant.consent) == ("", None, "asked")
    assert (kept.email, kept.token_hash is not None) == ("kept@organisation.example", True)
    assert erase_expired_invitations(now=now()) == 0


def test_a_cancelled_picket_asks_nobody_any_more(mail_folder: Path) -> None:
    participant = union()
    ask(participant)
    cancel_picket(participant.picket, note={}, now=now())
    sweep_outbox()
    assert (list(mail_folder.glob("*.eml")), Dispatch.objects.get().state) == ([], "dropped")


def test_the_address_is_nowhere_in_the_clear(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    participant = union()
    ask(participant)
    assert Invitation.objects.get().email == ADDRESS, "the control: it is there to leak"
    found = []
    with connection.cursor() as cursor:
        for table in ("campaigns_invitation", "campaigns_dispatch", "campaigns_participant"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - one of three names above
            found += [table for row in cursor.fetchall() if ADDRESS in "".join(map(_as_text, row))]
    assert (found, ADDRESS in caplog.text) == ([], False)
    InvitationFactory.create(token="good", participant=union(), email=ADDRESS)
    assert ADDRESS not in client.get("/en/invitations/good/").content.decode()


def _as_text(value: object) -> str:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_question_is_asked_in_the_language_chosen(
    client: Client, mail_folder: Path, language: str
) -> None:
    participant = union(
        picket=PicketFactory.create(meeting_point="The canary gate", meeting_point_is_private=True)
    )
    ask(participant, language=language)
    sweep_outbox()
    path = link_in(mail_folder)
    assert path.startswith(f"/{language}/invitations/")
    page = client.get(path).content.decode()
    mail = next(mail_folder.glob("*.eml")).read_text()
    assert (problems_of(page), "canary gate" in page, "canary gate" in mail) == ([], False, False)


def test_the_page_costs_the_same_for_a_picket_with_many_participants(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    asked = InvitationFactory.create(token="good")
    with django_assert_num_queries(1):
        client.get("/en/invitations/good/")
    for _n in range(2):
        ParticipantFactory.create(picket=asked.participant.picket)
    with django_assert_num_queries(1):
        client.get("/en/invitations/good/")


def test_log_lines_hold_no_link() -> None:
    line = 'GET "/ru/invitations/s3cret/" from /en/sign-up/s3cret/cancel/ and /en/mail/stop/s3cret/?x'
    assert (
        without_tokens(line) == 'GET "/ru/invitations/…/" from /en/sign-up/…/cancel/ and /en/mail/stop/…/?x'
    )
