"""What is promised to be erased is gone: at once, or in two steps for those who agreed to hear of later pickets."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from campaigns.models import Dispatch, PrivateLink, Shift, SignUp
from campaigns.services.changing import stop_calls
from campaigns.services.erasing import erase_expired_sign_ups
from campaigns.services.friends import add_friend
from campaigns.services.links import find_sign_up, make_private_link
from campaigns.services.outbox import sweep_outbox
from campaigns.services.retention import calls_until, erased_after
from tests.campaigns.conftest import SignUpFunction, post_sign_up
from tests.campaigns.raw_files import bytes_of
from tests.campaigns.test_sign_up_canaries import EMAIL, NAME, PHONE
from tests.factories.campaigns import DispatchFactory, PicketFactory, in_days

pytestmark = pytest.mark.django_db(transaction=True)


def everything() -> bytes:
    """Return all that the database holds, deleted pages swept away; sealed values as they are."""
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
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            path = Path(str(connection.settings_dict["NAME"]))
            content += bytes_of(path.parent.glob(f"{path.name}*"))
    return content


def sealed(sign_up: SignUp, column: str) -> bytes:
    """Return a sealed value as the database holds it: the canary of a value that nobody can read."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM campaigns_signup WHERE id = %s", [_key(sign_up)])  # noqa: S608
        return bytes(cursor.fetchone()[0])


def _key(sign_up: SignUp) -> str | UUID:
    return sign_up.pk.hex if connection.vendor == "sqlite" else sign_up.pk


def after(shift: Shift, days: float) -> datetime:
    shift.refresh_from_db()
    assert shift.picket.ends_at is not None
    return shift.picket.ends_at + timedelta(days=days, seconds=1)


def test_who_did_not_agree_is_gone_after_seven_days(shift: Shift, join: SignUpFunction) -> None:
    join(shift)
    assert erase_expired_sign_ups(now=after(shift, 6.9)) == 0
    assert erase_expired_sign_ups(now=after(shift, 7)) == 1
    assert SignUp.objects.count() == 0


def test_of_who_agreed_the_address_is_kept_for_a_year_and_nothing_else(
    shift: Shift, mail_folder: Path
) -> None:
    given = {"name": NAME, "email": EMAIL, "phone": PHONE, "agreed_to_calls": "on"}
    post_sign_up(Client(), shift, **given)
    sweep_outbox()
    mine = SignUp.objects.get()
    friend = add_friend(mine, name="Friend", seen=0, now=in_days(0))
    later = DispatchFactory(sign_up=mine, kind=Dispatch.Kind.CALL, picket=PicketFactory())
    canaries = {
        "name": sealed(mine, "name"),
        "phone": sealed(mine, "phone"),
        "friend": sealed(friend, "name"),
        "confirmation": f"confirmation:{mine.pk}".encode(),
    }
    address = sealed(mine, "email")
    # They are really there before.
    before = everything()
    assert all(canary in before for canary in [*canaries.values(), address])

    # The friend's whole row, and of the volunteer's own the rest.
    assert erase_expired_sign_ups(now=after(shift, 7)) == 1

    content = everything()
    assert [name for name, canary in canaries.items() if canary in content] == []
    mine.refresh_from_db()
    assert (mine.name, mine.phone, mine.email, mine.agreed_to_calls) == ("", "", EMAIL, True)
    assert mine.erase_after == calls_until(shift)
    assert list(mine.dispatches.all()) == [later]
    assert list(SignUp.objects.all()) == [mine]

    assert erase_expired_sign_ups(now=after(shift, 364)) == 0
    assert erase_expired_sign_ups(now=after(shift, 365)) == 1
    content = everything()
    for canary in (address, mine.email_index.encode(), mine.pk.hex.encode(), str(mine.pk).encode()):
        assert canary not in content
    assert (SignUp.objects.count(), Dispatch.objects.count(), PrivateLink.objects.count()) == (0, 0, 0)


def test_who_takes_it_back_is_gone_with_the_next_run(shift: Shift, join: SignUpFunction) -> None:
    mine = join(shift, agreed_to_calls=True).sign_up
    other = join(shift, "other@example.org", agreed_to_calls=True).sign_up
    token = make_private_link(mine)
    erase_expired_sign_ups(now=after(shift, 7))

    assert find_sign_up(token, now=after(shift, 100)) == mine
    stop_calls(mine)
    assert erase_expired_sign_ups(now=after(shift, 100)) == 1
    assert list(SignUp.objects.all()) == [other]


def test_who_takes_it_back_before_keeps_the_place(shift: Shift, join: SignUpFunction) -> None:
    mine = join(shift, agreed_to_calls=True).sign_up
    stop_calls(mine)

    assert erase_expired_sign_ups(now=after(shift, 1)) == 0
    assert erase_expired_sign_ups(now=after(shift, 7)) == 1


def test_who_cancelled_is_gone_after_two_days_whatever_was_agreed(shift: Shift, join: SignUpFunction) -> None:
    mine = join(shift, agreed_to_calls=True).sign_up
    SignUp.objects.filter(pk=mine.pk).update(state="cancelled", erase_after=in_days(2))

    assert erase_expired_sign_ups(now=in_days(3)) == 1


def test_a_picket_that_moves_after_all_is_followed(shift: Shift, join: SignUpFunction) -> None:
    mine = join(shift, agreed_to_calls=True).sign_up
    assert mine.erase_after == erased_after(shift)
    for days in (7, 8, 9):
        erase_expired_sign_ups(now=after(shift, days))
    mine.refresh_from_db()
    assert mine.erase_after == calls_until(shift)
