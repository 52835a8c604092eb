"""Ten thousand posts of bots: no public signature, and no more mail than can be reckoned beforehand."""

import itertools
from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from pytest_django.fixtures import Settings

from campaigns import forms_signing
from campaigns.models import Dispatch, Signature, Statement
from campaigns.services import signing_limits
from campaigns.services.outbox import sweep_outbox
from campaigns.signature_counts import counts_of
from tests.campaigns.signing import PERSON, now, open_with_text, opened_before, post, sign_and_confirm
from toolkit.limits import Limit

pytestmark = pytest.mark.django_db(transaction=True)

POSTS = 10_000
MAILS_PER_HOUR = 10


@pytest.fixture
def statement(settings: Settings) -> Statement:
    settings.SIGNATURE_MAILS_PER_HOUR = MAILS_PER_HOUR
    return open_with_text()


def _attack(statement: Statement, posts: int) -> Counter[int]:
    """Post as bots do: they fill in what people do not see, are quick, or slow and from many places."""
    fresh, patient = opened_before(0), opened_before(600)
    address = f"/en/statements/{statement.slug}/sign/"
    # The whole stack, without the copies of each template's context that a test client keeps.
    handler = ClientHandler()
    answers: Counter[int] = Counter()
    for number in range(posts):
        data = {"email": f"bot-{number}@spam.example", "name": f"Bot {number}", "opened": patient}
        match number % 32:
            case 0:
                # Slow ones, each from a network and with a mailbox of its own.
                data["source"] = f"{20 + number % 7}.{number // 32 % 251}.{number % 251}.9"
            case 1:
                # Slow ones from rented machines of one network.
                data["source"] = f"192.0.2.{number % 250}"
            case kind if kind < 17:
                data |= {"website": "https://spam.example", "source": f"198.51.100.{number % 2}"}
            case kind:
                stamp = fresh if kind % 2 else "guessed:stamp"
                data |= {"opened": stamp, "source": f"203.0.113.{number % 2}"}
        source = data.pop("source")
        request = RequestFactory().post(address, {**PERSON, **data}, REMOTE_ADDR=source)
        answers[handler(request.environ).status_code] += 1
    return answers


def _most_mails(hours: int) -> int:
    """Return how many mails may go out in so many hours, whatever is posted."""
    return min((hours + 1) * MAILS_PER_HOUR, signing_limits.most_unconfirmed())


@pytest.mark.long
def test_ten_thousand_posts_of_bots_are_not_seen_and_mail_is_bounded(statement: Statement) -> None:
    with time_machine.travel(now(), tick=False):
        answers = _attack(statement, POSTS)
        sweep_outbox()

    assert sum(answers.values()) == POSTS
    assert set(answers) == {303, 422, 429}
    # Each place is told what is wrong for a while; then nothing of it is looked at any more.
    assert answers[422] == 4 * signing_limits.POSTS_PER_SOURCE.most
    assert answers[303] == signing_limits.most_unconfirmed()
    assert (counts_of(statement).total, Signature.objects.exclude(state="pending").count()) == (0, 0)
    assert 0 < len(mail.outbox) <= _most_mails(0)
    # What waits for its turn goes out hour by hour, and never more than was taken.
    with time_machine.travel(now() + timedelta(hours=3), tick=False):
        sweep_outbox()
    assert len(mail.outbox) <= _most_mails(3)
    assert Dispatch.objects.count() == signing_limits.most_unconfirmed()


def test_control_without_the_limits_thousands_of_strangers_are_written_to(
    statement: Statement, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SIGNATURE_MAILS_PER_HOUR = 100_000
    for name in ("POSTS_PER_SOURCE", "PER_SOURCE", "PER_NETWORK", "PER_ADDRESS"):
        monkeypatch.setattr(signing_limits, name, Limit(name, most=100_000, seconds=3600))
    monkeypatch.setattr(forms_signing, "SHORTEST_READING", timedelta(0))

    posts = POSTS // 50
    _attack(statement, posts)
    sweep_outbox()

    # The quick ones with an honest stamp and the slow ones.
    assert len(mail.outbox) >= posts // 5 > _most_mails(0)


def test_a_flood_does_not_keep_people_out_for_more_than_a_day(client: Client, statement: Statement) -> None:
    for number in range(signing_limits.most_unconfirmed()):
        source = f"20.{number % 250}.{number // 250}.9"
        assert post(client, statement, email=f"bot-{number}@spam.example", source=source).status_code == 303
    refused = post(client, statement)
    assert refused.status_code == 429
    assert ("Too many signatures at once" in refused.text, "Aigerim Sample" in refused.text) == (True, True)

    with time_machine.travel(now() + timedelta(days=1, minutes=1)):
        sign_and_confirm(client, statement)

    assert counts_of(statement).people == 1


def test_mails_beyond_the_hour_wait_and_the_page_says_so(client: Client, statement: Statement) -> None:
    start = now()
    pages = []
    with time_machine.travel(start, tick=False):
        for number in range(MAILS_PER_HOUR + 1):
            answer = post(client, statement, email=f"reader-{number}@example.org", source=f"20.1.{number}.9")
            pages.append("the message may take some hours" in client.get(answer["Location"]).text)
        sweep_outbox()
        assert len(mail.outbox) == MAILS_PER_HOUR
    # The last one of the hour is in time; whoever comes to the page after it may have to wait.
    assert pages == [False] * (MAILS_PER_HOUR - 1) + [True, True]
    with time_machine.travel(start + timedelta(hours=1), tick=False):
        sweep_outbox()
    assert len(mail.outbox) == MAILS_PER_HOUR + 1


@pytest.mark.parametrize(
    ("changes", "most"),
    [
        ({"source": "203.0.113.9"}, signing_limits.PER_SOURCE.most),
        ({"email": "one@example.org"}, signing_limits.PER_ADDRESS.most),
    ],
)
def test_one_source_or_address_can_send_so_many(
    client: Client, settings: Settings, changes: dict[str, str], most: int
) -> None:
    settings.SIGNATURE_MAILS_PER_HOUR = 1000
    statement = open_with_text()
    sources = (f"20.1.{number}.9" for number in itertools.count())
    with time_machine.travel(now(), tick=False):
        answers = [
            post(
                client,
                statement,
                **{"email": f"reader-{number}@example.org", "source": next(sources), **changes},
            ).status_code
            for number in range(most + 1)
        ]
    assert answers == [303] * most + [429]
