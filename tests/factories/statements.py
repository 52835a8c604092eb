"""Factories of what hangs on signatures: paper, messages, the ledger."""

from datetime import timedelta

import factory
from django.utils import timezone

from campaigns.models import (
    HandOverCheck,
    LedgerEntry,
    LinkRequest,
    PaperSheet,
    PetitionBook,
    SignatureExport,
    SolidarityMessage,
)
from tests.factories import ModelFactory
from tests.factories.campaigns import SignatureFactory, StatementFactory, TargetFactory


class PaperSheetFactory(ModelFactory[PaperSheet]):
    """A sheet with signatures on paper."""

    class Meta:
        model = PaperSheet

    statement = factory.SubFactory(StatementFactory)
    label = factory.Sequence(lambda number: f"Sheet {number}")
    count = 12
    language = "en"


class SolidarityMessageFactory(ModelFactory[SolidarityMessage]):
    """A message that nobody has looked at yet."""

    class Meta:
        model = SolidarityMessage

    signature = factory.SubFactory(SignatureFactory)
    text = "You are not forgotten."
    language = "en"


class LedgerEntryFactory(ModelFactory[LedgerEntry]):
    """The first line of a ledger; its hashes are made up."""

    class Meta:
        model = LedgerEntry

    statement = factory.SubFactory(StatementFactory)
    number = 1
    event = LedgerEntry.Event.SIGNED
    subject = "00000000-0000-4000-8000-000000000000"
    at = factory.LazyFunction(timezone.now)
    count = 1
    content_hash = "1" * 64
    previous_hash = "0" * 64
    hash = "2" * 64


class PetitionBookFactory(ModelFactory[PetitionBook]):
    """A petition that was asked for and is not begun."""

    class Meta:
        model = PetitionBook

    statement = factory.SubFactory(StatementFactory)
    language = "en"
    content_key = factory.Sequence(lambda number: f"{number:064x}")
    wishes = "3" * 64
    as_of = factory.LazyFunction(timezone.now)


class SignatureExportFactory(ModelFactory[SignatureExport]):
    """An export that was asked for and is not begun."""

    class Meta:
        model = SignatureExport

    statement = factory.SubFactory(StatementFactory)
    language = "en"
    content_key = factory.Sequence(lambda number: f"{number:064x}")
    until = 0
    counts = factory.Dict(
        {"people": 0, "organisations": 0, "on_paper": 0, "signed_an_earlier_version_only": 0}
    )
    wishes = "3" * 64
    as_of = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=24))
    total = 0


class HandOverCheckFactory(ModelFactory[HandOverCheck]):
    """A hand-over that was filled in and is not checked yet."""

    class Meta:
        model = HandOverCheck

    statement = factory.SubFactory(StatementFactory)
    target = factory.SubFactory(TargetFactory, campaign=factory.SelfAttribute("..statement.campaign"))
    on = "2026-03-02"
    asked_at = factory.LazyFunction(timezone.now)
    total = 1


class LinkRequestFactory(ModelFactory[LinkRequest]):
    """Somebody who lost a link."""

    class Meta:
        model = LinkRequest

    email = "reader@example.org"
    asked_at = factory.LazyFunction(timezone.now)
