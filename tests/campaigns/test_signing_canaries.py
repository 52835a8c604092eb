"""Recognisable values are planted with a signature, then looked for in all that is stored or written."""

from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client

from campaigns.models import LedgerEntry, PrivateLink, Signature, Statement
from campaigns.services.outbox import sweep_outbox
from tests.campaigns.mails import mails_in
from tests.campaigns.raw_files import bytes_of
from tests.campaigns.signing import confirm, link_in, open_with_text, post

pytestmark = pytest.mark.django_db(transaction=True)

GIVEN = {
    "name": "Canarina Sample",
    "email": "canary.address@example.org",
    "town": "Canaryville",
    "message": "Canary greetings",
}
CANARIES = ("Canarina", "canary.address", "Canaryville", "Canary greetings")


def _found_in(content: bytes) -> set[str]:
    return {canary for canary in CANARIES if canary.lower().encode() in content.lower()}


def _database() -> bytes:
    """Return each value of each table, and on SQLite the files as they are."""
    connection.commit()
    content = b""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names from the database itself
            for row in cursor.fetchall():
                for value in row:
                    plain = isinstance(value, bytes | memoryview)
                    content += (bytes(value) if plain else str(value).encode()) + b"\n"
    if connection.vendor == "sqlite":
        path = Path(str(connection.settings_dict["NAME"]))
        content += bytes_of(path.parent.glob(f"{path.name}*"))
    return content


def _sign(client: Client, mail_folder: Path) -> tuple[Statement, str]:
    statement = open_with_text(takes_messages=True)
    assert post(client, statement, **{**GIVEN, "email": "canary.address@example"}).status_code == 422
    for _ in range(2):
        assert post(client, statement, **GIVEN).status_code == 303
    sweep_outbox()
    (message,) = mails_in(mail_folder, GIVEN["email"])
    link = link_in(message.text)
    assert confirm(client, link).status_code == 303
    return statement, link


def test_a_signature_is_nowhere_in_plain_text(
    client: Client, mail_folder: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    _statement, link = _sign(client, mail_folder)

    one = Signature.objects.get()
    assert (one.name, one.town, one.email) == (GIVEN["name"], GIVEN["town"], GIVEN["email"])
    assert one.message.text == GIVEN["message"]
    content = _database()
    assert _found_in(content) == set()
    token = link.split("/")[3]
    assert (len(token), token.encode() in content) == (22, False)
    written = "".join(capfd.readouterr()) + caplog.text + str(getattr(caches["limits"], "_cache", {}))
    assert _found_in(written.encode()) == set()


def test_after_withdrawal_nothing_of_the_signatory_is_left(
    client: Client, mail_folder: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    statement, link = _sign(client, mail_folder)
    one = Signature.objects.get()
    kept = (one.email_index, one.salt)
    assert all(value.encode() in _database() for value in kept)

    assert client.post(f"{link}withdraw/").status_code == 303

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = _database()
    assert [value.encode() in content for value in kept] == [False, False]
    written = "".join(capfd.readouterr()) + caplog.text
    assert _found_in(content + written.encode()) == set()
    events = list(LedgerEntry.objects.filter(statement=statement).values_list("event", "count"))
    assert events == [("signed", 1), ("withdrawn", 0)]
    assert PrivateLink.objects.count() == 1


def test_control_a_plain_column_is_found() -> None:
    statement = open_with_text()
    Statement.objects.filter(pk=statement.pk).update(title=" ".join(CANARIES))

    assert _found_in(_database()) == set(CANARIES)
