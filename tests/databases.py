"""The tables of the tests emptied after a test whose transactions were real, in milliseconds.

Django empties every table there is and writes content types and permissions again: half a second a test on PostgreSQL.
"""

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

# Written once with the tables; no test of ours changes them.
KEPT = {ContentType._meta.db_table, Permission._meta.db_table}


def empty_tables() -> None:
    """Delete what is in any table but those of Django's that never change.

    Foreign keys are checked when all is deleted, so the order is free.
    """
    quote = connection.ops.quote_name
    tables = [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in KEPT
    ]
    selects = [f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {quote(table)})" for table in tables]  # noqa: S608 - our own tables' names
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects))
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {quote(table)}")  # noqa: S608 - the same
