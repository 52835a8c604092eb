"""The outbox: order, leases, what is dropped, what is tried again."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core import mail

from campaigns.models import Dispatch, Picket, PrivateLink, Shift, SignUp
from campaigns.services.outbox import (
    BATCH,
    claim_dispatches,
    drop_dispatches,
    mark_unknown,
    plan_dispatch,
    send_dispatch,
    sweep_outbox,
)
from campaigns.services.sending import (
    LEASE,
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    SENDING_LEASE,
    Claim,
    begin_sending,
    finish,
    put_off,
    send_claimed,
)
from campaigns.services.sign_ups import cancel_sign_up
from tests.campaigns.conftest import SignUpFunction
from tests.factories.campaigns import DispatchFactory, SignUpFactory, in_days
from toolkit.mail import Delivery, Outcome

pytestmark = pytest.mark.django_db

State = Dispatch.State


def _state(dispatch: Dispatch) -> str:
    return str(Dispatch.objects.values_list("state", flat=True).get(pk=dispatch.pk))


def test_planning_the_same_occasion_twice_makes_one_message() -> None:
    sign_up = SignUpFactory()
    now = datetime.now(UTC)

    assert plan_dispatch(sign_up, kind=Dispatch.Kind.CONFIRMATION, key="confirmation:1", now=now)
    assert not plan_dispatch(sign_up, kind=Dispatch.Kind.CONFIRMATION, key="confirmation:1", now=now)
    assert Dispatch.objects.count() == 1


def test_sweep_sends_what_is_due_and_writes_down_when() -> None:
    due, later = DispatchFactory(), DispatchFactory(due_at=in_days(1))
    sweep = sweep_outbox()

    due.refresh_from_db()
    assert (sweep.planned, sweep.unknown, sweep.handled) == (0, 0, 1)
    assert (due.state, due.attempts, due.problem, due.lease_until) == (State.SENT, 1, "", None)
    assert due.sent_at is not None
    assert _state(later) == State.PLANNED
    assert [message.extra_headers["Message-ID"] for message in mail.outbox] == [due.message_id]


def test_sweep_sends_more_than_one_batch_and_the_oldest_first() -> None:
    sign_up = SignUpFactory()
    for number in range(BATCH + 3):
        DispatchFactory(sign_up=sign_up, due_at=in_days(-1) - timedelta(minutes=number))
    assert sweep_outbox().handled == BATCH + 3

    due = {one.message_id: one.due_at for one in Dispatch.objects.all()}
    order = [due[message.extra_headers["Message-ID"]] for message in mail.outbox]
    assert order == sorted(order)
    assert sweep_outbox().handled == 0


def test_sending_one_sends_no_other() -> None:
    one, other = DispatchFactory(), DispatchFactory()
    send_dispatch(one.pk)
    send_dispatch(one.pk)

    assert (_state(one), _state(other)) == (State.SENT, State.PLANNED)
    assert len(mail.outbox) == 1


def test_sending_one_that_is_gone_or_not_due_does_nothing() -> None:
    later = DispatchFactory(due_at=in_days(1))
    send_dispatch(later.pk)
    send_dispatch(later.volunteer.pk)

    assert (_state(later), len(mail.outbox)) == (State.PLANNED, 0)


def test_a_claim_keeps_others_away_until_its_lease_ends() -> None:
    dispatch = DispatchFactory()
    (first,) = claim_dispatches(limit=10)
    assert (first.pk, claim_dispatches(limit=10)) == (dispatch.pk, [])

    with time_machine.travel(datetime.now(UTC) + LEASE + timedelta(seconds=1), tick=False):
        (second,) = claim_dispatches(limit=10)
        # The first worker wakes up after all: its claim is not worth anything any more.
        assert not begin_sending(first, "<late@localhost>")
        put_off(first, "late")
        assert _state(dispatch) == State.CLAIMED
        assert send_claimed([second])
    assert _state(dispatch) == State.SENT
    assert len(mail.outbox) == 1


def test_sending_is_committed_with_its_message_id_before_the_server_sees_it() -> None:
    dispatch = DispatchFactory()
    (claim,) = claim_dispatches(limit=1)
    assert begin_sending(claim, "<one@localhost>")

    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.attempts, dispatch.message_id) == (State.SENDING, 1, "<one@localhost>")
    assert len(mail.outbox) == 0
    # Nobody else takes it up, whatever the time.
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1), tick=False):
        assert claim_dispatches(limit=10) == []


def test_what_a_vanished_worker_was_sending_is_unknown_and_is_not_sent_again() -> None:
    dispatch = DispatchFactory()
    (claim,) = claim_dispatches(limit=1)
    begin_sending(claim, "<one@localhost>")
    assert mark_unknown() == 0

    with time_machine.travel(datetime.now(UTC) + SENDING_LEASE + timedelta(seconds=1), tick=False):
        assert sweep_outbox().unknown == 1
        assert sweep_outbox().handled == 0
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.problem) == (State.UNKNOWN, "the worker vanished while sending")
    assert len(mail.outbox) == 0


def test_a_slow_worker_settles_what_was_taken_for_unknown() -> None:
    dispatch = DispatchFactory(state=State.UNKNOWN, message_id="<one@localhost>")

    finish(dispatch.pk, "<another@localhost>", Delivery(Outcome.SENT))
    assert _state(dispatch) == State.UNKNOWN
    finish(dispatch.pk, "<one@localhost>", Delivery(Outcome.SENT))
    assert _state(dispatch) == State.SENT


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.SENT, State.SENT),
        (Outcome.PERMANENT, State.FAILED),
        (Outcome.UNKNOWN, State.UNKNOWN),
        (Outcome.TEMPORARY, State.RETRY),
    ],
)
def test_each_outcome_leads_to_its_state(outcome: Outcome, state: str) -> None:
    dispatch = DispatchFactory(state=State.SENDING, attempts=1, message_id="<one@localhost>")
    finish(dispatch.pk, "<one@localhost>", Delivery(outcome, "450"))

    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.problem) == (state, "" if outcome == Outcome.SENT else "450")


def test_waits_between_tries_grow_to_an_hour_and_end() -> None:
    now = datetime.now(UTC)
    waits = []
    with time_machine.travel(now, tick=False):
        for attempts in range(1, MOST_ATTEMPTS):
            dispatch = DispatchFactory(state=State.SENDING, attempts=attempts, message_id="<one@x>")
            finish(dispatch.pk, "<one@x>", Delivery(Outcome.TEMPORARY, "450"))
            dispatch.refresh_from_db()
            waits.append(dispatch.due_at - now)
        last = DispatchFactory(state=State.SENDING, attempts=MOST_ATTEMPTS, message_id="<one@x>")
        finish(last.pk, "<one@x>", Delivery(Outcome.TEMPORARY, "450"))

    assert [wait.total_seconds() / 60 for wait in waits[:7]] == [1, 2, 4, 8, 16, 32, 60]
    assert set(waits[6:]) == {LONGEST_WAIT}
    assert _state(last) == State.FAILED


def _withdraw(dispatch: Dispatch) -> None:
    Picket.objects.filter(pk=dispatch.volunteer.shift.picket_id).update(state="withdrawn")


def _cancel_picket(dispatch: Dispatch) -> None:
    Picket.objects.filter(pk=dispatch.volunteer.shift.picket_id).update(stage=Picket.Stage.CANCELLED)


def _cancel_sign_up(dispatch: Dispatch) -> None:
    SignUp.objects.filter(pk=dispatch.volunteer.pk).update(state=SignUp.State.CANCELLED)


def _end_shift(dispatch: Dispatch) -> None:
    Shift.objects.filter(pk=dispatch.volunteer.shift_id).update(starts_at=in_days(-2), ends_at=in_days(-1))


def _nothing(dispatch: Dispatch) -> None:
    """Change nothing: the control."""


@pytest.mark.parametrize("kind", [Dispatch.Kind.CONFIRMATION, Dispatch.Kind.REMINDER])
@pytest.mark.parametrize(
    ("change", "sent"),
    [
        (_nothing, True),
        (_withdraw, False),
        (_cancel_picket, False),
        (_cancel_sign_up, False),
        (_end_shift, False),
    ],
)
def test_a_message_that_makes_no_sense_any_more_is_dropped(
    kind: Dispatch.Kind, change: Callable[[Dispatch], None], sent: int
) -> None:
    sign_up = SignUpFactory()
    start = f"{sign_up.shift.starts_at:%Y%m%dT%H%M%SZ}"
    dispatch = DispatchFactory(sign_up=sign_up, kind=kind, key=f"{kind}:1:{start}")
    change(dispatch)
    sweep_outbox()

    assert _state(dispatch) == (State.SENT if sent else State.DROPPED)
    assert len(mail.outbox) == sent
    # No link was made for a mail that nobody gets.
    links = PrivateLink.objects.order_by("purpose").values_list("purpose", flat=True)
    with_stop = ["manage", "stop"] if kind == Dispatch.Kind.REMINDER else ["manage"]
    assert list(links) == (with_stop if sent else [])


def test_a_cancellation_is_told_though_the_sign_up_is_cancelled(shift: Shift, join: SignUpFunction) -> None:
    sign_up = join(shift).sign_up
    sweep_outbox()
    cancel_sign_up(sign_up)
    sweep_outbox()

    assert [message.subject for message in mail.outbox] == ["Thank you: please keep this message", "Done"]
    assert set(sign_up.dispatches.values_list("state", flat=True)) == {State.SENT}


def test_dropping_takes_back_only_what_nobody_has_claimed() -> None:
    sign_up = SignUpFactory()
    rows = {
        state: DispatchFactory(sign_up=sign_up, state=state)
        for state in (State.PLANNED, State.RETRY, State.CLAIMED, State.SENDING, State.SENT)
    }
    drop_dispatches(sign_up)

    assert {state: _state(row) for state, row in rows.items()} == {
        State.PLANNED: State.DROPPED,
        State.RETRY: State.DROPPED,
        State.CLAIMED: State.CLAIMED,
        State.SENDING: State.SENDING,
        State.SENT: State.SENT,
    }


@pytest.mark.logs_errors
def test_one_message_that_cannot_be_made_does_not_hold_up_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken, good = DispatchFactory(), DispatchFactory()
    # A ciphertext that was moved to another row does not open.
    other = SignUp.objects.filter(pk=good.volunteer.pk).values("name")
    SignUp.objects.filter(pk=broken.volunteer.pk).update(name=other)

    with caplog.at_level(logging.INFO):
        sweep_outbox()

    broken.refresh_from_db()
    assert (broken.state, broken.attempts, broken.problem) == (State.RETRY, 1, "cannot be made: SealError")
    assert _state(good) == State.SENT
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == [
        f"message {broken.pk} cannot be made: SealError"
    ]


def test_development_mail_is_one_whole_file_a_message(mail_folder: Path) -> None:
    DispatchFactory()
    DispatchFactory()
    sweep_outbox()

    files = sorted(mail_folder.iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert mail_folder.stat().st_mode & 0o777 == 0o700


def test_mail_that_cannot_be_written_is_tried_again(mail_folder: Path) -> None:
    mail_folder.write_text("not a folder")
    dispatch = DispatchFactory()
    sweep_outbox()

    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.problem) == (State.RETRY, "FileExistsError")


def test_claims_of_an_unknown_message_do_nothing() -> None:
    nobody = Claim(SignUpFactory().pk, datetime.now(UTC))
    assert send_claimed([nobody])
    assert len(mail.outbox) == 0
