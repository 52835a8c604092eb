"""What a mail server's log settles, and what it must not."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from campaigns.models import Dispatch
from campaigns.services.reconciling import MARGIN, Reconciliation, reconcile_outbox
from campaigns.tasks import reconcile_outbox_task
from tests.factories.campaigns import DispatchFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2031, 7, 5, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def _id(number: int) -> str:
    return f"<{number:032x}@localhost>"


def _unknown(number: int, tried_at: datetime = NOW) -> Dispatch:
    return DispatchFactory(state="unknown", message_id=_id(number), tried_at=tried_at, problem="lost")


def _sent(number: int, sent_at: datetime) -> Dispatch:
    return DispatchFactory(state="sent", message_id=_id(number), sent_at=sent_at)


def _state(dispatch: Dispatch) -> str:
    return str(Dispatch.objects.values_list("state", flat=True).get(pk=dispatch.pk))


def test_what_the_server_took_is_noted_as_sent() -> None:
    dispatch = _unknown(1)
    assert reconcile_outbox({_id(1)}) == Reconciliation(sent=1, again=0, left=0)
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.problem, dispatch.sent_at is not None) == ("sent", "", True)


def test_what_is_not_in_the_log_is_left_while_the_log_may_not_cover_its_time() -> None:
    dispatch = _unknown(1)
    assert reconcile_outbox(set()) == Reconciliation(0, 0, 1)
    # Only what went out before it; only after it; too soon after it.
    _sent(2, NOW - MINUTE)
    assert reconcile_outbox({_id(2)}) == Reconciliation(0, 0, 1)
    _sent(3, NOW + MARGIN - timedelta(seconds=1))
    assert reconcile_outbox({_id(2), _id(3)}) == Reconciliation(0, 0, 1)
    _sent(4, NOW + MARGIN + MINUTE)
    assert reconcile_outbox({_id(4)}) == Reconciliation(0, 0, 1)
    assert _state(dispatch) == "unknown"


def test_what_is_not_in_a_log_that_covers_its_time_is_sent_again() -> None:
    dispatch = _unknown(1)
    _sent(2, NOW - MINUTE)
    _sent(3, NOW + MARGIN + MINUTE)
    assert reconcile_outbox({_id(2), _id(3)}) == Reconciliation(0, 1, 0)
    assert _state(dispatch) == "retry"


def test_others_are_never_touched() -> None:
    sending = DispatchFactory(state="sending", message_id=_id(1))
    failed = DispatchFactory(state="failed", message_id=_id(2))
    assert reconcile_outbox({_id(1), _id(2)}, log_is_complete=True) == Reconciliation(0, 0, 0)
    assert (_state(sending), _state(failed)) == ("sending", "failed")


def test_one_tried_before_times_were_kept_is_left_to_a_person() -> None:
    DispatchFactory(state="unknown", message_id=_id(1))
    assert reconcile_outbox(set(), log_is_complete=True) == Reconciliation(0, 0, 1)


def test_command_settles_and_says_what_came_of_it(tmp_path: Path) -> None:
    taken, lost = _unknown(1), _unknown(2)
    log = tmp_path / "mail.log"
    log.write_text(f"message-id={_id(1)}\n")
    out = StringIO()
    call_command("reconcile_mail", str(log), "--complete", stdout=out)
    assert out.getvalue() == "1 had gone out; 1 are sent again; 0 left to decide.\n"
    assert (_state(taken), _state(lost)) == ("sent", "retry")


def test_command_says_in_one_line_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^Name the mail server's log, or set MAIL_LOG\.$"):
        call_command("reconcile_mail")
    with pytest.raises(CommandError, match=r"^There is no mail log at "):
        call_command("reconcile_mail", str(tmp_path / "none"))


def test_beat_settles_from_the_log_of_the_settings(settings: Settings, tmp_path: Path) -> None:
    dispatch = _unknown(1)
    reconcile_outbox_task()
    assert _state(dispatch) == "unknown"
    settings.MAIL_LOG = str(tmp_path / "mail.log")
    (tmp_path / "mail.log").write_text(f"message-id={_id(1)}\n")
    reconcile_outbox_task()
    assert _state(dispatch) == "sent"
