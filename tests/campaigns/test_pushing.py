"""Notifications of browsers: from the button to a push service that is really there."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from campaigns.models import Dispatch, Picket, PushSubscription, SignUp
from campaigns.services.links import find_sign_up, make_private_link
from campaigns.services.outbox import claim_dispatches
from campaigns.services.pushing import BATCH, MOST_BROWSERS, build_push, plan_push_copies
from campaigns.services.sending import send_claimed
from campaigns.tasks import erase_expired_sign_ups_task
from tests.factories.campaigns import (
    DispatchFactory,
    PushSubscriptionFactory,
    ShiftFactory,
    SignUpFactory,
    in_days,
)
from tests.pages import problems_of
from tests.push import BrowserSide, PushService, certificate_of, push_service
from toolkit.push.keys import make_key, public_key_of

pytestmark = pytest.mark.django_db

FIREFOX = "https://updates.push.services.mozilla.com/wpush/v2/canary"
SECRETS = (
    "Canary",
    "picket",
    "Picket",
    "shift",
    "embassy",
    "Sample Street",
    "Aigerim",
    "prisoner",
    "Unforgotten",
)


@pytest.fixture(autouse=True)
def key(settings: Settings) -> str:
    """Switch notifications on."""
    settings.VAPID_PRIVATE_KEY = made = make_key()
    settings.VAPID_CONTACT = "https://unforgotten.example"
    return made


@pytest.fixture
def service(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    """Run a push service over TLS that the settings name and the machine trusts."""
    with push_service(tmp_path) as running:
        settings.PUSH_HOSTS = [running.host]
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate_of(tmp_path)))
        yield running


def _posted(side: BrowserSide, endpoint: str = FIREFOX) -> dict[str, str]:
    return {"endpoint": endpoint, "p256dh": side.p256dh, "auth": side.auth_text}


def _reminder(sign_up: SignUp) -> Dispatch:
    start = sign_up.shift.starts_at.astimezone(UTC)
    return DispatchFactory(
        sign_up=sign_up,
        kind=Dispatch.Kind.REMINDER,
        key=f"reminder:1:{sign_up.pk}:{start:%Y%m%dT%H%M%SZ}",
        due_at=in_days(-0.01),
    )


def _send(*channels: str) -> None:
    """Send what is due on these channels."""
    Dispatch.objects.exclude(channel__in=channels).update(due_at=in_days(1))
    send_claimed(claim_dispatches(limit=50))


def test_browser_subscribes_and_is_kept_sealed(client: Client) -> None:
    sign_up, side = SignUpFactory(), BrowserSide()
    token = make_private_link(sign_up)
    response = client.post(f"/en/sign-up/{token}/push/", _posted(side))

    assert (response.status_code, response.content, response.cookies) == (201, b"", {})
    kept = sign_up.push_subscriptions.get()
    assert (kept.endpoint, kept.p256dh, kept.auth) == (FIREFOX, side.p256dh, side.auth_text)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM campaigns_pushsubscription")
        stored = repr([bytes(part) if isinstance(part, memoryview) else part for part in cursor.fetchone()])
    assert [word for word in ("canary", side.p256dh, side.auth_text) if word in stored] == []


def test_browser_that_subscribes_again_is_there_once_with_its_new_keys(client: Client) -> None:
    sign_up, side = SignUpFactory(), BrowserSide()
    token = make_private_link(sign_up)
    for one in (BrowserSide(), side):
        client.post(f"/en/sign-up/{token}/push/", _posted(one))

    assert [row.p256dh for row in PushSubscription.objects.all()] == [side.p256dh]


@pytest.mark.parametrize(
    "change",
    [
        {"endpoint": ""},
        {"endpoint": "http://updates.push.services.mozilla.com/x"},
        {"endpoint": "https://127.0.0.1/"},
        {"endpoint": "https://169.254.169.254/latest/meta-data"},
        {"endpoint": "https://localhost:6379/"},
        {"endpoint": "https://updates.push.services.mozilla.com\x00/"},
        {"endpoint": "https://updates.push.services.mozilla.com/" + "x" * 2000},
        {"p256dh": "", "auth": ""},
        {"p256dh": "BAAA"},
        {"auth": "AAAA"},
        {"auth": "ключ"},
    ],
)
def test_what_no_browser_sends_is_refused_with_words(client: Client, change: dict[str, str]) -> None:
    token = make_private_link(SignUpFactory())
    response = client.post(f"/en/sign-up/{token}/push/", {**_posted(BrowserSide()), **change})

    assert (response.status_code, response.headers["Content-Type"]) == (422, "text/plain")
    assert response.text
    assert PushSubscription.objects.count() == 0


def test_browsers_of_one_volunteer_are_bounded(client: Client) -> None:
    token = make_private_link(SignUpFactory())
    statuses = [
        client.post(f"/en/sign-up/{token}/push/", _posted(BrowserSide(), f"{FIREFOX}{n}")).status_code
        for n in range(MOST_BROWSERS + 1)
    ]
    assert statuses == [201] * MOST_BROWSERS + [409]


def test_switch_needs_the_private_link_and_our_own_page(client: Client) -> None:
    token = make_private_link(SignUpFactory())
    side = BrowserSide()
    assert client.post("/en/sign-up/wrong/push/", _posted(side)).status_code == 404
    foreign = client.post(
        f"/en/sign-up/{token}/push/", _posted(side), headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert foreign.status_code == 403
    for path in ("push/", "push/off/"):
        assert client.get(f"/en/sign-up/{token}/{path}").headers["Location"] == f"/en/sign-up/{token}/"
    assert PushSubscription.objects.count() == 0


def test_page_offers_notifications_only_where_there_is_a_key(
    client: Client, settings: Settings, key: str
) -> None:
    token = make_private_link(SignUpFactory())
    page = client.get(f"/en/sign-up/{token}/").text
    assert problems_of(page) == []
    assert f'data-push="{public_key_of(key)}"' in page
    assert key not in page

    settings.VAPID_PRIVATE_KEY = ""
    page = client.get(f"/en/sign-up/{token}/").text
    assert [word for word in ("data-push", "<script", "otification") if word in page] == []
    assert client.post(f"/en/sign-up/{token}/push/", _posted(BrowserSide())).status_code == 404


def test_volunteer_switches_notifications_off_without_a_script(client: Client) -> None:
    sign_up = SignUpFactory()
    PushSubscriptionFactory(sign_up=sign_up)
    other = PushSubscriptionFactory()
    plan_push_copies([_reminder(sign_up).pk])
    token = make_private_link(sign_up)
    button = f"/en/sign-up/{token}/push/off/"
    assert button in client.get(f"/en/sign-up/{token}/").text
    response = client.post(button)

    assert (response.status_code, response.headers["Location"]) == (303, f"/en/sign-up/{token}/")
    assert list(PushSubscription.objects.all()) == [other]
    assert list(Dispatch.objects.values_list("channel", flat=True)) == ["email"]


def test_copies_are_planned_beside_the_mails_that_have_them_each_once() -> None:
    sign_up, without = SignUpFactory(), SignUpFactory()
    browsers = PushSubscriptionFactory.create_batch(2, sign_up=sign_up)
    reminder, confirmation, other = _reminder(sign_up), DispatchFactory(sign_up=sign_up), _reminder(without)
    ids = [reminder.pk, confirmation.pk, other.pk]
    plan_push_copies(ids)
    plan_push_copies(ids)

    copies = Dispatch.objects.filter(channel="push")
    assert {(copy.key, copy.kind, copy.due_at, copy.push_subscription) for copy in copies} == {
        (f"push:{browser.pk}:{reminder.key}", "reminder", reminder.due_at, browser) for browser in browsers
    }
    assert copies.count() == 2


def test_copies_cost_nothing_while_notifications_are_off(
    settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.VAPID_PRIVATE_KEY = ""
    mail = _reminder(PushSubscriptionFactory().sign_up)
    with django_assert_num_queries(0):
        assert plan_push_copies([mail.pk]) == 0


def test_copies_of_thousands_take_one_question_a_batch(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    mail = _reminder(SignUpFactory())
    with django_assert_num_queries(2):
        assert plan_push_copies([mail.pk] * (BATCH + 1)) == 0


def test_notification_arrives_and_reveals_nothing(client: Client, service: PushService) -> None:
    side = BrowserSide()
    shift = ShiftFactory(title="Canary shift", picket__meeting_point="Canary Square")
    sign_up = SignUpFactory(shift=shift, name="Aigerim")
    PushSubscriptionFactory(sign_up=sign_up, side=side, endpoint=service.endpoint())
    plan_push_copies([_reminder(sign_up).pk])
    _send("push")

    assert list(Dispatch.objects.filter(channel="push").values_list("state", flat=True)) == ["sent"]
    [(path, headers, body)] = service.asked
    message = side.read(body)
    url = message.pop("url")
    assert message == {
        "title": "There is a message for you",
        "body": "Open it to read it.",
        "tag": headers["Topic"],
    }
    assert [word for word in SECRETS if word in f"{message}{path}{headers}"] == []
    # What it opens is a private link of its own.
    token = url.split("/")[-2]
    assert find_sign_up(token, now=datetime.now(UTC)) == sign_up
    assert client.get(url.removeprefix("http://localhost:8000")).status_code == 200


def test_notification_is_in_the_language_of_the_volunteer(service: PushService) -> None:
    side = BrowserSide()
    sign_up = SignUpFactory(language="ru")
    PushSubscriptionFactory(sign_up=sign_up, side=side, endpoint=service.endpoint())
    plan_push_copies([_reminder(sign_up).pk])
    _send("push")

    [(_, _, body)] = service.asked
    assert "/ru/sign-up/" in side.read(body)["url"]


def test_notification_of_a_cancelled_picket_is_urgent_and_a_reminder_is_not_worth_waiting_for() -> None:
    shift = ShiftFactory(starts_at=in_days(0.5))
    subscription = PushSubscriptionFactory(sign_up__shift=shift)
    made = {
        kind: build_push(
            DispatchFactory(
                sign_up=subscription.sign_up, kind=kind, channel="push", push_subscription=subscription
            )
        )
        for kind in (Dispatch.Kind.REMINDER, Dispatch.Kind.CALLED_OFF)
    }
    assert [message.is_urgent for message in made.values()] == [False, True]
    assert 0 <= 12 * 3600 - made[Dispatch.Kind.REMINDER].seconds < 60
    assert 0 <= 13 * 3600 - made[Dispatch.Kind.CALLED_OFF].seconds < 60


@pytest.mark.parametrize("status", [404, 410])
def test_browser_that_is_gone_is_forgotten_for_every_sign_up(service: PushService, status: int) -> None:
    service.status = status
    gone = [PushSubscriptionFactory(endpoint=service.endpoint("gone")) for _ in range(2)]
    kept = PushSubscriptionFactory()
    mail = _reminder(gone[0].sign_up)
    plan_push_copies([mail.pk])
    _send("push")

    assert list(PushSubscription.objects.all()) == [kept]
    assert list(Dispatch.objects.all()) == [mail]
    assert SignUp.objects.count() == 3


@pytest.mark.parametrize(
    ("status", "state"), [(503, "retry"), (429, "retry"), (400, "failed"), (301, "failed")]
)
def test_service_that_refuses_is_tried_again_or_not(service: PushService, status: int, state: str) -> None:
    service.status = status
    subscription = PushSubscriptionFactory(endpoint=service.endpoint())
    plan_push_copies([_reminder(subscription.sign_up).pk])
    _send("push")

    assert list(Dispatch.objects.filter(channel="push").values_list("state", "problem")) == [
        (state, f"push {status}")
    ]
    assert list(PushSubscription.objects.all()) == [subscription]


def test_host_that_is_known_no_more_is_not_asked(service: PushService, settings: Settings) -> None:
    subscription = PushSubscriptionFactory(endpoint=service.endpoint())
    plan_push_copies([_reminder(subscription.sign_up).pk])
    settings.PUSH_HOSTS = []
    _send("push")

    assert service.asked == []
    assert list(Dispatch.objects.filter(channel="push").values_list("state", flat=True)) == ["failed"]


def test_copy_of_a_reminder_for_another_hour_is_dropped(service: PushService) -> None:
    subscription = PushSubscriptionFactory(endpoint=service.endpoint())
    shift = subscription.sign_up.shift
    plan_push_copies([_reminder(subscription.sign_up).pk])
    shift.starts_at += timedelta(minutes=30)
    shift.save()
    _send("push")

    assert service.asked == []
    assert list(Dispatch.objects.filter(channel="push").values_list("state", flat=True)) == ["dropped"]
    assert Picket.objects.count() == 1


def test_muted_messages_are_not_pushed(service: PushService) -> None:
    subscription = PushSubscriptionFactory(endpoint=service.endpoint(), sign_up__muted=["reminder"])
    plan_push_copies([_reminder(subscription.sign_up).pk])
    _send("push")
    assert service.asked == []


def test_browsers_are_forgotten_with_the_volunteer() -> None:
    PushSubscriptionFactory(sign_up__erase_after=in_days(-1))
    erase_expired_sign_ups_task()
    assert PushSubscription.objects.count() == 0
