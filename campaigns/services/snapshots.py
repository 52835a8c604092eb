"""A long look at a statement's signatures that sees one moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from campaigns.models import Statement
from campaigns.services.ledger import lock_statement


@contextmanager
def one_moment(statement: Statement) -> Iterator[Statement]:
    """Give the statement; all that is read within belongs together, however long it takes.

    On PostgreSQL it is a snapshot, and whoever signs meanwhile need not wait. Elsewhere, and inside another
    transaction, the statement is locked.
    """
    can_look_back = connection.vendor == "postgresql" and not connection.in_atomic_block
    with transaction.atomic():
        if can_look_back:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield Statement.objects.get(pk=statement.pk)
        else:
            yield lock_statement(statement)
