"""Several planners of notices at once: each date is told once. The controls take one defence away."""

import time
import uuid
from datetime import datetime

import pytest
from django.db import connection

from accounts.models import User
from campaigns.models import Dispatch, Notice
from campaigns.services import notices as service
from campaigns.services.notices import plan_notices
from tests.campaigns.notices import DAY, HOUR, MONDAY, NEAR, TODAY, hearing, member, quiet_case
from tests.campaigns.races import all_at_once
from tests.factories.campaigns import CampaignFactory

pytestmark = pytest.mark.django_db(transaction=True)

PLANNERS = 6
# Of NEAR for a coordinator: hearing and consent at once, five in the digest.
MESSAGES, NOTICES = 2, 7


def _fill() -> None:
    campaign = CampaignFactory.create()
    member(campaign)
    for near in NEAR.values():
        near(campaign)


def _plan(_planner: int) -> int:
    return plan_notices(now=MONDAY)


def _counts() -> tuple[int, int, int]:
    """Return messages, notices, and those of them that are in a message."""
    told = Notice.objects.filter(dispatch__isnull=False).count()
    return Dispatch.objects.count(), Notice.objects.count(), told


def test_planners_at_once_tell_each_date_once() -> None:
    _fill()
    planned = all_at_once(_plan, range(PLANNERS))

    assert sum(found for found in planned if isinstance(found, int)) == MESSAGES
    assert [found for found in planned if isinstance(found, Exception)] == []
    assert _counts() == (MESSAGES, NOTICES, NOTICES)


def test_planners_that_all_read_before_one_wrote_make_each_notice_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _fill()
    monkeypatch.setattr(service, "_there", lambda _notices: set())
    all_at_once(_plan, range(PLANNERS))

    assert _counts() == (MESSAGES, NOTICES, NOTICES)


def test_control_without_the_constraint_they_make_them_several_times(monkeypatch: pytest.MonkeyPatch) -> None:
    _fill()
    monkeypatch.setattr(service, "_there", lambda _notices: set())
    once = next(one for one in Notice._meta.constraints if one.name == "notice_once")
    others = [one for one in Notice._meta.constraints if one is not once]
    # SQLite makes the table anew from the model, so the model must not name the constraint meanwhile.
    with monkeypatch.context() as without, connection.schema_editor() as editor:
        without.setattr(Notice._meta, "constraints", others)
        editor.remove_constraint(Notice, once)
    try:
        all_at_once(_plan, range(PLANNERS))
        assert Notice.objects.count() == PLANNERS * NOTICES
    finally:
        Notice.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Notice, once)


def _tell_naively(user: User, _due: object, _clock: object, now: datetime) -> int:
    """Read, then write, with neither lock nor transaction, under a key that tells nothing."""
    waiting = list(Notice.objects.filter(user=user, dispatch=None))
    time.sleep(0.05)
    if not waiting:
        return 0
    row = Dispatch.objects.create(user=user, kind="notice", key=f"notice:{uuid.uuid4()}", due_at=now)
    Notice.objects.filter(pk__in=[one.pk for one in waiting]).update(dispatch=row)
    return 1


def test_control_without_lock_and_key_organisers_get_several_messages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _fill()
    monkeypatch.setattr(service, "_tell", _tell_naively)
    all_at_once(_plan, range(PLANNERS))

    assert Dispatch.objects.count() > 1


def test_planners_at_different_hours_tell_each_date_once() -> None:
    _fill()
    hearing(quiet_case(CampaignFactory.create()), TODAY + 7 * DAY)
    all_at_once(lambda planner: plan_notices(now=MONDAY + planner * HOUR), range(PLANNERS))

    assert _counts() == (MESSAGES, NOTICES, NOTICES)
