"""Versions of a statement: public for good, told to all who signed in few queries, counted truly."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Dispatch, Signature, Statement
from campaigns.services.versions import VersionRefusedError, publish_version
from campaigns.signature_counts import Counts, counts_of, current_number
from campaigns.statement_texts import current_text
from tests.campaigns.signing import draft, now, open_with_text
from tests.factories.campaigns import SignatureFactory
from toolkit.encryption import blind_index

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def statement() -> Statement:
    return open_with_text()


def _signed(statement: Statement, count: int) -> None:
    text = current_text(statement, "en")
    for number in range(count):
        Signature.objects.create(
            statement=statement,
            version=text,
            state=Signature.State.CONFIRMED,
            email=f"reader-{number}@example.org",
            email_index=blind_index(f"reader-{number}@example.org", purpose="signature"),
        )


def test_a_version_is_told_once_to_all_who_have_an_address(statement: Statement) -> None:
    _signed(statement, 3)
    SignatureFactory.create(statement=statement)
    Signature.objects.create(statement=statement, email_index="x", state=Signature.State.PENDING)
    draft(statement)

    assert publish_version(statement, 2, now=now()) == 3

    keys = set(Dispatch.objects.values_list("key", flat=True))
    told = Signature.objects.confirmed().exclude(email_index="")
    assert keys == {f"new_version:{pk}:2" for pk in told.values_list("pk", flat=True)}
    assert counts_of(statement) == Counts(people=0, organisations=0, paper=0, earlier=4)
    # Another language of the same version tells nobody again.
    draft(statement, 2, "ru")
    assert publish_version(statement, 2, now=now()) == 0
    assert Dispatch.objects.count() == 3


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_queries_does_not_grow_with_the_signatures(statement: Statement, count: int) -> None:
    _signed(statement, count)
    draft(statement)
    with CaptureQueriesContext(connection) as queries:
        publish_version(statement, 2, now=now())
    asked = [
        query
        for query in queries.captured_queries
        if query["sql"].split()[0] in {"SELECT", "INSERT", "UPDATE"}
    ]
    # PostgreSQL reads who signed through a cursor of the server, which is not among them.
    assert len(asked) == (8 if connection.vendor == "sqlite" else 7)


def test_the_next_version_replaces_what_was_not_sent_yet(statement: Statement) -> None:
    _signed(statement, 1)
    for number in (2, 3):
        draft(statement, number)
        publish_version(statement, number, now=now())

    states = dict(Dispatch.objects.values_list("key", "state"))
    assert sorted(states.values()) == ["dropped", "planned"]


def test_a_published_text_is_never_altered(statement: Statement) -> None:
    text = statement.versions.get()
    for change in ({"text": "Other"}, {"number": 5}, {"published_at": None}, {"language": "ru"}):
        altered = statement.versions.get()
        for field, value in change.items():
            setattr(altered, field, value)
        with pytest.raises(ValidationError, match="Write a new version"):
            altered.save()
    with pytest.raises(ValidationError, match="cannot be deleted"):
        text.delete()
    text.save()
    assert statement.versions.get().text == "A sample text."
    # The control: a draft can be altered and deleted.
    one = draft(statement)
    one.text = "Other"
    one.save()
    one.delete()
    assert statement.versions.count() == 1


def test_what_cannot_be_published_is_refused(statement: Statement) -> None:
    for number in (1, 2):
        with pytest.raises(VersionRefusedError):
            publish_version(statement, number, now=now())
    silent = draft(statement, what_changed=" ")
    with pytest.raises(VersionRefusedError):
        publish_version(statement, 2, now=now())
    silent.what_changed = "A word."
    silent.save()
    draft(statement, 1, "ru")
    publish_version(statement, 2, now=now() + timedelta(seconds=1))
    with pytest.raises(VersionRefusedError):
        publish_version(statement, 1, now=now())
    assert current_number(statement) == 2


def test_the_first_version_tells_nobody() -> None:
    statement = open_with_text(())
    _signed(statement, 1)
    draft(statement, 1)

    assert publish_version(statement, 1, now=now()) == 0
    assert counts_of(statement).current == 1
