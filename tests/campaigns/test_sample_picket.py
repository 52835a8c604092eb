"""The sample picket: plainly marked, in the future, made once, and good for trying a reminder at once."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.translation import override

from campaigns.models import Campaign, Picket, SignUp
from campaigns.services.outbox import sweep_outbox
from campaigns.services.samples import make_sample_picket
from tests.campaigns.conftest import SignUpFunction
from tests.factories.campaigns import CampaignFactory

pytestmark = pytest.mark.django_db

MARKS = {"en": "SAMPLE", "ru": "ОБРАЗЕЦ", "kk": "ҮЛГІ"}


@pytest.fixture
def campaign() -> Campaign:
    return CampaignFactory()


def _command(*options: str) -> str:
    out = StringIO()
    call_command("make_sample_picket", *options, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        # A Saturday: the next one is seven days ahead, by the day.
        (datetime(2031, 7, 5, 9, tzinfo=UTC), datetime(2031, 7, 12, 11, tzinfo=UTC)),
        (datetime(2031, 7, 6, 9, tzinfo=UTC), datetime(2031, 7, 19, 11, tzinfo=UTC)),
        # A Friday in winter, when London is at UTC.
        (datetime(2031, 1, 3, 9, tzinfo=UTC), datetime(2031, 1, 11, 12, tzinfo=UTC)),
        # Still Friday in UTC, but Saturday in London.
        (datetime(2031, 7, 4, 23, 30, tzinfo=UTC), datetime(2031, 7, 12, 11, tzinfo=UTC)),
    ],
)
def test_it_is_on_a_saturday_at_noon_in_london(campaign: Campaign, now: datetime, expected: datetime) -> None:
    picket, is_new = make_sample_picket(campaign, now=now)

    assert is_new
    assert (picket.starts_at, picket.ends_at) == (expected, expected + timedelta(hours=4))
    assert (picket.time_zone, picket.date) == ("Europe/London", f"{expected:%Y-%m-%d}")
    shifts = list(picket.shifts.all())
    assert [shift.places_needed for shift in shifts] == [6, 6, 6, 4]
    assert [shift.starts_at for shift in shifts] == [expected + timedelta(hours=hour) for hour in range(4)]
    assert shifts[-1].ends_at == picket.ends_at


@pytest.mark.parametrize("language", MARKS)
def test_it_says_in_every_language_that_it_is_a_sample_and_names_nobody(
    campaign: Campaign, language: str
) -> None:
    picket, _ = make_sample_picket(campaign, now=datetime.now(UTC))

    with override(language):
        # It has neither moved nor is it cancelled.
        texts = [picket.in_language(field) for field in Picket.translated_fields if field != "stage_note"]
        texts += [shift.in_language("title") for shift in picket.shifts.all()]
    assert [text for text in texts if MARKS[language] not in text] == []
    assert picket.is_sample
    assert picket.participants.count() == 0
    page = Client().get(f"/{language}/pickets/{picket.slug}/")
    assert page.status_code == 200
    assert MARKS[language] in page.text


def test_command_makes_it_once_and_says_where_it_is(campaign: Campaign) -> None:
    first, second = _command(), _command()

    picket = Picket.objects.get()
    address = f"http://localhost:8000/en/pickets/{picket.slug}/\n"
    assert first == f"Sample picket: {address}"
    assert second == f"The sample picket is there already: {address}"
    assert list(campaign.reminders.values_list("before", flat=True)) == [
        timedelta(days=3),
        timedelta(hours=18),
        timedelta(hours=3),
    ]


def test_command_makes_another_once_the_last_is_past(campaign: Campaign) -> None:
    make_sample_picket(campaign, now=datetime.now(UTC))
    with time_machine.travel(datetime.now(UTC) + timedelta(days=30), tick=False):
        _command()

    assert Picket.objects.count() == 2


def test_command_needs_a_campaign() -> None:
    with pytest.raises(CommandError, match="no published campaign; load one first"):
        _command()
    with pytest.raises(CommandError, match="no campaign has the slug x"):
        _command("--campaign", "x")


def test_soon_reminds_whoever_signs_up_at_the_next_sweep(campaign: Campaign, join: SignUpFunction) -> None:
    _command()
    _command("--soon")
    _command("--soon")
    assert Picket.objects.count() == 2

    soon = Picket.objects.order_by("starts_at")[0]
    ahead = (soon.starts_at or datetime.min.replace(tzinfo=UTC)) - datetime.now(UTC)
    assert timedelta(hours=2) <= ahead <= timedelta(hours=2, minutes=5)
    for shift in soon.shifts.all()[:1]:
        join(shift)
    sweep_outbox()
    assert [message.subject for message in mail.outbox] == [
        "Thank you: please keep this message",
        "A reminder",
    ]
    assert SignUp.objects.count() == 1
