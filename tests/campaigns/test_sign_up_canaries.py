"""Recognisable contacts are planted, then looked for in everything that is stored or written: none is found."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from campaigns.models import Dispatch, Picket, PrivateLink, Shift, SignUp
from campaigns.services.outbox import sweep_outbox
from campaigns.tasks import erase_expired_sign_ups_task
from tests.campaigns.conftest import post_sign_up
from tests.campaigns.raw_files import bytes_of

pytestmark = pytest.mark.django_db(transaction=True)

NAME, EMAIL, PHONE = "Canarina", "canary.address@example.org", "+44 20 7946 0321"
CANARIES = (NAME, "canary.address", "7946 0321", "79460321")


def _found_in(content: bytes) -> set[str]:
    low = content.lower()
    return {canary for canary in CANARIES if canary.lower().encode() in low}


def _database() -> bytes:
    """Return everything the database holds: each value of each table, and on SQLite the files as they are."""
    connection.commit()
    content = b""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names from the database itself
            for row in cursor.fetchall():
                for value in row:
                    plain = isinstance(value, bytes | memoryview)
                    content += bytes(value) if plain else str(value).encode()
                    content += b"\n"
    if connection.vendor == "sqlite":
        path = Path(str(connection.settings_dict["NAME"]))
        content += bytes_of(path.parent.glob(f"{path.name}*"))
    return content


def _sign_up_and_send(shift: Shift) -> None:
    client = Client()
    given = {"name": NAME, "email": EMAIL, "phone": PHONE}
    assert post_sign_up(client, shift, **{**given, "email": "canary.address@example"}).status_code == 422
    for _ in range(2):
        assert post_sign_up(client, shift, **given).status_code == 303
    sweep_outbox()


def test_contacts_are_nowhere_in_plain_text(
    shift: Shift, mail_folder: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    _sign_up_and_send(shift)

    sign_up = SignUp.objects.get()
    assert (sign_up.name, sign_up.email, sign_up.phone) == (NAME, EMAIL, PHONE)
    assert _found_in(_database()) == set()
    written = "".join(capfd.readouterr()) + caplog.text
    assert _found_in(written.encode()) == set()
    # The mail is where they have to be: the canaries were really on their way.
    (message,) = mail_folder.glob("*.eml")
    assert {NAME, "canary.address"} <= _found_in(message.read_bytes())


def test_control_a_plain_column_is_found(shift: Shift) -> None:
    Picket.objects.filter(pk=shift.picket_id).update(title=NAME, summary=EMAIL, address=PHONE)

    assert _found_in(_database()) == {NAME, "canary.address", "7946 0321"}


def test_tokens_are_nowhere_in_the_database(shift: Shift, mail_folder: Path) -> None:
    _sign_up_and_send(shift)
    (message,) = mail_folder.glob("*.eml")
    (token,) = {
        part.split(b"/")[0] for part in message.read_bytes().split(b"/sign-up/")[1:] if len(part) > 22
    }

    assert len(token) == 22
    assert PrivateLink.objects.count() == 1
    assert token not in _database()


def test_after_the_promised_time_nothing_of_a_volunteer_is_left(shift: Shift) -> None:
    _sign_up_and_send(shift)
    sign_up = SignUp.objects.get()
    SignUp.objects.filter(pk=sign_up.pk).update(erase_after=datetime.now(UTC) - timedelta(seconds=1))
    key = sign_up.pk.hex.encode()
    as_written = str(sign_up.pk).encode()
    before = _database()
    assert key in before or as_written in before

    erase_expired_sign_ups_task()

    assert (SignUp.objects.count(), PrivateLink.objects.count(), Dispatch.objects.count()) == (0, 0, 0)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    after = _database()
    assert key not in after
    assert as_written not in after
    assert sign_up.email_index.encode() not in after
