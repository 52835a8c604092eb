"""Factories of letters' counts and of wishes to be reminded to write."""

from datetime import timedelta

import factory
from django.utils import timezone

from campaigns.models import LetterCount, LetterReminder
from tests.factories import ModelFactory
from tests.factories.campaigns import CampaignFactory, LetterFactory
from toolkit.encryption import blind_index
from toolkit.mail import canonical_address


class LetterCountFactory(ModelFactory[LetterCount]):
    """One letter that was printed on one day."""

    class Meta:
        model = LetterCount

    letter = factory.SubFactory(LetterFactory)
    way = LetterCount.Way.PDF
    language = "en"
    on = "2022-01-20"
    count = 1


class LetterReminderFactory(ModelFactory[LetterReminder]):
    """Somebody who confirmed, and whose next reminder is due in four weeks."""

    class Meta:
        model = LetterReminder

    campaign = factory.SubFactory(CampaignFactory)
    state = LetterReminder.State.CONFIRMED
    email = factory.Sequence(lambda n: f"writer-{n}@example.org")
    email_index = factory.LazyAttribute(
        lambda row: blind_index(canonical_address(row.email), purpose="letter_reminder")
    )
    language = "en"
    next_at = factory.LazyFunction(lambda: timezone.now() + timedelta(weeks=4))
    erase_after = factory.LazyFunction(lambda: timezone.now() + timedelta(days=365))
