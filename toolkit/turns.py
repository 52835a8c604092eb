"""One at a time for what no row stands for yet, such as a name that nobody has written down."""

import hashlib
from collections.abc import Iterable

from django.db import connection, transaction


def take_turns(keys: Iterable[str]) -> None:
    """Wait until nobody else holds one of these keys, and hold them until the transaction ends.

    What is read afterwards is what those before have committed. Keys are taken in one order, so that two who want the
    same ones do not wait for each other. Advisory locks on PostgreSQL; SQLite lets one transaction write at a time
    (IMMEDIATE), so there whoever is here holds everything. Raises TransactionManagementError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("turns are taken within a transaction")
    if connection.vendor != "postgresql":
        return
    numbers = sorted({_number(key) for key in keys})
    with connection.cursor() as cursor:
        for number in numbers:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _number(key: str) -> int:
    """Return a number of 64 bits for a key; two keys of one number only wait without need."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], signed=True)
