"""The call for help: to whom, once, and how it is made at the desk."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from campaigns.models import Dispatch, Picket, Shift, SignUp
from campaigns.services.calls import CallRefusedError, call_for_help, volunteers_to_call
from campaigns.services.changing import stop_calls
from campaigns.services.outbox import sweep_outbox
from campaigns.services.retention import calls_until
from campaigns.services.sign_ups import cancel_sign_up
from tests.campaigns.conftest import SignUpFunction
from tests.campaigns.mails import mails_in
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import PicketFactory, ShiftFactory, SignUpFactory, in_days

pytestmark = pytest.mark.django_db

# Noon in London and in Almaty's evening: nobody sleeps.
NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def earlier() -> Shift:
    """A shift of a picket twenty days ago."""
    return ShiftFactory(picket__starts_at=NOON - timedelta(days=20), places_needed=99)


@pytest.fixture
def picket(earlier: Shift) -> Picket:
    """A picket of the same campaign, ten days from now, with one shift."""
    picket = PicketFactory(campaign=earlier.picket.campaign, title="SAMPLE: help needed")
    ShiftFactory(picket=picket)
    return picket


def volunteer(shift: Shift, address: str, **fields: object) -> SignUp:
    given = {"agreed_to_calls": True, "erase_after": calls_until(shift), **fields}
    return SignUpFactory(shift=shift, email=address, **given)


def called(picket: Picket) -> list[str]:
    return sorted(one.email for one in volunteers_to_call(picket))


def test_only_who_agreed_in_the_campaign_is_called(earlier: Shift, picket: Picket) -> None:
    volunteer(earlier, "yes@example.org", state="checked_in")
    volunteer(earlier, "lapsed@example.org", state="lapsed")
    volunteer(earlier, "no@example.org", agreed_to_calls=False)
    volunteer(earlier, "cancelled@example.org", state="cancelled")
    volunteer(ShiftFactory(picket__starts_at=NOON - timedelta(days=9)), "elsewhere@example.org")
    volunteer(
        ShiftFactory(picket=PicketFactory(campaign=picket.campaign, starts_at=in_days(30))),
        "later@example.org",
    )
    SignUpFactory(shift=earlier, brought_by=SignUp.objects.first(), email="", email_index="")

    assert called(picket) == ["lapsed@example.org", "yes@example.org"]


def test_each_address_is_called_once_for_its_latest_sign_up(earlier: Shift, picket: Picket) -> None:
    volunteer(earlier, "yes@example.org")
    latest = volunteer(
        ShiftFactory(picket=earlier.picket, starts_at=earlier.ends_at), "YES@example.ORG", name="Latest"
    )

    assert volunteers_to_call(picket) == [latest]


@pytest.mark.parametrize("state", ["confirmed", "waiting", "cancelled", "lapsed"])
def test_who_signed_up_here_is_never_called(earlier: Shift, picket: Picket, state: str) -> None:
    volunteer(earlier, "yes@example.org")
    volunteer(picket.shifts.get(), "Yes@example.org", state=state)

    assert called(picket) == []


def test_who_does_not_want_calls_is_never_called(earlier: Shift, picket: Picket) -> None:
    first = volunteer(earlier, "yes@example.org")
    other = ShiftFactory(picket=earlier.picket, starts_at=earlier.ends_at)
    volunteer(other, "muted@example.org")
    volunteer(earlier, "muted@example.org", muted=["call"])
    volunteer(other, "reads@example.org", muted=["reminder"])
    assert called(picket) == ["reads@example.org", "yes@example.org"]

    stop_calls(first)
    assert called(picket) == ["reads@example.org"]


def test_a_call_is_planned_once_and_sent(earlier: Shift, picket: Picket, mail_folder: Path) -> None:
    mine = volunteer(earlier, "yes@example.org", language="en")
    assert call_for_help(picket, now=NOON) == 1
    assert call_for_help(picket, now=NOON) == 0
    volunteer(earlier, "second@example.org")
    assert call_for_help(picket, now=NOON) == 1

    dispatch = Dispatch.objects.get(sign_up=mine)
    assert (dispatch.key, dispatch.picket, dispatch.due_at) == (
        f"call:{picket.pk}:{mine.email_index}",
        picket,
        NOON,
    )
    sweep_outbox()
    (mail,) = mails_in(mail_folder, "yes@example.org")
    assert mail["Subject"] == "Can you help again?"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for body in (mail.text, mail.html):
        assert "SAMPLE: help needed" in body
        assert f"http://localhost:8000/en/pickets/{picket.slug}/" in body
        assert "/sign-up/" not in body
    assert mail.calendar == ""
    # It can be stopped by one click, with the link that is in it.
    stop = mail["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
    assert Client().post(stop).status_code == 200
    mine.refresh_from_db()
    assert mine.agreed_to_calls is False


def test_nobody_is_called_at_night(earlier: Shift, picket: Picket) -> None:
    there = volunteer(earlier, "there@example.org", time_zone="America/New_York")
    call_for_help(picket, now=NOON.replace(hour=6))

    assert Dispatch.objects.get(sign_up=there).due_at == NOON.replace(hour=12)


def test_who_signs_up_meanwhile_is_not_called(earlier: Shift, picket: Picket, join: SignUpFunction) -> None:
    mine = volunteer(earlier, "yes@example.org")
    call_for_help(picket, now=NOON)
    join(picket.shifts.get(), "yes@example.org")

    assert mine.dispatches.get().state == "dropped"


def test_who_cancelled_gets_no_call_planned_before(
    earlier: Shift, picket: Picket, join: SignUpFunction
) -> None:
    shift = ShiftFactory(picket=PicketFactory(campaign=picket.campaign, starts_at=in_days(3)))
    mine = join(shift, agreed_to_calls=True).sign_up
    call_for_help(picket, now=NOON)
    cancel_sign_up(mine)

    assert mine.dispatches.get(kind="call").state == "dropped"


@pytest.mark.parametrize("stage", [Picket.Stage.CANCELLED, Picket.Stage.DRAFT, Picket.Stage.OVER])
def test_nobody_is_called_to_a_picket_that_takes_nobody(earlier: Shift, picket: Picket, stage: str) -> None:
    volunteer(earlier, "yes@example.org")
    Picket.objects.filter(pk=picket.pk).update(stage=stage)

    with pytest.raises(CallRefusedError):
        call_for_help(picket, now=NOON)
    assert Dispatch.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_reading_whom_to_call_costs_the_same_for_one_and_for_three(
    earlier: Shift, picket: Picket, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        volunteer(earlier, f"{number}@example.org")
    with django_assert_num_queries(4):
        volunteers_to_call(picket)


# --- at the desk ---


def address(picket: Picket) -> str:
    return reverse("admin:campaigns_picket_call", args=[picket.pk])


def test_the_desk_says_how_many_are_asked_and_asks_them(desk: Client, earlier: Shift, picket: Picket) -> None:
    for number in range(3):
        volunteer(earlier, f"{number}@example.org")
    roster = reverse("admin:campaigns_picket_roster", args=[picket.pk])
    assert address(picket) in desk.get(roster).text

    page = desk.get(address(picket))
    assert (page.status_code, Dispatch.objects.count()) == (200, 0)
    assert "3 people will be asked." in page.text
    assert "@example.org" not in page.text

    for said in ("3 people are asked to help.", "0 people are asked to help."):
        done = desk.post(address(picket), follow=True)
        assert done.redirect_chain == [(roster, 302)]
        assert said in done.text
    assert Dispatch.objects.filter(kind="call").count() == 3
    history = desk.get(reverse("admin:campaigns_picket_history", args=[picket.pk])).text
    assert "asked to help" in history


def test_the_desk_says_when_nobody_can_be_asked(desk: Client, earlier: Shift, picket: Picket) -> None:
    volunteer(earlier, "yes@example.org")
    Picket.objects.filter(pk=picket.pk).update(stage=Picket.Stage.CANCELLED)

    assert "so nobody can be asked" in desk.get(address(picket)).text
    assert "Nobody was asked" in desk.post(address(picket), follow=True).text
    assert Dispatch.objects.count() == 0
    assert desk.get(reverse("admin:campaigns_picket_call", args=[10**6])).status_code == 404


def test_only_organisers_who_may_change_pickets_and_see_sign_ups_call(client: Client, picket: Picket) -> None:
    assert client.post(address(picket)).status_code == 302
    client.force_login(UserFactory.create(is_staff=True))
    assert client.get(address(picket)).status_code == 403
    assert client.post(address(picket)).status_code == 403
