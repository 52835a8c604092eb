"""Several workers and several sweeps at once: each message goes out once."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaigns.models import Dispatch
from campaigns.services.outbox import claim_dispatches, sweep_outbox
from campaigns.services.reminders import plan_reminders
from campaigns.services.sending import LEASE, Claim
from tests.campaigns.races import all_at_once
from tests.factories.campaigns import DispatchFactory, ReminderFactory, ShiftFactory, SignUpFactory, in_days

pytestmark = pytest.mark.django_db(transaction=True)

MESSAGES = 60
WORKERS = 6


def _fill() -> None:
    sign_up = SignUpFactory()
    for _ in range(MESSAGES):
        DispatchFactory(sign_up=sign_up)


def _claim_all(_worker: int) -> list[Claim]:
    claims: list[Claim] = []
    while found := claim_dispatches(limit=7):
        claims += found
    return claims


def _claimed() -> list[Claim]:
    claims: list[Claim] = []
    for result in all_at_once(_claim_all, range(WORKERS)):
        assert isinstance(result, list)
        claims += result
    return claims


def test_workers_claim_each_message_once() -> None:
    _fill()
    claims = _claimed()

    assert len(claims) == MESSAGES
    assert len({claim.pk for claim in claims}) == MESSAGES


def _claim_naively(*, limit: int) -> list[Claim]:
    """Read, then write, with neither lock nor transaction."""
    now = datetime.now(UTC)
    ids = list(Dispatch.objects.due(now).values_list("pk", flat=True)[:limit])
    time.sleep(0.02)
    Dispatch.objects.filter(pk__in=ids).update(state=Dispatch.State.CLAIMED, lease_until=now + LEASE)
    return [Claim(pk, now + LEASE) for pk in ids]


def test_control_without_a_lock_workers_claim_the_same_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    _fill()
    monkeypatch.setitem(globals(), "claim_dispatches", _claim_naively)

    assert len(_claimed()) > MESSAGES


def test_sweeps_at_once_send_each_message_once(mail_folder: Path) -> None:
    _fill()
    all_at_once(lambda _worker: sweep_outbox(), range(WORKERS))

    assert set(Dispatch.objects.values_list("state", "attempts")) == {("sent", 1)}
    assert len(list(mail_folder.glob("*.eml"))) == MESSAGES


def test_reminders_planned_by_several_sweeps_at_once_are_planned_once() -> None:
    shift = ShiftFactory(picket__starts_at=in_days(2 / 24), places_needed=30)
    ReminderFactory(campaign=shift.picket.campaign)
    for _ in range(30):
        SignUpFactory(shift=shift)

    all_at_once(lambda _worker: plan_reminders(now=datetime.now(UTC)), range(WORKERS))

    assert Dispatch.objects.filter(kind="reminder", state="planned").count() == 30
    assert Dispatch.objects.count() == 30
