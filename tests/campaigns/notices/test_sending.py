"""The mail that tells of dates: what is still so when it is sent."""

import re

import pytest
import time_machine
from django.core import mail
from django.test import Client

from accounts.models import User
from campaigns.mailings.organisers import NothingToTellError
from campaigns.models import Campaign, Dispatch, Membership, NoticeKind, NoticePreference
from campaigns.services.notices import plan_notices
from prisoners.models import Case, CaseEvent
from tests.campaigns.notice_mails import CANARY, give_name, plan, read_mail, sweep
from tests.campaigns.notices import (
    DAY,
    HOUR,
    MONDAY,
    NEAR,
    TODAY,
    How,
    hearing,
    member,
    quiet_case,
    wish,
)

pytestmark = pytest.mark.django_db


def test_the_sweep_sends_a_notice_with_links_to_stop_and_to_choose(
    campaign: Campaign, client: Client
) -> None:
    coordinator = member(campaign)
    NEAR[NoticeKind.HEARING](campaign)
    plan()
    (text,) = sweep()

    assert mail.outbox[0].to == [coordinator.email]
    assert "http://localhost:8000/admin/notices/" in text
    (path,) = re.findall(r"^http://localhost:8000(/en/mail/stop/\S+)$", text, re.MULTILINE)
    with time_machine.travel(MONDAY, tick=False):
        client.get(path)
        assert NoticePreference.objects.count() == 0
        client.post(path)
    assert set(NoticePreference.objects.values_list("user", "how")) == {(coordinator.pk, "off")}
    assert NoticePreference.objects.count() == len(NoticeKind)
    plan_notices(now=MONDAY + 6 * DAY)
    assert Dispatch.objects.count() == 1


def _moved(event: CaseEvent) -> None:
    CaseEvent.objects.filter(pk=event.pk).update(date=(TODAY + 9 * DAY).isoformat())


def _no_longer_public(event: CaseEvent) -> None:
    Case.objects.filter(pk=event.case_id).update(state="withdrawn")


def _step_withdrawn(event: CaseEvent) -> None:
    CaseEvent.objects.filter(pk=event.pk).update(state="withdrawn")


def _out_of_the_roll(event: CaseEvent) -> None:
    event.case.in_rolls.all().delete()


def _role_lost(_event: CaseEvent) -> None:
    Membership.objects.exclude(user__is_superuser=True).delete()


def _turned_off(_event: CaseEvent) -> None:
    wish(User.objects.get(is_superuser=False), How.OFF, NoticeKind.HEARING)


def _not_active(_event: CaseEvent) -> None:
    User.objects.filter(is_superuser=False).update(is_active=False)


def _not_staff(_event: CaseEvent) -> None:
    User.objects.filter(is_superuser=False).update(is_staff=False)


def _a_record(_event: CaseEvent) -> None:
    Campaign.objects.update(as_of=TODAY)


CHANGES = [
    *(_moved, _no_longer_public, _step_withdrawn, _out_of_the_roll, _role_lost, _turned_off),
    *(_not_active, _not_staff, _a_record),
]


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_no_longer_so_is_not_sent(
    campaign: Campaign, change: object, caplog: pytest.LogCaptureFixture
) -> None:
    member(campaign, is_superuser=True)
    coordinator = member(campaign)
    event = hearing(quiet_case(campaign), TODAY + 7 * DAY)
    plan_notices(now=MONDAY)
    change(event)  # type: ignore[operator]  # one of CHANGES
    sweep()

    assert [message.to for message in mail.outbox if coordinator.email in message.to] == []
    assert Dispatch.objects.get(user=coordinator).state == Dispatch.State.DROPPED
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.parametrize("change", CHANGES)
def test_control_without_the_look_before_sending_it_would_be(
    campaign: Campaign, change: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {}
    coordinator = member(campaign)
    event = hearing(quiet_case(campaign), TODAY + 7 * DAY)
    give_name(event.case)
    plan_notices(now=MONDAY)
    from campaigns.notices.ahead import dates_ahead  # noqa: PLC0415 - as it stands before the change

    before["dates"] = dates_ahead(today=TODAY)
    change(event)  # type: ignore[operator]  # one of CHANGES
    for module in ("campaigns.services.wanted", "campaigns.mailings.organisers"):
        monkeypatch.setattr(f"{module}.dates_to_tell", lambda _dispatch, *, now: before["dates"])
    sweep()

    assert [message.to for message in mail.outbox] == [[coordinator.email]]
    assert CANARY in str(mail.outbox[0].body)


def test_a_message_tells_only_what_of_it_is_still_so(campaign: Campaign) -> None:
    member(campaign)
    moved, stays = quiet_case(campaign), quiet_case(campaign)
    event = hearing(moved, TODAY + 5 * DAY)
    hearing(stays, TODAY + 5 * DAY)
    plan_notices(now=MONDAY)
    _moved(event)
    (text,) = sweep()

    assert stays.display_name in text
    assert moved.display_name not in text


def test_a_hearing_that_is_moved_and_moved_back_is_told_again(campaign: Campaign) -> None:
    member(campaign)
    event = hearing(quiet_case(campaign), TODAY + 7 * DAY)
    plan_notices(now=MONDAY)
    _moved(event)
    assert sweep() == []
    CaseEvent.objects.filter(pk=event.pk).update(date=event.date)
    for hours in range(3):
        plan_notices(now=MONDAY + hours * HOUR)

    assert len(sweep(MONDAY + 3 * HOUR)) == 1
    assert sorted(Dispatch.objects.values_list("state", flat=True)) == ["dropped", "sent"]
    plan_notices(now=MONDAY + 4 * HOUR)
    assert Dispatch.objects.count() == 2


def test_a_message_that_waited_too_long_does_not_tell_of_days_that_passed(campaign: Campaign) -> None:
    member(campaign)
    hearing(quiet_case(campaign), TODAY + 2 * DAY)
    plan_notices(now=MONDAY)

    assert sweep(MONDAY + 3 * DAY) == []
    assert Dispatch.objects.get().state == Dispatch.State.DROPPED


def test_days_are_counted_from_the_day_it_is_sent(campaign: Campaign) -> None:
    member(campaign)
    hearing(quiet_case(campaign), TODAY + 2 * DAY)
    plan_notices(now=MONDAY)

    assert "(tomorrow)" in sweep(MONDAY + DAY)[0]


def test_a_mail_with_nothing_to_tell_is_not_made(campaign: Campaign) -> None:
    member(campaign)
    event = hearing(quiet_case(campaign), TODAY + 7 * DAY)
    plan_notices(now=MONDAY)
    _moved(event)

    with pytest.raises(NothingToTellError):
        read_mail(Dispatch.objects.select_related("user").get())
