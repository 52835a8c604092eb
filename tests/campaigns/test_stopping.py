"""Stopping messages: one click, without a cookie, and never by opening a link."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from campaigns.models import Dispatch, NoticeKind, PrivateLink
from campaigns.services.links import make_links
from campaigns.services.outbox import sweep_outbox
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import DispatchFactory, PicketFactory, ShiftFactory, SignUpFactory

pytestmark = pytest.mark.django_db


def _reminder(**sign_up: object) -> Dispatch:
    row = SignUpFactory(**sign_up)
    start = f"{row.shift.starts_at:%Y%m%dT%H%M%SZ}"
    return DispatchFactory(sign_up=row, kind="reminder", key=f"reminder:1:{row.pk}:{start}")


def _path(dispatch: Dispatch) -> str:
    """Return where a mail says that its kind can be stopped."""
    return make_links([dispatch])[dispatch.pk].stop.partition("localhost:8000")[2]


def test_a_reminder_says_in_its_headers_how_to_stop_it(client: Client) -> None:
    _reminder(language="kk")
    sweep_outbox()

    headers = mail.outbox[0].message()
    found = re.fullmatch(r"<https?://[^/]+(/kk/mail/stop/[\w-]{22}/)>", str(headers["List-Unsubscribe"]))
    assert found is not None
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    # What a mail program sends, without a cookie and without anything of ours.
    answer = Client(enforce_csrf_checks=True).post(found[1], {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, answer.cookies) == (200, {})


@pytest.mark.parametrize("kind", ["confirmation", "cancellation"])
def test_what_answers_or_tells_of_a_change_cannot_be_stopped(kind: str) -> None:
    state = "cancelled" if kind == "cancellation" else "confirmed"
    DispatchFactory(sign_up=SignUpFactory(state=state), kind=kind)
    sweep_outbox()
    assert "List-Unsubscribe" not in mail.outbox[0].message()


def test_opening_the_address_changes_nothing(client: Client) -> None:
    dispatch = _reminder()
    answer = client.get(_path(dispatch))
    dispatch.volunteer.refresh_from_db()
    assert (answer.status_code, dispatch.volunteer.muted) == (200, [])
    assert "You will get no more reminders before your shifts." in answer.content.decode()
    assert answer.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_one_click_stops_the_kind_for_all_sign_ups_of_the_address(client: Client) -> None:
    dispatch = _reminder(email="aigerim@example.org")
    other = SignUpFactory(email="Aigerim@Example.org")
    stranger = SignUpFactory()
    path = _path(dispatch)
    assert client.post(path).status_code == client.post(path).status_code == 200

    for row in (dispatch.volunteer, other, stranger):
        row.refresh_from_db()
    assert (dispatch.volunteer.muted, other.muted, stranger.muted) == (["reminder"], ["reminder"], [])
    # What had been planned does not go out either.
    sweep_outbox()
    assert mail.outbox == []


def test_stopping_calls_takes_the_agreement_back(client: Client) -> None:
    row = SignUpFactory(agreed_to_calls=True)
    dispatch = DispatchFactory(sign_up=row, kind="call", picket=PicketFactory())
    client.post(_path(dispatch))
    row.refresh_from_db()
    assert (row.agreed_to_calls, row.muted) == (False, ["call"])


def test_an_organiser_stops_notices(client: Client) -> None:
    organiser = UserFactory()
    dispatch = DispatchFactory(sign_up=None, user=organiser, kind="notice")
    client.post(_path(dispatch))
    assert set(organiser.notice_preferences.values_list("kind", "how")) == {
        (kind, "off") for kind in NoticeKind.values
    }


@pytest.mark.parametrize("method", ["get", "post"])
def test_wrong_expired_and_foreign_links_are_answered_alike(client: Client, method: str) -> None:
    dispatch = _reminder(shift=ShiftFactory(picket=PicketFactory()))
    stop, manage = _path(dispatch), make_links([dispatch])[dispatch.pk].action
    foreign = f"/en/mail/stop/{manage.rstrip('/').rpartition('/')[2]}/"
    answers = [(path, getattr(client, method)(path)) for path in ("/en/mail/stop/wrong/", foreign)]
    with time_machine.travel(datetime.now(UTC) + timedelta(days=60), tick=False):
        answers.append((stop, getattr(client, method)(stop)))
    PrivateLink.objects.update(revoked_at=datetime.now(UTC))
    answers.append((stop, getattr(client, method)(stop)))

    assert {answer.status_code for _path, answer in answers} == {404}
    # The links to the other languages repeat the address.
    pages = {answer.content.decode().replace(path.removeprefix("/en"), "") for path, answer in answers}
    assert len(pages) == 1
    dispatch.volunteer.refresh_from_db()
    assert dispatch.volunteer.muted == []
