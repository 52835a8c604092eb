"""A lost link is sent again; the answer tells nobody who has signed up, nor does its time."""

import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from campaigns.models import Dispatch, Shift, SignUp
from campaigns.services import relinking
from campaigns.services.outbox import sweep_outbox
from campaigns.services.relinking import MOST_CONFIRMATIONS, send_links_again
from campaigns.services.sign_ups import cancel_sign_up
from tests.campaigns.conftest import SignUpFunction
from tests.campaigns.mails import mails_in
from tests.factories.campaigns import ShiftFactory

pytestmark = pytest.mark.django_db

FORM = "/en/sign-up/link/"


def later(**parts: float) -> datetime:
    return datetime.now(UTC) + timedelta(**parts)


def again(sign_up: SignUp) -> int:
    """Return how many messages were planned besides the first."""
    return sign_up.dispatches.filter(kind="confirmation").count() - 1


def test_each_sign_up_to_come_gets_its_link_again(
    shift: Shift, join: SignUpFunction, mail_folder: Path
) -> None:
    mine = join(shift).sign_up
    other = join(ShiftFactory(places_needed=1)).sign_up
    cancelled = join(ShiftFactory()).sign_up
    cancel_sign_up(cancelled)
    stranger = join(shift, "other@example.org").sign_up
    Dispatch.objects.update(due_at=later(hours=-1))
    sweep_outbox()
    before = len(mails_in(mail_folder, "aigerim@example.org"))

    send_links_again(" Aigerim@example.ORG", now=later())

    assert [again(one) for one in (mine, other, cancelled, stranger)] == [1, 1, 0, 0]
    sweep_outbox()
    sent = mails_in(mail_folder, "aigerim@example.org")[before:]
    assert len({mail.private_link for mail in sent}) == 2
    page = Client().get(sent[0].private_link)
    assert "You have a place." in page.text


def test_nobody_can_have_a_mailbox_flooded(shift: Shift, join: SignUpFunction) -> None:
    mine = join(shift).sign_up
    send_links_again("aigerim@example.org", now=later(minutes=5))
    assert again(mine) == 0
    for hour in range(1, 20):
        send_links_again("aigerim@example.org", now=later(hours=hour))
        send_links_again("aigerim@example.org", now=later(hours=hour, minutes=1))
    assert again(mine) == MOST_CONFIRMATIONS - 1


def test_the_answer_is_the_same_for_every_address(client: Client, shift: Shift, join: SignUpFunction) -> None:
    join(shift)
    Dispatch.objects.update(due_at=later(hours=-1))
    page = client.get(FORM)
    assert (page.status_code, 'autocomplete="email"' in page.text) == (200, True)

    seen = []
    # The answers say when they were given.
    with time_machine.travel(later(), tick=False):
        for address in ("aigerim@example.org", "aigerim@example.org", "nobody@example.org"):
            response = client.post(FORM, {"email": address})
            assert (response.status_code, response.headers["Location"]) == (303, "/en/sign-up/link/sent/")
            shown = client.get(response.headers["Location"])
            seen.append((response.headers.items(), response.content, shown.status_code, shown.content))
            assert address not in shown.text
    assert seen[0] == seen[1] == seen[2]
    # The control: of these three only the first did anything.
    assert Dispatch.objects.count() == 2


@pytest.mark.parametrize("address", ["", "aigerim", "a\x00@example.org", "a" * 300 + "@example.org"])
def test_an_address_that_is_none_is_explained(client: Client, address: str) -> None:
    response = client.post(FORM, {"email": address})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["email"]


def test_bots_and_broken_bodies_are_answered(client: Client, shift: Shift, join: SignUpFunction) -> None:
    mine = join(shift).sign_up
    Dispatch.objects.update(due_at=later(hours=-1))
    trapped = client.post(FORM, {"email": "aigerim@example.org", "website": "https://example.org"})
    assert trapped.status_code == 422
    huge = client.post(FORM, {"email": "a" * (3 * 2**20)}, content_type="application/x-www-form-urlencoded")
    assert huge.status_code in {413, 422}
    assert client.post(FORM, b"anything", content_type="multipart/form-data").status_code == 413
    assert again(mine) == 0


def test_it_needs_no_cookie_and_is_refused_from_another_site() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(FORM, {"email": "a@example.org"})
    assert (answer.status_code, len(answer.cookies)) == (303, 0)
    assert "no-store" in answer.headers["Cache-Control"]
    elsewhere = Client(headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.post(FORM, {"email": "a@example.org"}).status_code == 403


def test_the_pages_of_signing_up_lead_there(client: Client, shift: Shift) -> None:
    for path in (f"/en/pickets/{shift.picket.slug}/", "/en/sign-up/wrong/"):
        assert f'href="{FORM}"' in client.get(path).text


def _differs_in_time(client: Client, shift: Shift, join: SignUpFunction) -> bool:
    """Whether a known address is answered measurably sooner or later than an unknown one: by 5 ms, or by a quarter.

    Half of the known ones are sent their link, half had it a moment ago. The quickest quarter of 80 tries each is
    compared, which a busy machine disturbs least.
    """
    Shift.objects.filter(pk=shift.pk).update(places_needed=1000)
    for number in range(80):
        join(shift, f"known-{number}@example.org")
    due = Dispatch.objects.filter(pk__in=Dispatch.objects.values_list("pk", flat=True)[:40])
    due.update(due_at=later(hours=-1))
    times: dict[str, list[float]] = {"unknown": [], "known": []}
    for number in range(80):
        for kind, measured in times.items():
            began = time.perf_counter()
            client.post(FORM, {"email": f"{kind}-{number}@example.org"})
            measured.append(time.perf_counter() - began)
    unknown, known = (statistics.median(sorted(measured)[:20]) for measured in times.values())
    return abs(unknown - known) > max(0.005, 0.25 * unknown)


@pytest.mark.django_db(transaction=True)
def test_a_known_address_is_answered_in_the_same_time_as_an_unknown_one(
    client: Client, shift: Shift, join: SignUpFunction
) -> None:
    assert not _differs_in_time(client, shift, join)
    assert Dispatch.objects.filter(key__contains=":again:").count() == 40


@pytest.mark.django_db(transaction=True)
def test_control_more_work_for_a_known_address_is_measured(
    client: Client, shift: Shift, join: SignUpFunction, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_send = relinking._may_send

    def slowly(times: list[datetime], now: datetime) -> bool:
        time.sleep(0.05)
        return may_send(times, now)

    monkeypatch.setattr(relinking, "_may_send", slowly)
    assert _differs_in_time(client, shift, join)
