"""Reminders to write again: asked twice, sent once an occasion, stopped by one click, forgotten in time."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import caches
from django.test import Client

from campaigns.models import Dispatch, LetterReminder, PrivateLink
from campaigns.services import letter_limits, letter_reminders
from campaigns.services.letter_reminders import plan_letter_reminders
from campaigns.services.outbox import plan_dispatch, sweep_outbox
from campaigns.tasks import plan_letter_reminders_task
from sources.models import PublicationState
from tests.campaigns.letters import token
from tests.campaigns.printed import make_case, make_letter
from tests.campaigns.races import all_at_once
from tests.factories.letters import LetterReminderFactory
from tests.pages import problems_of
from toolkit.limits import Limit
from toolkit.logs import without_tokens

pytestmark = pytest.mark.django_db

EMAIL = "canary.writer@example.org"


@pytest.fixture(autouse=True)
def _empty_caches() -> None:
    for name in ("default", "limits"):
        caches[name].clear()


def ask(client: Client, language: str = "en", **changes: str) -> int:
    letter = make_letter(make_case())
    data = {"email": EMAIL, "token": token(), **changes}
    response = client.post(f"/{language}/letters/{letter.slug}/remind/", data)
    assert problems_of(response.content.decode()) == [] if response.content else response.status_code == 303
    return response.status_code


def private_path() -> str:
    found = re.search(r"https?://[^/\s]+(/\w\w/letter-reminders/[\w-]{22}/)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_wish_is_confirmed_by_mail_then_sent_every_four_weeks_and_ended(
    client: Client, language: str
) -> None:
    with time_machine.travel(datetime(2026, 3, 2, 10, tzinfo=UTC), tick=False) as clock:
        assert ask(client, language) == 303
        sweep_outbox()
        assert [message.to for message in mail.outbox] == [[EMAIL]]
        path = private_path()
        page = client.get(path)
        assert (page.status_code, LetterReminder.objects.get().state) == (200, "pending")
        assert problems_of(page.content.decode()) == []
        assert "no-store" in page["Cache-Control"]
        assert client.post(path).status_code == 200
        assert LetterReminder.objects.get().state == "pending"
        assert client.post(path, {"do": "confirm"}).status_code == 200
        clock.shift(timedelta(weeks=4) - timedelta(hours=1))
        plan_letter_reminders_task()
        assert Dispatch.objects.filter(kind="write_again").count() == 0
        clock.shift(timedelta(hours=2))
        for _ in range(3):
            plan_letter_reminders_task()
            sweep_outbox()
        assert len(mail.outbox) == 2
        message = mail.outbox[-1].message()
        stop = re.fullmatch(r"<https?://[^/]+(/\w\w/mail/stop/[\w-]{22}/)>", str(message["List-Unsubscribe"]))
        assert stop is not None
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert f"/{language}/letters/" in str(mail.outbox[-1].body)
        clock.shift(timedelta(weeks=9))
        plan_letter_reminders_task()
        sweep_outbox()
        # What was missed is not made up for.
        assert len(mail.outbox) == 3
        assert client.post(private_path(), {"do": "end"}).status_code == 200
    assert (LetterReminder.objects.count(), PrivateLink.objects.count(), Dispatch.objects.count()) == (
        0,
        0,
        0,
    )


def test_one_click_stops_and_erases(client: Client) -> None:
    LetterReminderFactory(email=EMAIL, next_at=datetime.now(UTC))
    plan_letter_reminders_task()
    sweep_outbox()
    stop = re.search(
        r"<https?://[^/]+(/\w\w/mail/stop/[\w-]{22}/)>", str(mail.outbox[-1].message()["List-Unsubscribe"])
    )
    assert stop is not None
    page = client.get(stop[1])
    assert (LetterReminder.objects.count(), "You will not be reminded" in page.content.decode()) == (1, True)
    answer = Client(enforce_csrf_checks=True).post(stop[1], {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, LetterReminder.objects.count()) == (200, 0)


def test_asking_again_sends_at_most_three_mails_and_not_at_once(client: Client) -> None:
    letter = make_letter(make_case())
    now = datetime(2026, 3, 2, 10, tzinfo=UTC)
    sent = []
    for minutes in (0, 5, 11, 22, 33, 44):
        with time_machine.travel(now + timedelta(minutes=minutes), tick=False):
            data = {"email": EMAIL.upper(), "token": token()}
            assert client.post(f"/en/letters/{letter.slug}/remind/", data).status_code == 303
            sweep_outbox()
        sent.append(len(mail.outbox))
    assert sent == [1, 1, 2, 3, 3, 3]


def test_known_address_gets_the_same_answer_and_no_mail(client: Client) -> None:
    letter = make_letter(make_case())
    LetterReminderFactory(campaign=letter.campaign, email=EMAIL)
    answers = [
        client.post(f"/en/letters/{letter.slug}/remind/", {"email": email, "token": token()})
        for email in (EMAIL, "new@example.org")
    ]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (303, f"/en/letters/{letter.slug}/reminded/")
    ] * 2
    sweep_outbox()
    assert [message.to for message in mail.outbox] == [["new@example.org"]]
    assert client.get(f"/en/letters/{letter.slug}/reminded/").status_code == 200


@pytest.mark.parametrize(
    "changes",
    [{"website": "x"}, {"token": ""}, {"token": "x:y:z"}, {"email": "not an address"}, {"email": ""}],
)
def test_bots_and_slips_get_the_page_again(client: Client, changes: dict[str, str]) -> None:
    assert ask(client, **changes) == 422
    assert (LetterReminder.objects.count(), Dispatch.objects.count()) == (0, 0)


def test_number_of_mails_is_bounded(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letter_limits, "REMIND_ALL", Limit("test-remind", most=5, seconds=3600))
    letter = make_letter(make_case())
    data = [{"email": f"bot{number}@example.org", "token": token()} for number in range(12)]
    statuses = [client.post(f"/en/letters/{letter.slug}/remind/", one).status_code for one in data]
    assert statuses == [303] * 5 + [429] * 7
    assert Dispatch.objects.count() == 5


def test_unconfirmed_and_old_wishes_are_erased() -> None:
    now = datetime.now(UTC)
    kept = LetterReminderFactory(erase_after=now + timedelta(hours=1))
    LetterReminderFactory(erase_after=now - timedelta(seconds=1))
    LetterReminderFactory(erase_after=now - timedelta(days=1), state="pending", next_at=None)
    plan_letter_reminders_task()
    assert list(LetterReminder.objects.all()) == [kept]


def test_withdrawn_campaign_reminds_nobody() -> None:
    reminder = LetterReminderFactory(next_at=datetime.now(UTC), campaign__state=PublicationState.WITHDRAWN)
    plan_letter_reminders_task()
    assert Dispatch.objects.count() == 0
    reminder.campaign.state = PublicationState.PUBLISHED
    reminder.campaign.save()
    plan_letter_reminders_task()
    reminder.campaign.state = PublicationState.WITHDRAWN
    reminder.campaign.save()
    sweep_outbox()
    assert (Dispatch.objects.get().state, mail.outbox) == ("dropped", [])


def test_private_link_is_wrong_or_over(client: Client) -> None:
    assert client.get("/en/letter-reminders/AAAAAAAAAAAAAAAAAAAAAA/").status_code == 404
    assert without_tokens("GET /en/letter-reminders/AAAAAAAAAAAAAAAAAAAAAA/") == "GET /en/letter-reminders/…/"


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_plan_each_reminder_once() -> None:
    now = datetime.now(UTC)
    for _ in range(3):
        LetterReminderFactory(next_at=now - timedelta(minutes=1))
    results = all_at_once(lambda _number: plan_letter_reminders(now=now), range(8))
    assert sum(one for one in results if isinstance(one, int)) == 3
    assert Dispatch.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_control_without_the_key_a_reminder_is_planned_more_than_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = plan_dispatch
    numbers = iter(range(100))

    def with_a_key_of_its_own(*args: object, key: str, **given: object) -> bool:
        return real(*args, key=f"{key}:{next(numbers)}", **given)  # type: ignore[arg-type]  # passed on as given

    monkeypatch.setattr(letter_reminders, "plan_dispatch", with_a_key_of_its_own)
    reminder = LetterReminderFactory(next_at=datetime.now(UTC) - timedelta(minutes=1))
    for _ in range(2):
        plan_letter_reminders(now=datetime.now(UTC))
        # As if the second had read the row before the first moved it on.
        LetterReminder.objects.filter(pk=reminder.pk).update(next_at=reminder.next_at)
    assert Dispatch.objects.count() == 2


def test_same_occasion_planned_twice_is_one_message() -> None:
    reminder = LetterReminderFactory(next_at=datetime.now(UTC) - timedelta(minutes=1))
    for _ in range(2):
        plan_letter_reminders(now=datetime.now(UTC))
        LetterReminder.objects.filter(pk=reminder.pk).update(next_at=reminder.next_at)
    assert Dispatch.objects.count() == 1
